package cloudtest

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
)

// AddFile keeps a file as that of a message somebody sent, and returns its id.
func (s *Server) AddFile(f File) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := "9" + s.number()
	s.files[id] = &f
	return id
}

// takeFile answers POST /media.
func (s *Server) takeFile(w http.ResponseWriter, r *http.Request) {
	part, _, err := r.FormFile("file")
	if err != nil || r.FormValue("messaging_product") != "whatsapp" || r.FormValue("type") == "" {
		refuse(w, Failure{Status: http.StatusBadRequest, Code: 100})
		return
	}
	defer part.Close()
	data, err := io.ReadAll(part)
	if err != nil || r.FormValue("type") == "application/x-msdownload" { // one of many kinds that Meta does not take
		refuse(w, Failure{Status: http.StatusBadRequest, Code: 100})
		return
	}
	writeJSON(w, map[string]string{"id": s.AddFile(File{Data: data, MIME: r.FormValue("type")})})
}

// lookUp answers GET /{file}: where it lies.
func (s *Server) lookUp(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("file")
	s.mu.Lock()
	f := s.files[id]
	s.mu.Unlock()
	if phone := r.URL.Query().Get("phone_number_id"); f == nil || phone != "" && phone != s.o.PhoneNumberID {
		refuse(w, Failure{Status: http.StatusBadRequest, Code: 100, Subcode: 33})
		return
	}
	sum := sha256.Sum256(f.Data)
	writeJSON(w, map[string]any{"messaging_product": "whatsapp", "id": id, "mime_type": f.MIME, "sha256": hex.EncodeToString(sum[:]),
		"file_size": cmp.Or(f.Bytes, int64(len(f.Data))), "url": cmp.Or(f.URL, fmt.Sprintf("%s/files/%s", s.server.URL, id))})
}

func (s *Server) serveFile(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	f := s.files[r.PathValue("file")]
	s.mu.Unlock()
	if f == nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", f.MIME)
	w.Write(f.Data)
}
