package web

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"kanal"
	"kanal/router"
	"kanal/router/texts"
	"kanal/storage"
)

// Every form about a report carries the version its reader saw. Who comes second sees the report afresh, with
// what they had typed still in the form.

// restored is the reason code of a report that an admin takes out of the archive.
const restored = "dikeluarkan"

func (s *Server) reportChange(w http.ResponseWriter, r *http.Request) error {
	change := router.Change{Actor: kanal.ByUser(userOf(r).ID), To: kanal.Status(r.PostFormValue("ke")),
		Agency: r.PostFormValue("instansi"), Text: r.PostFormValue("teks")}
	kept := &typed{string(change.To), change.Text}
	report, err := s.report(r)
	if err != nil {
		return s.gone(w, r, err, kept)
	}
	if change.Report = report.ID; !change.To.Valid() {
		return fmt.Errorf("a step to %q: %w", change.To, errBadRequest)
	}
	if change.Version, err = versionOf(r); err != nil {
		return err
	}
	if change.Reason, err = reasonOf(r, report, change.To); err != nil {
		return err
	}
	if change.Version == report.Version && (change.To == kanal.Answered || change.To == kanal.Incomplete) && strings.TrimSpace(change.Text) == "" {
		return fmt.Errorf("a form without words: %w", errBadRequest)
	}
	if err := s.router.ChangeStatus(r.Context(), change); err != nil {
		return s.late(w, r, err, kept)
	}
	words := changeNote(change.To)
	if change.To == kanal.Incomplete && !readsWords(userOf(r), report) {
		words = "Pertanyaan Anda dibaca admin dulu, demi keamanan pelapor."
	}
	s.note(r, words)
	return s.back(w, r, report)
}

// reasonOf is the code of a step's reason. Codes come from lists of ours alone: they stand in the history,
// which holds no words of people.
func reasonOf(r *http.Request, report *storage.Report, to kanal.Status) (string, error) {
	switch to {
	case kanal.Received:
		if report.Status == kanal.Archived {
			return restored, nil
		}
		return "bukan_wewenang", nil
	case kanal.Archived:
		reason := r.PostFormValue("alasan")
		if !slices.Contains(texts.ArchiveReasons, reason) {
			return "", fmt.Errorf("a reason to archive: %w", errBadRequest)
		}
		return reason, nil
	}
	return "", nil
}

func changeNote(to kanal.Status) string {
	switch to {
	case kanal.Assigned:
		return "Diteruskan. Pelapor dan petugasnya kami kabari."
	case kanal.InProgress:
		return "Tercatat sedang dikerjakan. Pelapor kami kabari."
	case kanal.Answered:
		return "Jawaban dikirim ke pelapor."
	case kanal.Incomplete:
		return "Pertanyaan dikirim ke pelapor. Batas waktunya dijeda sampai dijawab."
	case kanal.Received:
		return "Laporan kembali ke admin."
	case kanal.Archived:
		return "Diarsipkan. Pelapor kami kabari beserta alasannya."
	}
	return "Tersimpan."
}

// form finds the report that a form is about, and the version of it that its sender saw.
func (s *Server) form(r *http.Request) (*storage.Report, int, error) {
	report, err := s.report(r)
	if err != nil {
		return nil, 0, err
	}
	version, err := versionOf(r)
	return report, version, err
}

func versionOf(r *http.Request) (int, error) {
	version, err := strconv.Atoi(r.PostFormValue("versi"))
	if err != nil {
		return 0, fmt.Errorf("version of a form: %w", errBadRequest)
	}
	return version, nil
}

// late shows the report as it is now to whoever came second; other errors pass.
func (s *Server) late(w http.ResponseWriter, r *http.Request, err error, kept *typed) error {
	if !errors.Is(err, kanal.ErrConflict) {
		return err
	}
	report, err := s.report(r)
	if err != nil {
		return s.gone(w, r, err, kept)
	}
	return s.showReport(w, r, report, kept)
}

// gone tells an officer whose report went elsewhere meanwhile, and gives back what they had typed.
func (s *Server) gone(w http.ResponseWriter, r *http.Request, err error, kept *typed) error {
	if !isNotFound(err) || strings.TrimSpace(kept.Text) == "" {
		return err
	}
	page := messagePage{layout: s.layout(r, "Laporan ini sudah berpindah"), Kept: kept.Text,
		Words: "Laporan ini sudah tidak ada di instansi Anda, jadi tulisan Anda belum terkirim. Salin bila masih diperlukan."}
	return s.renderStatus(w, http.StatusNotFound, "message.html", page)
}

// back returns to the report, or to the list when it is the user's no more.
func (s *Server) back(w http.ResponseWriter, r *http.Request, report *storage.Report) error {
	target := addressOfNumber(report.Number)
	if now, err := s.store.Report(r.Context(), report.ID); err == nil && !mayRead(userOf(r), now) {
		target = "/konsol"
	}
	http.Redirect(w, r, target, http.StatusSeeOther)
	return nil
}
