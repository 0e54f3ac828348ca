package web

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"kanal"
	"kanal/router/texts"
	"kanal/storage"
)

// reportPage is everything about one report that its reader may see.
type reportPage struct {
	layout
	R         *storage.Report
	Action    string // address of the report, to which its forms add their verb
	Topic     string
	Holder    string
	Proposed  string
	Channel   string
	Clock     *clockView
	Sealed    bool
	Words     bool // the citizen's words may be read here
	Brief     string
	Thread    []threadItem
	Events    []eventItem
	Said      *saidView
	Agencies  []kanal.Agency
	Topics    []kanal.Topic
	Kinds     []kanal.Kind
	Suggested string // the agency preselected for an assignment
	Reasons   []string
	May       may
	Typed     typed // what was typed when another was faster
	Conflict  bool
	Rating    string
}

// may says which forms are shown.
type may struct{ Assign, Take, Answer, Ask, Return, Archive, Reopen, Restore, Correct, Release bool }

// typed keeps the texts of a form that came too late.
type typed struct{ Text, Brief string }

type clockView struct {
	Name   string
	Due    time.Time
	Late   bool
	Paused bool
}

type threadItem struct {
	Who     string
	Mine    bool // ours or an officer's
	Note    bool // for colleagues alone
	Text    string
	Extra   string
	At      time.Time
	State   kanal.DeliveryState
	Trouble string
}

type eventItem struct {
	Event  kanal.Event
	Who    string
	Agency string
	Topic  string
}

type saidView struct {
	Topic, Agency string
	Confidence    float64
	Agencies      []kanal.AgencyChance
	Names         map[string]string
	Because       []kanal.WordWeight
	Model         string
	Flags         []string
}

// report finds the report of the address, if the user may see it; else it is as if there were none.
func (s *Server) report(r *http.Request) (*storage.Report, error) {
	report, err := s.store.ReportByNumber(r.Context(), kanal.Number(r.PathValue("number")))
	if err != nil {
		return nil, fmt.Errorf("finding a report: %w", err)
	}
	user := userOf(r)
	if user.Role == storage.Admin || user.Role == storage.Officer && report.Holder == user.Agency && report.Holder != "" {
		return report, nil
	}
	return nil, fmt.Errorf("report of another agency: %w", kanal.ErrNotFound)
}

func (s *Server) reportShow(w http.ResponseWriter, r *http.Request) error {
	report, err := s.report(r)
	if err != nil {
		return err
	}
	return s.showReport(w, r, report, nil)
}

// showReport renders a report; with late it says that somebody was faster, and keeps what was typed.
func (s *Server) showReport(w http.ResponseWriter, r *http.Request, report *storage.Report, late *typed) error {
	names, err := s.names(r)
	if err != nil {
		return err
	}
	admin := userOf(r).Role == storage.Admin
	page := reportPage{layout: s.layout(r, "Laporan "+report.Number.String()), R: report, Action: "/konsol/laporan/" + string(report.Number), Topic: names.topic(report.Topic),
		Holder: names.agency(report.Holder), Proposed: names.agency(report.Proposed), Channel: channelWords(report.Account),
		Sealed: report.Protection.Sealed(), Words: admin || !report.Protection.Sealed(), Agencies: names.agencies, Topics: names.topics,
		Kinds: []kanal.Kind{kanal.Pengaduan, kanal.Aspirasi, kanal.Informasi}, Reasons: texts.ArchiveReasons,
		May: mayOf(report, admin), Suggested: report.Proposed, Rating: strings.Repeat("★", report.Rating)}
	if page.Suggested == "" {
		page.Suggested = report.Holder
	}
	if page.Clock, err = s.clock(r.Context(), report); err != nil {
		return err
	}
	if page.Sealed {
		if page.Brief, err = s.router.Brief(r.Context(), report); err != nil {
			return err
		}
	}
	people := s.people(r.Context())
	if page.Words {
		if page.Thread, err = s.thread(r.Context(), report, people); err != nil {
			return err
		}
		page.Said = s.said(report, page.Thread, names)
	}
	if page.Events, err = s.events(r.Context(), report, people, names); err != nil {
		return err
	}
	status := http.StatusOK
	if late != nil {
		page.Conflict, page.Typed, status = true, *late, http.StatusConflict
		if late.Brief != "" {
			page.Brief = late.Brief
		}
	}
	return s.renderStatus(w, status, "report.html", page)
}

// mayOf says which steps the table of steps and the role leave open.
func mayOf(r *storage.Report, admin bool) may {
	can := r.State.CanBecome
	sealed := r.Protection.Sealed()
	m := may{
		Take:   r.Status == kanal.Assigned && can(kanal.InProgress),
		Answer: can(kanal.Answered),
		Ask:    can(kanal.Incomplete) && (admin || !sealed),
		Return: r.Holder != "" && can(kanal.Received),
		Reopen: (r.Status == kanal.Answered || r.Status == kanal.Closed) && can(kanal.InProgress),
	}
	if admin {
		m.Assign = can(kanal.Assigned) && (!sealed || r.State.Brief)
		m.Release = sealed && r.Status == kanal.Received && !r.State.Brief
		m.Archive = can(kanal.Archived)
		m.Restore = r.Status == kanal.Archived
		m.Correct = true
	}
	return m
}

func (s *Server) clock(ctx context.Context, r *storage.Report) (*clockView, error) {
	c, err := s.store.OpenClock(ctx, r.ID)
	if err != nil || c == nil {
		return nil, err
	}
	name := map[kanal.ClockKind]string{kanal.ClockVerify: "Verifikasi", kanal.ClockRespond: "Tanggapan pertama",
		kanal.ClockFinish: "Penyelesaian", kanal.ClockCitizen: "Jawaban pelapor"}[c.Kind]
	return &clockView{Name: name, Due: c.DueAt, Late: c.Late(s.now()), Paused: !c.PausedAt.IsZero()}, nil
}

// thread is what citizen and agency said to each other, and notes among colleagues.
func (s *Server) thread(ctx context.Context, r *storage.Report, people map[kanal.Actor]string) ([]threadItem, error) {
	messages, err := s.store.Thread(ctx, r.ID)
	if err != nil {
		return nil, fmt.Errorf("reading a thread: %w", err)
	}
	var items []threadItem
	for _, m := range messages {
		note := strings.HasPrefix(m.External, "note:")
		if m.Conversation != r.Conversation && !note || m.Text == "" && len(m.Attachments) == 0 && m.Location == nil && m.Kind != kanal.KindTap {
			continue
		}
		item := threadItem{Who: people[m.Author], Mine: m.Out || note, Note: note, Text: m.Text, At: m.At, State: m.State, Trouble: m.Trouble}
		if m.Kind == kanal.KindTap {
			continue // what it did stands in the history
		}
		if n := len(m.Attachments); n > 0 {
			item.Extra = strconv.Itoa(n) + " lampiran"
		}
		if m.Location != nil {
			item.Extra = fmt.Sprintf("Titik lokasi %.5f, %.5f", m.Location.Latitude, m.Location.Longitude)
		}
		items = append(items, item)
	}
	return items, nil
}

func (s *Server) events(ctx context.Context, r *storage.Report, people map[kanal.Actor]string, names names) ([]eventItem, error) {
	list, err := s.store.Events(ctx, r.ID)
	if err != nil {
		return nil, fmt.Errorf("reading the history: %w", err)
	}
	items := make([]eventItem, len(list))
	for i, e := range list {
		items[i] = eventItem{Event: e, Who: people[e.Actor], Agency: names.agency(e.Agency), Topic: names.topic(e.Topic)}
		if e.Actor == kanal.ByMachine && e.Kind == kanal.EventAssigned {
			items[i].Who = "verifikasi otomatis, model " + r.Model
		}
	}
	return items, nil
}

// said is what the model made of the report when it came, with the words that spoke for it now.
func (s *Server) said(r *storage.Report, thread []threadItem, names names) *saidView {
	if r.Model == "" {
		return nil
	}
	v := &saidView{Topic: names.topic(r.Said.Topic), Agency: names.agency(r.Said.Agency), Confidence: r.Said.Confidence,
		Agencies: r.Said.Agencies, Names: map[string]string{}, Model: r.Model, Flags: r.Said.Flags}
	for _, a := range v.Agencies {
		v.Names[a.Agency] = names.agency(a.Agency)
	}
	var words []string
	for _, item := range thread {
		if !item.Mine {
			words = append(words, item.Text)
		}
	}
	v.Because = s.router.Classify(strings.Join(words, "\n")).Because
	return v
}

// people names those who act: citizens never by name.
func (s *Server) people(ctx context.Context) map[kanal.Actor]string {
	people := map[kanal.Actor]string{kanal.ByCitizen: "Pelapor", kanal.ByMachine: "kanal", kanal.ByClock: "batas waktu", kanal.ByImport: "impor"}
	users, err := s.store.Users(ctx)
	if err != nil {
		s.log.Warn("users could not be read", "err", err)
	}
	for _, u := range users {
		people[kanal.ByUser(u.ID)] = u.Name
	}
	return people
}
