package web

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"kanal"
	"kanal/router"
	"kanal/storage"
)

// caseView is the case that a report is part of, and reports that may be of the same event.
type caseView struct {
	Members []caseItem // the others; empty for no case, and where the reader may read none of them: it is as if there were none
	Alike   []caseItem
}

// caseItem is another report, with what its reader may know of it.
type caseItem struct {
	Number  kanal.Number
	Address string
	Words   string
	Status  kanal.Status
}

const (
	alikeWithin = 60 * 24 * time.Hour // reports of one event come close together
	alikeShown  = 10
)

// fillCase reads the case of a report and what could belong to it, as far as the reader may read it. Of a sealed
// report only admins learn that there are others.
func (s *Server) fillCase(ctx context.Context, page *reportPage, r *storage.Report, names names) error {
	if !page.May.Join {
		return nil
	}
	members, err := s.store.CaseReports(ctx, r.Case)
	if err != nil {
		return fmt.Errorf("reading a case: %w", err)
	}
	page.Case.Members = s.caseItems(members, r, page.User, names)
	if !r.Status.Open() {
		return nil
	}
	alike, err := s.store.Alike(ctx, r, alikeWithin, alikeShown)
	if err != nil {
		return fmt.Errorf("looking for reports of the same event: %w", err)
	}
	page.Case.Alike = s.caseItems(alike, r, page.User, names)
	return nil
}

func (s *Server) caseItems(list []*storage.Report, but *storage.Report, reader *storage.User, names names) []caseItem {
	var items []caseItem
	for _, r := range list {
		if r.ID == but.ID || !mayRead(reader, r) || r.Protection.Sealed() && reader.Role != storage.Admin {
			continue
		}
		words := names.topic(r.Topic)
		if readsWords(reader, r) && r.Place != "" {
			words += " · " + r.Place
		}
		items = append(items, caseItem{r.Number, addressOfNumber(r.Number), words + " · " + s.recently(r.ReceivedAt, false), r.Status})
	}
	return items
}

// caseJoin makes other reports part of this one's case.
func (s *Server) caseJoin(w http.ResponseWriter, r *http.Request) error {
	report, err := s.report(r)
	if err != nil {
		return err
	}
	join := router.Join{Actor: kanal.ByUser(userOf(r).ID), Report: report.ID}
	if join.Version, err = versionOf(r); err != nil {
		return err
	}
	for _, words := range append(r.PostForm["laporan"], r.PostFormValue("nomor")) {
		for _, number := range kanal.FindNumbers(words) {
			other, err := s.store.ReportByNumber(r.Context(), number)
			if err != nil || !mayRead(userOf(r), other) {
				return fmt.Errorf("report %s for a case: %w", number, kanal.ErrNotFound)
			}
			join.Others = append(join.Others, number)
		}
	}
	if len(join.Others) == 0 {
		return fmt.Errorf("a case of one report: %w", errBadRequest)
	}
	if err := s.router.Join(r.Context(), join); err != nil {
		return s.late(w, r, err, &typed{})
	}
	s.note(r, "Digabungkan. Jawabannya dikirim kepada setiap pelapor; yang sudah ada langsung dikirim kepada yang belum menerimanya.")
	return s.back(w, r, report)
}

// casePart takes a report out of its case.
func (s *Server) casePart(w http.ResponseWriter, r *http.Request) error {
	report, version, err := s.form(r)
	if err != nil {
		return err
	}
	if err := s.router.Part(r.Context(), kanal.ByUser(userOf(r).ID), report.ID, version); err != nil {
		return s.late(w, r, err, &typed{})
	}
	s.note(r, "Laporan ini berdiri sendiri lagi.")
	return s.back(w, r, report)
}
