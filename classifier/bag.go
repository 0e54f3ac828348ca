package classifier

import (
	"cmp"
	"math"
	"slices"
)

// counted is a feature of a text with the number of its occurrences.
type counted struct {
	hash  uint32
	count uint16
	chars bool
}

// bag is a text as numbers: rows of the weight table with their TF-IDF values.
type bag struct {
	rows   []int32
	values []float32
}

// countFeatures returns the distinct features of a text, in order of block and hash.
func countFeatures(f *features) []counted {
	list := make([]counted, 0, len(f.words)+len(f.chars))
	for _, chars := range [...]bool{false, true} {
		block := f.words
		if chars {
			block = f.chars
		}
		hashes := make([]uint32, len(block))
		for i, x := range block {
			hashes[i] = x.hash
		}
		slices.Sort(hashes)
		for i := 0; i < len(hashes); {
			k := i
			for k < len(hashes) && hashes[k] == hashes[i] {
				k++
			}
			list = append(list, counted{hash: hashes[i], count: uint16(min(k-i, math.MaxUint16)), chars: chars})
			i = k
		}
	}
	return append(make([]counted, 0, len(list)), list...) // no larger than it is: it stays for the whole training
}

// vocabulary says which features have a row in the weight table, and how rare each is.
type vocabulary struct {
	hashes []uint32  // of row i; the commonest come first, so that what is often read lies together
	idf    []float32 // of row i
	index  index
}

// minTexts is in how many texts a feature must occur to get a row: what occurred once teaches nothing.
const minTexts = 2

func newVocabulary(texts [][]counted) *vocabulary {
	df := make(map[uint32]int32)
	for _, text := range texts {
		for _, f := range text {
			df[f.hash]++
		}
	}
	v := &vocabulary{}
	for hash, n := range df {
		if n >= minTexts {
			v.hashes = append(v.hashes, hash)
		}
	}
	slices.SortFunc(v.hashes, func(a, b uint32) int { return cmp.Or(cmp.Compare(df[b], df[a]), cmp.Compare(a, b)) })
	v.idf = make([]float32, len(v.hashes))
	for i, hash := range v.hashes {
		v.idf[i] = float32(math.Log(float64(1+len(texts))/float64(1+df[hash])) + 1)
	}
	v.index = newIndex(v.hashes)
	return v
}

// bag weighs the known features of a text. A feature that occurs k times counts k times, in the length of the
// block as in the sum, so that a text can be scored in one pass over its occurrences.
func (v *vocabulary) bag(text []counted) bag {
	var b bag
	v.fill(&b, text)
	return b
}

// fill is bag into memory that was used before.
func (v *vocabulary) fill(b *bag, text []counted) {
	b.rows, b.values = b.rows[:0], b.values[:0]
	for i := 0; i < len(text); {
		from, square, k := len(b.rows), float32(0), i
		for ; k < len(text) && text[k].chars == text[i].chars; k++ {
			if row := v.index.row(text[k].hash); row >= 0 {
				idf := v.idf[row]
				b.rows = append(b.rows, row)
				b.values = append(b.values, float32(text[k].count)*idf)
				square += float32(text[k].count) * idf * idf
			}
		}
		scale := inverseRoot(square)
		for n := from; n < len(b.values); n++ {
			b.values[n] *= scale
		}
		i = k
	}
	b.rows = append(b.rows, int32(len(v.hashes))) // the last row is the bias
	b.values = append(b.values, 1)
}

func inverseRoot(square float32) float32 {
	if square == 0 {
		return 0
	}
	return 1 / float32(math.Sqrt(float64(square)))
}

// index finds the row of a hash: open addressing, at most half full.
type index struct {
	slots []slot
	shift uint
}

type slot struct {
	hash uint32
	row  int32 // plus one, so that zero is empty
}

func newIndex(hashes []uint32) index {
	bits := uint(4)
	for 1<<bits < 2*len(hashes) {
		bits++
	}
	x := index{slots: make([]slot, 1<<bits), shift: 32 - bits}
	for row, hash := range hashes {
		i := x.place(hash)
		for x.slots[i].row != 0 {
			i = (i + 1) & (len(x.slots) - 1)
		}
		x.slots[i] = slot{hash: hash, row: int32(row) + 1}
	}
	return x
}

func (x *index) place(hash uint32) int { return int(hash * 0x9e3779b1 >> x.shift) }

// row returns the row of a hash, or -1.
func (x *index) row(hash uint32) int32 {
	for i := x.place(hash); ; i = (i + 1) & (len(x.slots) - 1) {
		s := x.slots[i]
		if s.row == 0 || s.hash == hash {
			return s.row - 1
		}
	}
}
