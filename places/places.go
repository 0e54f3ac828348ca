// Package places is the gazetteer of the province: it finds the places a text names, as people write them,
// and gives them their official codes. The data are kaltim.txt (areas) and names.txt (other names).
package places

import "strings"

// Level says what sort of place a Place is.
type Level uint8

// The levels, widest first. The zero Level is that of the zero Place.
const (
	Province  Level = iota + 1
	Kabkota         // kabupaten or kota
	Kecamatan       // district
	Desa            // desa, kampung or kelurahan
	Feature         // river, bridge, road, harbour: it has no code of its own
)

// Place is an area of the province, or something known in it.
type Place struct {
	Code  string // official code, as "64.72.05"; a Feature has that of the least area known to hold it
	Name  string // without "Kota", "Kecamatan" and the like
	Level Level
}

// ByCode is the area with an official code.
func ByCode(code string) (Place, bool) {
	g := load()
	i, ok := g.byCode[code]
	if !ok {
		return Place{}, false
	}
	return g.areas[i].Place, true
}

// All lists every area of the province in order of its code, the province first; features are left out.
func All() []Place {
	g := load()
	list := make([]Place, g.official)
	for i := range list {
		list[i] = g.areas[i].Place
	}
	return list
}

// Lengths of the codes of a kabupaten/kota and of a kecamatan: "64.72", "64.72.05".
const (
	kabkotaCode   = 5
	kecamatanCode = 8
)

// Kabkota is the kabupaten/kota that holds the place, or the zero Place when it is wider than one.
func (p Place) Kabkota() Place { return p.ancestor(kabkotaCode) }

// Kecamatan is the kecamatan that holds the place, or the zero Place when it is wider than one.
func (p Place) Kecamatan() Place { return p.ancestor(kecamatanCode) }

func (p Place) ancestor(length int) Place {
	if len(p.Code) < length {
		return Place{}
	}
	a, _ := ByCode(p.Code[:length])
	return a
}

// Within tells whether the place lies in an area, or is that area.
func (p Place) Within(area Place) bool {
	if area.Code == "" || area.Level == Feature {
		return p == area && p.Code != ""
	}
	return p.Code == area.Code || strings.HasPrefix(p.Code, area.Code+".")
}

// Line is the place in words for a card: "Tenggarong Seberang, Kutai Kartanegara".
func (p Place) Line() string {
	line, last := p.Name, p.Name
	for _, up := range [...]Place{p.Kecamatan(), p.Kabkota()} {
		if up.Name == "" || up.Name == last {
			continue
		}
		line, last = line+", "+up.Name, up.Name
	}
	return line
}

// Title is the name with its kind: "Kota Samarinda", "Kecamatan Sepaku", "Kampung Merabu".
func (p Place) Title() string {
	switch p.Level {
	case Province:
		return "Provinsi " + p.Name
	case Kabkota:
		if p.Code[3] == '7' {
			return "Kota " + p.Name
		}
		return "Kabupaten " + p.Name
	case Kecamatan:
		return "Kecamatan " + p.Name
	case Desa:
		return p.villageWord() + " " + p.Name
	}
	return p.Name
}

// villageWord: the last part of a code begins with 1 for a kelurahan, with 2 for a desa, which Berau, Kutai
// Barat and Mahakam Ulu call kampung.
func (p Place) villageWord() string {
	if p.Code[kecamatanCode+1] == '1' {
		return "Kelurahan"
	}
	switch p.Code[:kabkotaCode] {
	case "64.03", "64.07", "64.11":
		return "Kampung"
	}
	return "Desa"
}
