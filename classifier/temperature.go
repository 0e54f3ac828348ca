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

// sharpen raises probabilities to 1/temperature and makes them sum to one again.
func sharpen(p []float64, temperature float64) {
	var sum float64
	for i := range p {
		p[i] = math.Pow(p[i], 1/temperature)
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
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
