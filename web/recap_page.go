package web

import (
	"fmt"
	"net/http"
	"time"

	"kanal"
	"kanal/recap"
	"kanal/storage"
)

// recapView is the recap of a period; this year unless asked otherwise.
type recapView struct {
	layout
	From, To string // days, as the form has them
	Table    recap.Table
}

func (s *Server) recapPage(w http.ResponseWriter, r *http.Request) error {
	if userOf(r).Role == storage.Officer {
		return fmt.Errorf("recap for an officer: %w", kanal.ErrNotAllowed)
	}
	now := s.now().In(kanal.WITA)
	view := recapView{layout: s.layout(r, "Rekap"), From: r.FormValue("dari"), To: r.FormValue("sampai")}
	if view.From == "" {
		view.From = now.Format("2006") + "-01-01"
	}
	if view.To == "" {
		view.To = now.Format(time.DateOnly)
	}
	from, err1 := time.ParseInLocation(time.DateOnly, view.From, kanal.WITA)
	to, err2 := time.ParseInLocation(time.DateOnly, view.To, kanal.WITA)
	if err1 != nil || err2 != nil || to.Before(from) {
		return fmt.Errorf("period of a recap: %w", errBadRequest)
	}
	var err error
	if view.Table, err = recap.Make(r.Context(), s.store, from, to.AddDate(0, 0, 1)); err != nil {
		return err
	}
	return s.render(w, "recap.html", view)
}
