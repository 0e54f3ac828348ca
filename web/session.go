package web

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/alexedwards/argon2id"

	"kanal"
	"kanal/storage"
)

type userKey struct{}

// userOf is who is signed in, nil for nobody.
func userOf(r *http.Request) *storage.User {
	user, _ := r.Context().Value(userKey{}).(*storage.User)
	return user
}

// signedIn lets only signed-in users through; who was disabled meanwhile is out at once.
func (s *Server) signedIn(h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		id := s.sessions.GetInt64(r.Context(), "user")
		if id == 0 {
			http.Redirect(w, r, "/masuk", http.StatusSeeOther)
			return nil
		}
		user, err := s.store.User(r.Context(), id)
		if err != nil {
			return fmt.Errorf("reading who is signed in: %w", err)
		}
		if user.Disabled {
			if err := s.sessions.Destroy(r.Context()); err != nil {
				return fmt.Errorf("ending a session: %w", err)
			}
			http.Redirect(w, r, "/masuk", http.StatusSeeOther)
			return nil
		}
		return h(w, r.WithContext(context.WithValue(r.Context(), userKey{}, user)))
	}
}

// only lets only users of one role through.
func only(role storage.Role, h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if userOf(r).Role != role {
			return fmt.Errorf("page of %s: %w", role, kanal.ErrNotAllowed)
		}
		return h(w, r)
	}
}

// signInPage is the form.
type signInPage struct {
	layout
	Username string
	Wrong    string
}

func (s *Server) signInForm(w http.ResponseWriter, r *http.Request) error {
	return s.render(w, "signin.html", signInPage{layout: s.layout(r, "Masuk")})
}

// nobody is a hash that no password fits: unknown names cost as much time as known ones.
var nobody = sync.OnceValues(func() (string, error) { return argon2id.CreateHash("nobody", argon2id.DefaultParams) })

func (s *Server) signIn(w http.ResponseWriter, r *http.Request) error {
	username := strings.ToLower(strings.TrimSpace(r.FormValue("username")))
	page := signInPage{layout: s.layout(r, "Masuk"), Username: username}
	if !s.guesses.allow("user "+username) || !s.guesses.allow("address "+addressOf(r)) {
		page.Wrong = "Terlalu banyak percobaan. Tunggu sepuluh menit, lalu coba lagi."
		return s.renderStatus(w, http.StatusTooManyRequests, "signin.html", page)
	}
	hash, err := nobody()
	if err != nil {
		return fmt.Errorf("hashing: %w", err)
	}
	user, err := s.store.UserByName(r.Context(), username)
	switch {
	case err == nil && !user.Disabled:
		hash = user.Password
	case err != nil && !isNotFound(err):
		return fmt.Errorf("reading a user: %w", err)
	default:
		user = nil
	}
	match, err := argon2id.ComparePasswordAndHash(r.FormValue("password"), hash)
	if err != nil {
		return fmt.Errorf("comparing a password: %w", err)
	}
	if !match || user == nil {
		page.Wrong = "Nama pengguna atau kata sandi belum cocok."
		return s.renderStatus(w, http.StatusUnauthorized, "signin.html", page)
	}
	s.guesses.forget("user " + username)
	if err := s.sessions.RenewToken(r.Context()); err != nil {
		return fmt.Errorf("renewing a session: %w", err)
	}
	s.sessions.Put(r.Context(), "user", user.ID)
	http.Redirect(w, r, "/konsol", http.StatusSeeOther)
	return nil
}

func (s *Server) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := s.sessions.Destroy(r.Context()); err != nil {
		return fmt.Errorf("ending a session: %w", err)
	}
	http.Redirect(w, r, "/masuk", http.StatusSeeOther)
	return nil
}

func addressOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

const (
	guessesAllowed = 10
	guessesWithin  = 10 * time.Minute
)

// guesses counts tries of passwords and PINs, in this process.
type guesses struct {
	mu   sync.Mutex
	now  func() time.Time
	made map[string][]time.Time
}

func newGuesses(now func() time.Time) *guesses {
	return &guesses{now: now, made: map[string][]time.Time{}}
}

// allow notes a guess and tells whether it may be made.
func (g *guesses) allow(who string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	for name, times := range g.made {
		for len(times) > 0 && now.Sub(times[0]) > guessesWithin {
			times = times[1:]
		}
		if g.made[name] = times; len(times) == 0 {
			delete(g.made, name)
		}
	}
	if len(g.made[who]) >= guessesAllowed {
		return false
	}
	g.made[who] = append(g.made[who], now)
	return true
}

func (g *guesses) forget(who string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.made, who)
}
