package whatsapp

import (
	"fmt"
	"strings"
	"unicode"

	"kanal"
)

// longestText is the most that one message of ours holds, in characters. WhatsApp takes sixteen times as much, and
// nobody reads that.
const longestText = 4096

// texts turns a message into what is sent one after another: the text in parts, and the choices as numbered lines on
// the last of them.
func texts(text string, choices []kanal.Choice, limit int) []string {
	parts := split(text, limit)
	if len(choices) == 0 {
		return parts
	}
	lines := make([]string, len(choices))
	for i, c := range choices {
		lines[i] = fmt.Sprintf("%d. %s", i+1, c.Label)
	}
	numbered, last := strings.Join(lines, "\n"), len(parts)-1
	if parts[last] == "" {
		return append(parts[:last], numbered)
	}
	if whole := parts[last] + "\n\n" + numbered; length(whole) <= limit {
		parts[last] = whole
		return parts
	}
	return append(parts, numbered)
}

func length(text string) int { return len([]rune(text)) }

// split cuts a text after a line, else after a word, else between two characters, and never inside one that is composed
// of several. It returns at least one part, if an empty one.
func split(text string, limit int) []string {
	var parts []string
	for rest := []rune(text); ; {
		if len(rest) <= limit {
			if last := string(rest); last != "" || len(parts) == 0 {
				parts = append(parts, last)
			}
			return parts
		}
		cut := cutAt(rest, limit)
		if part := strings.TrimRightFunc(string(rest[:cut]), unicode.IsSpace); part != "" {
			parts = append(parts, part)
		}
		rest = []rune(strings.TrimLeftFunc(string(rest[cut:]), unicode.IsSpace))
	}
}

// cutAt returns the best place to cut, at most limit characters from the beginning; there are more than that.
func cutAt(text []rune, limit int) int {
	for _, mark := range "\n " {
		for i := limit; i > limit/2; i-- {
			if text[i-1] == mark {
				return i
			}
		}
	}
	for i := limit; i > limit/2; i-- {
		if text[i-1] != zeroWidthJoiner && !continues(text[i]) {
			return i
		}
	}
	return limit
}

const zeroWidthJoiner = '\u200d'

// continues tells whether a character belongs to the one before it: accents, variations, skin colours, joiners.
func continues(c rune) bool {
	return c == zeroWidthJoiner || unicode.In(c, unicode.Mn, unicode.Me, unicode.Mc) || c >= 0x1f3fb && c <= 0x1f3ff
}
