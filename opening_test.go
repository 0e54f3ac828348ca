package kanal_test

import (
	"testing"
	"time"

	"kanal"
)

func TestOpeningNeedsASecondPersonAndLapses(t *testing.T) {
	at := time.Date(2026, 11, 30, 9, 0, 0, 0, kanal.WITA)
	asked := kanal.Event{Kind: kanal.EventOpeningAsked, Actor: "user:1", Message: 7, At: at}
	allowed := kanal.Event{Kind: kanal.EventOpeningAllowed, Actor: "user:2", At: at.Add(time.Hour)}
	refused := kanal.Event{Kind: kanal.EventOpeningRefused, Actor: "user:2", At: at.Add(time.Hour)}
	looked := kanal.Event{Kind: kanal.EventOpened, Actor: "user:1", At: at.Add(2 * time.Hour)}
	for name, c := range map[string]struct {
		history     []kanal.Event
		after       time.Duration
		waits, open bool
	}{
		"nobody asks":           {nil, time.Hour, false, false},
		"asked":                 {[]kanal.Event{asked}, time.Hour, true, false},
		"allowed":               {[]kanal.Event{asked, allowed}, 2 * time.Hour, false, true},
		"looked at":             {[]kanal.Event{asked, allowed, looked}, 3 * time.Hour, false, true},
		"refused":               {[]kanal.Event{asked, refused}, 2 * time.Hour, false, false},
		"a day later":           {[]kanal.Event{asked, allowed}, 25 * time.Hour, false, false},
		"asked again":           {[]kanal.Event{asked, allowed, asked}, 2 * time.Hour, true, false},
		"asked after a refusal": {[]kanal.Event{asked, refused, asked}, 2 * time.Hour, true, false},
	} {
		o := kanal.OpeningOf(c.history, at.Add(c.after))
		if o.Waits() != c.waits || o.OpenTo("user:1") != c.open || o.OpenTo("user:2") {
			t.Errorf("%s: waits %t, open to who asked %t, to the second person %t", name, o.Waits(), o.OpenTo("user:1"), o.OpenTo("user:2"))
		}
	}
}
