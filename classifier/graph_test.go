package classifier

import (
	"math"
	"testing"

	"github.com/nlpodyssey/spago/ag"
	"github.com/nlpodyssey/spago/mat"
)

// The gradients of both operations are held against differences of the loss.
func TestGradients(t *testing.T) {
	const rows, classes = 5, 3
	table := make([]float32, rows*classes)
	for i := range table {
		table[i] = float32(math.Sin(float64(i)))
	}
	bags := []bag{
		{rows: []int32{0, 2, 4}, values: []float32{0.5, -1, 1}},
		{rows: []int32{1, 2, 4}, values: []float32{2, 0.25, 1}},
	}
	targets := []target{{label: 1, weight: 1}, {label: 2, weight: 3}}
	loss := func() (*product, float64) {
		p := &product{table: table, classes: classes, bags: bags, gate: mat.Scalar[float32](1, mat.WithGrad(true))}
		out := ag.NewOperator(&crossEntropy{scores: ag.NewOperator(p).Run(), targets: targets, prior: []float32{-0.5, -1, -2}}).Run()
		if err := ag.Backward(out); err != nil {
			t.Fatal(err)
		}
		return p, float64(mat.Data[float32](out.Value())[0])
	}
	p, _ := loss()
	scores := mat.Data[float32](p.grad)
	want := make([]float64, len(table)) // gradient of the table, dense
	for i, b := range bags {
		for k, row := range b.rows {
			for c := range classes {
				want[int(row)*classes+c] += float64(b.values[k] * scores[i*classes+c])
			}
		}
	}
	for i := range table {
		const h = 1e-2
		was := table[i]
		table[i] = was + h
		_, up := loss()
		table[i] = was - h
		_, down := loss()
		table[i] = was
		if got := (up - down) / (2 * h); math.Abs(got-want[i]) > 2e-3 {
			t.Errorf("weight %d: by differences %.4f, by the graph %.4f", i, got, want[i])
		}
	}
}

func TestCoolest(t *testing.T) {
	got := coolest(func(x float64) float64 { return math.Pow(math.Log(x)-math.Log(0.3), 2) })
	if math.Abs(got-0.3) > 1e-3 {
		t.Errorf("minimum at %v, want 0.3", got)
	}
}
