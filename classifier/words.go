package classifier

import (
	"unicode"
	"unicode/utf8"
)

// maxCharacters is how much of a text is read; what matters is said by then, and the time stays bounded.
const maxCharacters = 2000

// mask says what kind of thing a token stands for instead of a word.
type mask uint8

const (
	noMask mask = iota
	maskPlace
	maskMoney
	maskDate
	maskPhone
	maskNumber
	maskLink
	maskCourtesy
)

// maskNames are what features see of a masked token: a place is a place, whichever it is.
var maskNames = [...]string{maskPlace: "_tempat", maskMoney: "_uang", maskDate: "_tanggal", maskPhone: "_telepon",
	maskNumber: "_angka", maskLink: "_tautan", maskCourtesy: "_salam"}

// token is one word of a text after normalising, or a masked stretch of it.
type token struct {
	start, end int // in words.letters
	mask       mask
}

// words holds a text as features and rules see it: lower case, repeated letters squeezed, common
// abbreviations written out, places, money, dates and numbers masked.
type words struct {
	letters []byte
	tokens  []token
}

func (w *words) at(i int) []byte { return w.letters[w.tokens[i].start:w.tokens[i].end] }

// read replaces what w holds by the words of text.
func (w *words) read(text string) {
	w.letters, w.tokens = w.letters[:0], w.tokens[:0]
	text = firstCharacters(text, maxCharacters)
	spans := findPlaces(text)
	for i := 0; i < len(text); {
		for len(spans) > 0 && spans[0].Start < i {
			spans = spans[1:]
		}
		if len(spans) > 0 && spans[0].Start == i {
			w.addMask(maskPlace)
			i = spans[0].End
			continue
		}
		c := text[i]
		switch {
		case c < utf8.RuneSelf && isDigit(c):
			i = w.number(text, i)
		case c < utf8.RuneSelf && !isLetter(c):
			i++
		default:
			i = w.word(text, i)
		}
	}
}

func firstCharacters(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for i := range text {
		if n == 0 {
			return text[:i]
		}
		n--
	}
	return text
}

// word reads one word from text[i:] and returns where it ends.
func (w *words) word(text string, i int) int {
	start, run := len(w.letters), 0
	var last rune
	for i < len(text) {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		if (r == '\'' || r == '’' || r == '`') && len(w.letters) > start || r >= utf8.RuneSelf && unicode.Is(unicode.Mn, r) {
			i += size // jum'at, do'a
			continue
		}
		if r < utf8.RuneSelf && isDigit(byte(r)) {
			if stop := digitsEnd(text, i); stop-i > 2 || string(w.letters[start:]) == "rp" {
				break // "rt012", "Rp50rb": the number is a token of its own
			}
		} else if r = lower(r); r < 0 {
			break
		}
		i += size
		if r != last {
			last, run = r, 0
		}
		run++
		switch {
		case run == 3 && r < utf8.RuneSelf:
			w.letters = w.letters[:len(w.letters)-1] // "rusakkkk": no Indonesian word has three in a row
		case run < 3:
			w.letters = utf8.AppendRune(w.letters, r)
		}
	}
	if len(w.letters) == start {
		_, size := utf8.DecodeRuneInString(text[i:])
		return i + size
	}
	return w.finish(text, start, i)
}

// finish makes the letters from start a token, and returns where reading goes on in text.
func (w *words) finish(text string, start, i int) int {
	last := len(w.letters) - 1
	if last-start >= 2 && w.letters[last] == '2' && !isDigit(w.letters[last-1]) {
		w.letters = w.letters[:last] // "ibu2"
	}
	got := w.letters[start:]
	if w.courtesy(got) {
		w.letters = w.letters[:min(start, len(w.letters))]
		w.addMask(maskCourtesy)
		return i
	}
	switch string(got) {
	case "http", "https", "www":
		w.letters = w.letters[:start]
		w.addMask(maskLink)
		for i < len(text) && text[i] > ' ' {
			i++
		}
		return i
	}
	if long, ok := abbreviations[string(got)]; ok {
		w.letters = append(w.letters[:start], long...)
	}
	if n := len(w.tokens); n > 0 && string(w.at(n-1)) == string(w.letters[start:]) {
		w.letters = w.letters[:start] // "anak-anak" says what "anak" says
		return i
	}
	for k := start; k < len(w.letters); k++ {
		if w.letters[k] == ' ' { // some short forms stand for two words
			w.tokens = append(w.tokens, token{start: start, end: k})
			start = k + 1
		}
	}
	w.tokens = append(w.tokens, token{start: start, end: len(w.letters)})
	return i
}

func (w *words) addMask(m mask) {
	if n := len(w.tokens); n > 0 && w.tokens[n-1].mask == m {
		return
	}
	start := len(w.letters)
	w.letters = append(w.letters, maskNames[m]...)
	w.tokens = append(w.tokens, token{start: start, end: len(w.letters), mask: m})
}

// lower returns the small form of a letter, or -1 for anything else.
func lower(r rune) rune {
	switch {
	case 'a' <= r && r <= 'z':
		return r
	case 'A' <= r && r <= 'Z':
		return r + 'a' - 'A'
	case r >= utf8.RuneSelf && unicode.IsLetter(r):
		return unicode.ToLower(r)
	}
	return -1
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func digitsEnd(text string, i int) int {
	for i < len(text) && isDigit(text[i]) {
		i++
	}
	return i
}
