package sms

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"kanal"
)

// Parts turns a message into the texts to be sent one after another, each of at most limit segments: folded, cut
// between words where there are any, choices as numbered lines on the last one.
func Parts(out kanal.Outgoing, limit int) []string {
	parts := Split(Fold(out.Text), limit)
	if len(out.Choices) == 0 {
		return parts
	}
	lines := make([]string, len(out.Choices))
	for i, c := range out.Choices {
		lines[i] = fmt.Sprintf("%d. %s", i+1, Fold(c.Label))
	}
	choices := strings.Join(lines, "\n")
	last := len(parts) - 1
	if parts[last] == "" {
		return append(parts[:last], Split(choices, limit)...)
	}
	if whole := parts[last] + "\n" + choices; Measure(whole).Segments <= limit {
		parts[last] = whole
		return parts
	}
	return append(parts, Split(choices, limit)...)
}

// Split cuts a text into parts of at most limit segments (at least one). It always returns a part, if an empty one.
func Split(text string, limit int) []string {
	text = strings.TrimSpace(text)
	limit = max(limit, 1)
	var parts []string
	for {
		end := longest(text, limit)
		if end == len(text) {
			return append(parts, text)
		}
		cut := breakBefore(text, end)
		parts = append(parts, strings.TrimSpace(text[:cut]))
		text = strings.TrimSpace(text[cut:])
	}
}

// longest returns the length in bytes of the longest beginning that takes at most limit segments.
func longest(text string, limit int) int {
	t := newTally()
	for i, r := range text {
		t.add(r)
		if t.size().Segments > limit {
			return i
		}
	}
	return len(text)
}

// breakBefore returns where to cut a text that must end by end: at a line or a word in its second half, else
// where no character that people see as one is torn.
func breakBefore(text string, end int) int {
	head := text[:end]
	if r, _ := utf8.DecodeRuneInString(text[end:]); unicode.IsSpace(r) {
		return end
	}
	if i := strings.LastIndexByte(head, '\n'); i > end/2 {
		return i
	}
	if i := strings.LastIndexFunc(head, unicode.IsSpace); i > end/2 {
		return i
	}
	for cut := end; cut > end/2; {
		before, size := utf8.DecodeLastRuneInString(text[:cut])
		after, _ := utf8.DecodeRuneInString(text[cut:])
		if before != joiner && after != joiner && !unicode.Is(unicode.M, after) {
			return cut
		}
		cut -= size
	}
	return end
}

// joiner is the character that makes one emoji of several.
const joiner = '\u200d'
