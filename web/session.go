package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

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
			http.Redirect(w, r, signInAddress(r), http.StatusSeeOther)
			return nil
		}
		user, err := s.store.User(r.Context(), id)
		if err != nil && !isNotFound(err) {
			return fmt.Errorf("reading who is signed in: %w", err)
		}
		if err != nil || user.Disabled {
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

// signInAddress is the form for signing in, which leads on to the page that was asked for.
func signInAddress(r *http.Request) string {
	if r.Method != http.MethodGet {
		return "/masuk"
	}
	return "/masuk?ke=" + url.QueryEscape(r.URL.RequestURI())
}

// wanted is the page to go to after signing in: one of the console's, whatever the address says.
func wanted(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Path != "/konsol" && !strings.HasPrefix(u.Path, "/konsol/") {
		return "/konsol"
	}
	return u.RequestURI()
}
