package texts

import (
	"strings"
	"testing"

	"kanal"
	"kanal/bots/sms"
	"kanal/router/dialog"
)

func TestAnSMSIsOneSMS(t *testing.T) {
	for language := range tongues {
		to := To{kanal.NetworkOf("sms:x"), language}
		for _, key := range citizenSMS() {
			text := Say(to, key, holes(to))
			if size := sms.Measure(text); size.Segments != 1 || size.Unicode {
				t.Errorf("%s %s takes %d SMS (%d units, unicode %t): %s", language, key, size.Segments, size.Units, size.Unicode, text)
			}
		}
	}
}

// Every status with every agency, topic and term still fits.
func TestStatusFitsOneSMS(t *testing.T) {
	for language := range tongues {
		to := To{kanal.NetworkOf("sms:x"), language}
		args := holes(to)
		for _, key := range []Key{Key(dialog.Filed), Key(dialog.FiledTriage), Key(dialog.FiledSealed), Key(dialog.StatusOf), NowRelayed} {
			for _, a := range kanal.Agencies() {
				for _, topic := range kanal.Topics() {
					args["instansi"], args["topik"] = a.Short, topic.Name
					if text := Say(to, key, args); sms.Measure(text).Segments != 1 {
						t.Fatalf("%s: %s", key, text)
					}
				}
			}
		}
	}
}

// Whoever proves the PIN reads the last answer, in as many SMS as it takes; what stands around it gives way.
func TestAnAnswerIsNotLeftOut(t *testing.T) {
	for language := range tongues {
		to := To{kanal.NetworkOf("sms:x"), language}
		args := holes(to)
		for _, length := range []int{10, 100, 145, 400} {
			args["kata"] = strings.Repeat("a", length)
			text := Say(to, Key(dialog.StatusFull), args)
			if size := sms.Measure(text); !strings.Contains(text, args["kata"]) || length < 149 && size.Segments != 1 {
				t.Errorf("%s, %d characters: %+v, %s", language, length, size, text)
			}
		}
		args["kata"] = ""
		if text := Say(to, Key(dialog.StatusFull), args); !strings.Contains(text, args["status"]) {
			t.Errorf("without an answer: %s", text)
		}
	}
}
