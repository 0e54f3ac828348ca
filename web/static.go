package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"mime"
	"net/http"
	"path"
)

//go:embed static
var static embed.FS

// staticFiles are the style sheet and the script. A file's address has a checksum of its content in it, so browsers
// may keep it for ever.
type staticFiles struct {
	address map[string]string // by name
	content map[string][]byte // by address
}

func loadFiles() (staticFiles, error) {
	f := staticFiles{map[string]string{}, map[string][]byte{}}
	list, err := static.ReadDir("static")
	if err != nil {
		return f, fmt.Errorf("the static files: %w", err)
	}
	for _, entry := range list {
		content, err := static.ReadFile("static/" + entry.Name())
		if err != nil {
			return f, fmt.Errorf("a static file: %w", err)
		}
		sum := sha256.Sum256(content)
		address := "/statis/" + hex.EncodeToString(sum[:6]) + "/" + entry.Name()
		f.address[entry.Name()], f.content[address] = address, content
	}
	return f, nil
}

// file answers with a static file.
func (s *Server) file(w http.ResponseWriter, r *http.Request) {
	content, known := s.static.content[r.URL.Path]
	if !known {
		s.sentence(w, r, http.StatusNotFound, "Berkas ini tidak ditemukan.")
		return
	}
	w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(r.URL.Path)))
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Write(content)
}
