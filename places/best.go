package places

// What makes one of several places the one a report is about.
const (
	bestLevel   = 10 // a step more specific
	bestCertain = 5
	bestSupport = 4  // each other place that it lies in, or that lies in it
	bestIn      = 6  // "di Sepaku"
	bestAway    = -6 // "ke Sepaku", "dari Sepaku"
)

// Best is the most specific place that a text as a whole points to. Where two places have equal claims it is
// the least area that holds both, at worst the province; ok is false when the text names no place.
func Best(text string) (place Place, ok bool) {
	s := scan(text)
	defer s.free()
	top, best := 0, int32(-1)
	for i := range s.spans {
		sp := &s.spans[i]
		if !sp.found || sp.match.Place.Level == Province && !sp.match.Certain {
			continue // a name that many villages share, and nothing says which
		}
		score := s.weigh(i)
		switch {
		case !ok || score > top:
			top, best, place, ok = score, s.areaOf(sp), sp.match.Place, true
		case score == top && sp.match.Place != place:
			best = s.common(best, s.areaOf(sp))
			place = s.g.areas[best].Place
		}
	}
	return place, ok
}

func (s *scanner) weigh(i int) int {
	sp := &s.spans[i]
	score := bestLevel * specificity(sp.match.Place)
	if sp.match.Certain {
		score += bestCertain
	}
	switch {
	case sp.before&roleIn != 0:
		score += bestIn
	case sp.before&roleAway != 0:
		score += bestAway
	}
	for _, d := range [...]int{-2, -1, 1, 2} {
		if i+d < 0 || i+d >= len(s.spans) || !s.spans[i+d].found {
			continue
		}
		p, q := sp.match.Place, s.spans[i+d].match.Place
		if p.Level != Province && q.Level != Province && p != q && (p.Within(q) || q.Within(p)) {
			score += bestSupport
		}
	}
	return score
}

// specificity counts the levels below the province; a feature is as specific as the area that holds it, and a
// little more than that area alone.
func specificity(p Place) int {
	switch {
	case p.Level == Desa:
		return 3
	case len(p.Code) >= kecamatanCode:
		return 2
	case p.Level == Feature && len(p.Code) == kabkotaCode:
		return 2
	case p.Level == Feature || len(p.Code) == kabkotaCode:
		return 1
	}
	return 0
}
