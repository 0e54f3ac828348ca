package web

import "net/http"

// demoView shows the simulated phones side by side, with the console beside them.
type demoView struct {
	layout
	Frames []Frame
}

func (s *Server) demoPage(w http.ResponseWriter, r *http.Request) error {
	return s.render(w, "demo.html", demoView{layout: s.layout(r, "Demo"), Frames: s.demo})
}
