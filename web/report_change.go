package web

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"kanal"
	"kanal/router"
	"kanal/storage"
)

// Every form about a report carries the version its reader saw. Who comes second sees the report afresh, with
// what they had typed still in the form.

func (s *Server) reportChange(w http.ResponseWriter, r *http.Request) error {
	report, version, err := s.formReport(r)
	if err != nil {
		return err
	}
	change := router.Change{Actor: kanal.ByUser(userOf(r).ID), Report: report.ID, Version: version, To: kanal.Status(r.FormValue("ke")),
		Agency: r.FormValue("instansi"), Reason: r.FormValue("alasan"), Text: r.FormValue("teks")}
	if change.To == kanal.Received && change.Reason == "" {
		change.Reason = "bukan_wewenang"
	}
	if err := s.router.ChangeStatus(r.Context(), change); err != nil {
		return s.late(w, r, err, typed{Text: change.Text})
	}
	s.note(r, "Tersimpan. Pelapor dan petugas yang perlu tahu sudah kami kabari.")
	return s.back(w, r, report, change.To)
}

func (s *Server) reportCorrect(w http.ResponseWriter, r *http.Request) error {
	report, version, err := s.formReport(r)
	if err != nil {
		return err
	}
	correction := router.Correction{Actor: kanal.ByUser(userOf(r).ID), Report: report.ID, Version: version, Topic: r.FormValue("topik"),
		Agency: r.FormValue("instansi"), Kind: kanal.Kind(r.FormValue("klasifikasi"))}
	if err := s.router.Correct(r.Context(), correction); err != nil {
		return s.late(w, r, err, typed{})
	}
	s.note(r, "Koreksi tersimpan; model akan belajar darinya.")
	return s.back(w, r, report, "")
}

func (s *Server) briefRelease(w http.ResponseWriter, r *http.Request) error {
	report, version, err := s.formReport(r)
	if err != nil {
		return err
	}
	release := router.Release{Actor: kanal.ByUser(userOf(r).ID), Report: report.ID, Version: version, Agency: r.FormValue("instansi"), Brief: r.FormValue("naskah")}
	if err := s.router.ReleaseBrief(r.Context(), release); err != nil {
		return s.late(w, r, err, typed{Brief: release.Brief})
	}
	s.note(r, "Naskah dilepas. Petugas instansi diberi tahu tanpa isi laporan.")
	return s.back(w, r, report, "")
}

func (s *Server) formReport(r *http.Request) (*storage.Report, int, error) {
	if err := r.ParseForm(); err != nil {
		return nil, 0, fmt.Errorf("reading a form: %w", errors.Join(errBadRequest, err))
	}
	report, err := s.report(r)
	if err != nil {
		return nil, 0, err
	}
	version, err := strconv.Atoi(r.PostFormValue("versi"))
	if err != nil {
		return nil, 0, fmt.Errorf("version of a form: %w", errBadRequest)
	}
	return report, version, nil
}

// late shows the report as it is now to whoever came second; other errors pass.
func (s *Server) late(w http.ResponseWriter, r *http.Request, err error, kept typed) error {
	if !errors.Is(err, kanal.ErrConflict) {
		return err
	}
	report, gone := s.report(r)
	if gone != nil {
		return gone
	}
	return s.showReport(w, r, report, &kept)
}

// back returns to the report, or to the list when an officer has given it away.
func (s *Server) back(w http.ResponseWriter, r *http.Request, report *storage.Report, to kanal.Status) error {
	target := "/konsol/laporan/" + string(report.Number)
	if userOf(r).Role == storage.Officer && to == kanal.Received {
		target = "/konsol"
	}
	http.Redirect(w, r, target, http.StatusSeeOther)
	return nil
}
