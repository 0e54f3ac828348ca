package kannel

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// words decodes a text. With mo-recode, as kannel.conf has it, smsbox sends UTF-8 for everything; without, an SMS
// of coding 2 comes in the network's own UTF-16BE.
func words(text, coding string) string {
	if coding != "2" || !looksUTF16(text) {
		return text
	}
	units := make([]uint16, 0, len(text)/2)
	for i := 0; i+1 < len(text); i += 2 {
		units = append(units, uint16(text[i])<<8|uint16(text[i+1]))
	}
	return string(utf16.Decode(units))
}

// looksUTF16 tells UTF-16 from UTF-8: what is UTF-8 and without control characters was recoded already.
func looksUTF16(text string) bool {
	if len(text) < 2 || len(text)%2 != 0 {
		return false
	}
	return !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t'
	})
}

// sentAt reads Kannel's %T (Unix seconds) or %t (a date and time of day in UTC); what is neither is unknown.
func sentAt(text string) time.Time {
	if seconds, err := strconv.ParseInt(text, 10, 64); err == nil && seconds > 0 && seconds < latest {
		return time.Unix(seconds, 0).UTC()
	}
	for _, layout := range []string{"2006-01-02 15:04:05", "2006-01-02 15:04"} {
		if at, err := time.Parse(layout, text); err == nil {
			return at
		}
	}
	return time.Time{}
}

// latest is the end of the year 9999, beyond which databases store no time, in Unix seconds.
const latest = 253402300800
