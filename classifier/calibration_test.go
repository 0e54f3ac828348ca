package classifier

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Trust finds the line that made the answers right or wrong.
func TestFitTrust(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	made := trust{Slope: 0.6, Offset: 0.4}
	var tops []float64
	var right []bool
	for range 20_000 {
		top := 0.1 + 0.89*rng.Float64()
		tops, right = append(tops, top), append(right, rng.Float64() < made.of(top))
	}
	if got := fitTrust(tops, right); math.Abs(got.Slope-made.Slope) > 0.05 || math.Abs(got.Offset-made.Offset) > 0.05 {
		t.Errorf("found %+v, made by %+v", got, made)
	}
	if got := fitTrust([]float64{0.6}, []bool{true}); got.Slope < 0.5 || got.Slope > 1.5 || math.Abs(got.Offset) > 1 {
		t.Errorf("one row is believed too much: %+v", got)
	}
}

func TestBelieveKeepsOrderAndSum(t *testing.T) {
	for _, with := range []trust{{1, 0}, {0.5, -1}, {0.3, 2}} {
		sums := []float64{0.1, 0.35, 0.3, 0.25}
		with.believe(sums, 3)
		if greatest(sums) != 1 || sums[3] != 0 || sums[2] < sums[0] {
			t.Errorf("%+v makes %v", with, sums)
		}
	}
}

// However many corrections a label gets, its texts keep most of their say.
func TestLessonBoundsCorrections(t *testing.T) {
	texts := make([]Row, 100)
	for i := range texts {
		texts[i].Label = "a"
	}
	corrections := make([]Row, 500)
	for i := range corrections {
		corrections[i] = Row{Label: "a", Weight: 3}
	}
	corrections = append(corrections, Row{Label: "new", Weight: 3})
	var sum float32
	rows := Lesson(texts, corrections)
	for _, row := range rows[100:600] {
		sum += row.Weight
	}
	if math.Abs(float64(sum)-mostNew*100) > 0.1 || rows[600].Weight != 3 || rows[0].Weight != 0 {
		t.Errorf("five hundred weigh %f together, one of a new label %f", sum, rows[600].Weight)
	}
}
