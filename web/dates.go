package web

import (
	"fmt"
	"math"
	"time"

	"kanal"
	"kanal/router/texts"
)

// when is a moment as people read it: "Selasa, 24 November 2026, 14.05 WITA".
func when(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return day(t) + t.In(kanal.WITA).Format(", 15.04") + " WITA"
}

// day is a day as people read it: "Selasa, 24 November 2026".
func day(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return texts.Date(texts.Indonesian, t, t) + t.In(kanal.WITA).Format(" 2006")
}

// due is a date that somebody has to keep. Class is for the eye; the words say the same.
type due struct {
	Words string // "besok", "terlambat 3 hari", "Selasa, 1 Desember"
	Date  string // the day itself, where Words does not name it
	Class string // "late", "soon" or ""
}

// dueOf puts a date into words; a zero one is none.
func dueOf(at time.Time, paused bool, now time.Time) due {
	if at.IsZero() {
		return due{Words: "–"}
	}
	if paused {
		return due{Words: "dijeda, menunggu pelapor"}
	}
	date := texts.Date(texts.Indonesian, at, now)
	switch days := daysBetween(now, at); {
	case at.Before(now) && days == 0:
		return due{"terlambat sejak hari ini", date, "late"}
	case at.Before(now):
		return due{fmt.Sprintf("terlambat %d hari", -days), date, "late"}
	case days == 0:
		return due{"hari ini, " + at.In(kanal.WITA).Format("15.04"), date, "soon"}
	case days == 1:
		return due{"besok", date, "soon"}
	}
	return due{Words: date}
}

// daysBetween counts the midnights in WITA from one moment to another.
func daysBetween(from, to time.Time) int {
	return midnights(to) - midnights(from)
}

func midnights(t time.Time) int {
	return int(math.Floor(float64(t.Unix()+8*60*60) / (24 * 60 * 60)))
}

func percent(p float64) string { return fmt.Sprintf("%.0f %%", p*100) }
