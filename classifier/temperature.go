package classifier

import "math"

// softmax puts the probabilities of scores at a temperature into p.
func softmax(p []float64, scores []float32, temperature float64) {
	top := float64(scores[0])
	for _, z := range scores {
		top = max(top, float64(z))
	}
	var sum float64
	for i, z := range scores {
		p[i] = math.Exp((float64(z) - top) / temperature)
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
}

// trust says how far the surest of the agencies' sums is to be believed.
type trust struct {
	Slope  float64 `json:"slope"`
	Offset float64 `json:"offset"`
}

// of is the probability that an agency is right whose topics sum up to top and are the surest.
func (t trust) of(top float64) float64 { return sigmoid(t.Slope*logit(top) + t.Offset) }

// believe turns sums into probabilities of a report's agencies: of the surest as trust says, of the others what
// is left in proportion. Whether it is a report at all is another question: the sum of none is set to 0.
func (t trust) believe(sums []float64, none int) {
	best := surest(sums, none)
	sure := t.of(sums[best])
	second := 0.0
	for i, by := 0, (1-sure)/max(1-sums[best], 1e-12); i < len(sums); i++ {
		if i != best {
			sums[i] *= by
			second = max(second, sums[i])
		}
	}
	sums[best] = max(sure, second) // the surest stays first
}

// surest returns the place of the greatest sum but that of none, which is taken out of them.
func surest(sums []float64, none int) int {
	if none >= 0 {
		rest := max(1-sums[none], 1e-12)
		sums[none] = 0
		for i := range sums {
			sums[i] /= rest
		}
	}
	return greatest(sums)
}

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

func logit(p float64) float64 {
	p = min(max(p, 1e-9), 1-1e-9)
	return math.Log(p / (1 - p))
}

// coolest searches the temperature at which loss is least, between 1/50 and 50, by golden sections of its
// logarithm.
func coolest(loss func(temperature float64) float64) float64 {
	const ratio = 0.6180339887498949
	low, high := -math.Log(50), math.Log(50)
	a, b := high-ratio*(high-low), low+ratio*(high-low)
	at := func(x float64) float64 { return loss(math.Exp(x)) }
	fa, fb := at(a), at(b)
	for range 40 {
		if fa < fb {
			high, b, fb = b, a, fa
			a = high - ratio*(high-low)
			fa = at(a)
		} else {
			low, a, fa = a, b, fb
			b = low + ratio*(high-low)
			fb = at(b)
		}
	}
	return math.Exp((low + high) / 2)
}
