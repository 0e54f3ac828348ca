// Package web is everything that is read in a browser or called over HTTP: the console, the tracking page, the
// bots' hooks, health and metrics. routes.go lists every address on one screen; each page and each action has a
// file of its own.
package web

import (
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"kanal/bots"
	"kanal/files"
	"kanal/router"
	"kanal/storage"
)

// Options are what the pages work with.
type Options struct {
	Store     *storage.Store
	Router    *router.Router
	Bots      []bots.Bot
	PublicURL string // where people reach the pages, without a slash at the end; "" when it is not known
	WhatsApp  string // number (digits) that a code to bind a phone may be sent to; "" when it is not known
	Log       *slog.Logger
	Now       func() time.Time // nil is time.Now
	Files     files.Store      // of what people sent; nil where none is kept
	Demo      []Frame          // phones of the demo; none: no /demo
}

// Frame is one simulated phone on the demo's page.
type Frame struct {
	Title string
	Path  string // its page, shown in an iframe
	Look  string // class of its frame, e.g. "telegram"
}

// Server answers HTTP.
type Server struct {
	store    *storage.Store
	router   *router.Router
	bots     []bots.Bot
	log      *slog.Logger
	now      func() time.Time
	demo     []Frame
	whatsapp string
	sessions *scs.SessionManager
	origin   *http.CrossOriginProtection
	pages    map[string]*template.Template
	static   staticFiles
	attached files.Store
	guesses  *router.Guesses
	hashing  chan struct{} // a place for each password that may be compared at once
	metrics  *metrics
}

// hashedAtOnce bounds the memory that strangers can make us use: each comparison takes 64 MB for a moment.
const hashedAtOnce = 2

// New prepares the pages; a template that does not parse is an error here, not when it is asked for.
func New(o Options) (*Server, error) {
	s := &Server{store: o.Store, router: o.Router, bots: o.Bots, log: o.Log, now: o.Now, demo: o.Demo, whatsapp: o.WhatsApp, attached: o.Files,
		hashing: make(chan struct{}, hashedAtOnce), metrics: newMetrics()}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.now == nil {
		s.now = time.Now
	}
	s.guesses = router.NewGuesses(s.now)
	s.sessions = s.newSessions(o.PublicURL)
	var err error
	if s.origin, err = s.newOrigin(o.PublicURL); err != nil {
		return nil, err
	}
	if s.static, err = loadFiles(); err != nil {
		return nil, err
	}
	if s.pages, err = parsePages(s.static); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *Server) newSessions(publicURL string) *scs.SessionManager {
	m := scs.New()
	m.Store = s.store.Sessions()
	m.Lifetime = 12 * time.Hour
	m.IdleTimeout = 2 * time.Hour
	m.Cookie.Name = "kanal_sesi"
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.Cookie.Secure = strings.HasPrefix(publicURL, "https://")
	m.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) { s.fail(w, r, fmt.Errorf("session: %w", err)) }
	return m
}

// newOrigin refuses forms that other sites send. A proxy before us may rewrite the Host, so the public address
// is trusted by name.
func (s *Server) newOrigin(publicURL string) (*http.CrossOriginProtection, error) {
	p := http.NewCrossOriginProtection()
	p.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.sentence(w, r, http.StatusForbidden, "Formulir ini datang dari situs lain, jadi tidak kami jalankan. Silakan isi lagi di sini.")
	}))
	if publicURL == "" {
		return p, nil
	}
	u, err := url.Parse(publicURL)
	if err != nil {
		return nil, fmt.Errorf("the public address: %w", err)
	}
	if err := p.AddTrustedOrigin(u.Scheme + "://" + u.Host); err != nil {
		return nil, fmt.Errorf("the public address: %w", err)
	}
	return p, nil
}
