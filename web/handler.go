package web

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"path"
	"runtime/debug"
	"time"

	"kanal"
	"kanal/router/texts"
	"kanal/storage"
)

// handler is a page or an action; its error becomes a page in one place.
type handler func(w http.ResponseWriter, r *http.Request) error

// badRequest is a form that no page of ours sends.
var errBadRequest = errors.New("bad request")

// handle turns a handler into one of net/http's: bounded form, measured, errors shown kindly.
func (s *Server) handle(pattern string, h handler) http.Handler {
	return s.measured(pattern, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'self'; img-src 'self' data:; frame-ancestors 'self'; form-action 'self'; base-uri 'none'")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "same-origin")
		w.Header().Set("Cache-Control", "no-store")
		r.Body = http.MaxBytesReader(w, r.Body, 256<<10)
		if err := h(w, r); err != nil {
			s.fail(w, r, err)
		}
	}))
}

// fail shows an error as a page, in words for people; what happened goes to the log.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	status, words := http.StatusInternalServerError, "Maaf, ada yang tidak beres di sisi kami. Silakan coba lagi sebentar lagi."
	var tooLarge *http.MaxBytesError
	switch {
	case errors.Is(err, kanal.ErrNotFound):
		status, words = http.StatusNotFound, "Halaman atau laporan ini tidak ditemukan."
	case errors.Is(err, kanal.ErrNotAllowed):
		status, words = http.StatusForbidden, "Langkah ini tidak bisa dilakukan untuk laporan ini, atau bukan untuk Anda."
	case errors.Is(err, kanal.ErrConflict):
		status, words = http.StatusConflict, "Ada yang baru saja mengubahnya. Muat ulang halaman, lalu coba lagi."
	case errors.As(err, &tooLarge):
		status, words = http.StatusRequestEntityTooLarge, "Isiannya terlalu panjang."
	case errors.Is(err, errBadRequest):
		status, words = http.StatusBadRequest, "Isiannya belum lengkap. Silakan kembali dan periksa lagi."
	default:
		s.log.Error("page failed", "path", r.Pattern, "err", err)
	}
	page := messagePage{layout: s.layout(r, "Maaf"), Words: words}
	if err := s.renderStatus(w, status, "message.html", page); err != nil {
		s.log.Error("error page failed", "path", r.Pattern, "err", err)
	}
}

// messagePage says one thing.
type messagePage struct {
	layout
	Words string
}

// layout is what every page has.
type layout struct {
	Title string
	User  *storage.User // who is signed in, nil for nobody
	Admin bool
	Path  string
	Note  string // what just happened
	Warn  string // for admins: something that needs care soon
	Demo  bool
}

func (s *Server) layout(r *http.Request, title string) layout {
	l := layout{Title: title, User: userOf(r), Path: r.URL.Path, Demo: len(s.demo) > 0}
	l.Admin = l.User != nil && l.User.Role == storage.Admin
	if l.User != nil {
		l.Note = s.sessions.PopString(r.Context(), "note")
	}
	return l
}

// note is shown on the next page.
func (s *Server) note(r *http.Request, words string) { s.sessions.Put(r.Context(), "note", words) }

func (s *Server) render(w http.ResponseWriter, name string, page any) error {
	return s.renderStatus(w, http.StatusOK, name, page)
}

// renderStatus writes a page whole or, when its template fails, not at all.
func (s *Server) renderStatus(w http.ResponseWriter, status int, name string, page any) error {
	var body bytes.Buffer
	if err := s.pages[name].ExecuteTemplate(&body, "layout", page); err != nil {
		return fmt.Errorf("page %s: %w", name, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, err := body.WriteTo(w)
	return err
}

// parsePages parses every page with the layout and the parts around it.
func parsePages() (map[string]*template.Template, error) {
	functions := template.FuncMap{
		"status": texts.Status, "kind": texts.Kind, "when": when, "day": day, "css": func() string { return cssPath },
		"protection": protectionWords, "event": eventWords, "reason": texts.Reason, "percent": percent, "delivery": deliveryWords,
	}
	shared, err := template.New("").Funcs(functions).ParseFS(templates, "templates/layout.html")
	if err != nil {
		return nil, fmt.Errorf("the layout: %w", err)
	}
	files, err := templates.ReadDir("templates")
	if err != nil {
		return nil, fmt.Errorf("the templates: %w", err)
	}
	pages := map[string]*template.Template{}
	for _, file := range files {
		if file.Name() == "layout.html" {
			continue
		}
		page, err := shared.Clone()
		if err == nil {
			page, err = page.ParseFS(templates, path.Join("templates", file.Name()))
		}
		if err != nil {
			return nil, fmt.Errorf("the page %s: %w", file.Name(), err)
		}
		pages[file.Name()] = page
	}
	return pages, nil
}

// recovered turns a panic into a page.
func (s *Server) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if p == http.ErrAbortHandler {
				panic(p) // net/http's own way to drop a connection
			}
			s.log.Error("panic in a page", "path", r.Pattern, "stack", string(debug.Stack()))
			http.Error(w, "Maaf, ada yang tidak beres di sisi kami.", http.StatusInternalServerError)
		}()
		next.ServeHTTP(w, r)
	})
}

// when is a time as people read it: "24 Nov 2026, 14.05 WITA".
func when(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	local := t.In(kanal.WITA)
	return day(t) + local.Format(", 15.04") + " WITA"
}

// day is a day as people read it: "24 Nov 2026".
func day(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	local := t.In(kanal.WITA)
	return texts.Date(kanal.Network{Name: "sms"}, t, t) + local.Format(" 2006")
}

func percent(p float64) string { return fmt.Sprintf("%.0f %%", p*100) }
