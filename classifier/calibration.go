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
	p := make([]float64, len(s.labels))
	var h heat
	h.Topic = coolest(func(t float64) float64 {
		var loss float64
		for i, z := range scores {
			softmax(p, z, t)
			loss -= math.Log(max(p[s.label[i]], 1e-12))
		}
		return loss
	})
	sums := make([][]float64, len(scores))
	for i, z := range scores {
		softmax(p, z, h.Topic*warmth)
		sums[i] = make([]float64, len(agency))
		sumByAgency(sums[i], p, homes)
	}
	q := make([]float64, len(agency))
	h.Agency = coolest(func(t float64) float64 {
		var loss float64
		for i := range sums {
			copy(q, sums[i])
			sharpen(q, t)
			loss -= math.Log(max(q[homes[s.label[i]]], 1e-12))
		}
		return loss
	})
	topics, agencies := newTally(), newTally()
	for i, z := range scores {
		l := s.label[i]
		topics.add(s.labels[l], s.labels[greatest(z)], true, 0)
		sharpen(sums[i], h.Agency)
		a := greatest(sums[i])
		agencies.add(agency[homes[l]], agency[a], true, sums[i][a])
	}
	t, a := topics.result(), agencies.result()
	return h, Report{Rows: len(scores), Labels: len(s.labels), Accuracy: t.Accuracy, MacroF1: t.MacroF1,
		AgencyAccuracy: a.Accuracy, ECE: a.ECE}
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
