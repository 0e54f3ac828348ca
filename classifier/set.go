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
	own      int // texts that are rows; the rest are the topic table's own words
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
	var label []int
	var weight []float32
	for i, text := range s.texts {
		if wanted(i) {
			l.texts, label, weight = append(l.texts, text), append(label, s.label[i]), append(weight, s.weight[i])
		}
	}
	l.targets = s.favoured(balanced(label, weight, l.classes, opts.Balance))
	return l
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

// balanced gives every text its weight: its own, times more for labels that are rare.
func balanced(label []int, weight []float32, labels int, balance float64) []target {
	total, count := 0.0, make([]float64, labels)
	for i, l := range label {
		count[l] += float64(weight[i])
		total += float64(weight[i])
	}
	targets := make([]target, len(label))
	for i, l := range label {
		by := math.Pow(total/float64(labels)/count[l], balance)
		targets[i] = target{label: l, weight: weight[i] * float32(by)}
	}
	return targets
}

// notReportShare is how much more NotReport weighs than another label: it is far commoner than any one topic.
const notReportShare = 2

// favoured makes the targets labelled NotReport weigh more.
func (s *set) favoured(targets []target) []target {
	if label, ok := slices.BinarySearch(s.labels, NotReport); ok {
		for i := range targets {
			if targets[i].label == label {
				targets[i].weight *= notReportShare
			}
		}
	}
	return targets
}

func (s *set) kindNames() []string {
	var names []string
	for _, k := range threeKinds {
		names = append(names, string(k))
	}
	return names
}
