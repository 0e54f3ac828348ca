package web

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"kanal"
	"kanal/router"
	"kanal/storage"
)

// openingView is how the opening of a hidden reporter's identity stands, for one admin.
type openingView struct {
	Shown  bool   // the reader may ask at all
	Mine   bool   // the reader asked and waits
	Decide bool   // somebody else asked: the reader may decide
	Look   bool   // allowed: the reader may look
	Who    string // who asked
	Reason string
	Name   string // what was looked at just now
	Chat   string
}

func (s *Server) fillOpening(ctx context.Context, page *reportPage, r *storage.Report, events []kanal.Event, people map[kanal.Actor]*storage.User) error {
	if !page.Admin || !r.Protection.Hides() || r.Conversation == 0 {
		return nil
	}
	asked := kanal.OpeningOf(events, s.now())
	reader := kanal.ByUser(page.User.ID)
	view := openingView{Shown: true, Mine: asked.Waits() && asked.By == reader, Decide: asked.Waits() && asked.By != reader,
		Look: asked.OpenTo(reader), Name: page.Opening.Name, Chat: page.Opening.Chat}
	if asked.Waits() {
		why, err := s.store.Message(ctx, asked.Reason)
		if err != nil {
			return fmt.Errorf("reading why an identity is to be opened: %w", err)
		}
		view.Who, view.Reason = actorWords(asked.By, people), why.Text
	}
	page.Opening = view
	return nil
}

// reportOpening is one step towards a hidden reporter's identity: ask, allow, refuse, or look.
func (s *Server) reportOpening(w http.ResponseWriter, r *http.Request) error {
	report, version, err := s.form(r)
	if err != nil {
		return err
	}
	actor := kanal.ByUser(userOf(r).ID)
	switch step := r.PostFormValue("langkah"); step {
	case "minta":
		reason := r.PostFormValue("alasan")
		if strings.TrimSpace(reason) == "" {
			return fmt.Errorf("an opening without a reason: %w", errBadRequest)
		}
		err = s.router.AskOpening(r.Context(), router.Opening{Actor: actor, Report: report.ID, Version: version, Reason: reason})
	case "setuju", "tolak":
		err = s.router.DecideOpening(r.Context(), actor, report.ID, version, step == "setuju")
	case "lihat":
		var seen openingView
		if seen.Name, seen.Chat, err = s.router.Identity(r.Context(), actor, report.ID, version); err == nil {
			return s.showIdentity(w, r, seen)
		}
	default:
		return fmt.Errorf("step %q of an opening: %w", step, errBadRequest)
	}
	if err != nil {
		return s.late(w, r, err, &typed{})
	}
	s.note(r, "Tercatat.")
	return s.back(w, r, report)
}

// showIdentity is the one page that shows a hidden reporter; it is not kept anywhere.
func (s *Server) showIdentity(w http.ResponseWriter, r *http.Request, seen openingView) error {
	report, err := s.report(r)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.showReport(w, r, report, nil, func(page *reportPage) { page.Opening = seen })
}

// reportWithhold says whom a report is about.
func (s *Server) reportWithhold(w http.ResponseWriter, r *http.Request) error {
	report, version, err := s.form(r)
	if err != nil {
		return err
	}
	from := r.PostFormValue("dari")
	options, err := s.suspects(r.Context(), report)
	if err != nil {
		return err
	}
	known := from == ""
	for _, o := range options {
		known = known || o.Code == from
	}
	if !known {
		return fmt.Errorf("withholding a report from %q: %w", from, errBadRequest)
	}
	if err := s.router.Withhold(r.Context(), kanal.ByUser(userOf(r).ID), report.ID, version, from); err != nil {
		return s.late(w, r, err, &typed{})
	}
	s.note(r, "Tercatat. Yang dilaporkan tidak melihat laporan ini.")
	return s.back(w, r, report)
}

// suspects are those from whom a report can be withheld: the two offices that see all of them, and each admin.
func (s *Server) suspects(ctx context.Context, r *storage.Report) ([]agencyOption, error) {
	names, err := s.names(ctx)
	if err != nil {
		return nil, err
	}
	var list []agencyOption
	for _, code := range []string{kanal.OwnOffice, kanal.Inspectorate} {
		list = append(list, agencyOption{Code: code, Words: names.agency(code), Chosen: code == r.Withheld})
	}
	users, err := s.store.Users(ctx)
	if err != nil {
		return nil, fmt.Errorf("listing users: %w", err)
	}
	for _, u := range users {
		if u.Role == storage.Admin && !u.Disabled {
			code := string(kanal.ByUser(u.ID))
			list = append(list, agencyOption{Code: code, Words: "Admin: " + u.Name, Chosen: code == r.Withheld})
		}
	}
	return list, nil
}
