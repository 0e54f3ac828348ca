package classifier

// scratch is what scoring one text needs; it is pooled, its size follows the text's and never the model's rows.
type scratch struct {
	words     words
	features  features
	rows      []int32
	values    []float32
	recent    [1 << 10]int32 // of some rows: where in rows they are
	times     []times
	sums      []uint64  // two columns each
	scores    []float32 // by column
	topics    []float64 // probability by label, as soft as sums want it
	agencies  []float64 // by agency
	notReport float64   // probability that it is no report
	found     []finding
}

// times is a row of the table, as the place of its first word, and what its bytes are multiplied by.
type times struct {
	at int
	by uint64
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
		square += idf * idf
		seen := &s.recent[row%int32(len(s.recent))]
		if k := int(*seen); k < len(s.rows) && s.rows[k] == row {
			s.values[k] += idf // a repeat costs one addition instead of a row; one that is missed costs a row
			continue
		}
		*seen = int32(len(s.rows))
		s.rows = append(s.rows, row)
		s.values = append(s.values, idf)
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
	copy(s.scores, m.bias)
	if total == 0 {
		return
	}
	grain := (widest - float32(len(s.rows)) - 2) / total
	var whole uint64
	s.times = s.times[:0]
	for i, row := range s.rows {
		by := uint64(s.values[i]*m.scale[row]*grain + 0.5)
		whole += by
		s.times = append(s.times, times{at: int(row) * m.stride, by: by})
	}
	m.columnSums(s)
	middle := float64(128 * whole)
	for c := range s.scores {
		sum := uint32(s.sums[c/8*4+c%4] >> (c % 8 / 4 * 32))
		s.scores[c] += float32((float64(sum) - middle) / float64(grain))
	}
}

// columnSums adds up the rows' bytes times their numbers, sixteen columns at a time: that many sums stay in
// registers. The stride is even.
func (m *Model) columnSums(s *scratch) {
	for k := 0; k < m.stride; k += 2 {
		var a, b, c, d, e, f, g, h uint64
		weights := m.weights[k:]
		for _, t := range s.times {
			two := weights[t.at : t.at+2 : t.at+2]
			eight, next := two[0], two[1]
			a += eight & lanes * t.by
			b += eight >> 8 & lanes * t.by
			c += eight >> 16 & lanes * t.by
			d += eight >> 24 & lanes * t.by
			e += next & lanes * t.by
			f += next >> 8 & lanes * t.by
			g += next >> 16 & lanes * t.by
			h += next >> 24 & lanes * t.by
		}
		copy(s.sums[4*k:], []uint64{a, b, c, d, e, f, g, h})
	}
}
