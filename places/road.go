package places

import (
	"strconv"
	"strings"
)

// roadDash joins the two ends in the name of a road.
const roadDash = "–"

// joinRoads makes one match of the two ends of a road: "poros Samarinda - Bontang" is in neither city.
func (s *scanner) joinRoads() {
	for i := 0; i+1 < len(s.spans); i++ {
		a, b := &s.spans[i], &s.spans[i+1]
		if !s.isRoad(a, b) {
			continue
		}
		name := a.match.Place.Name + roadDash + b.match.Place.Name
		if kind := s.roadWord(a); kind != "" {
			name = kind + " " + name
		}
		ca, cb := s.areaOf(a), s.areaOf(b)
		in := &s.g.areas[s.common(ca, cb)]
		a.match.Place = Place{Code: in.Code, Name: name, Level: Feature}
		a.match.End, a.match.Certain = b.match.End, true
		a.to, b.found = b.to, false
		i++
	}
}

func (s *scanner) isRoad(a, b *span) bool {
	if !a.found || !b.found || !a.match.Certain || !b.match.Certain {
		return false
	}
	if a.match.Place.Level == Province || b.match.Place.Level == Province ||
		a.match.Place.Within(b.match.Place) || b.match.Place.Within(a.match.Place) {
		return false // "jalan Sempaja Samarinda" is an address
	}
	first := s.toks[b.from]
	between := b.from - a.to
	linked := between == 0 || between == 1 && s.toks[a.to].role&roleLink != 0
	if !linked || first.gap == gapHard {
		return false
	}
	cities := a.match.Place.Level == Kabkota && b.match.Place.Level == Kabkota
	switch {
	case a.before&roleRoad == 0:
		return first.dash && cities
	case a.before&roleStreet != 0: // "Jalan Kuaro Samarinda" is a street of that city
		return first.dash || between > 0 || cities
	}
	return true
}

// roadWord is the kind of road the text calls it, or "".
func (s *scanner) roadWord(a *span) string {
	if a.from == 0 || a.before&roleRoad == 0 {
		return ""
	}
	switch s.toks[a.from-1].hash {
	case hashOf([]byte("tol")):
		return "tol"
	case hashOf([]byte("poros")):
		return "poros"
	}
	return "jalan"
}

// areaOf is the position of the area of a span's code.
func (s *scanner) areaOf(sp *span) int32 { return s.g.byCode[sp.match.Place.Code] }

// placeKms places "km 38": on the road Balikpapan–Samarinda by its number, else in the only kabupaten/kota that
// the text names.
func (s *scanner) placeKms() {
	road, kab, kabs, kms := Place{}, int32(-1), 0, 0
	for i := range s.spans {
		sp := &s.spans[i]
		if sp.km != noNumber {
			kms++
		}
		if !sp.found {
			continue
		}
		if p := sp.match.Place; p.Level == Feature && strings.Contains(p.Name, roadDash) {
			road = p
		}
		if k := s.g.areas[s.areaOf(sp)].kab; k >= 0 && k != kab {
			kab, kabs = k, kabs+1
		}
	}
	for i := 0; i < len(s.spans) && kms > 0; i++ {
		if sp := &s.spans[i]; sp.km != noNumber {
			s.placeKm(sp, road, kab, kabs)
		}
	}
}

// Where the road Balikpapan–Samarinda, counted from Balikpapan, is surely in that city and in Kutai Kartanegara.
// Signs near Samarinda count from there, so that low and high numbers alone prove nothing.
const (
	kmBalikpapan  = 24
	kmKartanegara = 60
)

func (s *scanner) placeKm(sp *span, road Place, kab int32, kabs int) {
	name := "Km " + strconv.Itoa(int(sp.km))
	code, certain := s.g.areas[0].Code, false
	switch {
	case road.Code != "":
		name += " " + road.Name
		code, certain = road.Code, true
		measured := strings.Contains(road.Name, "Balikpapan") && strings.Contains(road.Name, "Samarinda")
		switch {
		case measured && sp.km <= kmBalikpapan:
			code = "64.71"
		case measured && sp.km <= kmKartanegara:
			code = "64.02"
		}
	case kabs == 1:
		code, certain = s.g.areas[kab].Code, true
	}
	sp.found = true
	sp.match.Place, sp.match.Certain = Place{Code: code, Name: name, Level: Feature}, certain
}
