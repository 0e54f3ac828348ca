package classifier

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

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
	firstSquare = 0.03 // of a row's accumulator: tames the first steps of rare features
)

// trainer fits one head by mini-batches and row-wise Adagrad.
type trainer struct {
	head    *head
	opts    Options
	words   *vocabulary
	bags    []bag     // of the mini-batch; made anew each time, for all at once would be most of the memory
	squares []float32 // sum of squared gradients by row
	rng     *rand.Rand
	active  []int32
}

// lesson is what a head is to learn: of each text the label and how much it counts.
type lesson struct {
	texts   [][]counted
	targets []target
	prior   []float32 // of each class, see priors
	classes int
}

// fit trains a head with the features of v. It returns ctx's error when ctx ends before it is done; epoch is told
// after each pass.
func (l *lesson) fit(ctx context.Context, v *vocabulary, opts Options, epoch func()) (*head, error) {
	t := &trainer{head: newHead(len(v.hashes)+1, l.classes), opts: opts, words: v, bags: make([]bag, batchSize),
		squares: make([]float32, len(v.hashes)+1), rng: rand.New(rand.NewPCG(1, 2))}
	for i := range t.squares {
		t.squares[i] = firstSquare
	}
	order := make([]int, len(l.texts))
	for i := range order {
		order[i] = i
	}
	for range opts.Epochs {
		t.rng.Shuffle(len(order), func(i, k int) { order[i], order[k] = order[k], order[i] })
		for batch := range slices.Chunk(order, batchSize) {
			if err := ctx.Err(); err != nil {
				return nil, fmt.Errorf("train: %w", err)
			}
			if err := t.step(l, batch); err != nil {
				return nil, err
			}
		}
		epoch()
	}
	return t.head, nil
}

// step learns from one mini-batch.
func (t *trainer) step(l *lesson, batch []int) error {
	p := &product{table: t.head.weights, classes: t.head.classes, gate: mat.Scalar[float32](1, mat.WithGrad(true)),
		bags: t.bags[:len(batch)]}
	wanted := make([]target, len(batch))
	for k, i := range batch {
		t.words.fill(&p.bags[k], l.texts[i])
		t.drop(&p.bags[k])
		wanted[k] = l.targets[i]
	}
	scores := ag.NewOperator(p).Run()
	loss := ag.NewOperator(&crossEntropy{scores: scores, targets: wanted, prior: l.prior}).Run()
	if err := ag.Backward(loss); err != nil {
		return fmt.Errorf("train: %w", err)
	}
	t.update(p)
	return nil
}

// drop leaves out a random part of a bag's features, so that no single word decides alone. The bias stays.
func (t *trainer) drop(b *bag) {
	keep := uint32((1 - t.opts.Dropout) * (1<<32 - 1))
	scale := 1 / (1 - t.opts.Dropout)
	kept := 0
	last := len(b.values) - 1
	for i, v := range b.values[:last] {
		if t.rng.Uint32() <= keep {
			b.rows[kept], b.values[kept] = b.rows[i], v*scale
			kept++
		}
	}
	b.rows[kept], b.values[kept] = b.rows[last], b.values[last]
	b.rows, b.values = b.rows[:kept+1], b.values[:kept+1]
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
			t.squares[row] += v * v * square
			by := t.opts.Rate * v / float32(math.Sqrt(float64(t.squares[row])))
			w := t.head.weights[int(row)*n : int(row)*n+n]
			for _, c := range t.active {
				w[c] -= by * g[c]
			}
		}
	}
}
