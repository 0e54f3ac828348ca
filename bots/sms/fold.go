package sms

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// plain are the characters that have a GSM-7 spelling which Unicode's own decompositions do not give.
var plain = map[rune]string{
	'‘': "'", '’': "'", '‚': "'", '‛': "'", '′': "'", '`': "'", '´': "'", 'ʼ': "'",
	'“': `"`, '”': `"`, '„': `"`, '‟': `"`, '″': `"`, '«': `"`, '»': `"`,
	'‐': "-", '‑': "-", '‒': "-", '–': "-", '—': "-", '―': "-", '−': "-", '•': "-", '·': "-",
	'×': "x", '÷': "/", '⁄': "/", '→': "->", '←': "<-", '≤': "<=", '≥': ">=", '©': "(c)", '®': "(R)",
	'đ': "d", 'Đ': "D", 'ł': "l", 'Ł': "L", 'ı': "i", 'þ': "th", 'œ': "oe", 'Œ': "OE",
	'\t': " ", '\u2028': "\n", '\u2029': "\n",
	'\u00ad': "", '\u200b': "", '\u2060': "", '\ufeff': "", // invisible
}

// Fold spells a text in GSM-7 wherever no meaning is lost by it: typographic quotes, dashes and spaces, ellipses,
// letters with marks that the alphabet lacks. Other scripts and emoji stay as they are. Lines end with "\n".
func Fold(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	var b strings.Builder
	b.Grow(len(text))
	spelled := false // the character before is one of GSM-7 now
	for _, r := range norm.NFC.String(text) {
		if spelled && r >= '\u0300' && r <= '\u036f' {
			continue // a further mark on it
		}
		s := foldRune(r)
		b.WriteString(s)
		if s != "" && !unicode.Is(unicode.Mn, r) {
			last, _ := utf8.DecodeLastRuneInString(s)
			spelled = septets[last] > 0
		}
	}
	return b.String()
}

func foldRune(r rune) string {
	if r == '\r' {
		return "\n"
	}
	if septets[r] > 0 {
		return string(r)
	}
	if s, ok := plain[r]; ok {
		return s
	}
	var b strings.Builder
	for _, d := range norm.NFKD.String(string(r)) {
		s, ok := plain[d]
		switch {
		case septets[d] > 0:
			b.WriteRune(d)
		case ok:
			b.WriteString(s)
		case unicode.Is(unicode.Mn, d):
			// the mark of a letter that the alphabet has without it
		default:
			return string(r) // not all of it can be spelled
		}
	}
	if b.Len() == 0 {
		return string(r) // a mark alone belongs to the letter before it
	}
	return b.String()
}
