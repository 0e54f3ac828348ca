package web

import (
	"fmt"
	"net/http"
	"strings"

	"kanal"
	"kanal/router"
)

// briefRelease gives an agency the brief of a sealed report, or a better one.
func (s *Server) briefRelease(w http.ResponseWriter, r *http.Request) error {
	report, err := s.report(r)
	if err != nil {
		return err
	}
	release := router.Release{Actor: kanal.ByUser(userOf(r).ID), Report: report.ID, Agency: r.PostFormValue("instansi"),
		Brief: r.PostFormValue("naskah")}
	if release.Version, err = versionOf(r); err != nil {
		return err
	}
	if strings.TrimSpace(release.Brief) == "" {
		return fmt.Errorf("a brief without words: %w", errBadRequest)
	}
	if err := s.router.ReleaseBrief(r.Context(), release); err != nil {
		return s.late(w, r, err, &typed{formBrief, release.Brief})
	}
	if report.Status == kanal.Received {
		s.note(r, "Naskah dilepas. Petugas instansi diberi tahu tanpa isi laporan.")
	} else {
		s.note(r, "Naskah diperbarui.")
	}
	return s.back(w, r, report)
}
