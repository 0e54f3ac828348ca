package web

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"path"

	"kanal"
	"kanal/router/dialog"
	"kanal/router/texts"
	"kanal/storage"
)

// handler is a page or an action; its error becomes a page in one place.
type handler func(w http.ResponseWriter, r *http.Request) error

// errBadRequest is a form that no page of ours sends.
var errBadRequest = errors.New("bad request")

const (
	maxForm = 256 << 10 // bytes; the longest answer is far below
	policy  = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; frame-src 'self'; " +
		"frame-ancestors 'self'; form-action 'self'; base-uri 'none'"
)

// page turns a handler into one of net/http's: bounded form, headers for browsers, errors shown kindly.
func (s *Server) page(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		err := r.ParseForm()
		if err != nil {
			err = fmt.Errorf("reading a form: %w", errors.Join(errBadRequest, err))
		} else {
			err = h(w, r)
		}
		if err != nil {
			s.fail(w, r, err)
		}
	})
}

// ours is what people read when the fault is on our side.
const ours = "Maaf, ada yang tidak beres di sisi kami. Silakan coba lagi sebentar lagi."

// fail shows an error as a page, in words for people; what happened goes to the log.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.Is(err, kanal.ErrNotFound):
		s.sentence(w, r, http.StatusNotFound, "Halaman atau laporan ini tidak ditemukan.")
	case errors.Is(err, kanal.ErrNotAllowed):
		s.sentence(w, r, http.StatusForbidden, "Langkah ini tidak bisa dilakukan untuk laporan ini, atau bukan untuk Anda.")
	case errors.Is(err, kanal.ErrConflict):
		s.sentence(w, r, http.StatusConflict, "Ada yang baru saja mengubahnya. Muat ulang halamannya, lalu coba lagi.")
	case errors.As(err, &tooLarge):
		s.sentence(w, r, http.StatusRequestEntityTooLarge, "Isiannya terlalu panjang.")
	case errors.Is(err, errBadRequest):
		s.sentence(w, r, http.StatusBadRequest, "Isiannya belum lengkap. Silakan kembali dan periksa lagi.")
	case r.Context().Err() != nil:
		s.log.Debug("a browser went away", "route", r.Pattern)
	default:
		s.log.Error("page failed", "route", r.Pattern, "err", err)
		s.sentence(w, r, http.StatusInternalServerError, ours)
	}
}

// messagePage says one thing.
type messagePage struct {
	layout
	Words string
	Kept  string // what somebody typed and should not lose
}

// sentence answers with a page that says one thing.
func (s *Server) sentence(w http.ResponseWriter, r *http.Request, status int, words string) {
	page := messagePage{layout: s.layout(r, "Maaf"), Words: words}
	if err := s.renderStatus(w, status, "message.html", page); err != nil {
		s.log.Error("page of an error failed", "route", r.Pattern, "err", err)
	}
}

// layout is what every page has.
type layout struct {
	Title string
	User  *storage.User // who is signed in, nil for nobody
	Admin bool
	Here  string // path of the page
	Note  string // what just happened
	Demo  bool
}

func (s *Server) layout(r *http.Request, title string) layout {
	l := layout{Title: title, User: userOf(r), Here: r.URL.Path, Demo: len(s.demo) > 0}
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
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Security-Policy", policy)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "same-origin")
	header.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	if _, err := body.WriteTo(w); err != nil {
		s.log.Debug("a browser went away", "page", name)
	}
	return nil
}

//go:embed templates/*.html
var templates embed.FS

// parsePages parses every page together with the layout and the parts.
func parsePages(f staticFiles) (map[string]*template.Template, error) {
	functions := template.FuncMap{
		"static": func(name string) string { return f.address[name] },
		"status": func(s kanal.Status) string { return texts.Status(dialog.Indonesian, s) }, "kind": texts.Kind,
		"reason": func(code string) string { return texts.Reason(dialog.Indonesian, code) }, "protection": protectionWords, "role": roleWords,
		"delivery": deliveryWords, "channel": channelWords, "when": when, "percent": percent, "many": many,
	}
	shared, err := template.New("").Funcs(functions).ParseFS(templates, "templates/layout.html", "templates/parts.html")
	if err != nil {
		return nil, fmt.Errorf("the layout: %w", err)
	}
	list, err := templates.ReadDir("templates")
	if err != nil {
		return nil, fmt.Errorf("the templates: %w", err)
	}
	pages := map[string]*template.Template{}
	for _, entry := range list {
		if shared.Lookup(entry.Name()) != nil {
			continue
		}
		page, err := shared.Clone()
		if err == nil {
			page, err = page.ParseFS(templates, path.Join("templates", entry.Name()))
		}
		if err != nil {
			return nil, fmt.Errorf("the page %s: %w", entry.Name(), err)
		}
		pages[entry.Name()] = page
	}
	return pages, nil
}
