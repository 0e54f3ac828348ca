package texts

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"kanal"
	"kanal/bots/sms"
	"kanal/router/dialog"
)

// all lists every sentence there is.
func all() []Key {
	keys := slices.Clone(Keys)
	for _, s := range dialog.Sentences {
		keys = append(keys, Key(s))
	}
	return keys
}

// holes are the places that the router fills, with the longest that can stand there in an SMS.
func holes(network kanal.Network) Args {
	agency, topic, status := "", "", ""
	for _, a := range kanal.Agencies() {
		if len(a.Short) > len(agency) {
			agency = a.Short
		}
	}
	for _, t := range kanal.Topics() {
		if len(t.Name) > len(topic) {
			topic = t.Name
		}
	}
	for _, s := range kanal.Statuses {
		if len(Status(s)) > len(status) {
			status = strings.ToLower(Status(s))
		}
	}
	reason := ""
	for _, code := range ArchiveReasons {
		if len(Reason(code)) > len(reason) {
			reason = Reason(code)
		}
	}
	day := time.Date(2026, 12, 30, 8, 0, 0, 0, time.UTC)
	date := Date(network, day, day)
	return Args{
		"nomor": "4821-0937", "instansi": agency, "topik": topic, "Topik": topic, "Topik_saja": topic, "status": status, "alasan": reason,
		"tempat": "Tenggarong Seberang, Kutai Kartanegara", "tanggal": date, "batas": "Sudah selesai? Balas SUDAH atau BELUM sebelum " + date + ".",
		"kata": "Sudah.", "salam": "Waalaikumsalam", "tanya": "Di mana?", "lindung": Protected(kanal.Tersegel), "nama": "Petugas",
		"daftar": "4821-0937 jalan rusak: diproses", "konsol": "https://kanal.test/konsol", "lacak": "https://kanal.test/lacak", "privasi": "https://kanal.test/privasi",
	}
}

// go test -run TestEverySentence -v prints the whole list, to be read by people.
func TestEverySentenceHasItsWords(t *testing.T) {
	known := holes(kanal.Network{})
	for _, key := range all() {
		if !Has(key) {
			t.Errorf("%s has no words", key)
		}
		for name, text := range map[string]string{"": indonesian[key], " (sms)": indonesianSMS[key]} {
			if text == "" {
				continue
			}
			t.Logf("%s%s:\n%s\n", key, name, text)
			for _, h := range hole.FindAllString(text, -1) {
				if _, ok := known[strings.Trim(h, "{}")]; !ok {
					t.Errorf("%s%s: nobody fills %s", key, name, h)
				}
			}
			if left := hole.ReplaceAllString(text, ""); strings.ContainsAny(left, "{}") || strings.TrimSpace(text) != text {
				t.Errorf("%s%s is not well formed", key, name)
			}
		}
	}
	for key := range indonesian {
		if !slices.Contains(all(), key) {
			t.Errorf("nobody says %s", key)
		}
	}
	for key := range indonesianSMS {
		if !Has(key) {
			t.Errorf("%s has words for SMS alone", key)
		}
	}
}

// words that are English and no Indonesian; report, status, admin and the like are both.
var english = regexp.MustCompile(`(?i)\b(the|your|you|we|is|are|was|not|please|thank|thanks|report|reports|number|received|reply|answer|agency|error|failed|invalid|sorry|from|with|for|and|this|that|of|to|help|cancel|send|change|closed|assigned|open|new|task|link|token|officer|citizen)\b`)

func TestSentencesAreIndonesian(t *testing.T) {
	for _, list := range []map[Key]string{indonesian, indonesianSMS} {
		for key, text := range list {
			if found := english.FindString(hole.ReplaceAllString(text, "")); found != "" {
				t.Errorf("%s says %q", key, found)
			}
		}
	}
	for _, text := range statuses {
		if english.MatchString(text) {
			t.Errorf("status %q", text)
		}
	}
}

// citizenSMS are the sentences that can reach somebody on SMS and carry no words of people.
func citizenSMS() []Key {
	elsewhere := []Key{Key(dialog.Summary), Key(dialog.Change), Privacy, NowAsked, NowAnswered, Brief, // cards, and words of people
		Key(dialog.StatusList), Key(dialog.WhichOne), Key(dialog.BindFailed), Key(dialog.Bound)} // lists; officers are not on SMS
	return slices.DeleteFunc(all(), func(k Key) bool {
		return slices.Contains(elsewhere, k) || strings.HasPrefix(string(k), "officer_") || strings.HasPrefix(string(k), "task_")
	})
}

func TestAnSMSIsOneSMS(t *testing.T) {
	network := kanal.NetworkOf("sms:x")
	for _, key := range citizenSMS() {
		text := Say(network, key, holes(network))
		if size := sms.Measure(text); size.Segments != 1 || size.Unicode {
			t.Errorf("%s takes %d SMS (%d units, unicode %t): %s", key, size.Segments, size.Units, size.Unicode, text)
		}
	}
}

// Every status with every agency, topic and term still fits.
func TestStatusFitsOneSMS(t *testing.T) {
	network := kanal.NetworkOf("sms:x")
	args := holes(network)
	for _, key := range []Key{Key(dialog.Filed), Key(dialog.FiledTriage), Key(dialog.FiledSealed), Key(dialog.StatusOf)} {
		for _, a := range kanal.Agencies() {
			for _, topic := range kanal.Topics() {
				args["instansi"], args["topik"] = a.Short, topic.Name
				if text := Say(network, key, args); sms.Measure(text).Segments != 1 {
					t.Fatalf("%s: %s", key, text)
				}
			}
		}
	}
}

func TestLinesWithAnEmptyPlaceAreLeftOut(t *testing.T) {
	text := Say(kanal.Network{}, Key(dialog.Summary), Args{"Topik_saja": "Jalan rusak", "tanya": "Di mana?"})
	if want := "Apakah begini maksud Anda?\nJalan rusak (instansinya kami pastikan dulu)\nDi mana?"; text != want {
		t.Errorf("%q", text)
	}
	for _, key := range all() { // no hole is ever shown, whatever is missing
		for _, network := range []string{"telegram", "sms:x"} {
			if text := Say(kanal.NetworkOf(network), key, nil); strings.ContainsAny(text, "{}") {
				t.Errorf("%s on %s: %q", key, network, text)
			}
		}
	}
	if text := Say(kanal.Network{}, TaskMore, Args{"nomor": "1", "kata": "{nomor} {instansi}"}); !strings.Contains(text, "{nomor} {instansi}") {
		t.Errorf("words of people are filled as ours: %q", text)
	}
}

func TestDates(t *testing.T) {
	now := time.Date(2026, 12, 30, 1, 0, 0, 0, time.UTC)
	telegram, short := kanal.NetworkOf("telegram"), kanal.NetworkOf("sms:x")
	for _, c := range []struct {
		network kanal.Network
		at      time.Time
		want    string
	}{
		{telegram, time.Date(2026, 12, 31, 8, 0, 0, 0, time.UTC), "Kamis, 31 Desember"},
		{telegram, time.Date(2027, 1, 4, 8, 0, 0, 0, time.UTC), "Senin, 4 Januari 2027"},
		{telegram, time.Date(2026, 12, 31, 17, 0, 0, 0, time.UTC), "Jumat, 1 Januari 2027"}, // midnight is WITA's
		{short, time.Date(2026, 8, 14, 8, 0, 0, 0, time.UTC), "14 Agu"},
		{telegram, time.Time{}, ""},
	} {
		if got := Date(c.network, c.at, now); got != c.want {
			t.Errorf("%s is %q, want %q", c.at, got, c.want)
		}
	}
}

func TestEveryCodeHasWords(t *testing.T) {
	for _, s := range kanal.Statuses {
		if Status(s) == "" {
			t.Errorf("status %s", s)
		}
	}
	for _, k := range kanal.Kinds {
		if Kind(k) == "" {
			t.Errorf("kind %s", k)
		}
	}
	for _, code := range append(slices.Clone(ArchiveReasons), "bukan_wewenang", "salah", "no", "partly", "keberatan") {
		if Reason(code) == code {
			t.Errorf("reason %s", code)
		}
	}
	if Protected(kanal.Open) != "" || Protected(kanal.Anonim) == "" || Protected(kanal.Senyap) == "" {
		t.Error("what a level of protection does is not said")
	}
	for _, code := range []string{"salam", "salam_umum", "pagi", "siang", "sore", "malam"} {
		if Greeting(code) == "" {
			t.Errorf("greeting %s", code)
		}
	}
}
