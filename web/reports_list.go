package web

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"kanal"
	"kanal/storage"
)

const pageSize = 40

// listPage is the list of reports with its filters.
type listPage struct {
	layout
	Counts   []statusCount
	Rows     []listRow
	Next     string // address of the next page, "" for none
	Query    listQuery
	Agencies []kanal.Agency
	Topics   []kanal.Topic
	Statuses []kanal.Status
}

type statusCount struct {
	Status kanal.Status
	Count  int
}

// listRow is one report in the list.
type listRow struct {
	Number   kanal.Number
	Plain    string // the number as it stands in addresses
	Topic    string
	Agency   string
	Proposed bool // the agency is only proposed
	Status   kanal.Status
	Place    string
	Sealed   bool
	Received time.Time
	Due      time.Time
	Paused   bool
	Late     bool
	Soon     bool // due within a day
	Channel  string
}

// listQuery is what the filter form asks for.
type listQuery struct {
	Status, Agency, Topic, Number string
	Triage, Late                  bool
}

func queryOf(v url.Values) listQuery {
	return listQuery{Status: v.Get("status"), Agency: v.Get("instansi"), Topic: v.Get("topik"), Number: v.Get("nomor"),
		Triage: v.Get("cek") != "", Late: v.Get("terlambat") != ""}
}

func (s *Server) reportsList(w http.ResponseWriter, r *http.Request) error {
	user := userOf(r)
	if user.Role == storage.Leader {
		http.Redirect(w, r, "/konsol/rekap", http.StatusSeeOther)
		return nil
	}
	query := queryOf(r.URL.Query())
	if numbers := kanal.FindNumbers(query.Number); len(numbers) == 1 {
		http.Redirect(w, r, "/konsol/laporan/"+string(numbers[0]), http.StatusSeeOther)
		return nil
	}
	filter := s.filter(query, user)
	if err := filterPlace(&filter, r.URL.Query().Get("sesudah")); err != nil {
		return err
	}
	tasks, more, err := s.store.Tasks(r.Context(), filter)
	if err != nil {
		return fmt.Errorf("listing reports: %w", err)
	}
	counts, err := s.store.Counts(r.Context(), user.Agency)
	if err != nil {
		return fmt.Errorf("counting reports: %w", err)
	}
	names, err := s.names(r)
	if err != nil {
		return err
	}
	page := listPage{layout: s.layout(r, "Laporan"), Query: query, Agencies: names.agencies, Topics: names.topics, Statuses: kanal.Statuses}
	if page.Admin {
		page.Warn = s.holidayWarning(r)
	}
	for _, status := range kanal.Statuses {
		page.Counts = append(page.Counts, statusCount{status, counts[status]})
	}
	for _, task := range tasks {
		page.Rows = append(page.Rows, s.listRow(task, names))
	}
	if more {
		last := tasks[len(tasks)-1]
		next := r.URL.Query()
		next.Set("sesudah", placeOf(storage.Cursor{ReceivedAt: last.ReceivedAt, ID: last.ID}))
		page.Next = "/konsol?" + next.Encode()
	}
	return s.render(w, "reports.html", page)
}

// filter makes a store's filter of the form; an officer sees what the own agency holds.
func (s *Server) filter(q listQuery, user *storage.User) storage.Filter {
	f := storage.Filter{Topic: q.Topic, Triage: q.Triage, Limit: pageSize}
	if status := kanal.Status(q.Status); status.Valid() {
		f.Status = []kanal.Status{status}
	}
	if q.Late {
		f.LateAt = s.now()
	}
	if user.Role == storage.Officer {
		f.Holder = user.Agency
	} else {
		f.Agency = q.Agency
	}
	return f
}

func (s *Server) listRow(t *storage.Task, names names) listRow {
	row := listRow{Number: t.Number, Plain: string(t.Number), Topic: names.topic(t.Topic), Agency: names.agency(t.Holder), Status: t.Status, Place: t.Place,
		Sealed: t.Protection.Sealed(), Received: t.ReceivedAt, Due: t.DueAt, Paused: t.Paused, Channel: channelWords(t.Account)}
	if t.Holder == "" && t.Proposed != "" {
		row.Agency, row.Proposed = names.agency(t.Proposed), true
	}
	if !t.DueAt.IsZero() && !t.Paused {
		row.Late = t.DueAt.Before(s.now())
		row.Soon = !row.Late && t.DueAt.Before(s.now().Add(24*time.Hour))
	}
	return row
}

// A place in the list, as it stands in an address.

func placeOf(c storage.Cursor) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d.%d", c.ReceivedAt.UnixMicro(), c.ID))
}

func filterPlace(f *storage.Filter, place string) error {
	if place == "" {
		return nil
	}
	text, err := base64.RawURLEncoding.DecodeString(place)
	at, id, found := strings.Cut(string(text), ".")
	micros, err1 := strconv.ParseInt(at, 10, 64)
	number, err2 := strconv.ParseInt(id, 10, 64)
	if err != nil || !found || err1 != nil || err2 != nil {
		return fmt.Errorf("place in the list: %w", errBadRequest)
	}
	f.Before = storage.Cursor{ReceivedAt: time.UnixMicro(micros).UTC(), ID: number}
	return nil
}

// names turns codes into words.
type names struct {
	agencies []kanal.Agency
	topics   []kanal.Topic
}

func (s *Server) names(r *http.Request) (names, error) {
	agencies, err := s.store.Agencies(r.Context())
	if err != nil {
		return names{}, fmt.Errorf("reading the agencies: %w", err)
	}
	topics, err := s.store.Topics(r.Context())
	if err != nil {
		return names{}, fmt.Errorf("reading the topics: %w", err)
	}
	return names{agencies, topics}, nil
}

func (n names) agency(code string) string {
	for _, a := range n.agencies {
		if a.Code == code {
			return a.Short
		}
	}
	return code
}

func (n names) topic(code string) string {
	for _, t := range n.topics {
		if t.Code == code {
			return t.Name
		}
	}
	return code
}

// holidayWarning reminds admins in November and December that next year's decree is missing.
func (s *Server) holidayWarning(r *http.Request) string {
	now := s.now().In(kanal.WITA)
	if now.Month() < time.November {
		return ""
	}
	holidays, err := s.store.Holidays(r.Context())
	if err != nil {
		return ""
	}
	year := strconv.Itoa(now.Year() + 1)
	for _, h := range holidays {
		if strings.HasPrefix(h.Date, year) {
			return ""
		}
	}
	return "Hari libur " + year + " belum diisi; batas waktu yang melewati tahun baru bisa meleset."
}
