package web

import (
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"time"
)

// around is what every route gets: a panic becomes a page, and the request is measured and logged by its
// pattern, never by its address or what it carries.
func (s *Server) around(pattern string, next http.Handler) http.Handler {
	level := slog.LevelInfo
	if strings.Contains(pattern, " /hooks/") {
		level = slog.LevelDebug // they come by the thousand
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		started := time.Now() // how long it took has nothing to do with what time the system thinks it is
		seen := &statusWriter{ResponseWriter: w}
		defer func() {
			p := recover()
			if p != nil && p != http.ErrAbortHandler {
				s.log.Error("panic in a page", "route", pattern, "stack", string(debug.Stack()))
				if seen.status == 0 {
					s.sentence(seen, r, http.StatusInternalServerError, ours)
				}
			}
			took := time.Since(started)
			s.metrics.requests.WithLabelValues(pattern, strconv.Itoa(seen.answered())).Observe(took.Seconds())
			s.log.LogAttrs(r.Context(), level, "request", slog.String("method", r.Method), slog.String("route", pattern),
				slog.Int("status", seen.answered()), slog.Duration("took", took))
			if p != nil && (p == http.ErrAbortHandler || seen.status != http.StatusInternalServerError) {
				panic(http.ErrAbortHandler) // half an answer must not look whole
			}
		}()
		next.ServeHTTP(seen, r)
	})
}

// known shows a page of ours where the table has no such address or no such method.
func (s *Server) known(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, pattern := mux.Handler(r)
		if pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		probe := &refusal{header: http.Header{}}
		answer.ServeHTTP(probe, r)
		if probe.status == http.StatusMethodNotAllowed {
			w.Header().Set("Allow", probe.header.Get("Allow"))
			s.sentence(w, r, probe.status, "Alamat ini tidak bisa dibuka dengan cara itu.")
			return
		}
		s.sentence(w, r, http.StatusNotFound, "Halaman ini tidak ditemukan.")
	})
}

// refusal keeps what the table of routes would have answered.
type refusal struct {
	header http.Header
	status int
}

func (p *refusal) Header() http.Header         { return p.header }
func (p *refusal) Write(b []byte) (int, error) { return len(b), nil }
func (p *refusal) WriteHeader(status int)      { p.status = status }

// statusWriter remembers the status of an answer, 0 before there is one.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) answered() int {
	if w.status == 0 {
		return http.StatusOK
	}
	return w.status
}

// WriteHeader notes the status.
func (w *statusWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write is an answer of 200 where nothing else was said.
func (w *statusWriter) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap lets streams flush through it (http.ResponseController).
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
