package telegram

import (
	"strings"
	"unicode"
	"unicode/utf16"
)

// longestText is the most that one message may hold, in UTF-16 code units, as Telegram counts.
const longestText = 4096

// split cuts a text into parts that Telegram takes: after a line, else after a word, else between two
// characters, and never inside one. It returns at least one part.
func split(text string) []string {
	var parts []string
	for {
		end := fitting(text)
		if end == len(text) {
			return append(parts, text)
		}
		end = goodCut(text, end)
		if part := strings.TrimRightFunc(text[:end], unicode.IsSpace); part != "" {
			parts = append(parts, part)
		}
		text = strings.TrimLeftFunc(text[end:], unicode.IsSpace)
		if text == "" && len(parts) > 0 {
			return parts
		}
	}
}

// fitting returns how many bytes of text fit into one message.
func fitting(text string) int {
	units := 0
	for i, c := range text {
		units += max(utf16.RuneLen(c), 1)
		if units > longestText {
			return i
		}
	}
	return len(text)
}

// goodCut returns the best place to cut at or before end: in the last half after a line or a word, else the
// last place that does not tear an accent or a composed emoji apart.
func goodCut(text string, end int) int {
	half := text[end/2 : end]
	for _, mark := range []string{"\n", " "} {
		if i := strings.LastIndex(half, mark); i >= 0 {
			return end/2 + i + len(mark)
		}
	}
	cut, before := end, rune(0)
	for i, c := range text[:end] {
		if i > end-longestCharacter && i > 0 && !joins(before) && !joined(c) {
			cut = i
		}
		before = c
	}
	next := []rune(text[end : end+min(4, len(text)-end)])
	if !joins(before) && !joined(next[0]) {
		return end
	}
	return cut
}

// longestCharacter is how far back, in bytes, the beginning of a composed character is looked for.
const longestCharacter = 64

const zeroWidthJoiner = '\u200d'

func joins(c rune) bool { return c == zeroWidthJoiner }

// joined tells whether c belongs to the character before it: accents, variations, skin colours, joiners.
func joined(c rune) bool {
	return c == zeroWidthJoiner || unicode.In(c, unicode.Mn, unicode.Me, unicode.Mc) || c >= 0x1f3fb && c <= 0x1f3ff
}
