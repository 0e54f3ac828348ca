package classifier

import (
	"cmp"
	"slices"

	"kanal"
)

// mostWords is how many words an explanation names.
const mostWords = 5

// because lists the words that spoke for the chosen label most. The layer is linear, so a word's share is exact:
// over its features, value × (weight of the label − mean weight of the others as likely as they are). The words
// of a rule that decided weigh one more.
func (m *Model) because(s *scratch, p kanal.Prediction) []kanal.WordWeight {
	name := p.Topic
	if name == "" {
		name = NotReport
	}
	label, ok := slices.BinarySearch(m.header.Labels, name)
	if !ok || len(s.words.tokens) == 0 {
		return []kanal.WordWeight{}
	}
	gains := make([]float64, len(s.words.tokens))
	m.share(s, s.features.words, label, gains)
	m.share(s, s.features.chars, label, gains)
	for _, f := range s.found {
		if rules[f.rule].topic != "" {
			gains[f.from]++
			if f.to-1 > f.from {
				gains[f.to-1]++
			}
		}
	}
	list := make([]kanal.WordWeight, 0, len(gains))
	for i, gain := range gains {
		word := string(s.words.at(i))
		same := func(w kanal.WordWeight) bool { return w.Word == word }
		if k := slices.IndexFunc(list, same); k >= 0 {
			list[k].Weight += gain
		} else if s.words.tokens[i].mask == noMask {
			list = append(list, kanal.WordWeight{Word: word, Weight: gain})
		}
	}
	list = slices.DeleteFunc(list, func(w kanal.WordWeight) bool { return w.Weight <= 0 })
	slices.SortStableFunc(list, func(a, b kanal.WordWeight) int { return cmp.Compare(b.Weight, a.Weight) })
	return slices.Clip(list[:min(len(list), mostWords)])
}

// share adds what each feature of a block gains for a label to the tokens it comes from.
func (m *Model) share(s *scratch, block []feature, label int, gains []float64) {
	var square float32
	for _, f := range block {
		if row := m.index.row(f.hash); row >= 0 {
			idf, _ := m.table.head(row)
			square += idf * idf
		}
	}
	by := float64(inverseRoot(square))
	rest := max(1-s.topics[label], 1e-9)
	for _, f := range block {
		row := m.index.row(f.hash)
		if row < 0 {
			continue
		}
		idf, _ := m.table.head(row)
		var others float64
		for c, p := range s.topics {
			if c != label {
				others += p * float64(m.table.weight(row, c))
			}
		}
		gain := by * float64(idf) * (float64(m.table.weight(row, label)) - others/rest)
		if f.pair {
			gain /= 2
			gains[f.from-1] += gain
		}
		gains[f.from] += gain
	}
}
