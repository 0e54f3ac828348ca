package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"kanal"
	"kanal/router/texts"
	"kanal/storage"
)

// reportPage is everything about one report that its reader may see; what they may not is not in it.
type reportPage struct {
	layout
	Number     kanal.Number
	Version    int
	Action     string // address of the report, to which its forms add their verb
	Status     kanal.Status
	Protection kanal.Protection
	Sealed     bool
	Facts      []fact
	Words      bool // the citizen's words may be read here
	Released   bool // the agency may read the brief
	Brief      string
	Thread     []threadItem
	Events     []eventItem
	Said       *saidView
	May        may
	Agencies   []agencyGroup // for an assignment, the likely ones first
	Topics     []kanal.Topic
	Topic      string
	Kinds      []kanal.Kind
	Kind       kanal.Kind
	Reasons    []string
	Typed      *typed // what was typed when somebody else was faster
	Case       caseView
	Opening    openingView
	Suspects   []agencyOption // from whom it can be withheld
}

// fact is one line of a report's head.
type fact struct{ Name, Value, Class string }

// typed is a form that came too late.
type typed struct {
	Form string // the status asked for, or formBrief
	Text string
}

const formBrief = "naskah"

// Kept is what had been typed into a form.
func (p reportPage) Kept(form string) string {
	if p.Typed == nil || p.Typed.Form != form {
		return ""
	}
	return p.Typed.Text
}

// Homeless is what had been typed into a form that the page no longer has.
func (p reportPage) Homeless() string {
	if p.Typed == nil || p.May.form(p.Typed.Form) {
		return ""
	}
	return p.Typed.Text
}

// AnswersFirst tells whether answering is what the reader most likely came for.
func (p reportPage) AnswersFirst() bool { return !p.Admin || p.Status == kanal.InProgress }

func (s *Server) reportShow(w http.ResponseWriter, r *http.Request) error {
	report, err := s.report(r)
	if err != nil {
		return err
	}
	return s.showReport(w, r, report, nil)
}

// showReport renders a report; late is the form of somebody who was not the first, with adds to the page.
func (s *Server) showReport(w http.ResponseWriter, r *http.Request, report *storage.Report, late *typed, with ...func(*reportPage)) error {
	names, err := s.names(r.Context())
	if err != nil {
		return err
	}
	user := userOf(r)
	chosen := report.Proposed
	if chosen == "" {
		chosen = report.Holder
	}
	page := reportPage{layout: s.layout(r, "Laporan "+report.Number.String()), Number: report.Number, Version: report.Version,
		Action: addressOfNumber(report.Number), Status: report.Status, Protection: report.Protection, Sealed: report.Protection.Sealed(),
		Words: readsWords(user, report), Released: report.State.Brief, May: mayOf(report, user), Agencies: names.choice(chosen, report.Said.Agencies),
		Topics: names.topics, Topic: report.Topic, Kinds: []kanal.Kind{kanal.Pengaduan, kanal.Aspirasi, kanal.Informasi}, Kind: report.Kind,
		Reasons: texts.ArchiveReasons, Typed: late}
	if page.Facts, err = s.facts(r.Context(), report, names, page.Words); err != nil {
		return err
	}
	for _, add := range with {
		add(&page)
	}
	if err := s.fillReport(r.Context(), &page, report, names); err != nil {
		return err
	}
	status := http.StatusOK
	if late != nil {
		status = http.StatusConflict
	}
	return s.renderStatus(w, status, "report.html", page)
}

// fillReport reads brief, thread and history.
func (s *Server) fillReport(ctx context.Context, page *reportPage, report *storage.Report, names names) error {
	people, err := s.people(ctx)
	if err != nil {
		return err
	}
	messages, err := s.store.Thread(ctx, report.ID)
	if err != nil {
		return fmt.Errorf("reading a thread: %w", err)
	}
	files, err := s.store.FilesOf(ctx, report.ID)
	if err != nil {
		return fmt.Errorf("reading what was sent along: %w", err)
	}
	events, err := s.store.Events(ctx, report.ID)
	if err != nil {
		return fmt.Errorf("reading the history: %w", err)
	}
	if reasons := reasonsToOpen(events); !page.Admin {
		messages = slices.DeleteFunc(messages, func(m *storage.Message) bool { return reasons[m.ID] })
	}
	page.Thread = threadOf(messages, report, people, page.User, files)
	if page.Words {
		page.Said = s.said(report, messages, names)
	}
	page.Events = history(events, report, people, names, page.User)
	if err := s.fillOpening(ctx, page, report, events, people); err != nil {
		return err
	}
	if err := s.fillCase(ctx, page, report, names); err != nil {
		return err
	}
	if page.May.Withhold {
		if page.Suspects, err = s.suspects(ctx, report); err != nil {
			return err
		}
	}
	if !page.Sealed {
		return nil
	}
	if page.Brief = report.Brief; page.May.Release {
		page.Brief, err = s.router.Brief(ctx, report)
	}
	if kept := page.Kept(formBrief); kept != "" {
		page.Brief = kept
	}
	return err
}

// facts are the lines of a report's head.
func (s *Server) facts(ctx context.Context, r *storage.Report, names names, words bool) ([]fact, error) {
	holder := fact{Name: "Instansi", Value: names.agency(r.Holder)}
	if r.Holder == "" {
		holder.Value = "belum ada"
		if r.Proposed != "" {
			holder.Value = names.agency(r.Proposed) + " (usulan)"
		}
	}
	list := []fact{{"Topik", names.topic(r.Topic), ""}, holder}
	clock, err := s.store.OpenClock(ctx, r.ID)
	if err != nil {
		return nil, fmt.Errorf("reading a clock: %w", err)
	}
	if clock != nil {
		d := dueOf(clock.DueAt, !clock.PausedAt.IsZero(), s.now())
		if d.Date != "" {
			d.Words += " (" + d.Date + ")"
		}
		list = append(list, fact{clockWords(clock.Kind), d.Words, d.Class})
	}
	list = append(list, fact{"Klasifikasi", texts.Kind(r.Kind), ""}, fact{"Perlindungan", protectionWords(r.Protection), ""})
	if r.Hushed && words {
		list = append(list, fact{"Menghubungi pelapor", "jangan: ia meminta kami diam", "late"})
	}
	if r.Rating > 0 {
		list = append(list, fact{"Penilaian pelapor", strings.Repeat("★", r.Rating) + strings.Repeat("☆", 5-r.Rating), ""})
	}
	if !words {
		return append(list, fact{"Masuk", day(r.ReceivedAt), ""}), nil
	}
	place := r.Place
	if place == "" {
		place = "tidak disebut"
	}
	list = append(list, fact{"Tempat", place, ""}, fact{"Masuk", when(r.ReceivedAt) + " · " + channelWords(r.Account), ""})
	return s.withReporter(ctx, list, r)
}

// withReporter adds name and number where the protection lets them be seen; of all others not even admins
// see them here.
func (s *Server) withReporter(ctx context.Context, list []fact, r *storage.Report) ([]fact, error) {
	if r.Protection.Hides() {
		return append(list, fact{"Pelapor", "disembunyikan", ""}), nil
	}
	if r.Conversation == 0 {
		return list, nil
	}
	chats, err := s.store.ConversationByID(ctx, r.Conversation)
	if err != nil {
		return nil, fmt.Errorf("reading whose report it is: %w", err)
	}
	who := chats[0].Contact.Name
	switch kanal.NetworkOf(chats[0].Address.Account).Name {
	case "sms", "whatsapp":
		who = strings.TrimSpace(who + " " + chats[0].Address.Chat)
	}
	if who == "" {
		who = "tanpa nama"
	}
	return append(list, fact{"Pelapor", who, ""}), nil
}
