package classifier

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/nlpodyssey/spago/ag"
	"github.com/nlpodyssey/spago/mat"
)

// head is one linear layer: rows × classes weights; the last row is the bias.
type head struct {
	table   *mat.Dense[float32]
	weights []float32 // the table's own memory
	classes int
}

func newHead(rows, classes int) *head {
	table := mat.NewDense[float32](mat.WithShape(rows, classes))
	return &head{table: table, weights: mat.Data[float32](table), classes: classes}
}

// scores returns the raw scores of one bag.
func (h *head) scores(b bag) []float32 {
	out := make([]float32, h.classes)
	b.addTo(out, h.weights)
	return out
}

const (
	batchSize   = 16
	firstSquare = 1e-3 // of a row's accumulator: tames the first steps of rare features
)

// trainer fits one head by mini-batches and row-wise Adagrad.
type trainer struct {
	head    *head
	opts    Options
	squares []float32 // sum of squared gradients by row
	rng     *rand.Rand
	active  []int32
}

// fit trains a head on bags. It returns ctx's error when ctx ends before it is done; epoch is told after each pass.
func fit(ctx context.Context, h *head, bags []bag, targets []target, opts Options, epoch func()) error {
	t := &trainer{head: h, opts: opts, squares: make([]float32, len(h.weights)/h.classes), rng: rand.New(rand.NewPCG(1, 2))}
	for i := range t.squares {
		t.squares[i] = firstSquare
	}
	order := make([]int, len(bags))
	for i := range order {
		order[i] = i
	}
	for range opts.Epochs {
		t.rng.Shuffle(len(order), func(i, k int) { order[i], order[k] = order[k], order[i] })
		for from := 0; from < len(order); from += batchSize {
			if err := ctx.Err(); err != nil {
				return fmt.Errorf("train: %w", err)
			}
			if err := t.step(bags, targets, order[from:min(from+batchSize, len(order))]); err != nil {
				return err
			}
		}
		epoch()
	}
	return nil
}

// step learns from one mini-batch.
func (t *trainer) step(bags []bag, targets []target, batch []int) error {
	p := &product{table: t.head.weights, classes: t.head.classes, gate: mat.Scalar[float32](1, mat.WithGrad(true))}
	wanted := make([]target, len(batch))
	for k, i := range batch {
		p.bags = append(p.bags, t.dropped(bags[i]))
		wanted[k] = targets[i]
	}
	scores := ag.NewOperator(p).Run()
	loss := ag.NewOperator(&crossEntropy{scores: scores, targets: wanted}).Run()
	if err := ag.Backward(loss); err != nil {
		return fmt.Errorf("train: %w", err)
	}
	t.update(p)
	return nil
}

// dropped returns the bag less a random part of its features, so that no single word decides alone.
func (t *trainer) dropped(b bag) bag {
	values := make([]float32, len(b.values))
	keep := uint32((1 - t.opts.Dropout) * (1<<32 - 1))
	scale := 1 / (1 - t.opts.Dropout)
	last := len(values) - 1
	for i := range last {
		if t.rng.Uint32() <= keep {
			values[i] = b.values[i] * scale
		}
	}
	values[last] = b.values[last] // the bias stays
	return bag{rows: b.rows, values: values}
}

// smallest is the gradient below which a class of a bag is left alone: most classes of most bags, which is
// most of the time of a training.
const smallest = 1e-3

// update moves the rows in the batch.
func (t *trainer) update(p *product) {
	grad, n := mat.Data[float32](p.grad), p.classes
	for i, b := range p.bags {
		g := grad[i*n : (i+1)*n]
		t.active = t.active[:0]
		var square float32
		for c, x := range g {
			if x > smallest || x < -smallest {
				t.active = append(t.active, int32(c))
				square += x * x
			}
		}
		if square == 0 {
			continue
		}
		for k, row := range b.rows {
			v := b.values[k]
			if v == 0 {
				continue
			}
			t.squares[row] += v * v * square
			by := t.opts.Rate * v / float32(math.Sqrt(float64(t.squares[row])))
			w := t.head.weights[int(row)*n : int(row)*n+n]
			for _, c := range t.active {
				w[c] -= by * g[c]
			}
		}
	}
}
