package kanal

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// at is a moment in WITA.
func at(value string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", value, WITA)
	if err != nil {
		panic(err)
	}
	return t
}

func TestDueDates(t *testing.T) {
	c := NewCalendar(append(Holidays(), Holiday{Date: "2027-01-01"}))
	for _, d := range []struct {
		from string
		days int
		due  string
		what string
	}{
		{"2026-11-23 10:00", 5, "2026-11-30 16:00", "Monday to Monday"},
		{"2026-11-23 23:59", 1, "2026-11-24 16:00", "late in the evening is the same day"},
		{"2026-11-24 00:01", 1, "2026-11-25 16:00", "just after midnight is the next"},
		{"2026-11-27 10:00", 1, "2026-11-30 16:00", "over a weekend"},
		{"2026-11-28 10:00", 1, "2026-11-30 16:00", "from a Saturday"},
		{"2026-11-29 10:00", 3, "2026-12-02 16:00", "from a Sunday"},
		{"2026-08-14 10:00", 1, "2026-08-18 16:00", "a holiday after a weekend"},
		{"2026-03-17 10:00", 1, "2026-03-25 16:00", "Nyepi and Idulfitri in a row"},
		{"2026-12-23 10:00", 1, "2026-12-28 16:00", "Christmas and a weekend"},
		{"2026-12-30 10:00", 3, "2027-01-05 16:00", "over the end of the year"},
		{"2026-11-23 10:00", 0, "2026-11-23 16:00", "no day at all"},
	} {
		if due := c.Due(at(d.from), d.days); !due.Equal(at(d.due)) {
			t.Errorf("%s: due %s, want %s", d.what, due.In(WITA), d.due)
		}
	}
}

func TestTheDayIsWITAs(t *testing.T) {
	c := NewCalendar(nil)
	sunday := time.Date(2026, 11, 29, 15, 59, 0, 0, time.UTC) // 23.59 in WITA
	if c.Working(sunday) || !c.Working(sunday.Add(2*time.Minute)) {
		t.Error("the day turns at another hour")
	}
}

// A term ends on a working day that lies as many working days ahead as the term is long.
func TestDueCountsWorkingDays(t *testing.T) {
	c := NewCalendar(Holidays())
	rapid.Check(t, func(t *rapid.T) {
		from := time.Date(2026, 1, 1, 0, 0, 0, 0, WITA).Add(time.Duration(rapid.IntRange(0, 365*24*60).Draw(t, "minutes")) * time.Minute)
		days := rapid.IntRange(1, 60).Draw(t, "days")
		due := c.Due(from, days)
		if n := c.WorkingDays(from, due); n != days || !c.Working(due) || due.In(WITA).Hour() != endOfDay {
			t.Fatalf("%d days from %s are due %s, %d working days later", days, from, due.In(WITA), n)
		}
	})
}

func TestShippedHolidays(t *testing.T) {
	list := Holidays()
	days := []string{}
	for _, h := range list {
		if _, err := time.Parse(time.DateOnly, h.Date); err != nil || h.Name == "" || h.Basis == "" {
			t.Errorf("%+v", h)
		}
		days = append(days, h.Date)
	}
	if !slices.IsSorted(days) || len(slices.Compact(days)) != len(list) {
		t.Error("not one day after the other")
	}
}
