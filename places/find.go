package places

import (
	"slices"
	"sync"
)

// Match is a place that a text names.
type Match struct {
	Place      Place
	Start, End int  // bytes of the name in the text, marker words such as "desa" left out
	Certain    bool // false: a guess, or Place is only the least area that holds all places of that name
}

// Find lists the places a text names, in order of appearance, without overlaps.
func Find(text string) []Match { return FindAppend(nil, text) }

// FindAppend is Find into a slice of the caller's, for hot paths: it allocates nothing else, but for the names
// of roads put together from their two ends.
func FindAppend(dst []Match, text string) []Match {
	s := scan(text)
	for i := range s.spans {
		if sp := &s.spans[i]; sp.found {
			dst = append(dst, sp.match)
		}
	}
	s.free()
	return dst
}

// span is a run of tokens that may be the name of a place.
type span struct {
	from, to int32 // tokens, to excluded
	letters  int32 // of the name
	forms    []form
	marker   role // the markers before it that vouch for it
	before   role // roles of the word before the name and its markers
	level    Level
	typo     bool
	km       int16 // noNumber, or the number of "km 38"
	anchor   int32 // the area it stands for whatever else the text says, or -1
	match    Match
	found    bool
}

// scanner is the working memory of one search.
type scanner struct {
	g     *gazetteer
	toks  []token
	spans []span
	said  []bool // by area: an anchor of the text lies in it
}

var scanners = sync.Pool{New: func() any { return new(scanner) }}

// maxKept is the number of tokens above which a scanner's memory is given back rather than kept.
const maxKept = 4096

// scan finds the spans and decides on each. The caller frees the scanner.
func scan(text string) *scanner {
	s := scanners.Get().(*scanner)
	s.g = load()
	if s.said == nil {
		s.said = make([]bool, len(s.g.areas))
	}
	s.toks = s.g.tokens(s.toks[:0], text)
	s.spans = s.spans[:0]
	for i := 0; i < len(s.toks); {
		i = s.read(i)
	}
	s.anchorAll()
	for i := range s.spans {
		s.resolve(i)
	}
	s.joinRoads()
	s.placeKms()
	return s
}

func (s *scanner) free() {
	clear(s.said)
	if cap(s.toks) <= maxKept {
		scanners.Put(s)
	}
}

// read takes the longest name that begins at token i and says where to go on.
func (s *scanner) read(i int) int {
	t := &s.toks[i]
	if t.role&roleKm != 0 && i+1 < len(s.toks) && s.toks[i+1].number >= 0 && s.toks[i+1].gap == gapNone &&
		(i == 0 || s.toks[i-1].number < 0) { // "5 km 2 jam" is a distance
		s.add(span{from: int32(i), to: int32(i + 2), km: s.toks[i+1].number, anchor: -1})
		return i + 2
	}
	key, letters, typo := uint64(0), 0, false
	best := span{}
	for j := i; j < len(s.toks) && j < i+s.g.maxWords; j++ {
		t := &s.toks[j]
		if t.n == 0 || j > i && (t.gap != gapNone || t.dash && t.hash != s.toks[j-1].hash) {
			break // a hyphen joins a name's words only in "Biduk-Biduk"
		}
		key, letters, typo = key*pow[t.n]+t.hash, letters+int(t.n), typo || t.typo
		if !s.g.formSieve.has(key) {
			continue
		}
		sp := span{from: int32(i), to: int32(j + 1), letters: int32(letters), forms: s.g.forms[key], typo: typo,
			km: noNumber, anchor: -1}
		if slices.ContainsFunc(sp.forms, sp.spells) {
			best = sp
		}
	}
	if best.to == 0 {
		return i + 1
	}
	s.add(best)
	return int(best.to)
}

// minJoined is the number of letters from which a name may be split or written together.
const minJoined = 8

// spells tells whether the span can be that form at all.
func (sp *span) spells(f form) bool {
	if int(f.words) != int(sp.to-sp.from) && sp.letters < minJoined {
		return false
	}
	return !sp.typo || f.mark == plain
}

// add completes a span with what stands before it.
func (s *scanner) add(sp span) {
	first := &s.toks[sp.from]
	sp.match.Start, sp.match.End = int(first.start), int(s.toks[sp.to-1].end)
	i := int(sp.from) - 1
	if i >= 1 && s.toks[i].number >= 0 && s.toks[i-1].role&roleNumbered != 0 && s.toks[i+1].gap != gapHard {
		sp.marker = roleAny
	}
	for ; i >= 0 && s.toks[i].role&markers != 0 && s.toks[i+1].gap != gapHard; i-- {
		sp.marker |= s.toks[i].role & markers
		if sp.level == 0 {
			sp.level = levelOf(s.toks[i].role)
		}
	}
	if i >= 0 && s.toks[i+1].gap == gapNone {
		sp.before = s.toks[i].role
	}
	if !slices.ContainsFunc(sp.forms, func(f form) bool { return s.g.areas[f.area].Level == sp.level }) {
		sp.level = 0 // "kota Sangatta": the marker is loose speech
	}
	s.spans = append(s.spans, sp)
}

func levelOf(r role) Level {
	switch {
	case r&roleDesa != 0:
		return Desa
	case r&roleKecamatan != 0:
		return Kecamatan
	case r&(roleKabkota|roleOffice) != 0:
		return Kabkota
	}
	return 0
}

// fits tells whether the span may be that form, its markers considered.
func (s *scanner) fits(sp *span, f form) bool {
	return sp.spells(f) && (sp.level == 0 || s.g.areas[f.area].Level == sp.level)
}
