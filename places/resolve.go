package places

// anchorAll finds the spans that mean one area whatever else the text says; they decide about the others.
func (s *scanner) anchorAll() {
	for i := range s.spans {
		sp := &s.spans[i]
		sp.anchor = s.anchorOf(sp)
		if sp.anchor < 0 {
			continue
		}
		a := &s.g.areas[sp.anchor]
		s.said[sp.anchor] = true
		if a.kab >= 0 {
			s.said[a.kab] = true
		}
		if a.kec >= 0 {
			s.said[a.kec] = true
		}
	}
}

// anchorOf is the only area a span can mean, or -1. A kecamatan and its village of the same name are one: the
// kecamatan.
func (s *scanner) anchorOf(sp *span) int32 {
	top := int32(-1)
	for _, f := range sp.forms {
		if !s.fits(sp, f) {
			continue
		}
		if m := s.markOf(sp, f); m != plain && !s.marked(sp, f) || m == sentence || s.isPerson(sp, f) {
			return -1
		}
		switch {
		case top < 0 || s.within(top, f.area):
			top = f.area
		case !s.within(f.area, top):
			return -1
		}
	}
	return top
}

func (s *scanner) within(a, b int32) bool {
	in := &s.g.areas[a]
	return a == b || b == 0 || in.kab == b || in.kec == b
}

// isPerson: "Pak Riko", "Bu Melan". Nobody is called after a kabupaten.
func (s *scanner) isPerson(sp *span, f form) bool {
	return sp.before&rolePerson != 0 && sp.marker == 0 && sp.to-sp.from == 1 && s.g.areas[f.area].Level > Kabkota
}

// What speaks for one of several areas of the same name.
const (
	scoreKecamatan = 4 // the text names its kecamatan, or something in it
	scoreKabkota   = 2
	scoreNear      = 1 // a neighbour in the text is of the same kabupaten/kota
)

// resolve decides which area span i means, if any.
func (s *scanner) resolve(i int) {
	sp := &s.spans[i]
	best, top, tied, guess := int32(-1), -1, false, false
	for _, f := range sp.forms {
		if !s.fits(sp, f) || s.isPerson(sp, f) {
			continue
		}
		vouched, loose := s.vouched(i, f)
		if !vouched {
			continue
		}
		score := s.score(i, f.area)
		switch {
		case score > top || best >= 0 && score == top && s.within(best, f.area):
			best, tied, guess = f.area, tied && score == top, loose
		case score == top && !s.within(f.area, best):
			best, tied = s.common(best, f.area), true
		}
		top = max(top, score)
	}
	if best < 0 {
		return
	}
	sp.found = true
	sp.match.Place = s.g.areas[best].Place
	sp.match.Certain = !tied && !guess && !(sp.typo && sp.to-sp.from == 1 && s.g.areas[best].Level > Kabkota)
}

func (s *scanner) score(i int, a int32) (score int) {
	at := &s.g.areas[a]
	if at.kec >= 0 && s.said[at.kec] {
		score += scoreKecamatan
	}
	if at.kab >= 0 && s.said[at.kab] {
		score += scoreKabkota
	}
	for _, d := range [...]int{-1, 1} {
		if b, between := s.neighbour(i, d); b >= 0 && between <= nearTokens && at.kab >= 0 && s.g.areas[b].kab == at.kab {
			score += scoreNear
		}
	}
	return score
}

// common is the least area that holds both.
func (s *scanner) common(a, b int32) int32 {
	x, y := &s.g.areas[a], &s.g.areas[b]
	switch {
	case x.kec >= 0 && x.kec == y.kec:
		return x.kec
	case x.kab >= 0 && x.kab == y.kab:
		return x.kab
	}
	return 0
}

// nearTokens is how many other words may stand between a name and the place that vouches for it.
const nearTokens = 4

// neighbour is the anchor of the span d steps from span i, or -1, and the number of words between, markers
// left out.
func (s *scanner) neighbour(i, d int) (anchor int32, between int) {
	if i+d < 0 || i+d >= len(s.spans) {
		return -1, 0
	}
	a, b := &s.spans[i], &s.spans[i+d]
	if d < 0 {
		a, b = b, a
	}
	between = int(b.from - a.to)
	for k := b.from - 1; k >= a.to && s.toks[k].role&(roleDesa|roleKecamatan|roleKabkota) != 0; k-- {
		between--
	}
	return s.spans[i+d].anchor, between
}

// sureLetters is the length from which a kecamatan is recognised misspelt without help.
const sureLetters = 7

// markOf is the form's mark, made stricter where the text writes it otherwise than it is.
func (s *scanner) markOf(sp *span, f form) mark {
	words, level := int(sp.to-sp.from), s.g.areas[f.area].Level
	switch {
	case sp.typo && words == 1 && level != Kabkota && (level != Kecamatan || sp.letters < sureLetters):
		return sentence
	case words != int(f.words) && level == Desa: // "Sukabumi"
		return max(f.mark, shared)
	}
	return f.mark
}

// marked tells whether a marker before the name speaks for an area of that level.
func (s *scanner) marked(sp *span, f form) bool {
	return sp.marker&roleAny != 0 || sp.level != 0 && s.g.areas[f.area].Level == sp.level
}

// vouched tells whether a name may be taken for a place; loose, that only a preposition says so.
func (s *scanner) vouched(i int, f form) (vouched, loose bool) {
	sp, at := &s.spans[i], &s.g.areas[f.area]
	m := s.markOf(sp, f)
	switch {
	case m == plain:
		return true, false
	case s.marked(sp, f):
		if m != sentence || at.kab >= 0 && s.said[at.kab] {
			return true, false
		}
	case sp.before&(roleStreet|rolePerson) != 0:
		return false, false
	}
	for _, d := range [...]int{-1, 1, -2, 2} {
		b, between := s.neighbour(i, d)
		if b < 0 && between == 0 && m == shared && s.together(at, i+d) {
			return true, false
		}
		if b < 0 || between > nearTokens {
			continue
		}
		by := &s.g.areas[b]
		switch {
		case at.kec >= 0 && by.kec == at.kec,
			m == shared && at.kab >= 0 && by.kab == at.kab,
			m < sentence && (at.Level <= Kecamatan || f.words > 1) && b == at.kab && between == 0 && d > 0:
			return true, false
		}
	}
	return m == shared && (sp.before&roleIn != 0 || sp.before&roleAway != 0 && at.Level == Feature), true
}

// together tells whether span j may be the kecamatan of a village, or a village of a kecamatan: "Api-api Waru"
// is a place though each alone proves nothing.
func (s *scanner) together(at *area, j int) bool {
	if j < 0 || j >= len(s.spans) || at.kec < 0 {
		return false
	}
	for _, f := range s.spans[j].forms {
		by := &s.g.areas[f.area]
		if f.mark == shared && by.kec == at.kec && by.Level != at.Level && s.fits(&s.spans[j], f) {
			return true
		}
	}
	return false
}
