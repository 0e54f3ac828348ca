package kanal

import (
	_ "embed"
	"time"
)

// WITA is the zone of the clock: Asia/Makassar, eight hours before UTC all year.
var WITA = time.FixedZone("WITA", 8*60*60)

// endOfDay is the hour at which a date is due: the close of office hours.
const endOfDay = 16

// Holiday is a day on which no term runs.
type Holiday struct {
	Date  string `db:"date"` // 2006-01-02
	Name  string `db:"name"`
	Basis string `db:"basis"` // the decree
}

//go:embed holidays.csv
var holidaysCSV string

// Holidays returns the holidays that kanal ships with; a database starts with them.
func Holidays() []Holiday {
	var list []Holiday
	for _, row := range rows(holidaysCSV) {
		list = append(list, Holiday{Date: row[0], Name: row[1], Basis: row[2]})
	}
	return list
}

// Calendar knows the working days: Monday to Friday less the holidays, in WITA.
type Calendar struct{ holidays map[string]bool }

// NewCalendar makes a calendar of these holidays.
func NewCalendar(holidays []Holiday) Calendar {
	c := Calendar{holidays: make(map[string]bool, len(holidays))}
	for _, h := range holidays {
		c.holidays[h.Date] = true
	}
	return c
}

// Working tells whether the day of t is a working day.
func (c Calendar) Working(t time.Time) bool {
	t = t.In(WITA)
	if day := t.Weekday(); day == time.Saturday || day == time.Sunday {
		return false
	}
	return !c.holidays[t.Format(time.DateOnly)]
}

// Due returns when a term of that many working days ends: at the close of office hours. Day 1 is the first
// working day after the day of from.
func (c Calendar) Due(from time.Time, days int) time.Time {
	local := from.In(WITA)
	day := time.Date(local.Year(), local.Month(), local.Day(), endOfDay, 0, 0, 0, WITA)
	for days > 0 {
		day = day.AddDate(0, 0, 1)
		if c.Working(day) {
			days--
		}
	}
	return day.UTC()
}

// WorkingDays counts the working days after the day of from, up to and with the day of to.
func (c Calendar) WorkingDays(from, to time.Time) int {
	day, last := from.In(WITA), to.In(WITA).Format(time.DateOnly)
	n := 0
	for day.Format(time.DateOnly) < last {
		day = day.AddDate(0, 0, 1)
		if c.Working(day) {
			n++
		}
	}
	return n
}
