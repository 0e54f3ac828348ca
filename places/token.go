package places

import (
	"unicode"
	"unicode/utf8"
)

// gap is what stands between a token and the one before it.
type gap uint8

const (
	gapNone gap = iota // spaces, a hyphen, the dot of an abbreviation
	gapSoft            // "kec: Sepaku", "(Sepaku)": a name ends here, a marker still counts
	gapHard            // the end of a clause or line
)

// token is a run of letters or of digits.
type token struct {
	hash       uint64 // of the letters, folded, abbreviations spelt out and misspellings corrected
	start, end int32  // bytes in the text
	n          uint8  // letters behind hash; 0 when too long to be part of a name
	gap        gap
	dash       bool // a hyphen or dash before it: "Samarinda-Bontang"
	typo       bool // hash is that of a corrected word
	number     int16
	role       role
}

// word is what the vocabulary knows of a token: its role, and the name's word it stands for when n is not 0.
type word struct {
	hash uint64
	n    uint8
	role role
}

const (
	maxWord   = 32 // letters of the longest word of a name, with room
	noNumber  = -1
	maxNumber = 999 // no street, kilometre or RT is higher
)

// hashBase is an odd constant with well spread bits; the hash of a concatenation is h1*pow[n2] + h2.
const hashBase = 0x9e3779b97f4a7c15

var pow = func() (p [maxWord + 1]uint64) {
	p[0] = 1
	for i := 1; i < len(p); i++ {
		p[i] = p[i-1] * hashBase
	}
	return p
}()

func hashOf(folded []byte) (h uint64) {
	for _, c := range folded {
		h = h*hashBase + uint64(c)
	}
	return h
}

// folded is the token's spelling with what people vary taken away: case, apostrophes, doubled letters, and the
// q that Kutai and Dayak names have where others write k.
func (t token) folded(text string) []byte {
	var buf [maxWord]byte
	return append([]byte(nil), fold(buf[:0], text[t.start:t.end])...)
}

// fold appends the folded word, stopping at the capacity of dst: longer words are no names.
func fold(dst []byte, word string) []byte {
	for i := 0; i < len(word) && len(dst) < cap(dst); i++ {
		c := word[i]
		switch {
		case c >= utf8.RuneSelf:
			if class, size := runeClass(word[i:]); class == '\'' {
				i += size - 1
				continue
			}
		case c == '\'' || c == '`':
			continue
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		}
		if c == 'q' {
			c = 'k'
		}
		dst = append(dst, c)
	}
	if len(dst) == cap(dst) || len(dst) <= len("iii") || dst[0] <= '9' { // leave "III" and "00" alone
		return dst
	}
	return squeeze(dst)
}

// squeeze takes repeated letters out, in place, but for two vowels within a word: "pengadaan" is not "Pengadan".
func squeeze(w []byte) []byte {
	kept := w[:1]
	for i := 1; i < len(w); {
		run := i
		for run < len(w) && w[run] == w[i-1] {
			run++
		}
		if run == i+1 && run < len(w) && isVowel(w[i]) {
			kept = append(kept, w[i])
		}
		if run < len(w) {
			kept = append(kept, w[run])
		}
		i = run + 1
	}
	return kept
}

// runeClass of what starts at s: its kind and its length in bytes.
func runeClass(s string) (class byte, size int) {
	switch c := s[0]; {
	case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z':
		return 'a', 1
	case '0' <= c && c <= '9':
		return '0', 1
	case c == '\'' || c == '`':
		return '\'', 1
	case c < utf8.RuneSelf:
		return c, 1
	}
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case r == '’' || r == '‘':
		return '\'', size
	case r == '–' || r == '—' || r == '‑':
		return '-', size
	case unicode.IsLetter(r) || unicode.IsMark(r) && size < 4:
		return 'a', size
	}
	return ' ', size
}

// tokens appends the tokens of a text.
func (g *gazetteer) tokens(dst []token, text string) []token {
	between, dash := gapNone, false
	for i := 0; i < len(text); {
		class, size := runeClass(text[i:])
		if class == 'a' || class == '0' {
			end := wordEnd(text, i, class)
			t := token{start: int32(i), end: int32(end), gap: between, dash: dash, number: noNumber}
			g.read(&t, text[i:end], class)
			dst = append(dst, t)
			i, between, dash = end, gapNone, false
			continue
		}
		if class == '-' {
			dash = true
		}
		between = max(between, gapOf(text, i, class, dst))
		i += size
	}
	return dst
}

// wordEnd is where the run that starts at i ends; an apostrophe within a word belongs to it.
func wordEnd(text string, i int, class byte) int {
	for i < len(text) {
		c, size := runeClass(text[i:])
		if c == '\'' && class == 'a' && i+size < len(text) {
			if next, _ := runeClass(text[i+size:]); next == 'a' {
				i += size
				continue
			}
		}
		if c != class {
			break
		}
		i += size
	}
	return i
}

// longestShort is the length of the longest abbreviation that people write with a dot.
const longestShort = 4

func gapOf(text string, i int, class byte, before []token) gap {
	switch class {
	case '\n', '\r', ',', ';', '!', '?':
		return gapHard
	case ':', '(', ')', '/', '"', '[', ']', '=':
		return gapSoft
	case '.':
		if n := len(before); n > 0 && before[n-1].end-before[n-1].start > longestShort &&
			(i+1 == len(text) || text[i+1] == ' ' || text[i+1] == '\n') {
			return gapHard
		}
	}
	return gapNone
}

// read fills in what the token means.
func (g *gazetteer) read(t *token, raw string, class byte) {
	if class == '0' {
		t.number = numberOf(raw)
	}
	var buf [maxWord]byte
	folded := fold(buf[:0], raw)
	if len(folded) == maxWord {
		return
	}
	t.hash, t.n = hashOf(folded), uint8(len(folded))
	w, known := g.words[t.hash]
	switch {
	case known:
		t.role = w.role
		if w.n != 0 {
			t.hash, t.n = w.hash, w.n
		}
	case class == 'a' && len(folded) >= minSkeleton:
		if l := g.typos.correct(folded, t.hash); l != nil {
			t.hash, t.n, t.typo = l.hash, uint8(len(l.text)), true
		}
	}
}

func numberOf(digits string) int16 {
	n := 0
	for i := 0; i < len(digits) && n <= maxNumber; i++ {
		n = n*10 + int(digits[i]-'0')
	}
	if n > maxNumber {
		return noNumber
	}
	return int16(n)
}

// sieve answers "surely not there" for most hashes without a look into a map.
type sieve [1 << 12]uint64

func (s *sieve) add(h uint64) {
	h = h * hashBase >> 46
	s[h>>6] |= 1 << (h & 63)
}

func (s *sieve) has(h uint64) bool {
	h = h * hashBase >> 46
	return s[h>>6]&(1<<(h&63)) != 0
}
