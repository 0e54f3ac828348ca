// Package web is everything that is read in a browser or called over HTTP: the console, the tracking page, the
// bots' hooks, health and metrics. routes.go lists every address on one screen.
package web

import (
	"embed"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"kanal/bots"
	"kanal/router"
	"kanal/storage"
)

// Options are what the pages work with.
type Options struct {
	Store     *storage.Store
	Router    *router.Router
	Bots      []bots.Bot
	PublicURL string // where people reach the pages, without a slash at the end
	Log       *slog.Logger
	Now       func() time.Time // nil is time.Now
	Demo      []Frame          // phones of the demo; none: no /demo
}

// Frame is one simulated phone on the demo's page.
type Frame struct {
	Title string
	Path  string
	Look  string
}

// Server answers HTTP.
type Server struct {
	store     *storage.Store
	router    *router.Router
	bots      []bots.Bot
	publicURL string
	log       *slog.Logger
	now       func() time.Time
	demo      []Frame
	sessions  *scs.SessionManager
	pages     map[string]*template.Template
	guesses   *guesses
	metrics   *metrics
}

//go:embed templates/*.html
var templates embed.FS

// New prepares the pages; a template that does not parse is an error here, not when it is asked for.
func New(o Options) (*Server, error) {
	s := &Server{store: o.Store, router: o.Router, bots: o.Bots, publicURL: o.PublicURL, log: o.Log, now: o.Now, demo: o.Demo,
		metrics: newMetrics()}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.now == nil {
		s.now = time.Now
	}
	s.guesses = newGuesses(s.now)
	s.sessions = scs.New()
	s.sessions.Store = o.Store.Sessions()
	s.sessions.Lifetime = 12 * time.Hour
	s.sessions.IdleTimeout = 2 * time.Hour
	s.sessions.Cookie.Name = "kanal_sesi"
	s.sessions.Cookie.HttpOnly = true
	s.sessions.Cookie.SameSite = http.SameSiteLaxMode
	s.sessions.Cookie.Secure = strings.HasPrefix(o.PublicURL, "https://")
	s.sessions.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) { s.fail(w, r, fmt.Errorf("session: %w", err)) }
	var err error
	if s.pages, err = parsePages(); err != nil {
		return nil, err
	}
	return s, nil
}
