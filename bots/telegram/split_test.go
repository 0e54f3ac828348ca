package telegram

import (
	"strings"
	"testing"
	"unicode/utf16"
)

func TestSplitFitsAndLosesNothing(t *testing.T) {
	family := "👩‍👩‍👧‍👦"
	for name, text := range map[string]string{
		"empty":       "",
		"exact":       strings.Repeat("a", longestText),
		"emoji":       strings.Repeat("😀", longestText/2+1),
		"families":    "x" + strings.Repeat(family, 900),
		"accents":     strings.Repeat("e\u0301", longestText),
		"only joined": strings.Repeat("\u0301", 2*longestText),
		"words":       strings.Repeat("jalan rusak 😀 ", 700),
	} {
		parts := split(text)
		if len(parts) == 0 {
			t.Errorf("%s: no part", name)
		}
		for i, part := range parts {
			if n := len(utf16.Encode([]rune(part))); n > longestText {
				t.Errorf("%s: part %d holds %d units", name, i, n)
			}
		}
		if got := strings.Join(parts, ""); strings.ReplaceAll(got, " ", "") != strings.ReplaceAll(text, " ", "") {
			t.Errorf("%s: the parts do not add up", name)
		}
	}
	for i, part := range split("x" + strings.Repeat(family, 900)) {
		if i > 0 && !strings.HasPrefix(part, family) {
			t.Errorf("part %d begins inside a composed emoji", i)
		}
	}
	for i, part := range split("y" + strings.Repeat("e\u0301", longestText)) {
		if strings.HasPrefix(part, "\u0301") {
			t.Errorf("part %d begins with an accent", i)
		}
	}
}

func TestSplitPrefersLinesAndWords(t *testing.T) {
	line := strings.Repeat("kata ", 700)
	if parts := split(line + "\n" + line); len(parts) != 2 || parts[0] != strings.TrimSpace(line) {
		t.Errorf("%d parts, the first of %d bytes; want a cut at the line", len(parts), len(parts[0]))
	}
	for _, part := range split(strings.Repeat("kata ", 1999) + "kata") {
		if !strings.HasPrefix(part, "kata") || !strings.HasSuffix(part, "kata") {
			t.Errorf("a word is cut: %.10q … %q", part, part[len(part)-10:])
		}
	}
}
