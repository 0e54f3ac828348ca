package classifier

import (
	"math"

	"github.com/nlpodyssey/spago/mat"
)

// The graph of one mini-batch has two nodes of our own, product and a loss. spaGO's embedding layer
// and optimisers are not used: they keep one parameter a row and update behind the caller's back.

// product multiplies the bags of a mini-batch with the weight table: n × classes scores. The table itself is
// no operand, or every step would cost a dense gradient; a gate of one element makes backward come by.
type product struct {
	table   []float32 // rows × classes, a view of the table's tensor
	classes int
	bags    []bag
	gate    mat.Tensor
	grad    mat.Tensor // of the scores, kept by Backward
}

// Operands returns the gate, the one thing that asks for a gradient.
func (p *product) Operands() []mat.Tensor { return []mat.Tensor{p.gate} }

// Forward returns the scores.
func (p *product) Forward() (mat.Tensor, error) {
	out := make([]float32, len(p.bags)*p.classes)
	for i, b := range p.bags {
		b.addTo(out[i*p.classes:(i+1)*p.classes], p.table)
	}
	return mat.NewDense[float32](mat.WithShape(len(p.bags), p.classes), mat.WithBacking(out)), nil
}

// Backward keeps the gradient of the scores; update spends it on the rows in the batch alone.
func (p *product) Backward(gy mat.Tensor) error {
	p.grad = gy
	return nil
}

// addTo adds the product of the bag and the table to scores.
func (b bag) addTo(scores, table []float32) {
	n := len(scores)
	for k, row := range b.rows {
		v := b.values[k]
		w := table[int(row)*n : int(row)*n+n : int(row)*n+n]
		c := 0
		for ; c+4 <= n; c += 4 { // Go works floats one at a time; four in a row spare it most of the loop
			z, x := scores[c:c+4:c+4], w[c:c+4:c+4]
			z[0] += v * x[0]
			z[1] += v * x[1]
			z[2] += v * x[2]
			z[3] += v * x[3]
		}
		for ; c < n; c++ {
			scores[c] += v * w[c]
		}
	}
}

// target is what the loss wants of one bag.
type target struct {
	label  int
	weight float32
}

// crossEntropy is the loss: the sum over bags of weight × −log of the softmax of the bag's own class, after each
// score was raised by its class's prior. A one-versus-rest squared hinge was no better within one archive and 3 points
// worse on strange reports (docs/classifier.md).
type crossEntropy struct {
	scores  mat.Tensor
	targets []target
	prior   []float32 // by class
}

// Operands returns the scores.
func (h *crossEntropy) Operands() []mat.Tensor { return []mat.Tensor{h.scores} }

// chances puts the probabilities of one bag's classes into p.
func (h *crossEntropy) chances(p []float64, raised, scores []float32) {
	for c, z := range scores {
		raised[c] = z + h.prior[c]
	}
	softmax(p, raised, 1)
}

// Forward returns the loss of the batch.
func (h *crossEntropy) Forward() (mat.Tensor, error) {
	scores := mat.Data[float32](h.scores)
	classes := len(scores) / len(h.targets)
	var loss float64
	p := make([]float64, classes)
	raised := make([]float32, classes)
	for i, t := range h.targets {
		h.chances(p, raised, scores[i*classes:(i+1)*classes])
		loss -= float64(t.weight) * math.Log(max(p[t.label], 1e-30))
	}
	return mat.Scalar(float32(loss)), nil
}

// Backward hands the gradient to the scores.
func (h *crossEntropy) Backward(gy mat.Tensor) error {
	scores := mat.Data[float32](h.scores)
	classes := len(scores) / len(h.targets)
	outer := mat.Data[float32](gy)[0]
	grad := make([]float32, len(scores))
	p := make([]float64, classes)
	raised := make([]float32, classes)
	for i, t := range h.targets {
		h.chances(p, raised, scores[i*classes:(i+1)*classes])
		for c := range p {
			y := 0.0
			if c == t.label {
				y = 1
			}
			grad[i*classes+c] = outer * t.weight * float32(p[c]-y)
		}
	}
	h.scores.AccGrad(mat.NewDense[float32](mat.WithShape(len(h.targets), classes), mat.WithBacking(grad)))
	return nil
}
