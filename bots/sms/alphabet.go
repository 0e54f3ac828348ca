package sms

import "unicode/utf16"

// One SMS carries 140 bytes. What a longer text loses of each is the header by which the phone joins the parts.
const (
	singleSeptets = 160
	joinedSeptets = 153
	singleUnits   = 70
	joinedUnits   = 67
)

// The alphabet every phone has (3GPP TS 23.038): its basic table, and the characters that need an escape before
// them and so count two.
const (
	basicAlphabet = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	escapedAlphabet = "\f^{}\\[~]|€"
)

var septets = func() map[rune]int {
	widths := map[rune]int{}
	for _, r := range basicAlphabet {
		widths[r] = 1
	}
	for _, r := range escapedAlphabet {
		widths[r] = 2
	}
	return widths
}()

// Size is what a text costs as SMS.
type Size struct {
	Unicode  bool // it has a character that GSM-7 lacks and goes out as UCS-2
	Units    int  // septets of GSM-7, or UTF-16 units
	Segments int  // SMS that it takes, at least 1
}

// Measure counts a text the way the network counts it.
func Measure(text string) Size {
	t := newTally()
	for _, r := range text {
		t.add(r)
	}
	return t.size()
}

// Fits tells whether the text, once folded, goes out as one SMS.
func Fits(text string) bool { return Measure(Fold(text)).Segments == 1 }

// tally counts in both alphabets at once, because the last character may decide which one counts.
type tally struct {
	gsm, ucs fill
	unicode  bool
}

func newTally() tally {
	return tally{gsm: fill{single: singleSeptets, joined: joinedSeptets}, ucs: fill{single: singleUnits, joined: joinedUnits}}
}

func (t *tally) add(r rune) {
	width, ok := septets[r]
	if !ok {
		t.unicode = true
	}
	t.gsm.add(width)
	t.ucs.add(max(utf16.RuneLen(r), 1)) // a broken character goes out as U+FFFD
}

func (t *tally) size() Size {
	f := t.gsm
	if t.unicode {
		f = t.ucs
	}
	return Size{Unicode: t.unicode, Units: f.units, Segments: f.segments()}
}

// fill packs characters into joined segments; no character is torn in two.
type fill struct {
	single, joined int // room of a segment that stands alone, and of one among several
	units          int
	full, used     int // segments that are full, and units in the one after them
}

func (f *fill) add(width int) {
	f.units += width
	if f.used+width > f.joined {
		f.full++
		f.used = 0
	}
	f.used += width
}

func (f *fill) segments() int {
	if f.units <= f.single {
		return 1
	}
	return f.full + 1
}
