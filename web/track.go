package web

import (
	"crypto/subtle"
	"fmt"
	"net/http"
	"strings"
	"time"

	"kanal"
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

type trackDetail struct {
	Topic, Agency string
	Due           time.Time
	Events        []kanal.Event
}

func (s *Server) trackForm(w http.ResponseWriter, r *http.Request) error {
	return s.render(w, "track.html", trackPage{layout: s.layout(r, "Lacak laporan"), Number: r.FormValue("nomor")})
}

func (s *Server) track(w http.ResponseWriter, r *http.Request) error {
	page := trackPage{layout: s.layout(r, "Lacak laporan"), Number: r.PostFormValue("nomor")}
	if !s.guesses.allow("track " + addressOf(r)) {
		page.Wrong = "Terlalu sering mencoba. Tunggu sepuluh menit, lalu coba lagi."
		return s.renderStatus(w, http.StatusTooManyRequests, "track.html", page)
	}
	numbers := kanal.FindNumbers(page.Number)
	if len(numbers) != 1 {
		page.Wrong = "Nomor itu belum kami temukan. Coba periksa lagi: delapan angka."
		return s.render(w, "track.html", page)
	}
	report, err := s.store.ReportByNumber(r.Context(), numbers[0])
	if isNotFound(err) {
		page.Wrong = "Nomor itu belum kami temukan. Coba periksa lagi: delapan angka."
		return s.render(w, "track.html", page)
	}
	if err != nil {
		return fmt.Errorf("finding a report: %w", err)
	}
	page.Public = publicLine(report)
	if pin := strings.TrimSpace(r.PostFormValue("pin")); pin != "" {
		if subtle.ConstantTimeCompare([]byte(pin), []byte(s.store.PIN(report.Number))) != 1 {
			page.Wrong = "PIN belum cocok."
		} else if page.Detail, err = s.trackDetail(r, report); err != nil {
			return err
		}
	}
	return s.render(w, "track.html", page)
}

// publicLine tells of a sealed report only that somebody is at it.
func publicLine(r *storage.Report) string {
	if r.Protection.Sealed() {
		return "Laporan " + r.Number.String() + ": sedang ditangani."
	}
	return "Laporan " + r.Number.String() + ": " + strings.ToLower(texts.Status(r.Status)) + "."
}

func (s *Server) trackDetail(r *http.Request, report *storage.Report) (*trackDetail, error) {
	names, err := s.names(r)
	if err != nil {
		return nil, err
	}
	events, err := s.store.Events(r.Context(), report.ID)
	if err != nil {
		return nil, fmt.Errorf("reading the history: %w", err)
	}
	detail := &trackDetail{Topic: names.topic(report.Topic), Agency: names.agency(report.Holder), Events: events}
	clock, err := s.store.OpenClock(r.Context(), report.ID)
	if err != nil {
		return nil, fmt.Errorf("reading a clock: %w", err)
	}
	if clock != nil {
		detail.Due = clock.DueAt
	}
	return detail, nil
}

func (s *Server) privacy(w http.ResponseWriter, r *http.Request) error {
	return s.render(w, "privacy.html", s.layout(r, "Privasi"))
}

// demoView is the page of the demo.
type demoView struct {
	layout
	Frames []Frame
}

func (s *Server) demoPage(w http.ResponseWriter, r *http.Request) error {
	return s.render(w, "demo.html", demoView{layout: s.layout(r, "Demo"), Frames: s.demo})
}
