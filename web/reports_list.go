package web

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"kanal"
	"kanal/router/texts"
	"kanal/storage"
)

const pageSize = 40

// listPage is the list of reports with its filters.
type listPage struct {
	layout
	Counts      []statusCount
	Tabs        []tab
	Rows        []listRow
	Next        string // address of the next page, "" for none
	Query       listQuery
	Wrong       string
	Warnings    []string // for admins: what needs care soon
	Agencies    []kanal.Agency
	Topics      []kanal.Topic
	Statuses    []kanal.Status
	Protections []kanal.Protection
}

type statusCount struct {
	Status kanal.Status
	Count  string
}

// tab is one of the ready-made lists.
type tab struct {
	Words   string
	Address string
	Chosen  bool
}

// listRow is one report in the list, with what its reader may know of it.
type listRow struct {
	Number     kanal.Number
	Plain      string // the number as it stands in addresses
	Topic      string
	Agency     string
	Proposed   bool // the agency is only proposed
	Status     kanal.Status
	Place      string
	Protection kanal.Protection
	Received   string
	Channel    string
	Due        due
}

// listQuery is what the address asks for.
type listQuery struct {
	View                                      string // one of the tabs
	Status, Agency, Topic, Protection, Number string
}

// The ready-made lists.
const (
	viewTriage = "cek"      // waits for an admin
	viewOpen   = "terbuka"  // needs somebody
	viewLate   = "lambat"   // its date is past
	viewAll    = "semua"    // everything the reader may see
	viewCopies = "tembusan" // the inspectorate's copies
)

// queryOf reads an address. Who asks for nothing gets what waits for them: the triage for an admin, the open
// assignments for an officer.
func queryOf(v url.Values, user *storage.User) listQuery {
	q := listQuery{View: v.Get("tampil"), Status: v.Get("status"), Topic: v.Get("topik"), Protection: v.Get("perlindungan"),
		Number: strings.TrimSpace(v.Get("nomor"))}
	if user.Role == storage.Admin {
		q.Agency = v.Get("instansi")
	}
	switch {
	case q.View != "":
	case q.Status+q.Topic+q.Protection+q.Agency != "":
		q.View = viewAll
	case user.Role == storage.Admin:
		q.View = viewTriage
	default:
		q.View = viewOpen
	}
	return q
}

func (s *Server) reportsList(w http.ResponseWriter, r *http.Request) error {
	user := userOf(r)
	if user.Role == storage.Leader {
		http.Redirect(w, r, "/konsol/rekap", http.StatusSeeOther)
		return nil
	}
	query := queryOf(r.URL.Query(), user)
	page := listPage{layout: s.layout(r, "Laporan"), Query: query, Tabs: tabsOf(user, query.View), Statuses: kanal.Statuses,
		Protections: []kanal.Protection{kanal.Open, kanal.Anonim, kanal.Tersegel, kanal.Senyap}}
	filter := s.filter(query, user)
	if numbers := kanal.FindNumbers(query.Number); len(numbers) == 1 {
		if address := s.addressOfReport(r.Context(), numbers[0], user); address != "" {
			http.Redirect(w, r, address, http.StatusSeeOther)
			return nil
		}
	}
	if query.Number != "" {
		page.Wrong = "Laporan dengan nomor itu tidak ada di daftar Anda."
	}
	if err := filterPlace(&filter, r.URL.Query().Get("sesudah")); err != nil {
		return err
	}
	if err := s.fillList(r, &page, filter); err != nil {
		return err
	}
	return s.render(w, "reports.html", page)
}

// fillList reads what the page shows.
func (s *Server) fillList(r *http.Request, page *listPage, filter storage.Filter) error {
	names, err := s.names(r.Context())
	if err != nil {
		return err
	}
	page.Agencies, page.Topics = names.agencies, names.topics
	tasks, more, err := s.store.Tasks(r.Context(), filter)
	if err != nil {
		return fmt.Errorf("listing reports: %w", err)
	}
	for _, task := range tasks {
		page.Rows = append(page.Rows, s.listRow(task, names, page.User))
	}
	if more {
		last := tasks[len(tasks)-1]
		next := r.URL.Query()
		next.Set("sesudah", placeOf(storage.Cursor{ReceivedAt: last.ReceivedAt, ID: last.ID}))
		page.Next = "/konsol?" + next.Encode()
	}
	if page.Counts, err = s.counts(r.Context(), page.User); err != nil {
		return err
	}
	if page.Admin {
		page.Warnings, err = s.warnings(r.Context())
	}
	return err
}

// addressOfReport is where the user may read that report, "" for nowhere.
func (s *Server) addressOfReport(ctx context.Context, number kanal.Number, user *storage.User) string {
	report, err := s.store.ReportByNumber(ctx, number)
	if err != nil || !mayRead(user, report) {
		return ""
	}
	return addressOfNumber(report.Number)
}

func tabsOf(user *storage.User, view string) []tab {
	var tabs []tab
	add := func(words, name string) {
		tabs = append(tabs, tab{words, "/konsol?tampil=" + name, view == name})
	}
	if user.Role == storage.Admin {
		add("Perlu dicek", viewTriage)
		add("Terbuka", viewOpen)
	} else {
		add("Tugas terbuka", viewOpen)
	}
	if user.Role == storage.Officer && user.Agency == kanal.Inspectorate {
		add("Tembusan", viewCopies)
	}
	add("Terlambat", viewLate)
	add("Semua", viewAll)
	return tabs
}

// filter makes a store's filter of the query; an officer sees what the own agency holds.
func (s *Server) filter(q listQuery, user *storage.User) storage.Filter {
	f := storage.Filter{Topic: q.Topic, Agency: q.Agency, Reader: user, Limit: pageSize}
	if user.Role != storage.Admin {
		f.Agency, f.Holder = "", user.Agency
		if f.Copies = q.View == viewCopies && user.Agency == kanal.Inspectorate; f.Copies {
			f.Holder = ""
		}
	}
	if p := kanal.Protection(q.Protection); p.Valid() {
		f.Protection = p
	}
	switch q.View {
	case viewTriage:
		f.Triage = user.Role == storage.Admin
	case viewLate:
		f.LateAt = s.now()
	case viewOpen:
		for _, status := range kanal.Statuses {
			if status.Open() {
				f.Status = append(f.Status, status)
			}
		}
	}
	if status := kanal.Status(q.Status); status.Valid() {
		f.Status, f.Triage = []kanal.Status{status}, false
	}
	return f
}

// counts are the reports by status: all for an admin, those that the own agency holds for an officer.
func (s *Server) counts(ctx context.Context, user *storage.User) ([]statusCount, error) {
	if user.Role == storage.Admin {
		all, err := s.store.Counts(ctx, storage.Filter{Reader: user})
		if err != nil {
			return nil, fmt.Errorf("counting reports: %w", err)
		}
		var list []statusCount
		for _, status := range kanal.Statuses {
			list = append(list, statusCount{status, strconv.Itoa(all[status])})
		}
		return list, nil
	}
	// The store counts what is only proposed to an agency as well, which its officers must not learn of.
	const most = 100
	var list []statusCount
	for _, status := range []kanal.Status{kanal.Assigned, kanal.InProgress, kanal.Incomplete, kanal.Answered} {
		held, more, err := s.store.Tasks(ctx, storage.Filter{Holder: user.Agency, Reader: user, Status: []kanal.Status{status}, Limit: most})
		if err != nil {
			return nil, fmt.Errorf("counting reports: %w", err)
		}
		count := strconv.Itoa(len(held))
		if more {
			count += "+"
		}
		list = append(list, statusCount{status, count})
	}
	return list, nil
}

func (s *Server) listRow(t *storage.Task, names names, user *storage.User) listRow {
	row := listRow{Number: t.Number, Plain: string(t.Number), Topic: names.topic(t.Topic), Agency: names.agency(t.Holder), Status: t.Status,
		Protection: t.Protection, Due: dueOf(t.DueAt, t.Paused, s.now()), Received: s.recently(t.ReceivedAt, false)}
	if readsWords(user, &t.Report) {
		row.Place, row.Channel, row.Received = t.Place, channelWords(t.Account), s.recently(t.ReceivedAt, true)
	}
	if t.Holder == "" && t.Proposed != "" {
		row.Agency, row.Proposed = names.agency(t.Proposed), true
	}
	return row
}

// recently is when a report came, without what its reader knows: the year, the zone.
func (s *Server) recently(at time.Time, minute bool) string {
	words := texts.Date(texts.Indonesian, at, s.now())
	if minute {
		words += at.In(kanal.WITA).Format(", 15.04")
	}
	return words
}

// A place in the list, as it stands in an address.

func placeOf(c storage.Cursor) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d.%d", c.ReceivedAt.UnixMicro(), c.ID))
}

func filterPlace(f *storage.Filter, place string) error {
	if place == "" {
		return nil
	}
	text, err := base64.RawURLEncoding.DecodeString(place)
	at, id, found := strings.Cut(string(text), ".")
	micros, err1 := strconv.ParseInt(at, 10, 64)
	number, err2 := strconv.ParseInt(id, 10, 64)
	if err != nil || !found || err1 != nil || err2 != nil {
		return fmt.Errorf("place in the list: %w", errBadRequest)
	}
	f.Before = storage.Cursor{ReceivedAt: time.UnixMicro(micros).UTC(), ID: number}
	return nil
}
