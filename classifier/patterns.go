package classifier

import (
	"bytes"
	"slices"
	"strings"
	"sync"
)

// A pattern is words that follow each other in a text after normalising: "|" between words that will do alike,
// "..." for up to maxGap words in between. "tanpa", "anti" and the like right before a match undo it.
type pattern struct {
	rule  int
	steps []patternStep
}

type patternStep struct {
	words [][]byte
	gap   bool // other words may come before
}

const maxGap = 5

// finding is a rule whose pattern is in the text, and where.
type finding struct {
	rule     int
	from, to int // tokens
}

// patternIndex holds the patterns by the first three letters of their first word.
type patternIndex map[[3]byte][]pattern

var compiledRules = sync.OnceValue(func() patternIndex {
	index := patternIndex{}
	for i, r := range rules {
		for _, text := range r.patterns {
			p := pattern{rule: i}
			gap := false
			for _, field := range strings.Fields(text) {
				if field == "..." {
					gap = true
					continue
				}
				s := patternStep{gap: gap}
				for _, word := range strings.Split(field, "|") {
					s.words = append(s.words, []byte(word))
				}
				p.steps, gap = append(p.steps, s), false
			}
			var keys [][3]byte
			for _, word := range p.steps[0].words {
				if key := firstThree(word); !slices.Contains(keys, key) {
					keys = append(keys, key)
					index[key] = append(index[key], p)
				}
			}
		}
	}
	return index
})

func firstThree(word []byte) (key [3]byte) {
	copy(key[:], word)
	return key
}

// findRules appends to found the rules whose patterns are in w, each once, in order of precedence.
func findRules(found []finding, w *words) []finding {
	index := compiledRules()
	for i := range w.tokens {
		for _, p := range index[firstThree(w.at(i))] {
			if slices.ContainsFunc(found, func(f finding) bool { return f.rule == p.rule }) {
				continue
			}
			if to := p.match(w, i, 0); to > 0 && !denied(w, i) {
				found = append(found, finding{rule: p.rule, from: i, to: to})
			}
		}
	}
	slices.SortFunc(found, func(a, b finding) int { return a.rule - b.rule })
	return found
}

// match tries the steps from number n on at token i and returns the token after the match, or 0.
func (p *pattern) match(w *words, i, n int) int {
	last := i
	if p.steps[n].gap {
		last += maxGap
	}
	for ; i <= last && i < len(w.tokens); i++ {
		if !p.steps[n].has(w.at(i)) {
			continue
		}
		if n == len(p.steps)-1 {
			return i + 1
		}
		if to := p.match(w, i+1, n+1); to > 0 {
			return to
		}
	}
	return 0
}

func (s *patternStep) has(word []byte) bool {
	for _, want := range s.words {
		if bytes.Equal(want, word) {
			return true
		}
	}
	return false
}

// denied tells whether the words before token i say that the thing is not there.
func denied(w *words, i int) bool {
	if i == 0 {
		return false
	}
	switch string(w.at(i - 1)) {
	case "tanpa", "bebas", "anti", "bukan", "antisipasi", "cegah", "mencegah", "pencegahan", "simulasi", "sosialisasi":
		return true
	case "ada":
		return i > 1 && (string(w.at(i-2)) == "tidak" || string(w.at(i-2)) == "bukan")
	}
	return false
}

// hasWord tells whether one of the words (or pairs of words) is in w.
func (w *words) hasWord(list []string) bool {
	for i := range w.tokens {
		for _, want := range list {
			first, second, pair := strings.Cut(want, " ")
			if string(w.at(i)) == first && (!pair || i+1 < len(w.tokens) && string(w.at(i+1)) == second) {
				return true
			}
		}
	}
	return false
}
