package web

import (
	"net/http"

	"kanal"
	"kanal/router"
)

// reportCorrect mends topic, agency and kind; the router keeps what the model had said beside it.
func (s *Server) reportCorrect(w http.ResponseWriter, r *http.Request) error {
	report, err := s.report(r)
	if err != nil {
		return err
	}
	correction := router.Correction{Actor: kanal.ByUser(userOf(r).ID), Report: report.ID, Topic: r.PostFormValue("topik"),
		Agency: r.PostFormValue("instansi"), Kind: kanal.Kind(r.PostFormValue("klasifikasi"))}
	if correction.Version, err = versionOf(r); err != nil {
		return err
	}
	if err := s.router.Correct(r.Context(), correction); err != nil {
		return s.late(w, r, err, &typed{})
	}
	s.note(r, "Koreksi tersimpan. Model akan belajar darinya.")
	return s.back(w, r, report)
}
