package texts

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"kanal"
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

// holes are the places that the router fills, with the longest that can stand there.
func holes(to To) Args {
	longest := func(list []string) string {
		return slices.MaxFunc(list, func(a, b string) int { return len(a) - len(b) })
	}
	var agencies, topics, states, reasons []string
	for _, a := range kanal.Agencies() {
		agencies = append(agencies, a.Short)
	}
	for _, t := range kanal.Topics() {
		topics = append(topics, t.Name)
	}
	for _, s := range kanal.Statuses {
		states = append(states, strings.ToLower(Status(to.Language, s)))
	}
	for _, code := range ArchiveReasons {
		reasons = append(reasons, Reason(to.Language, code))
	}
	day := time.Date(2026, 12, 30, 8, 0, 0, 0, time.UTC)
	date := Date(to, day, day)
	return Args{
		"nomor": "4821-0937", "instansi": longest(agencies), "topik": longest(topics), "Topik": longest(topics), "Topik_saja": longest(topics),
		"status": longest(states), "alasan": longest(reasons), "tempat": "Tenggarong Seberang, Kutai Kartanegara", "tanggal": date,
		"batas": Deadline(to.Language, kanal.Answered, date), "kata": "Sudah.", "salam": "Waalaikumsalam", "tanya": "Di mana?",
		"lindung": Protected(to.Language, kanal.Tersegel), "nama": "Petugas", "daftar": "4821-0937 jalan rusak: diproses",
		"angka": strings.Repeat("4821-0937, ", 5) + "4821-0937", "pin": "482109", "hp": "+6281234567890", "berkas": "3",
		"darurat": Emergency(to.Language, []string{"112", "110"}), "kekerasan": Violence(to),
		"konsol": "https://kanal.test/konsol", "lacak": "https://kanal.test/lacak", "privasi": "https://kanal.test/privasi",
	}
}

func TestEverySentenceHasItsWords(t *testing.T) {
	for language, tongue := range tongues {
		known := holes(To{Language: language})
		for _, key := range all() {
			if _, ok := tongue.sentences[key]; !ok {
				t.Errorf("%s has no words in %s", key, language)
			}
			for name, text := range map[string]string{"": tongue.sentences[key], " (sms)": tongue.sms[key]} {
				if text == "" {
					continue
				}
				for _, h := range hole.FindAllString(text, -1) {
					if _, ok := known[strings.Trim(h, "{}")]; !ok {
						t.Errorf("%s %s%s: nobody fills %s", language, key, name, h)
					}
				}
				if left := hole.ReplaceAllString(text, ""); strings.ContainsAny(left, "{}") || strings.TrimSpace(text) != text {
					t.Errorf("%s %s%s is not well formed", language, key, name)
				}
			}
		}
		for key := range tongue.sentences {
			if !slices.Contains(all(), key) {
				t.Errorf("nobody says %s", key)
			}
		}
		for key := range tongue.sms {
			if !Has(key) {
				t.Errorf("%s has words for SMS alone", key)
			}
		}
	}
}

// A sentence fills the same places in both languages: what one tells, the other tells too.
func TestBothLanguagesTellTheSame(t *testing.T) {
	for _, key := range all() {
		for _, pair := range [][2]string{{indonesian[key], english[key]}, {indonesianSMS[key], englishSMS[key]}} {
			if a, b := places(pair[0]), places(pair[1]); !slices.Equal(a, b) {
				t.Errorf("%s: Indonesian has %v, English %v", key, a, b)
			}
		}
	}
}

func places(text string) []string {
	found := hole.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// words that are English and no Indonesian; report, status, admin and the like are both.
var (
	englishWord = regexp.MustCompile(`(?i)\b(the|your|you|we|is|are|was|not|please|thank|thanks|report|reports|number|received|reply|answer|agency|error|failed|invalid|sorry|from|with|for|and|this|that|of|to|help|cancel|send|change|closed|assigned|open|new|task|link|token|officer|citizen)\b`)
	nativeWord  = regexp.MustCompile(`(?i)\b(yang|anda|kami|tidak|laporan|sudah|untuk|dengan|nomor|balas|terima|dan|atau|ke|di|dari)\b`)
)

func TestEachLanguageIsItself(t *testing.T) {
	check := func(list map[Key]string, foreign *regexp.Regexp) {
		for key, text := range list {
			text = strings.NewReplacer("In English: ENGLISH", "", "balas LAPOR", "", "RINGKASAN", "", "TUGAS", "", "OPER", "").Replace(text)
			if found := foreign.FindString(hole.ReplaceAllString(text, "")); found != "" {
				t.Errorf("%s says %q", key, found)
			}
		}
	}
	check(indonesian, englishWord)
	check(indonesianSMS, englishWord)
	check(english, nativeWord)
	check(englishSMS, nativeWord)
}

// citizenSMS are the sentences that can reach somebody on SMS and carry no words of people.
func citizenSMS() []Key {
	elsewhere := []Key{Key(dialog.Summary), SummaryBare, Key(dialog.Change), NowAsked, NowAskedSealed, NowAnswered, Brief, // cards, and words of people
		Key(dialog.BindFailed), Key(dialog.Bound), Key(dialog.BoundRelay), Key(dialog.GroupHint)} // officers and groups are not on SMS
	return slices.DeleteFunc(all(), func(k Key) bool {
		return slices.Contains(elsewhere, k) || strings.HasPrefix(string(k), "officer_") || strings.HasPrefix(string(k), "task_") ||
			strings.HasPrefix(string(k), "ask_") || strings.HasPrefix(string(k), "relay_")
	})
}

// A button's label is short enough for every network (kanal.Choice), and there is one for whatever can be chosen.
func TestLabels(t *testing.T) {
	for data, words := range labels {
		for _, label := range []string{words.id, words.en} {
			if n := len([]rune(label)); n == 0 || n > 24 {
				t.Errorf("%s: label %q has %d characters", data, label, n)
			}
		}
	}
	for data, want := range map[string]string{"send": "Kirim", "solved:48210937:no": "Belum", "agency::-": "Bukan, yang lain", "agency::dlh": ""} {
		if got := Label("id", data); got != want {
			t.Errorf("%s is %q, want %q", data, got, want)
		}
	}
}

var update = flag.Bool("update", false, "write docs/sentences.md anew")

// docs/sentences.md is what the system can say, for a person to read. go test ./router/texts -update writes it.
func TestSentencesAreListed(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Every sentence\n\nWhat the system can say, in Indonesian and English, as on a phone with pictures and as an SMS, with the\n" +
		"longest names and dates filled in. Written by a test (`go test ./router/texts -update`): change the words there.\n" +
		"A line whose {place} stays empty is left out when it is said.\n")
	for _, key := range all() {
		fmt.Fprintf(&b, "\n## %s\n", key)
		for _, language := range []string{"id", "en"} {
			for _, network := range []string{"telegram", "sms:x"} {
				to := To{kanal.NetworkOf(network), language}
				if _, ok := tongues[language].sms[key]; to.Network.Name == "sms" && !ok {
					continue
				}
				text := Say(to, key, holes(to))
				fmt.Fprintf(&b, "\n%s, %s:\n\n> %s\n", language, to.Network.Name, strings.ReplaceAll(text, "\n", "\n> "))
			}
		}
	}
	const file = "../../docs/sentences.md"
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	written, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(written) != b.String() {
		t.Error("docs/sentences.md is not what is said: go test ./router/texts -update, and read it")
	}
}

func TestLinesWithAnEmptyPlaceAreLeftOut(t *testing.T) {
	text := Say(Indonesian, Key(dialog.Summary), Args{"Topik_saja": "Jalan rusak", "tanya": "Di mana?"})
	if want := "Apakah begini maksud Anda?\nJalan rusak (instansinya kami pastikan dulu)\nDi mana?"; text != want {
		t.Errorf("%q", text)
	}
	for _, key := range all() { // no hole is ever shown, whatever is missing
		for _, network := range []string{"telegram", "sms:x"} {
			for language := range tongues {
				if text := Say(To{kanal.NetworkOf(network), language}, key, nil); strings.ContainsAny(text, "{}") {
					t.Errorf("%s on %s: %q", key, network, text)
				}
			}
		}
	}
	if text := Say(Indonesian, TaskMore, Args{"nomor": "1", "kata": "{nomor} {instansi}"}); !strings.Contains(text, "{nomor} {instansi}") {
		t.Errorf("words of people are filled as ours: %q", text)
	}
}

func TestDates(t *testing.T) {
	now := time.Date(2026, 12, 30, 1, 0, 0, 0, time.UTC)
	telegram, short := To{kanal.NetworkOf("telegram"), "id"}, To{kanal.NetworkOf("sms:x"), "id"}
	for _, c := range []struct {
		to   To
		at   time.Time
		want string
	}{
		{telegram, time.Date(2026, 12, 31, 8, 0, 0, 0, time.UTC), "Kamis, 31 Desember"},
		{telegram, time.Date(2027, 1, 4, 8, 0, 0, 0, time.UTC), "Senin, 4 Januari 2027"},
		{telegram, time.Date(2026, 12, 31, 17, 0, 0, 0, time.UTC), "Jumat, 1 Januari 2027"}, // midnight is WITA's
		{short, time.Date(2026, 8, 14, 8, 0, 0, 0, time.UTC), "14 Agu"},
		{telegram, time.Time{}, ""},
		{To{kanal.NetworkOf("telegram"), "en"}, time.Date(2026, 12, 31, 8, 0, 0, 0, time.UTC), "Thursday, 31 December"},
	} {
		if got := Date(c.to, c.at, now); got != c.want {
			t.Errorf("%s is %q, want %q", c.at, got, c.want)
		}
	}
}

func TestEveryCodeHasWords(t *testing.T) {
	for language := range tongues {
		for _, s := range kanal.Statuses {
			if Status(language, s) == "" {
				t.Errorf("status %s", s)
			}
		}
		for _, code := range append(slices.Clone(ArchiveReasons), "bukan_wewenang", "salah", "no", "partly", "keberatan", "dicabut", "rahasia") {
			if Reason(language, code) == code {
				t.Errorf("reason %s", code)
			}
		}
		if Protected(language, kanal.Open) != "" || Protected(language, kanal.Anonim) == "" || Protected(language, kanal.Senyap) == "" {
			t.Error("what a level of protection does is not said")
		}
		for _, code := range []string{"salam", "salam_umum", "pagi", "siang", "sore", "malam", ""} {
			if Greeting(language, code) == "" {
				t.Errorf("greeting %s", code)
			}
		}
	}
	for _, k := range kanal.Kinds {
		if Kind(k) == "" {
			t.Errorf("kind %s", k)
		}
	}
}
