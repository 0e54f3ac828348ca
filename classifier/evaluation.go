package classifier

import (
	"maps"
	"math"
	"slices"

	"kanal"
)

// Evaluation is how well a model does on labelled rows.
type Evaluation struct {
	N         int                       `json:"n"`
	Accuracy  float64                   `json:"accuracy"`  // the first guess counts as right
	Top3      float64                   `json:"top3"`      // one of the first three does
	MacroF1   float64                   `json:"macro_f1"`  // mean over the labels of the rows
	ECE       float64                   `json:"ece"`       // expected calibration error, ten bins
	Coverage  []Coverage                `json:"coverage"`  // by threshold
	Confusion map[string]map[string]int `json:"confusion"` // rows by label and by what they were taken for
}

// Coverage is what a threshold of confidence does.
type Coverage struct {
	Threshold float64 `json:"threshold"`
	Coverage  float64 `json:"coverage"` // part of the rows at or above it
	Accuracy  float64 `json:"accuracy"` // of those; 0 where there are none
}

// thresholds at which coverage is reported.
var thresholds = [...]float64{0.5, 0.6, 0.7, 0.8, 0.9}

// Evaluate classifies rows and compares with their labels; a label in a row's Accept counts as right too. Labels
// are topics or agencies, whichever the model knows more of; a label it does not know is never right.
func Evaluate(m *Model, rows []Row) Evaluation {
	byAgency := m.judgedByAgency(rows)
	t := newTally()
	s := m.pool.Get().(*scratch)
	defer m.pool.Put(s)
	for _, row := range rows {
		p := m.predict(row.Text, s)
		first, guesses := p.Agency, make([]string, 0, 3)
		if byAgency {
			for _, a := range p.Agencies {
				guesses = append(guesses, a.Agency)
			}
			if first == "" {
				first = None
			}
		} else {
			first, guesses = p.Topic, m.topTopics(s, p.Topic)
			if p.Kind == kanal.BukanLaporan {
				first = NotReport
			}
		}
		if !slices.Contains(guesses, first) {
			guesses = append([]string{first}, guesses[:min(2, len(guesses))]...)
		}
		t.judge(row, guesses, first, p.Confidence)
	}
	return t.result()
}

func (m *Model) judgedByAgency(rows []Row) bool {
	topics, agencies := 0, 0
	for _, row := range rows {
		if slices.Contains(m.header.Labels, row.Label) {
			topics++
		}
		if slices.Contains(m.agency, row.Label) {
			agencies++
		}
	}
	return agencies >= topics
}

// topTopics lists the three likeliest topics of the text just scored, the chosen one first.
func (m *Model) topTopics(s *scratch, chosen string) []string {
	list := []string{chosen}
	if chosen == "" {
		list[0] = NotReport
	}
	for _, i := range likeliest(s.topics, 4) {
		if name := m.header.Labels[i]; name != list[0] && len(list) < 3 {
			list = append(list, name)
		}
	}
	return list
}

// tally counts judgements.
type tally struct {
	n, right, inThree int
	bins              [10]struct{ confidence, right, n float64 }
	kept, keptRight   [len(thresholds)]int
	confusion         map[string]map[string]int
}

func newTally() *tally { return &tally{confusion: make(map[string]map[string]int)} }

// judge counts one row. In the confusion, what counts as right stands as the row's own label.
func (t *tally) judge(row Row, guesses []string, first string, confidence float64) {
	right := func(guess string) bool { return guess == row.Label || slices.Contains(row.Accept, guess) }
	if right(first) {
		first = row.Label
	}
	t.add(row.Label, first, slices.ContainsFunc(guesses, right), confidence)
}

func (t *tally) add(label, guess string, inThree bool, confidence float64) {
	right := label == guess
	t.n++
	bin := &t.bins[min(int(confidence*10), 9)]
	bin.n++
	bin.confidence += confidence
	if right {
		t.right++
		bin.right++
	}
	if inThree {
		t.inThree++
	}
	for i, threshold := range thresholds {
		if confidence >= threshold {
			t.kept[i]++
			if right {
				t.keptRight[i]++
			}
		}
	}
	if t.confusion[label] == nil {
		t.confusion[label] = make(map[string]int)
	}
	t.confusion[label][guess]++
}

func (t *tally) result() Evaluation {
	e := Evaluation{N: t.n, Confusion: t.confusion, Coverage: []Coverage{}}
	n := float64(max(t.n, 1))
	e.Accuracy, e.Top3 = float64(t.right)/n, float64(t.inThree)/n
	for _, b := range t.bins {
		e.ECE += math.Abs(b.confidence-b.right) / n
	}
	for i, threshold := range thresholds {
		c := Coverage{Threshold: threshold, Coverage: float64(t.kept[i]) / n}
		if t.kept[i] > 0 {
			c.Accuracy = float64(t.keptRight[i]) / float64(t.kept[i])
		}
		e.Coverage = append(e.Coverage, c)
	}
	taken := make(map[string]int)
	for _, guesses := range t.confusion {
		for guess, k := range guesses {
			taken[guess] += k
		}
	}
	for _, label := range slices.Sorted(maps.Keys(t.confusion)) {
		guesses := t.confusion[label]
		own, all := guesses[label], 0
		for _, k := range guesses {
			all += k
		}
		e.MacroF1 += 2 * float64(own) / float64(all+taken[label]) / float64(len(t.confusion))
	}
	return e
}
