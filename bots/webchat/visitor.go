package webchat

import (
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"strings"
	"time"
)

// identity tells whose page a request belongs to.
type identity interface {
	// conversation of the request, and the sender's name if known; false when it has none yet.
	conversation(r *http.Request) (id, name string, ok bool)
	// welcome gives the visitor of the page an identity, or renews it.
	welcome(w http.ResponseWriter, r *http.Request)
}

func (p Phone) conversation(*http.Request) (string, string, bool) { return p.Number, p.Owner, true }

func (p Phone) welcome(http.ResponseWriter, *http.Request) {}

const (
	tokenBytes = 16
	// browsers keep no cookie longer than 400 days; each visit starts them again
	visitorFor = 400 * 24 * time.Hour
)

// visitors are known by a random token in a cookie, which is also their conversation: nobody can guess
// another's, and nothing about the person is in it.
type visitors struct{ account, path string }

func (v visitors) cookieName() string {
	return "kanal_" + strings.ReplaceAll(v.account, ":", "_")
}

func (v visitors) conversation(r *http.Request) (string, string, bool) {
	cookie, err := r.Cookie(v.cookieName())
	if err != nil || !validToken(cookie.Value) {
		return "", "", false
	}
	return cookie.Value, "", true
}

func (v visitors) welcome(w http.ResponseWriter, r *http.Request) {
	token, _, ok := v.conversation(r)
	if !ok {
		token = newToken()
	}
	http.SetCookie(w, &http.Cookie{
		Name:     v.cookieName(),
		Value:    token,
		Path:     v.path,
		MaxAge:   int(visitorFor / time.Second),
		HttpOnly: true,
		Secure:   r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https",
		SameSite: http.SameSiteLaxMode,
	})
}

func newToken() string {
	token := make([]byte, tokenBytes)
	rand.Read(token) // never fails: it stops the program where the system has no randomness
	return hex.EncodeToString(token)
}

// validToken keeps made-up cookies from becoming conversations that others could guess.
func validToken(token string) bool {
	raw, err := hex.DecodeString(token)
	return err == nil && len(raw) == tokenBytes && strings.ToLower(token) == token
}
