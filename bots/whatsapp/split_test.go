package whatsapp

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"kanal"
)

func TestSplit(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"", []string{""}},
		{"pendek", []string{"pendek"}},
		{"satu dua tiga", []string{"satu dua", "tiga"}},
		{"baris ini\ndan itu", []string{"baris ini", "dan itu"}},
		{"abcdefghijklmno", []string{"abcdefghij", "klmno"}},
		{"abcdefghi👨‍👩‍👧xyz", []string{"abcdefghi", "👨‍👩‍👧xyz"}},
		{"abcdefghie\u0301xyz", []string{"abcdefghi", "e\u0301xyz"}},
		{"tepat sepuluh          ", []string{"tepat", "sepuluh"}},
	} {
		if got := split(c.text, 10); !slices.Equal(got, c.want) {
			t.Errorf("%q is cut into %q, want %q", c.text, got, c.want)
		}
	}
}

func FuzzSplit(f *testing.F) {
	f.Add("jalan rusak é 😀 ", 7)
	f.Add(strings.Repeat("a\u200d", 30), 5)
	f.Add("\n\n   \n", 2)
	f.Fuzz(func(t *testing.T, text string, limit int) {
		if !utf8.ValidString(text) || limit < 2 || limit > 100 {
			return // no text that comes here
		}
		parts := split(text, limit)
		joined := strings.Join(parts, "")
		for _, p := range parts {
			if length(p) > limit || !utf8.ValidString(p) || p == "" && len(parts) > 1 {
				t.Fatalf("part %q of %q", p, text)
			}
		}
		if letters(joined) != letters(text) {
			t.Fatalf("%q becomes %q", text, parts)
		}
	})
}

func letters(text string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) {
			return -1
		}
		return c
	}, text)
}

func TestChoicesStandOnTheLastPart(t *testing.T) {
	choices := []kanal.Choice{{Label: "Sudah"}, {Label: "Belum"}}
	for _, c := range []struct {
		text string
		want []string
	}{
		{"Selesai?", []string{"Selesai?\n\n1. Sudah\n2. Belum"}},
		{"", []string{"1. Sudah\n2. Belum"}},
		{"satu dua tiga empat lima enam tujuh", []string{"satu dua tiga empat lima enam", "tujuh\n\n1. Sudah\n2. Belum"}},
		{"satu dua tiga empat lima enam", []string{"satu dua tiga empat lima enam", "1. Sudah\n2. Belum"}},
	} {
		if got := texts(c.text, choices, 30); !slices.Equal(got, c.want) {
			t.Errorf("%q becomes %q, want %q", c.text, got, c.want)
		}
	}
}
