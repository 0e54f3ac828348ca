package cloud

import (
	"strings"
	"unicode"
	"unicode/utf16"
)

// Limits of Meta's page on messages, counted in UTF-16 units, which are never fewer than its characters.
const (
	longestText = 4096
	longestBody = 1024 // of a message with buttons or a list
)

// split cuts a text into parts of at most longestText and, when the last one carries choices, a last part of at most
// longestBody: after a line, else after a word, else between two characters, and never inside one. It returns at
// least one part.
func split(text string, choices bool) []string {
	var parts []string
	for units(text) > longestText {
		var part string
		part, text = cut(text, longestText)
		parts = appendText(parts, part)
	}
	if choices && units(text) > longestBody {
		begin := len(text) - len(lastOf(text, longestBody))
		at := begin
		for _, mark := range []string{"\n", " "} { // the choices stand below as much of the text as fits
			if i := strings.Index(text[begin:begin+(len(text)-begin)/2], mark); i >= 0 {
				at = begin + i + len(mark)
				break
			}
		}
		parts = appendText(parts, strings.TrimRightFunc(text[:at], unicode.IsSpace))
		text = text[at:]
	}
	if parts = appendText(parts, text); len(parts) == 0 {
		return []string{""}
	}
	return parts
}

func appendText(parts []string, text string) []string {
	if strings.TrimSpace(text) == "" {
		return parts
	}
	return append(parts, text)
}

func units(text string) int {
	n := 0
	for _, c := range text {
		n += max(utf16.RuneLen(c), 1)
	}
	return n
}

// cut takes a first part of at most limit units off a longer text.
func cut(text string, limit int) (part, rest string) {
	end, n := len(text), 0
	for i, c := range text {
		if n += max(utf16.RuneLen(c), 1); n > limit {
			end = i
			break
		}
	}
	at := 0
	for _, mark := range []string{"\n", " "} {
		if i := strings.LastIndex(text[end/2:end], mark); i >= 0 {
			at = end/2 + i + len(mark)
			break
		}
	}
	if at == 0 {
		at = whole(text, end)
	}
	return strings.TrimRightFunc(text[:at], unicode.IsSpace), strings.TrimLeftFunc(text[at:], unicode.IsSpace)
}

// whole is the last place at or before end that tears no composed character apart; end where there is none near.
func whole(text string, end int) int {
	const far = 64 // bytes of the longest composed character that is looked for
	before, place := rune(0), end
	for i, c := range text {
		if i > end {
			break
		}
		if i > 0 && i >= end-far && before != joiner && !joined(c) {
			place = i
		}
		before = c
	}
	return place
}

// lastOf is the longest end of a text with at most limit units that begins with a whole character.
func lastOf(text string, limit int) string {
	drop, begin := units(text)-limit, 0
	before := rune(0)
	for i, c := range text {
		if drop <= 0 && before != joiner && !joined(c) {
			begin = i
			break
		}
		drop -= max(utf16.RuneLen(c), 1)
		before = c
	}
	return text[begin:]
}

const joiner = '\u200d'

// joined tells whether c belongs to the character before it: accents, variations, skin colours, joiners.
func joined(c rune) bool {
	return c == joiner || unicode.In(c, unicode.Mn, unicode.Me, unicode.Mc) || c >= 0x1f3fb && c <= 0x1f3ff
}

// short cuts a label to at most limit units, with "…" in place of what is left out.
func short(label string, limit int) string {
	if units(label) <= limit {
		return label
	}
	end, n := 0, 0
	for i, c := range label {
		if n += max(utf16.RuneLen(c), 1); n > limit-1 {
			end = i
			break
		}
	}
	return strings.TrimRightFunc(label[:whole(label, end)], unicode.IsSpace) + "…"
}
