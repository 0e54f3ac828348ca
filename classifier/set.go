package classifier

import (
	"cmp"
	"errors"
	"maps"
	"math"
	"slices"
	"strings"

	"kanal"
)

// set is labelled texts made ready for training.
type set struct {
	texts    [][]counted
	labels   []string // sorted
	agencies []string // agency of each label
	label    []int    // of each text
	weight   []float32
	kind     []int // of each text, index into threeKinds, or -1
	source   []string
	words    []int // of each text, how many there are
	own      int   // texts that are rows; the rest are the topic table's own words
}

// threeKinds are the kinds the second head tells apart; that a text is no report is a label of the first.
var threeKinds = []kanal.Kind{kanal.Pengaduan, kanal.Aspirasi, kanal.Informasi}

func newSet(rows []Row, home func(label string) string) (*set, error) {
	s := &set{own: len(rows)}
	for _, r := range rows {
		s.labels = append(s.labels, r.Label)
	}
	slices.Sort(s.labels)
	s.labels = slices.Compact(s.labels)
	if len(s.labels) < 2 {
		return nil, errors.New("train: at least two different labels are needed")
	}
	topics := make(map[string]kanal.Topic)
	for _, t := range kanal.Topics() {
		topics[t.Code] = t
	}
	for _, label := range s.labels {
		agency := agencyOf(label, topics)
		if home != nil {
			agency = cmp.Or(home(label), agency)
		}
		s.agencies = append(s.agencies, agency)
		rows = append(rows[:len(rows):len(rows)], ownWords(topics[label])...)
	}
	var w words
	var f features
	for _, r := range rows {
		w.read(r.Text)
		f.find(&w)
		label, _ := slices.BinarySearch(s.labels, r.Label)
		s.texts = append(s.texts, countFeatures(&f))
		s.label = append(s.label, label)
		s.weight = append(s.weight, r.weight())
		s.kind = append(s.kind, slices.Index(threeKinds, r.Kind))
		s.source = append(s.source, r.Source)
		s.words = append(s.words, len(w.tokens))
	}
	return s, nil
}

func agencyOf(label string, topics map[string]kanal.Topic) string {
	if label == NotReport {
		return None
	}
	if t, ok := topics[label]; ok {
		return t.Agency
	}
	return label
}

// ownWords makes rows of what the table says about a topic: people who write but a word or two use the same.
// To ask for information about a matter is about that matter.
func ownWords(t kanal.Topic) []Row {
	if t.Code == "" {
		return nil
	}
	list := []Row{{Text: t.Name, Label: t.Code}, {Text: "permohonan informasi " + t.Name, Label: t.Code}}
	for part := range strings.SplitSeq(t.Scope, ",") {
		list = append(list, Row{Text: part, Label: t.Code})
	}
	return list
}

// lesson is what the topic head learns from the texts that are wanted.
func (s *set) lesson(opts Options, wanted func(i int) bool) *lesson {
	l := &lesson{classes: len(s.labels)}
	for i, text := range s.texts {
		if wanted(i) {
			t := target{label: s.label[i], weight: s.weight[i]}
			if s.labels[t.label] == NotReport {
				t.weight *= notReportShare
			}
			l.texts, l.targets = append(l.texts, text), append(l.targets, t)
		}
	}
	l.prior = priors(l.targets, l.classes, opts.Prior)
	return l
}

// notReportShare is how much more NotReport weighs than another label: it is far commoner than any one topic.
const notReportShare = 2

// priors are the logarithms of how common the labels are, times by. A loss that knows them need not teach the weights
// that a label is rare: rare labels are found as well as common ones (logit adjustment).
func priors(targets []target, labels int, by float64) []float32 {
	total, mass := 0.0, make([]float64, labels)
	for _, t := range targets {
		mass[t.label] += float64(t.weight)
		total += float64(t.weight)
	}
	prior := make([]float32, labels)
	for label, m := range mass {
		if m > 0 {
			prior[label] = float32(by * math.Log(m/total))
		}
	}
	return prior
}

// folds deals the rows to n folds: sources whole, the rows of none evenly by label, copies of a text together.
func (s *set) folds(n int) []int {
	bySource := s.dealSources(n)
	next := make([]int, len(s.labels))
	seen := make(map[uint64]int)
	folds := make([]int, s.own)
	for i := range folds {
		if s.source[i] != "" {
			folds[i] = bySource[s.source[i]]
			continue
		}
		h := charSeed
		for _, f := range s.texts[i] {
			h = (h ^ uint64(f.hash)) * 0x9e3779b97f4a7c15
		}
		fold, ok := seen[h]
		if !ok {
			fold = (next[s.label[i]] + s.label[i]) % n
			next[s.label[i]]++
			seen[h] = fold
		}
		folds[i] = fold
	}
	return folds
}

// dealSources gives each source a fold, the largest first to the fold that has least.
func (s *set) dealSources(n int) map[string]int {
	size := make(map[string]int)
	for _, source := range s.source[:s.own] {
		if source != "" {
			size[source]++
		}
	}
	sources := slices.SortedFunc(maps.Keys(size), func(a, b string) int {
		return cmp.Or(cmp.Compare(size[b], size[a]), cmp.Compare(a, b))
	})
	folds, filled := make(map[string]int, len(size)), make([]int, n)
	for _, source := range sources {
		least := 0
		for k, rows := range filled {
			if rows < filled[least] {
				least = k
			}
		}
		folds[source] = least
		filled[least] += size[source]
	}
	return folds
}

func (s *set) kindNames() []string {
	var names []string
	for _, k := range threeKinds {
		names = append(names, string(k))
	}
	return names
}
