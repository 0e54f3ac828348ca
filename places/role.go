package places

import "strings"

// role is what an ordinary word says about the place named after it.
type role uint16

const (
	roleDesa      role = 1 << iota // "desa", "kel"
	roleKecamatan                  // "kec", "camat"
	roleKabkota                    // "kab"
	roleOffice                     // "pemkot": an office of a kabupaten or kota
	roleAny                        // "puskesmas": a place of some level follows
	roleNumbered                   // "RT 5", "SDN 012": a number, then a place
	roleStreet                     // "jalan": the next word may be the street's name
	rolePerson                     // "pak": the next word is a person's name
	roleIn                         // "di"
	roleAway                       // "ke", "dari": where something goes or comes from
	roleRoad                       // "poros": two places joined by a road follow
	roleLink                       // "ke", "menuju" between the two
	roleKm                         // "km 38"
)

// markers are the roles that vouch for a name which is an ordinary word.
const markers = roleDesa | roleKecamatan | roleKabkota | roleOffice | roleAny

// roleWords lists who plays which role. A word may be in several lines.
func roleWords() map[role]string {
	return map[role]string{
		roleDesa: "desa ds kel kelurahan klurahan keluarahan kampung kampong kmpg kpg kp kades lurah petinggi " +
			"pemdes bumdes bpd kakam dusun",
		roleKecamatan: "kec kecamatan kcamatan kecmatan camat polsek koramil",
		roleKabkota:   "kab kabupaten kota",
		roleOffice:    "pemkab pemkot bupati walikota polres polresta kodim",
		roleAny:       "puskesmas pkm pustu",
		roleNumbered:  "rt rw sd sdn smp smpn sma sman smk smkn mtsn man",
		roleStreet:    "jalan jln jl jaln gang gg",
		rolePerson:    "pak bapak bpk bu ibu sdr sdri mas mbak bang haji",
		roleIn:        "di d dkt daerah wilayah",
		roleAway:      "ke dari dr menuju arah asal",
		roleRoad:      "jalan jln jl jaln poros lintas trans tol rute trayek jalur ruas",
		roleLink:      "ke menuju arah sampai sd",
		roleKm:        "km kilometer",
	}
}

func (g *gazetteer) setWord(folded string, w word) {
	h := hashOf([]byte(folded))
	if old, ok := g.words[h]; ok {
		w.role |= old.role
		if w.n == 0 {
			w.hash, w.n = old.hash, old.n
		}
	}
	g.words[h] = w
}

// addShort reads "sei = sungai".
func (g *gazetteer) addShort(line string) {
	short, full, _ := strings.Cut(line, "=")
	var buf [maxWord]byte
	full = string(fold(buf[:0], strings.TrimSpace(full)))
	g.setWord(strings.TrimSpace(short), word{hash: hashOf([]byte(full)), n: uint8(len(full))})
}
