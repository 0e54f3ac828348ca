package sms_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"kanal"
	"kanal/bots/sms"

	"pgregory.net/rapid"
)

func TestMeasure(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       sms.Size
	}{
		{"empty", "", sms.Size{Segments: 1}},
		{"one", strings.Repeat("a", 160), sms.Size{Units: 160, Segments: 1}},
		{"two", strings.Repeat("a", 161), sms.Size{Units: 161, Segments: 2}},
		{"two full", strings.Repeat("a", 306), sms.Size{Units: 306, Segments: 2}},
		{"three", strings.Repeat("a", 307), sms.Size{Units: 307, Segments: 3}},
		{"escaped", strings.Repeat("€", 80), sms.Size{Units: 160, Segments: 1}},
		{"escaped, one more", strings.Repeat("€", 80) + "a", sms.Size{Units: 161, Segments: 2}},
		{"no escape is torn", strings.Repeat("[", 153), sms.Size{Units: 306, Segments: 3}},
		{"all of the alphabet", "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ", sms.Size{Units: 31, Segments: 1}},
		{"Unicode", strings.Repeat("س", 70), sms.Size{Unicode: true, Units: 70, Segments: 1}},
		{"Unicode, two", strings.Repeat("س", 71), sms.Size{Unicode: true, Units: 71, Segments: 2}},
		{"emoji", strings.Repeat("😀", 35), sms.Size{Unicode: true, Units: 70, Segments: 1}},
		{"no emoji is torn", strings.Repeat("😀", 67), sms.Size{Unicode: true, Units: 134, Segments: 3}},
		{"one emoji makes it dear", strings.Repeat("a", 69) + "😀", sms.Size{Unicode: true, Units: 71, Segments: 2}},
		{"small c with cedilla", "ç", sms.Size{Unicode: true, Units: 1, Segments: 1}},
		{"backtick", "`", sms.Size{Unicode: true, Units: 1, Segments: 1}},
	} {
		if got := sms.Measure(c.text); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestFits(t *testing.T) {
	for text, want := range map[string]bool{
		strings.Repeat("’", 160):      true, // folded first
		strings.Repeat("…", 54):       false,
		strings.Repeat("a", 161):      false,
		strings.Repeat("a", 70) + "😀": false,
		"😀":                           true,
		"":                            true,
	} {
		if got := sms.Fits(text); got != want {
			t.Errorf("Fits(%q) = %t", text, got)
		}
	}
}

func TestFold(t *testing.T) {
	for text, want := range map[string]string{
		"“Jum’at” – 5…":           `"Jum'at" - 5...`,
		"3 × 4\u00a0m² ½":         "3 x 4 m2 1/2",
		"Rp\u202f10.000\u2009,-":  "Rp 10.000 ,-",
		"façade Đồng șapka ñ é":   "facade Dong sapka ñ é",
		"e\u0301 a\u0308":         "é ä",
		"a\r\nb\rc\u2028d\te":     "a\nb\nc\nd e",
		"nol\u200blebar\ufeff":    "nollebar",
		"ﬁ № 𝐉𝐚𝐥𝐚𝐧 ４":             "fi No Jalan 4",
		"سلام 😀 한 ❤️ 👨\u200d👩":    "سلام 😀 한 ❤️ 👨\u200d👩",
		"€[]{}^~|\\ tetap @£$ ΔΩ": "€[]{}^~|\\ tetap @£$ ΔΩ",
	} {
		if got := sms.Fold(text); got != want {
			t.Errorf("Fold(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestFoldTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		once := sms.Fold(rapid.String().Draw(t, "text"))
		if twice := sms.Fold(once); twice != once {
			t.Fatalf("folded %q, and again %q", once, twice)
		}
	})
}

func TestSplit(t *testing.T) {
	for _, c := range []struct {
		name, text string
		limit      int
		want       []string
	}{
		{"empty", " \n", 1, []string{""}},
		{"fits", strings.Repeat("a", 160), 1, []string{strings.Repeat("a", 160)}},
		{"at a word", strings.Repeat("a", 100) + " " + strings.Repeat("b", 80), 1, []string{strings.Repeat("a", 100), strings.Repeat("b", 80)}},
		{"at a line", strings.Repeat("a", 100) + "\nc " + strings.Repeat("b", 80), 1, []string{strings.Repeat("a", 100), "c " + strings.Repeat("b", 80)}},
		{"just before a space", strings.Repeat("a", 160) + " b", 1, []string{strings.Repeat("a", 160), "b"}},
		{"no word", strings.Repeat("a", 200), 1, []string{strings.Repeat("a", 160), strings.Repeat("a", 40)}},
		{"no mark alone", strings.Repeat("س", 69) + "سَ", 1, []string{strings.Repeat("س", 69), "سَ"}},
		{"limit below one", "ab", 0, []string{"ab"}},
	} {
		got := sms.Split(c.text, c.limit)
		if strings.Join(got, "|") != strings.Join(c.want, "|") {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestSplitLosesNothing(t *testing.T) {
	words := rapid.StringOf(rapid.OneOf(rapid.SampledFrom([]rune("abc  \n€[😀س\u200dé\u0301")), rapid.Rune()))
	rapid.Check(t, func(t *rapid.T) {
		text := words.Draw(t, "text")
		text = strings.Repeat(text, rapid.IntRange(1, 30).Draw(t, "times"))
		limit := rapid.IntRange(1, 3).Draw(t, "limit")
		parts := sms.Split(text, limit)
		if letters(strings.Join(parts, "")) != letters(text) {
			t.Fatalf("parts %q of %q", parts, text)
		}
		for _, part := range parts {
			if sms.Measure(part).Segments > limit || !utf8.ValidString(part) || part == "" && len(parts) > 1 {
				t.Fatalf("part %q, limit %d", part, limit)
			}
		}
	})
}

// letters drops white space, which a cut may swallow.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
}

func TestParts(t *testing.T) {
	choices := []kanal.Choice{{Label: "Sudah", Data: "s"}, {Label: "Belum – masih", Data: "b"}}
	const lines = "1. Sudah\n2. Belum - masih"
	long := strings.Repeat("a", 150)
	for _, c := range []struct {
		name string
		out  kanal.Outgoing
		want []string
	}{
		{"text", kanal.Outgoing{Text: "Halo…"}, []string{"Halo..."}},
		{"with choices", kanal.Outgoing{Text: "Sudah selesai?", Choices: choices}, []string{"Sudah selesai?\n" + lines}},
		{"choices alone", kanal.Outgoing{Choices: choices}, []string{lines}},
		{"no room for the choices", kanal.Outgoing{Text: long, Choices: choices}, []string{long, lines}},
		{"on the last part", kanal.Outgoing{Text: long + " " + long[:100], Choices: choices}, []string{long, long[:100] + "\n" + lines}},
	} {
		if got := sms.Parts(c.out, 1); strings.Join(got, "|") != strings.Join(c.want, "|") {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
