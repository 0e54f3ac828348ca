package classifier

// A feature is a word, a pair of neighbouring words, or three to five characters within a word. It is known
// by a 32-bit hash; the two kinds are hashed from different seeds and make two blocks of equal say.
const (
	wordSeed uint64 = 0xcbf29ce484222325
	pairSeed uint64 = 0x9e3779b97f4a7c15
	charSeed uint64 = 0xd6e8feb86659fd93

	shortestGram = 3
	longestGram  = 5
	longestWord  = 28 // bytes; what is longer is noise
)

// feature is one occurrence: its hash, and the token it comes from (for a pair, the second of the two).
type feature struct {
	hash uint32
	from uint16
	pair bool
}

// features are the occurrences in one text by block.
type features struct {
	words []feature
	chars []feature
}

// find replaces what f holds by the features of w.
func (f *features) find(w *words) {
	f.words, f.chars = f.words[:0], f.chars[:0]
	for i := range w.tokens {
		word := w.at(i)
		if len(word) > longestWord {
			word = word[:longestWord]
		}
		f.words = append(f.words, feature{hash: finish(hashBytes(wordSeed, word)), from: uint16(i)})
		if i > 0 {
			h := hashBytes(pairSeed, w.at(i-1))
			h = hashBytes(step(h, ' '), word)
			f.words = append(f.words, feature{hash: finish(h), from: uint16(i), pair: true})
		}
		if w.tokens[i].mask == noMask {
			f.grams(word, uint16(i))
		}
	}
}

// grams adds the character n-grams of a word between its two ends, which count as characters.
func (f *features) grams(word []byte, from uint16) {
	n := len(word) + 2
	if n < shortestGram {
		return
	}
	for start := 0; start+shortestGram <= n; start++ {
		h := charSeed
		for k := start; k < n && k < start+longestGram; k++ {
			c := byte('<')
			if k == n-1 {
				c = '>'
			} else if k > 0 {
				c = word[k-1]
			}
			h = step(h, c)
			if k-start+1 >= shortestGram {
				f.chars = append(f.chars, feature{hash: finish(h), from: from})
			}
		}
	}
}

func step(h uint64, c byte) uint64 { return (h ^ uint64(c)) * 0x100000001b3 }

func hashBytes(h uint64, b []byte) uint64 {
	for _, c := range b {
		h = step(h, c)
	}
	return h
}

func finish(h uint64) uint32 {
	h ^= h >> 29
	h *= 0xbf58476d1ce4e5b9
	return uint32(h >> 32)
}
