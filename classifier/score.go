package classifier

// scratch is what scoring one text needs; it is pooled, its size follows the text's and never the model's rows.
type scratch struct {
	words     words
	features  features
	rows      []int32
	values    []float32
	sums      []uint64  // two columns each
	scores    []float32 // by column
	topics    []float64 // probability by label, as soft as sums want it
	agencies  []float64 // by agency
	notReport float64   // probability that it is no report
	found     []finding
}

func (m *Model) newScratch() *scratch {
	return &scratch{sums: make([]uint64, m.stride*4), scores: make([]float32, m.columns()),
		topics: make([]float64, len(m.header.Labels)), agencies: make([]float64, len(m.agency))}
}

// score reads a text and fills in everything up to the agencies' probabilities.
func (m *Model) score(text string, s *scratch) {
	s.words.read(text)
	s.features.find(&s.words)
	s.rows, s.values = s.rows[:0], s.values[:0]
	m.weigh(s, s.features.words)
	m.weigh(s, s.features.chars)
	m.multiply(s)
	m.chances(s, s.scores[:len(m.header.Labels)])
}

// chances turns the scores of the labels into probabilities of labels and agencies.
func (m *Model) chances(s *scratch, scores []float32) {
	softmax(s.topics, scores, m.header.Heat.Topic)
	if m.notReport >= 0 {
		s.notReport = s.topics[m.notReport]
	}
	softmax(s.topics, scores, m.header.Heat.Topic*warmth)
	sumByAgency(s.agencies, s.topics, m.homes)
	sharpen(s.agencies, m.header.Heat.Agency)
}

func sumByAgency(agencies, topics []float64, homes []int) {
	clear(agencies)
	for i, p := range topics {
		agencies[homes[i]] += p
	}
}

// weigh adds the known features of one block with their values, as vocabulary.bag does in training.
func (m *Model) weigh(s *scratch, block []feature) {
	from, square := len(s.rows), float32(0)
	for _, f := range block {
		row := m.index.row(f.hash)
		if row < 0 {
			continue
		}
		idf := m.idf[row]
		s.rows = append(s.rows, row)
		s.values = append(s.values, idf)
		square += idf * idf
	}
	by := inverseRoot(square)
	for i := from; i < len(s.values); i++ {
		s.values[i] *= by
	}
}

const (
	lanes  = 0x000000ff000000ff
	widest = 1 << 24 // a lane of 32 bits holds the sum of bytes times integers that sum to this
)

// multiply computes the scores in whole numbers, two columns in each 64-bit word: as exact as the bytes are, the
// same on every processor, and several times as fast as floats, which Go works one at a time.
func (m *Model) multiply(s *scratch) {
	var total float32
	for i, row := range s.rows {
		total += s.values[i] * m.scale[row]
	}
	clear(s.sums)
	copy(s.scores, m.bias)
	if total == 0 {
		return
	}
	var whole uint64
	grain := (widest - float32(len(s.rows)) - 2) / total
	for i, row := range s.rows {
		by := uint64(s.values[i]*m.scale[row]*grain + 0.5)
		whole += by
		w := m.weights[int(row)*m.stride:][:m.stride]
		sums := s.sums[:4*len(w)]
		for k, eight := range w {
			four := sums[4*k:][:4:4]
			four[0] += eight & lanes * by
			four[1] += eight >> 8 & lanes * by
			four[2] += eight >> 16 & lanes * by
			four[3] += eight >> 24 & lanes * by
		}
	}
	middle := float64(128 * whole)
	for c := range s.scores {
		sum := uint32(s.sums[c/8*4+c%4] >> (c % 8 / 4 * 32))
		s.scores[c] += float32((float64(sum) - middle) / float64(grain))
	}
}
