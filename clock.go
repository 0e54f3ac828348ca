package kanal

import "time"

// ClockKind is a legal term that runs for a report.
type ClockKind string

// The clocks of a report's life.
const (
	ClockVerify  ClockKind = "verify"  // an admin must check it and pass it on
	ClockRespond ClockKind = "respond" // the agency must give its first response
	ClockFinish  ClockKind = "finish"  // the agency must finish
	ClockCitizen ClockKind = "citizen" // the citizen may answer; then the report closes
)

// Term is the length of a clock: a dated setting with its legal basis.
type Term struct {
	Name     string `db:"name"` // the clock's, for ClockFinish with what is to be finished: "finish:berkadar"
	Days     int    `db:"days"`
	Calendar bool   `db:"calendar"`   // calendar days instead of working days
	From     string `db:"valid_from"` // 2006-01-02: for clocks that start on this day or later
	Basis    string `db:"basis"`
}

// TermComplete is the term for a citizen to complete a report, counted from the pause of its clock; then it is archived.
const TermComplete = "complete"

// Terms returns the terms that kanal ships with; a database starts with them. To be checked against
// Permen PANRB 5/2025 before go-live.
func Terms() []Term {
	const basis = "Permen PANRB 62/2018 (diganti 5/2025)"
	return []Term{
		{Name: "verify", Days: 3, From: "2018-01-01", Basis: basis},
		{Name: "respond", Days: 5, From: "2018-01-01", Basis: basis},
		{Name: "finish:informasi", Days: 5, From: "2018-01-01", Basis: basis},
		{Name: "finish", Days: 14, From: "2018-01-01", Basis: basis},
		{Name: "finish:berkadar", Days: 60, From: "2018-01-01", Basis: basis},
		{Name: "citizen", Days: 10, From: "2018-01-01", Basis: basis},
		{Name: TermComplete, Days: 30, Calendar: true, From: "2018-01-01", Basis: "UU 25/2009 pasal 44"},
	}
}

// Clock is one run of a term: a line of the ledger of starts, pauses and stops. Zero times have not happened.
type Clock struct {
	ID        int64
	Report    int64
	Kind      ClockKind
	Term      string // name of the term that gave its length
	StartedAt time.Time
	DueAt     time.Time // moves when a pause ends
	PausedAt  time.Time // since when it rests
	StoppedAt time.Time
}

// Running tells whether the clock counts now.
func (c Clock) Running() bool { return c.StoppedAt.IsZero() && c.PausedAt.IsZero() }

// Late tells whether the clock ran over by the time now (or by the time it was stopped or paused).
func (c Clock) Late(now time.Time) bool {
	end := now
	if !c.PausedAt.IsZero() {
		end = c.PausedAt
	}
	if !c.StoppedAt.IsZero() {
		end = c.StoppedAt
	}
	return end.After(c.DueAt)
}

// ClockOf returns the clock that runs while a report has this status, or "" for none. An incomplete report
// has none of its own: the clock it came with rests.
func ClockOf(s Status) ClockKind {
	switch s {
	case Received:
		return ClockVerify
	case Assigned:
		return ClockRespond
	case InProgress:
		return ClockFinish
	case Answered:
		return ClockCitizen
	}
	return ""
}

// Timetable turns statuses into dates: the terms in force and the calendar.
type Timetable struct {
	terms    []Term
	calendar Calendar
}

// NewTimetable makes one of dated terms and a calendar.
func NewTimetable(terms []Term, calendar Calendar) Timetable { return Timetable{terms, calendar} }

// Start returns the clock that starts when a report enters its status at that time; false where none does.
// berkadar marks a complaint about abuse of office, which has the longest term.
func (t Timetable) Start(s State, berkadar bool, at time.Time) (Clock, bool) {
	kind := ClockOf(s.Status)
	if kind == "" {
		return Clock{}, false
	}
	name := string(kind)
	if kind == ClockFinish && berkadar {
		name += ":berkadar"
	} else if kind == ClockFinish && s.Kind == Informasi {
		name += ":informasi"
	}
	term := t.term(name, at)
	return Clock{Kind: kind, Term: name, StartedAt: at, DueAt: t.due(term, at)}, true
}

// Resume ends a pause: the date moves by the working days that passed meanwhile.
func (t Timetable) Resume(c Clock, at time.Time) Clock {
	if days := t.calendar.WorkingDays(c.PausedAt, at); days > 0 {
		c.DueAt = t.calendar.Due(c.DueAt, days)
	}
	c.PausedAt = time.Time{}
	return c
}

// term finds the newest one of that name in force on the day of at.
func (t Timetable) term(name string, at time.Time) Term {
	day := at.In(WITA).Format(time.DateOnly)
	var best Term
	for _, term := range t.terms {
		if term.Name == name && term.From <= day && term.From >= best.From {
			best = term
		}
	}
	return best
}

// Works tells whether the day of t is a working day.
func (t Timetable) Works(at time.Time) bool { return t.calendar.Working(at) }

// Until returns when the term of that name ends that starts at that time.
func (t Timetable) Until(name string, at time.Time) time.Time { return t.due(t.term(name, at), at) }

func (t Timetable) due(term Term, at time.Time) time.Time {
	if term.Calendar {
		local := at.In(WITA).AddDate(0, 0, term.Days)
		return time.Date(local.Year(), local.Month(), local.Day(), endOfDay, 0, 0, 0, WITA).UTC()
	}
	return t.calendar.Due(at, term.Days)
}
