package web

import (
	"fmt"
	"net/http"
	"strings"

	"kanal"
	"kanal/router/dialog"
	"kanal/router/texts"
	"kanal/storage"
)

// trackPage is the tracking page: a number tells the public line, the PIN a little more, words never.
type trackPage struct {
	layout
	Number string
	Wrong  string
	Public string // the line that anybody may read
	Detail *trackDetail
}

// trackDetail is for whoever knows the PIN.
type trackDetail struct {
	Status kanal.Status
	Agency string
	Due    string // in words, "" for none
	Events []trackEvent
}

type trackEvent struct{ What, When string }

const unknownNumber = "Nomor itu belum kami temukan. Coba periksa lagi: delapan angka, misalnya 4821-0937."

func (s *Server) trackForm(w http.ResponseWriter, r *http.Request) error {
	return s.render(w, "track.html", trackPage{layout: s.layout(r, "Lacak laporan"), Number: shortened(r.FormValue("nomor"))})
}

func (s *Server) track(w http.ResponseWriter, r *http.Request) error {
	page := trackPage{layout: s.layout(r, "Lacak laporan"), Number: shortened(r.PostFormValue("nomor"))}
	numbers := kanal.FindNumbers(page.Number)
	if len(numbers) != 1 {
		page.Wrong = unknownNumber
		return s.render(w, "track.html", page)
	}
	pin := strings.TrimSpace(r.PostFormValue("pin"))
	report, err := s.store.ReportByNumber(r.Context(), numbers[0])
	if isNotFound(err) {
		page.Wrong = unknownNumber
		return s.render(w, "track.html", page)
	}
	if err != nil {
		return fmt.Errorf("finding a report: %w", err)
	}
	page.Public = publicLine(report)
	if pin == "" {
		return s.render(w, "track.html", page)
	}
	proved, tried := s.router.Prove(report.Number, pin, addressOf(r))
	switch {
	case !tried:
		page.Wrong = "Terlalu sering mencoba. Tunggu sepuluh menit, lalu coba lagi."
		return s.renderStatus(w, http.StatusTooManyRequests, "track.html", page)
	case !proved:
		page.Wrong = "PIN belum cocok."
	default:
		if page.Detail, err = s.trackDetail(r, report); err != nil {
			return err
		}
	}
	return s.render(w, "track.html", page)
}

// shortened bounds what is shown again in the form.
func shortened(number string) string {
	const most = 40
	if len(number) > most {
		return ""
	}
	return number
}

// publicLine tells of a sealed report only that somebody is at it.
func publicLine(r *storage.Report) string {
	if r.Protection.Sealed() {
		return "Laporan " + r.Number.String() + ": sedang ditangani."
	}
	return "Laporan " + r.Number.String() + ": " + strings.ToLower(texts.Status(dialog.Indonesian, r.Status)) + "."
}

func (s *Server) trackDetail(r *http.Request, report *storage.Report) (*trackDetail, error) {
	names, err := s.names(r.Context())
	if err != nil {
		return nil, err
	}
	events, err := s.store.Events(r.Context(), report.ID)
	if err != nil {
		return nil, fmt.Errorf("reading the history: %w", err)
	}
	detail := &trackDetail{Status: report.Status, Agency: names.agency(report.Holder)}
	for _, e := range events {
		if forCitizens(e.Kind) {
			detail.Events = append(detail.Events, trackEvent{eventWords(e.Kind), day(e.At)})
		}
	}
	clock, err := s.store.OpenClock(r.Context(), report.ID)
	if err != nil {
		return nil, fmt.Errorf("reading a clock: %w", err)
	}
	if clock != nil && clock.PausedAt.IsZero() {
		detail.Due = texts.Date(texts.Indonesian, clock.DueAt, s.now())
	}
	return detail, nil
}

// forCitizens tells whether an event is told to who knows the PIN. The others are our own work, or tell of other people:
// that others reported the same, whom a report is about, who asked for an identity.
func forCitizens(k kanal.EventKind) bool {
	switch k {
	case kanal.EventFiled, kanal.EventAssigned, kanal.EventTaken, kanal.EventReturned, kanal.EventAsked, kanal.EventCompleted,
		kanal.EventAnswered, kanal.EventReopened, kanal.EventClosed, kanal.EventArchived, kanal.EventRestored, kanal.EventProtected,
		kanal.EventAdded, kanal.EventRated:
		return true
	}
	return false
}
