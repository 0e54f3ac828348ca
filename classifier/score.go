package classifier

// scratch is what scoring one text needs; it is pooled, its size follows the text's and never the model's rows.
type scratch struct {
	words     words
	features  features
	rows      []int32
	values    []float32
	scales    []float32      // of the rows
	recent    [1 << 10]int32 // of some rows: where in rows they are
	times     []times
	sums      []uint64  // two columns each
	scores    []float32 // by column
	topics    []float64 // probability by label, as soft as sums want it
	agencies  []float64 // by agency
	notReport float64   // probability that it is no report
	found     []finding
}

func (m *Model) newScratch() *scratch {
	return &scratch{sums: make([]uint64, m.table.stride*4), scores: make([]float32, m.columns()),
		topics: make([]float64, len(m.header.Labels)), agencies: make([]float64, len(m.agency))}
}

// score reads a text and fills in everything up to the agencies' probabilities.
func (m *Model) score(text string, s *scratch) {
	s.words.read(text)
	s.features.find(&s.words)
	s.rows, s.values, s.scales = s.rows[:0], s.values[:0], s.scales[:0]
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
	m.header.Heat.Agency.believe(s.agencies, m.none)
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
		idf, scale := m.table.head(row)
		square += idf * idf
		seen := &s.recent[row%int32(len(s.recent))]
		if k := int(*seen); k < len(s.rows) && s.rows[k] == row {
			s.values[k] += idf // a repeat costs one addition instead of a row; one that is missed costs a row
			continue
		}
		*seen = int32(len(s.rows))
		s.rows = append(s.rows, row)
		s.values = append(s.values, idf)
		s.scales = append(s.scales, scale)
	}
	by := inverseRoot(square)
	for i := from; i < len(s.values); i++ {
		s.values[i] *= by
	}
}

// multiply computes the scores.
func (m *Model) multiply(s *scratch) {
	copy(s.scores, m.bias)
	var total float32
	for i, scale := range s.scales {
		total += s.values[i] * scale
	}
	if total == 0 {
		return
	}
	grain := (widest - float32(len(s.rows)) - 2) / total
	var whole uint64
	s.times = s.times[:0]
	for i, row := range s.rows {
		by := uint64(s.values[i]*s.scales[i]*grain + 0.5)
		whole += by
		s.times = append(s.times, times{at: int(row) * m.table.stride, by: by})
	}
	m.table.addUp(s.sums, s.times)
	middle := float64(128 * whole)
	for c := range s.scores {
		s.scores[c] += float32((float64(sumOf(s.sums, c)) - middle) / float64(grain))
	}
}
