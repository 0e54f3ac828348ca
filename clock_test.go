package kanal

import (
	"testing"
	"time"
)

func timetable() Timetable { return NewTimetable(Terms(), NewCalendar(Holidays())) }

func TestClockOfEveryStatus(t *testing.T) {
	start := at("2026-11-23 10:00")
	for _, c := range []struct {
		state    State
		berkadar bool
		kind     ClockKind
		due      string
	}{
		{State{Status: Received}, false, ClockVerify, "2026-11-26 16:00"},
		{State{Status: Assigned}, false, ClockRespond, "2026-11-30 16:00"},
		{State{Status: InProgress}, false, ClockFinish, "2026-12-11 16:00"},
		{State{Status: InProgress, Kind: Informasi}, false, ClockFinish, "2026-11-30 16:00"},
		{State{Status: InProgress, Kind: Informasi}, true, ClockFinish, "2027-02-17 16:00"},
		{State{Status: Answered}, false, ClockCitizen, "2026-12-07 16:00"},
		{State{Status: Incomplete}, false, "", ""},
		{State{Status: Closed}, false, "", ""},
		{State{Status: Archived}, false, "", ""},
	} {
		clock, ok := timetable().Start(c.state, c.berkadar, start)
		if ok != (c.kind != "") || clock.Kind != c.kind {
			t.Errorf("%s starts %q", c.state.Status, clock.Kind)
		} else if ok && (!clock.DueAt.Equal(at(c.due)) || !clock.StartedAt.Equal(start) || !clock.Running()) {
			t.Errorf("%s is due %s, want %s", c.state.Status, clock.DueAt.In(WITA), c.due)
		}
	}
}

func TestAPauseMovesTheDate(t *testing.T) {
	for _, c := range []struct{ paused, resumed, due string }{
		{"2026-11-24 09:00", "2026-11-24 15:00", "2026-11-30 16:00"}, // within a day
		{"2026-11-24 09:00", "2026-11-26 09:00", "2026-12-02 16:00"},
		{"2026-11-27 09:00", "2026-11-29 09:00", "2026-11-30 16:00"}, // a weekend costs nobody anything
		{"2026-11-27 09:00", "2026-11-30 09:00", "2026-12-01 16:00"},
		{"2026-12-02 09:00", "2026-12-04 09:00", "2026-12-02 16:00"}, // late already: the date moves all the same
	} {
		clock, _ := timetable().Start(State{Status: Assigned}, false, at("2026-11-23 10:00"))
		clock.PausedAt = at(c.paused)
		if clock.Running() {
			t.Error("a resting clock runs")
		}
		resumed := timetable().Resume(clock, at(c.resumed))
		if !resumed.Running() || !resumed.DueAt.Equal(at(c.due)) {
			t.Errorf("rested from %s to %s: due %s, want %s", c.paused, c.resumed, resumed.DueAt.In(WITA), c.due)
		}
	}
}

func TestLate(t *testing.T) {
	clock := Clock{DueAt: at("2026-11-30 16:00")}
	before, after := at("2026-11-30 16:00"), at("2026-11-30 16:01")
	if clock.Late(before) || !clock.Late(after) {
		t.Error("late at another moment than after the date")
	}
	clock.PausedAt = before
	if clock.Late(after) {
		t.Error("late while it rested")
	}
	clock = Clock{DueAt: clock.DueAt, StoppedAt: before}
	if clock.Late(after) {
		t.Error("late though it was stopped in time")
	}
	clock.StoppedAt = after
	if !clock.Late(before) {
		t.Error("stopped too late and not late")
	}
}

func TestTermsAreDated(t *testing.T) {
	terms := append(Terms(), Term{Name: "respond", Days: 2, From: "2027-01-01"})
	table := NewTimetable(terms, NewCalendar(nil))
	for day, want := range map[string]string{"2026-12-31 10:00": "2027-01-07 16:00", "2027-01-01 10:00": "2027-01-05 16:00"} {
		if due := table.Until("respond", at(day)); !due.Equal(at(want)) {
			t.Errorf("from %s until %s, want %s", day, due.In(WITA), want)
		}
	}
	if due := table.Until(TermComplete, at("2026-11-23 10:00")); !due.Equal(at("2026-12-23 16:00")) {
		t.Errorf("thirty days of the calendar end %s", due.In(WITA))
	}
	for _, term := range Terms() {
		if _, err := time.Parse(time.DateOnly, term.From); err != nil || term.Days <= 0 || term.Basis == "" {
			t.Errorf("%+v", term)
		}
	}
}
