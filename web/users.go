package web

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/alexedwards/argon2id"

	"kanal"
	"kanal/bots"
	"kanal/storage"
)

// usersPage lists who may sign in; New is shown once, right after it was made.
type usersPage struct {
	layout
	Users    []userRow
	Agencies []kanal.Agency
	New      *newUser
	Wrong    string
}

type userRow struct {
	*storage.User
	AgencyName string
	Channel    string
	Managed    bool // by the admin who looks
}

// newUser is what an admin hands over by word of mouth.
type newUser struct {
	Name, Username, Password, Bind, Telegram, WhatsApp string
}

var usernameShape = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)

// named is a bot that can tell its name, for links.
type named interface {
	bots.Bot
	Username(ctx context.Context) (string, error)
}

func (s *Server) usersList(w http.ResponseWriter, r *http.Request) error {
	return s.showUsers(w, r, nil, "")
}

func (s *Server) showUsers(w http.ResponseWriter, r *http.Request, made *newUser, wrong string) error {
	names, err := s.names(r.Context())
	if err != nil {
		return err
	}
	users, err := s.store.Users(r.Context())
	if err != nil {
		return fmt.Errorf("listing users: %w", err)
	}
	page := usersPage{layout: s.layout(r, "Petugas"), Agencies: names.agencies, New: made, Wrong: wrong}
	for _, u := range users {
		row := userRow{User: u, AgencyName: names.agency(u.Agency), Managed: mayManage(page.User, u.Agency)}
		if u.Bound != 0 {
			row.Channel = channelWords(u.Account)
		}
		page.Users = append(page.Users, row)
	}
	return s.render(w, "users.html", page)
}

func (s *Server) userAdd(w http.ResponseWriter, r *http.Request) error {
	u := &storage.User{Username: strings.ToLower(strings.TrimSpace(r.PostFormValue("username"))), Name: strings.TrimSpace(r.PostFormValue("nama")),
		Role: storage.Role(r.PostFormValue("peran")), Agency: r.PostFormValue("instansi"), Deputy: r.PostFormValue("wakil") != ""}
	if u.Role != storage.Officer {
		u.Deputy = false
	}
	if u.Role != storage.Officer && u.Role != storage.Admin {
		u.Agency = ""
	}
	names, err := s.names(r.Context())
	if err != nil {
		return err
	}
	if wrong := wrongUser(u, names); wrong != "" {
		return s.showUsers(w, r, nil, wrong)
	}
	if !mayManage(userOf(r), u.Agency) {
		return s.showUsers(w, r, nil, "Pengguna Sekretariat Daerah ditambahkan oleh admin Sekretariat Daerah atau oleh operator, karena mereka membaca laporan tentang kantor ini.")
	}
	made := &newUser{Name: u.Name, Username: u.Username, Password: rand.Text()[:16], Bind: rand.Text()}
	hash, err := argon2id.CreateHash(made.Password, argon2id.DefaultParams)
	if err != nil {
		return fmt.Errorf("hashing a password: %w", err)
	}
	u.Password = hash
	err = s.store.CreateUser(r.Context(), u, made.Bind)
	if errors.Is(err, kanal.ErrConflict) {
		return s.showUsers(w, r, nil, "Nama pengguna itu sudah dipakai.")
	}
	if err != nil {
		return fmt.Errorf("adding a user: %w", err)
	}
	s.addLinks(r.Context(), made)
	return s.showUsers(w, r, made, "")
}

// wrongUser says what is missing of a new user, "" for nothing.
func wrongUser(u *storage.User, names names) string {
	switch {
	case u.Name == "" || len(u.Name) > 100:
		return "Namanya belum diisi."
	case !usernameShape.MatchString(u.Username):
		return "Nama pengguna terdiri dari huruf kecil, angka, titik, atau garis."
	case roleWords(u.Role) == "":
		return "Perannya belum dipilih."
	case (u.Role == storage.Officer || u.Agency != "") && !names.hasAgency(u.Agency):
		return "Pilih instansi tempat petugas ini bekerja."
	}
	return ""
}

// userBind gives an officer a new one-time link.
func (s *Server) userBind(w http.ResponseWriter, r *http.Request) error {
	user, err := s.userOfPath(r)
	if err != nil {
		return err
	}
	made := &newUser{Name: user.Name, Username: user.Username, Bind: rand.Text()}
	if err := s.store.NewBindToken(r.Context(), user.ID, made.Bind); err != nil {
		return fmt.Errorf("making a binding: %w", err)
	}
	s.addLinks(r.Context(), made)
	return s.showUsers(w, r, made, "")
}

// userDisable locks a user out, or in again.
func (s *Server) userDisable(w http.ResponseWriter, r *http.Request) error {
	user, err := s.userOfPath(r)
	if err != nil {
		return err
	}
	if user.ID == userOf(r).ID {
		return fmt.Errorf("disabling oneself: %w", kanal.ErrNotAllowed)
	}
	user.Disabled = r.PostFormValue("nonaktif") != ""
	if err := s.store.SaveUser(r.Context(), user); err != nil {
		return fmt.Errorf("saving a user: %w", err)
	}
	http.Redirect(w, r, "/konsol/petugas", http.StatusSeeOther)
	return nil
}

// userMove gives an officer another post, or makes them the deputy of it. Moved elsewhere, their chat is no longer
// bound: the new post's tasks must not go to the old post's phone.
func (s *Server) userMove(w http.ResponseWriter, r *http.Request) error {
	user, err := s.userOfPath(r)
	if err != nil {
		return err
	}
	names, err := s.names(r.Context())
	if err != nil {
		return err
	}
	user.Agency, user.Deputy = r.PostFormValue("instansi"), r.PostFormValue("wakil") != ""
	if user.Role != storage.Officer || !names.hasAgency(user.Agency) {
		return fmt.Errorf("moving a user to %q: %w", user.Agency, errBadRequest)
	}
	if !mayManage(userOf(r), user.Agency) {
		return fmt.Errorf("moving user %d to another admin's office: %w", user.ID, kanal.ErrNotAllowed)
	}
	if err := s.store.SaveUser(r.Context(), user); err != nil {
		return fmt.Errorf("saving a user: %w", err)
	}
	http.Redirect(w, r, "/konsol/petugas", http.StatusSeeOther)
	return nil
}

// mayManage tells whether an admin may add, move or lock out users of an agency. Those of the Sekda's office read what
// is about the other admins, who must not lend themselves their eyes.
func mayManage(admin *storage.User, agency string) bool {
	return agency != kanal.Secretariat || admin.Office() == kanal.Secretariat
}

// userOfPath is the user of the address, whom the admin may manage.
func (s *Server) userOfPath(r *http.Request) (*storage.User, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return nil, fmt.Errorf("number of a user: %w", errBadRequest)
	}
	user, err := s.store.User(r.Context(), id)
	if err != nil {
		return nil, fmt.Errorf("reading a user: %w", err)
	}
	if !mayManage(userOf(r), user.Agency) {
		return nil, fmt.Errorf("user %d is another admin's: %w", id, kanal.ErrNotAllowed)
	}
	return user, nil
}

// addLinks puts the binding into links.
func (s *Server) addLinks(ctx context.Context, made *newUser) {
	made.Telegram = s.telegramLink(ctx, made.Bind)
	if s.whatsapp != "" {
		made.WhatsApp = WhatsAppLink(s.whatsapp, made.Bind)
	}
}

// WhatsAppLink is a link that opens WhatsApp with the words that bind a phone, ready to be sent to a number.
func WhatsAppLink(number, bind string) string {
	return "https://wa.me/" + number + "?text=IKAT%20" + bind
}

// telegramLink is the binding as a link, "" where no Telegram bot answers.
func (s *Server) telegramLink(ctx context.Context, bind string) string {
	for _, bot := range s.bots {
		if n, ok := bot.(named); ok {
			if name, err := n.Username(ctx); err == nil {
				return "https://t.me/" + name + "?start=" + bind
			}
		}
	}
	return ""
}
