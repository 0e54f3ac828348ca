package kanal

import (
	"strings"
	"unicode/utf8"
)

// MaxText is the longest text of one message that is kept, in bytes; the rest is cut at a character.
// It is far above what any network delivers as one message.
const MaxText = 64 << 10

// Clean makes a text storable everywhere: broken UTF-8 becomes U+FFFD, NUL is dropped (PostgreSQL refuses
// both), and what exceeds MaxText is cut.
func Clean(text string) string {
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "�")
	}
	if strings.IndexByte(text, 0) >= 0 {
		text = strings.ReplaceAll(text, "\x00", "")
	}
	if len(text) > MaxText {
		cut := MaxText
		for !utf8.RuneStart(text[cut]) {
			cut--
		}
		text = text[:cut]
	}
	return text
}
