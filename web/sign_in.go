package web

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"

	"github.com/alexedwards/argon2id"

	"kanal/storage"
)

// signInPage is the form.
type signInPage struct {
	layout
	Username string
	To       string // the page to go to afterwards
	Wrong    string
}

// maxName is the longest user name that is looked up.
const maxName = 64

func (s *Server) signInForm(w http.ResponseWriter, r *http.Request) error {
	return s.render(w, "signin.html", signInPage{layout: s.layout(r, "Masuk"), To: wanted(r.FormValue("ke"))})
}

func (s *Server) signIn(w http.ResponseWriter, r *http.Request) error {
	name := strings.ToLower(strings.TrimSpace(r.PostFormValue("username")))
	page := signInPage{layout: s.layout(r, "Masuk"), Username: name, To: wanted(r.PostFormValue("ke"))}
	if len(name) > maxName {
		page.Username = ""
		page.Wrong = "Nama pengguna atau kata sandi belum cocok."
		return s.renderStatus(w, http.StatusUnauthorized, "signin.html", page)
	}
	byName, byAddress := "masuk "+name, "masuk dari "+addressOf(r)
	if !s.guesses.Allow(byName) || !s.guesses.Allow(byAddress) {
		page.Wrong = "Terlalu banyak percobaan. Tunggu sepuluh menit, lalu coba lagi."
		return s.renderStatus(w, http.StatusTooManyRequests, "signin.html", page)
	}
	user, err := s.userWith(r, name, r.PostFormValue("password"))
	if err != nil {
		return err
	}
	if user == nil {
		page.Wrong = "Nama pengguna atau kata sandi belum cocok."
		return s.renderStatus(w, http.StatusUnauthorized, "signin.html", page)
	}
	s.guesses.Forget(byName)
	s.guesses.TakeBack(byAddress) // an office behind one address signs in every morning
	if err := s.sessions.RenewToken(r.Context()); err != nil {
		return fmt.Errorf("renewing a session: %w", err)
	}
	s.sessions.Put(r.Context(), "user", user.ID)
	http.Redirect(w, r, page.To, http.StatusSeeOther)
	return nil
}

// userWith returns the user with that name and password, nil for none. Whether there is such a user cannot be
// read from the time it takes.
func (s *Server) userWith(r *http.Request, name, password string) (*storage.User, error) {
	user, err := s.store.UserByName(r.Context(), name)
	if err != nil && !isNotFound(err) {
		return nil, fmt.Errorf("reading a user: %w", err)
	}
	hash := anyHash()
	if err == nil && !user.Disabled && user.Role != storage.Relay && user.Password != "" {
		hash = user.Password
	} else {
		user = nil
	}
	select {
	case s.hashing <- struct{}{}:
		defer func() { <-s.hashing }()
	case <-r.Context().Done():
		return nil, fmt.Errorf("waiting to compare a password: %w", r.Context().Err())
	}
	match, err := argon2id.ComparePasswordAndHash(password, hash)
	if err != nil {
		return nil, fmt.Errorf("comparing a password: %w", err)
	}
	if !match {
		return nil, nil
	}
	return user, nil
}

// anyHash is as much work to compare with as a real one; what comes out does not matter.
func anyHash() string {
	p := argon2id.DefaultParams
	empty := func(n uint32) string { return base64.RawStdEncoding.EncodeToString(make([]byte, n)) }
	return fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s", p.Memory, p.Iterations, p.Parallelism, empty(p.SaltLength), empty(p.KeyLength))
}

func (s *Server) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := s.sessions.Destroy(r.Context()); err != nil {
		return fmt.Errorf("ending a session: %w", err)
	}
	http.Redirect(w, r, "/masuk", http.StatusSeeOther)
	return nil
}
