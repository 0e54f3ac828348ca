package classifier

import "slices"

// cutoffs are the probabilities from which a text is taken for no report, by its length: a report often begins or ends
// with the words of a chat, and what is taken for none is read by nobody soon.
type cutoffs struct {
	Few  float64 `json:"few"`  // up to fewWords
	Some float64 `json:"some"` // up to someWords
	Many float64 `json:"many"`
}

const (
	fewWords, someWords = 6, 15
	mayBeTaken          = 0.01 // part of the reports of a length that may be taken for none
	lowestCutoff        = 0.25
)

func (c cutoffs) from(words int) float64 {
	switch {
	case words <= fewWords:
		return c.Few
	case words <= someWords:
		return c.Some
	}
	return c.Many
}

// cutoffs are as low as the reports among the rows allow, judged by models that had not seen them.
func (s *set) cutoffs(scores [][]float32, temperature float64) cutoffs {
	label, found := slices.BinarySearch(s.labels, NotReport)
	if !found {
		return cutoffs{Few: 1, Some: 1, Many: 1}
	}
	p := make([]float64, len(s.labels))
	return cutoffs{
		Few:  s.cutoff(scores, func(i int) bool { return s.words[i] <= fewWords }, label, p, temperature),
		Some: s.cutoff(scores, func(i int) bool { return s.words[i] > fewWords && s.words[i] <= someWords }, label, p, temperature),
		Many: s.cutoff(scores, func(i int) bool { return s.words[i] > someWords }, label, p, temperature),
	}
}

func (s *set) cutoff(scores [][]float32, wanted func(i int) bool, label int, p []float64, temperature float64) float64 {
	var none []float64 // of the reports, the probability that they are none
	for i, z := range scores {
		if s.label[i] != label && wanted(i) {
			softmax(p, z, temperature)
			none = append(none, p[label])
		}
	}
	if len(none) == 0 {
		return 1
	}
	slices.Sort(none)
	return max(none[len(none)-1-int(mayBeTaken*float64(len(none)))]+1e-6, lowestCutoff)
}
