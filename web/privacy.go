package web

import "net/http"

// privacy tells what people's data is used for, and their rights.
func (s *Server) privacy(w http.ResponseWriter, r *http.Request) error {
	return s.render(w, "privacy.html", s.layout(r, "Privasi"))
}
