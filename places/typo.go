package places

const (
	minTypo     = 6 // letters of the shortest word that is recognised misspelt
	minTarget   = 5 // and of the shortest that is recognised with vowels left out,
	minSkeleton = 4 // of which so many letters must be left
)

// lexeme is a word of a name that misspellings lead to.
type lexeme struct {
	text string
	hash uint64
}

// typoIndex finds the word that a text's word misspells: one letter wrong, missing, doubled or swapped with its
// neighbour, or vowels left out as in an SMS. The first letter must be right.
type typoIndex struct {
	list      []lexeme
	deletions map[uint64][]int32 // hash of each word, and of it less one letter
	skeletons map[uint64][]int32 // hash of its consonants
	sieve     sieve
}

func (x *typoIndex) build() {
	x.deletions = make(map[uint64][]int32, 8*len(x.list))
	x.skeletons = make(map[uint64][]int32, len(x.list))
	for i, l := range x.list {
		w := []byte(l.text)
		h := skeletonHash(w)
		x.skeletons[h] = append(x.skeletons[h], int32(i))
		if len(w) < minTypo {
			continue
		}
		x.addDeletion(l.hash, i)
		for _, h := range deletionsOf(w, make([]uint64, 0, maxWord)) {
			x.addDeletion(h, i)
		}
	}
}

func (x *typoIndex) addDeletion(h uint64, i int) {
	x.deletions[h] = append(x.deletions[h], int32(i))
	x.sieve.add(h)
}

// deletionsOf appends the hashes of a word less one letter, the first letter kept. It never spells them out:
// taking letter i out of a polynomial hash is one multiplication.
func deletionsOf(w []byte, dst []uint64) []uint64 {
	whole, before := hashOf(w), uint64(0)
	for i, c := range w {
		through := before*hashBase + uint64(c)
		if i > 0 {
			dst = append(dst, whole+(before-through)*pow[len(w)-1-i])
		}
		before = through
	}
	return dst
}

// correct is the word that w misspells, or nil.
func (x *typoIndex) correct(w []byte, hash uint64) *lexeme {
	if x.deletions == nil {
		return nil
	}
	if len(w) >= minTypo-1 {
		if l := x.near(hash, w); l != nil {
			return l
		}
		var buf [maxWord]uint64
		for _, h := range deletionsOf(w, buf[:0]) {
			if l := x.near(h, w); l != nil {
				return l
			}
		}
	}
	return x.unvowelled(w)
}

func (x *typoIndex) near(h uint64, w []byte) *lexeme {
	if !x.sieve.has(h) {
		return nil
	}
	for _, i := range x.deletions[h] {
		if l := &x.list[i]; oneTypo(l.text, w) {
			return l
		}
	}
	return nil
}

// oneTypo tells whether w is a with one letter changed, missing, added, or swapped with its neighbour.
func oneTypo(a string, w []byte) bool {
	if a[0] != w[0] {
		return false
	}
	p := 0
	for p < len(a) && p < len(w) && a[p] == w[p] {
		p++
	}
	s := 0
	for s < len(a)-p && s < len(w)-p && a[len(a)-1-s] == w[len(w)-1-s] {
		s++
	}
	inA, inW := len(a)-p-s, len(w)-p-s
	if inA == 2 && inW == 2 {
		return a[p] == w[p+1] && a[p+1] == w[p]
	}
	return inA <= 1 && inW <= 1
}

// unvowelled finds the word that w abbreviates by leaving vowels out.
func (x *typoIndex) unvowelled(w []byte) *lexeme {
	vowels := vowelsIn(w)
	if 2*vowels > len(w)-vowels {
		return nil
	}
	for _, i := range x.skeletons[skeletonHash(w)] {
		l := &x.list[i]
		if l.text[0] == w[0] && 2*vowels <= vowelsIn([]byte(l.text)) && subsequence(w, l.text) {
			return l
		}
	}
	return nil
}

func isVowel(c byte) bool {
	switch c {
	case 'a', 'e', 'i', 'o', 'u':
		return true
	}
	return false
}

func vowelsIn(w []byte) (n int) {
	for _, c := range w {
		if isVowel(c) {
			n++
		}
	}
	return n
}

func skeletonHash(w []byte) (h uint64) {
	for _, c := range w {
		if !isVowel(c) {
			h = h*hashBase + uint64(c)
		}
	}
	return h
}

func subsequence(w []byte, of string) bool {
	k := 0
	for i := 0; i < len(of) && k < len(w); i++ {
		if of[i] == w[k] {
			k++
		}
	}
	return k == len(w)
}
