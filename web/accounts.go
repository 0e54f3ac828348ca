package web

import (
	"context"
	"encoding/base64"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/skip2/go-qrcode"

	"kanal"
	"kanal/bots"
	"kanal/router"
	"kanal/storage"
)

// accountsPage tells how each account stands, and links those that hang on a phone.
type accountsPage struct {
	layout
	Accounts []accountRow
	Asks     string // account for which a number is being typed, "" for none
	Wrong    string
}

// accountRow is one account.
type accountRow struct {
	Name    string // of the account, as kanal's settings and logs call it
	Words   string // for people
	State   string
	Well    bool
	Linked  bool         // hangs on a phone
	Needed  bool         // … and has none
	Picture template.URL // of the code to scan
	Typed   string       // the code to type
	Asked   bool         // a code to type was asked for
	Backlog storage.Backlog
}

// lookAgain is how often the page is loaded anew while somebody waits before it; in seconds.
const lookAgain = "4"

func (s *Server) accountsList(w http.ResponseWriter, r *http.Request) error {
	return s.showAccounts(w, r, "")
}

func (s *Server) showAccounts(w http.ResponseWriter, r *http.Request, wrong string) error {
	rows, err := s.accountRows(r.Context())
	if err != nil {
		return err
	}
	page := accountsPage{layout: s.layout(r, "Saluran"), Accounts: rows, Asks: r.FormValue("akun"), Wrong: wrong}
	if page.Asks == "" && slices.ContainsFunc(rows, func(a accountRow) bool { return a.Linked && !a.Well }) {
		w.Header().Set("Refresh", lookAgain) // not while somebody types a number
	}
	return s.render(w, "accounts.html", page)
}

// accountPhone asks for a code that is typed on the phone with this number, or takes that back.
func (s *Server) accountPhone(w http.ResponseWriter, r *http.Request) error {
	account := r.PostFormValue("akun")
	links, err := s.store.Links(r.Context())
	if err != nil {
		return fmt.Errorf("reading links: %w", err)
	}
	if !slices.ContainsFunc(links, func(l storage.AccountLink) bool { return l.Account == account && l.State == kanal.LinkNeeded }) {
		return fmt.Errorf("asking for a code: %w", errBadRequest)
	}
	phone := ""
	if typed := strings.TrimSpace(r.PostFormValue("nomor")); typed != "" {
		if phone = phoneDigits(typed); phone == "" {
			return s.showAccounts(w, r, "Nomornya belum benar. Contoh: 0812 3456 7890.")
		}
	}
	if err := s.store.WantPhone(r.Context(), account, phone); err != nil {
		return fmt.Errorf("asking for a code: %w", err)
	}
	http.Redirect(w, r, "/konsol/kanal", http.StatusSeeOther)
	return nil
}

// phoneDigits reads a number as people here write it; "" for none.
func phoneDigits(typed string) string {
	plain := strings.NewReplacer(" ", "", "-", "", ".", "", "(", "", ")", "").Replace(typed)
	plain, abroad := strings.CutPrefix(plain, "+")
	if national, ok := strings.CutPrefix(plain, "0"); ok && !abroad {
		plain = "62" + national
	}
	if strings.Trim(plain, "0123456789") != "" || len(plain) < 8 || len(plain) > 15 || plain[0] == '0' {
		return ""
	}
	return plain
}

func (s *Server) accountRows(ctx context.Context) ([]accountRow, error) {
	links, err := s.store.Links(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading links: %w", err)
	}
	backlogs, err := s.store.Backlogs(ctx)
	if err != nil {
		return nil, fmt.Errorf("counting what is not sent: %w", err)
	}
	var rows []accountRow
	for _, bot := range s.bots {
		row := accountRow{Name: bot.Account(), Words: accountWords(bot.Account()), State: "baik", Well: true}
		if healthy, can := bot.(bots.Healthy); can && healthy.Health() != nil {
			row.State, row.Well = "terganggu: "+healthy.Health().Error(), false
		}
		for _, l := range links {
			if l.Account == row.Name {
				if err := s.fillLink(ctx, &row, l); err != nil {
					return nil, err
				}
			}
		}
		for _, b := range backlogs {
			if b.Account == row.Name {
				row.Backlog = b
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// fillLink tells how an account hangs on its phone. What is stored is of the process that holds the account; without
// one it is history.
func (s *Server) fillLink(ctx context.Context, row *accountRow, l storage.AccountLink) error {
	owner, err := s.store.LeaseOwner(ctx, router.AccountLease(l.Account))
	if err != nil {
		return fmt.Errorf("who holds an account: %w", err)
	}
	row.Linked, row.Asked = true, l.Asked
	if owner == "" {
		row.State, row.Well = "sedang tidak dijalankan", false
		return nil
	}
	row.State = linkWords(l.Link)
	if l.State != kanal.LinkConnected {
		row.Well = false
	}
	if row.Needed = l.State == kanal.LinkNeeded; !row.Needed || l.Code == "" {
		return nil
	}
	if l.Typed {
		row.Typed = l.Code
		return nil
	}
	png, err := qrcode.Encode(l.Code, qrcode.Low, -6) // six pixels a module
	if err != nil {
		return fmt.Errorf("drawing a code: %w", err)
	}
	row.Picture = template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(png))
	return nil
}

// linkWords says how a link stands.
func linkWords(l kanal.Link) string {
	switch l.State {
	case kanal.LinkConnecting:
		return "sedang menyambung"
	case kanal.LinkConnected:
		return "terhubung"
	case kanal.LinkAway:
		return "WhatsApp sedang tidak terjangkau; dicoba lagi sendiri"
	case kanal.LinkNeeded:
		return "menunggu dipindai"
	case kanal.LinkBanned:
		if l.Until.IsZero() {
			return "diblokir WhatsApp, tanpa batas waktu yang disebutkan"
		}
		return "diblokir WhatsApp sampai " + when(l.Until)
	case kanal.LinkOutdated:
		return "perlu versi kanal yang lebih baru"
	case kanal.LinkReplaced:
		return "dipakai program lain"
	}
	return string(l.State)
}

// many is a figure that stops where counting did.
func many(n int) string {
	if n >= storage.MostBacklog {
		return fmt.Sprintf("%d+", storage.MostBacklog)
	}
	return strconv.Itoa(n)
}

// accountWords names an account for people.
func accountWords(account string) string {
	switch account {
	case "whatsapp:officers":
		return "WhatsApp untuk petugas"
	case "whatsapp:cloud":
		return "WhatsApp (Cloud API)"
	}
	return channelWords(account)
}
