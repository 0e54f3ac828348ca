package places

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
)

//go:embed kaltim.txt
var areasFile string

//go:embed names.txt
var namesFile string

// mark says how far a name may be trusted when it stands alone.
type mark uint8

const (
	plain    mark = iota
	shared        // "?": common as a phrase; a place of the same kabupaten/kota must be near
	ordinary      // "*": an ordinary word or a person's name; a marker word or its kecamatan must be near
	sentence      // "!": makes sense even after a marker; its kabupaten/kota must be named as well
)

const marksUsed = "?*!"

// area is a Place with the positions of what holds it, -1 where there is none.
type area struct {
	Place
	kab, kec int32
}

// form is one way to write one area; forms written alike share a key.
type form struct {
	area  int32
	words uint8
	mark  mark
}

// gazetteer is the index over both files; nothing in it changes once built.
type gazetteer struct {
	areas     []area // official ones first, in order of code; then features
	official  int
	byCode    map[string]int32
	forms     map[uint64][]form // by hash of the words written together, so "suka maju" finds "Sukamaju"
	formSieve sieve
	maxWords  int
	words     map[uint64]word
	typos     typoIndex
}

// load builds the index at the first use: programs that never look for a place do not pay for it.
var load = sync.OnceValue(build)

func build() *gazetteer {
	g := &gazetteer{
		byCode: make(map[string]int32, 1200),
		forms:  make(map[uint64][]form, 2048),
		words:  make(map[uint64]word, 2048),
	}
	sections := sectionsOf(namesFile)
	for r, list := range roleWords() {
		for w := range strings.FieldsSeq(list) {
			g.setWord(w, word{role: r})
		}
	}
	for _, line := range sections["short"] {
		g.addShort(line)
	}
	g.addAreas(areasFile)
	g.official = len(g.areas)
	for _, line := range sections["aliases"] {
		code, names, _ := strings.Cut(line, ":")
		g.addForms(g.mustFind(code), names)
	}
	for _, line := range sections["features"] {
		g.addFeature(line)
	}
	for _, line := range sections["ordinary"] {
		for w := range strings.FieldsSeq(line) {
			g.setWord(w, word{})
		}
	}
	g.typos.build()
	return g
}

// sectionsOf splits names.txt into the lines under each [heading].
func sectionsOf(file string) map[string][]string {
	sections, heading := map[string][]string{}, ""
	for line := range strings.Lines(file) {
		line, _, _ = strings.Cut(line, "#")
		line = strings.TrimSpace(line)
		switch {
		case line == "":
		case line[0] == '[':
			heading = strings.Trim(line, "[]")
		default:
			sections[heading] = append(sections[heading], line)
		}
	}
	return sections
}

func (g *gazetteer) addAreas(file string) {
	kecamatan := ""
	for line := range strings.Lines(file) {
		switch {
		case line[0] == '#' || strings.TrimSpace(line) == "":
		case line[0] == ' ':
			for entry := range strings.SplitSeq(strings.Trim(line, " ;\n"), "; ") {
				code, name, _ := strings.Cut(entry, " ")
				g.addArea(kecamatan+"."+code, name)
			}
		default:
			code, name, _ := strings.Cut(strings.TrimSpace(line), " ")
			kecamatan = code
			g.addArea(code, name)
		}
	}
}

func (g *gazetteer) addArea(code, name string) {
	i := int32(len(g.areas))
	short := strings.TrimRight(name, marksUsed)
	a := area{Place: Place{Code: code}, kab: -1, kec: -1}
	switch len(code) {
	case 2:
		a.Level = Province
	case kabkotaCode:
		_, short, _ = strings.Cut(short, " ") // "Kabupaten", "Kota"
		a.Level, a.kab = Kabkota, i
		name = short
	case kecamatanCode:
		a.Level, a.kab, a.kec = Kecamatan, g.mustFind(code[:kabkotaCode]), i
	default:
		a.Level, a.kab, a.kec = Desa, g.mustFind(code[:kabkotaCode]), g.mustFind(code[:kecamatanCode])
	}
	a.Name = short
	g.areas = append(g.areas, a)
	g.byCode[code] = i
	g.addForms(i, name)
}

func (g *gazetteer) addFeature(line string) {
	head, names, _ := strings.Cut(line, ":")
	code, name, _ := strings.Cut(head, " ")
	in := g.areas[g.mustFind(code)]
	in.Place = Place{Code: code, Name: name, Level: Feature}
	g.areas = append(g.areas, in)
	g.addForms(int32(len(g.areas)-1), names)
}

// mustFind panics on a code that the data do not have: a mistake in our own files, which the tests meet first.
func (g *gazetteer) mustFind(code string) int32 {
	i, ok := g.byCode[code]
	if !ok {
		panic(fmt.Sprintf("places: no area %q", code))
	}
	return i
}

func (g *gazetteer) addForms(i int32, names string) {
	for name := range strings.SplitSeq(names, ";") {
		g.addForm(i, strings.TrimSpace(name))
	}
}

func (g *gazetteer) addForm(i int32, name string) {
	m := plain
	switch bare := strings.TrimRight(name, marksUsed); {
	case strings.HasSuffix(name, "!"):
		m = sentence
	case strings.HasSuffix(name, "*"), len(bare) <= 4 && g.areas[i].Level == Desa:
		m = ordinary
	case strings.HasSuffix(name, "?"):
		m = shared
	}
	toks := g.tokens(nil, name)
	key, letters := uint64(0), make([]byte, 0, 40)
	for _, t := range toks {
		key = key*pow[t.n] + t.hash
		letters = append(letters, t.folded(name)...)
	}
	f := form{area: i, words: uint8(len(toks)), mark: m}
	for _, old := range g.forms[key] {
		if old.area == i && old.words == f.words {
			return
		}
	}
	g.forms[key] = append(g.forms[key], f)
	g.formSieve.add(key)
	g.maxWords = max(g.maxWords, len(toks)+1) // one more: people split words as well
	g.learn(name, toks, m)
	if len(toks) > 1 && m == plain {
		g.learnWord(string(letters), key)
	}
}

// learn takes the words of a name into the vocabulary and, when long enough to be told from others, into the
// index of misspellings.
func (g *gazetteer) learn(name string, toks []token, m mark) {
	for _, t := range toks {
		raw := t.folded(name)
		if len(toks) == 1 && m != plain {
			if h := hashOf(raw); g.words[h].n == 0 {
				g.words[h] = word{hash: h, n: uint8(len(raw)), role: g.words[h].role}
			}
			continue
		}
		g.learnWord(string(raw), t.hash)
	}
}

func (g *gazetteer) learnWord(raw string, hash uint64) {
	h := hashOf([]byte(raw))
	if g.words[h].n != 0 || len(raw) > maxWord {
		return
	}
	g.words[h] = word{hash: h, n: uint8(len(raw)), role: g.words[h].role}
	if h == hash && len(raw) >= minTarget && g.official == 0 { // official names only: short ones mislead
		g.typos.list = append(g.typos.list, lexeme{text: raw, hash: h})
	}
}
