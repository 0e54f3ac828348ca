package classifier

import (
	"math"
	"slices"
)

// calibrate fits the temperatures on scores of rows by models that had not seen them, and measures those.
func (s *set) calibrate(scores [][]float32) (heat, Report) {
	agency := slices.Clone(s.agencies)
	slices.Sort(agency)
	agency = slices.Compact(agency)
	homes := make([]int, len(s.labels))
	for i, a := range s.agencies {
		homes[i], _ = slices.BinarySearch(agency, a)
	}
	h := heat{Topic: s.fitTopics(scores)}
	topics, agencies := newTally(), newTally()
	none, found := slices.BinarySearch(agency, None)
	if !found {
		none = -1
	}
	p, sums := make([]float64, len(s.labels)), make([]float64, len(agency))
	var guess, home []int
	var tops []float64
	var right []bool
	unseen := make([]string, len(scores))
	for i, z := range scores {
		topics.add(s.labels[s.label[i]], s.labels[greatest(z)], true, 0)
		softmax(p, z, h.Topic*warmth)
		sumByAgency(sums, p, homes)
		likely := greatest(sums)
		best := surest(sums, none)
		unseen[i] = agency[best]
		if likely == none {
			unseen[i] = None
		}
		if homes[s.label[i]] != none {
			guess, home = append(guess, best), append(home, homes[s.label[i]])
			tops, right = append(tops, sums[best]), append(right, best == homes[s.label[i]])
		}
	}
	h.Agency = fitTrust(tops, right)
	for i, a := range guess {
		agencies.add(agency[home[i]], agency[a], true, h.Agency.of(tops[i]))
	}
	t, a := topics.result(), agencies.result()
	return h, Report{Rows: len(scores), Labels: len(s.labels), Accuracy: t.Accuracy, MacroF1: t.MacroF1,
		AgencyAccuracy: a.Accuracy, ECE: a.ECE, Unseen: unseen}
}

// fitted is the most rows that the temperature is fitted on; more say the same.
const fitted = 5000

// fitTopics searches the temperature at which the labels of the rows are least surprising.
func (s *set) fitTopics(scores [][]float32) float64 {
	stride := (len(scores) + fitted - 1) / fitted
	p := make([]float64, len(s.labels))
	return coolest(func(t float64) (loss float64) {
		for i := 0; i < len(scores); i += stride {
			softmax(p, scores[i], t)
			loss -= math.Log(max(p[s.label[i]], 1e-12))
		}
		return loss
	})
}

// fitTrust fits how far the surest agency is to be believed: a logistic regression of whether it is right on the
// logit of its sum (Platt), by Newton's method. Scarce data stay near the sums themselves.
func fitTrust(tops []float64, right []bool) trust {
	const prior = 1 // so many rows' worth of belief in slope 1 and offset 0
	t := trust{Slope: 1}
	for range 50 {
		gs, gb := prior*(t.Slope-1), prior*t.Offset
		ss, sb, bb := float64(prior), 0.0, float64(prior)
		for i, top := range tops {
			x := logit(top)
			p := sigmoid(t.Slope*x + t.Offset)
			y := 0.0
			if right[i] {
				y = 1
			}
			w := max(p*(1-p), 1e-9)
			gs, gb = gs+(p-y)*x, gb+p-y
			ss, sb, bb = ss+w*x*x, sb+w*x, bb+w
		}
		d := ss*bb - sb*sb
		t.Slope -= (bb*gs - sb*gb) / d
		t.Offset -= (ss*gb - sb*gs) / d
	}
	t.Slope = max(t.Slope, 0.05)
	return t
}

func greatest[T float32 | float64](values []T) int {
	best := 0
	for i, v := range values {
		if v > values[best] {
			best = i
		}
	}
	return best
}
