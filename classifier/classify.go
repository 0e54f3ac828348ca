package classifier

import (
	"slices"

	"kanal"
)

// Classify says what a text is about and which of its words say so. A text without a single word is no
// report, with confidence 0. It never fails.
func (m *Model) Classify(text string) kanal.Prediction {
	s := m.pool.Get().(*scratch)
	defer m.pool.Put(s)
	p := m.predict(text, s)
	p.Because = m.because(s, p)
	return p
}

// ClassifyFast is Classify without Because, in half the time: for the road every message takes.
func (m *Model) ClassifyFast(text string) kanal.Prediction {
	s := m.pool.Get().(*scratch)
	defer m.pool.Put(s)
	return m.predict(text, s)
}

// predict leaves in s what it was drawn from.
func (m *Model) predict(text string, s *scratch) kanal.Prediction {
	m.score(text, s)
	s.found = findRules(s.found[:0], &s.words)
	topic := m.choose(s)
	topics := knownTopics()
	p := kanal.Prediction{Model: m.version, Flags: []string{}, Because: []kanal.WordWeight{}, Protection: kanal.Open,
		Agencies: m.likeliestAgencies(s)}
	for _, f := range s.found {
		r := &rules[f.rule]
		p.Protection = p.Protection.Raise(r.protection)
		for _, flag := range r.flags {
			if !p.Has(flag) {
				p.Flags = append(p.Flags, flag)
			}
		}
	}
	if topic < 0 {
		p.Kind = kanal.BukanLaporan
		if len(s.words.tokens) > 0 {
			p.Confidence = s.notReport
		}
		return p
	}
	p.Kind, p.Topic = m.kind(s), m.header.Labels[topic]
	p.Agency, p.Confidence = m.header.Agencies[topic], s.agencies[m.homes[topic]]
	p.Protection = p.Protection.Raise(topics[p.Topic].Protection)
	return p
}

// choose returns the label a text gets, or -1 for no report. A rule that names a topic puts its agency first.
func (m *Model) choose(s *scratch) int {
	best, sure := m.ruled(s)
	if best >= 0 {
		m.favour(s, m.homes[best], sure)
		return best
	}
	if s.notReport >= m.header.NotReport.from(len(s.words.tokens)) || len(s.words.tokens) == 0 {
		return -1
	}
	home := -1
	for i, p := range s.agencies {
		if i != m.none && (home < 0 || p > s.agencies[home]) {
			home = i
		}
	}
	return m.bestOf(s, func(label int) bool { return m.homes[label] == home })
}

// bestOf returns the likeliest label among those wanted, or -1.
func (m *Model) bestOf(s *scratch, wanted func(label int) bool) int {
	best := -1
	for i, p := range s.topics {
		if wanted(i) && (best < 0 || p > s.topics[best]) {
			best = i
		}
	}
	return best
}

// ruled returns the label that the rules found decide, or -1, and how sure that is.
func (m *Model) ruled(s *scratch) (label int, sure float64) {
	topics := knownTopics()
	for _, f := range s.found {
		r := &rules[f.rule]
		name, near := r.topic, r.nearTopic != "" && s.words.hasWord(r.near)
		if near {
			name = r.nearTopic
		}
		label, known := slices.BinarySearch(m.header.Labels, name)
		if !known || s.words.hasWord(r.unless) {
			continue
		}
		sealed := m.bestOf(s, func(i int) bool { return topics[m.header.Labels[i]].Protection.Sealed() })
		if !near && sealed >= 0 && s.topics[sealed] >= r.yields {
			label = sealed
		}
		return label, r.sure
	}
	return -1, 0
}

// favour raises an agency to at least a probability, at the cost of the others in proportion.
func (m *Model) favour(s *scratch, agency int, sure float64) {
	was := s.agencies[agency]
	if was >= sure {
		return
	}
	for i := range s.agencies {
		s.agencies[i] *= (1 - sure) / (1 - was)
	}
	s.agencies[agency] = sure
}

func (m *Model) kind(s *scratch) kanal.Kind {
	scores := s.scores[len(m.header.Labels):]
	if len(scores) == 0 {
		return kanal.Pengaduan
	}
	return kanal.Kind(m.header.Kinds[greatest(scores)])
}

// likeliestAgencies lists the three agencies a report most likely belongs to; it is called after choose.
func (m *Model) likeliestAgencies(s *scratch) []kanal.AgencyChance {
	list := make([]kanal.AgencyChance, 0, 3)
	for _, i := range likeliest(s.agencies, 4) {
		if i != m.none && len(list) < 3 {
			list = append(list, kanal.AgencyChance{Agency: m.agency[i], Confidence: s.agencies[i]})
		}
	}
	return list
}

// likeliest returns the places of the n greatest probabilities, greatest first.
func likeliest(p []float64, n int) []int {
	best := make([]int, 0, n+1)
	for i := range p {
		k := len(best)
		for k > 0 && p[best[k-1]] < p[i] {
			k--
		}
		if k < n {
			best = slices.Insert(best, k, i)[:min(len(best)+1, n)]
		}
	}
	return best
}
