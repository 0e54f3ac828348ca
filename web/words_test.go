package web

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"kanal"
	"kanal/router/texts"
	"kanal/storage"
)

// constants reads the values of the root package's constants of a type as they are written, so that a new one
// without words is found here.
func constants(t *testing.T, file, kind string) []string {
	t.Helper()
	source, err := os.ReadFile("../" + file)
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	for _, m := range regexp.MustCompile(`\b`+kind+`\s+= "([^"]+)"`).FindAllStringSubmatch(string(source), -1) {
		values = append(values, m[1])
	}
	if len(values) == 0 {
		t.Fatalf("no constant of type %s in %s", kind, file)
	}
	return values
}

func TestEverythingHasWords(t *testing.T) {
	for _, list := range []struct {
		file, kind string
		words      func(string) string
	}{
		{"report.go", "EventKind", func(v string) string { return eventWords(kanal.EventKind(v)) }},
		{"status.go", "Status", func(v string) string { return texts.Status("id", kanal.Status(v)) }},
		{"protection.go", "Protection", func(v string) string { return protectionWords(kanal.Protection(v)) }},
		{"clock.go", "ClockKind", func(v string) string { return clockWords(kanal.ClockKind(v)) }},
		{"storage/rows.go", "Role", func(v string) string { return roleWords(storage.Role(v)) }},
		{"message.go", "DeliveryState", func(v string) string {
			if strings.HasSuffix(v, "blocked") {
				return "of a recipient, not of a delivery"
			}
			return deliveryWords(kanal.DeliveryState(v))
		}},
	} {
		for _, value := range constants(t, list.file, list.kind) {
			if list.words(value) == "" {
				t.Errorf("%s %q has no words", list.kind, value)
			}
		}
	}
	codes := append([]string{"citizen", "silence", "agency", "dicabut", "bukan_wewenang", "salah", "no", "partly"}, texts.ArchiveReasons...)
	for _, code := range codes {
		if words := reasonWords(kanal.Event{Reason: code}); words == "" || words == code {
			t.Errorf("the reason %q has no words", code)
		}
	}
	for _, code := range []string{kanal.FlagDanger, kanal.FlagBribery, kanal.FlagMisconduct, kanal.FlagMining, kanal.FlagViolence} {
		if flagWords(code) == "" {
			t.Errorf("the flag %q has no words", code)
		}
	}
}

func TestDueInWords(t *testing.T) {
	at := func(day, hour int) time.Time { return time.Date(2026, 11, day, hour, 0, 0, 0, kanal.WITA) }
	now := at(24, 10)
	for _, c := range []struct {
		at     time.Time
		paused bool
		want   due
	}{
		{time.Time{}, false, due{Words: "–"}},
		{at(24, 16), true, due{Words: "dijeda, menunggu pelapor"}},
		{at(24, 16), false, due{"hari ini, 16.00", "Selasa, 24 November", "soon"}},
		{at(25, 16), false, due{"besok", "Rabu, 25 November", "soon"}},
		{at(30, 16), false, due{Words: "Senin, 30 November"}},
		{at(24, 9), false, due{"terlambat sejak hari ini", "Selasa, 24 November", "late"}},
		{at(21, 16), false, due{"terlambat 3 hari", "Sabtu, 21 November", "late"}},
		{at(24, 0).AddDate(0, 2, 0), false, due{Words: "Minggu, 24 Januari 2027"}},
	} {
		if got := dueOf(c.at, c.paused, now); got != c.want {
			t.Errorf("%v: %+v, want %+v", c.at, got, c.want)
		}
	}
}
