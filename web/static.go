package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
	"strings"
)

//go:embed static/kanal.css
var css embed.FS

// cssPath has a checksum in it, so that browsers may keep the file for ever.
var cssPath = func() string {
	file, err := css.ReadFile("static/kanal.css")
	if err != nil {
		panic("embedded file: " + err.Error()) // part of the program; every page test sees it
	}
	sum := sha256.Sum256(file)
	return "/statis/" + hex.EncodeToString(sum[:6]) + "/kanal.css"
}()

// static serves the style sheet under its checksum.
func (s *Server) static() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != cssPath {
			http.NotFound(w, r)
			return
		}
		file, err := css.ReadFile("static/kanal.css")
		if err != nil {
			s.fail(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		http.ServeContent(w, r, "kanal.css", s.now(), strings.NewReader(string(file)))
	})
}
