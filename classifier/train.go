package classifier

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/nlpodyssey/spago/ag"
	"golang.org/x/sync/errgroup"

	"kanal"
)

// Options of Train. The zero value means the settings the shipped model is trained with.
type Options struct {
	Folds    int                   // parts of the cross-validation that calibrates the model; 0: 5
	Epochs   int                   // passes over the rows; 0: 12
	Rate     float32               // learning rate; 0: 0.25
	Dropout  float32               // part of the features left out at each step; 0: 0.1
	Balance  float64               // rare labels weigh (mean count / count)^Balance; 0: 1
	Workers  int                   // folds trained at once; 0: 2
	Progress func(done, total int) // told after every pass over the rows, one call at a time; may be nil
}

func (o Options) withDefaults() Options {
	o.Folds = cmp.Or(o.Folds, 5)
	o.Epochs = cmp.Or(o.Epochs, 12)
	o.Rate = cmp.Or(o.Rate, 0.25)
	o.Dropout = cmp.Or(o.Dropout, 0.1)
	o.Balance = cmp.Or(o.Balance, 1)
	o.Workers = cmp.Or(o.Workers, 2)
	return o
}

// Report says what the cross-validation of a training measured: every row judged by a model that had not
// seen it, without the harm rules.
type Report struct {
	Rows           int     `json:"rows"`
	Labels         int     `json:"labels"`
	Features       int     `json:"features"`
	Accuracy       float64 `json:"accuracy"`        // of the labels
	MacroF1        float64 `json:"macro_f1"`        // of the labels
	AgencyAccuracy float64 `json:"agency_accuracy"` // of the labels' agencies
	ECE            float64 `json:"ece"`             // expected calibration error of the agencies
}

// Train makes a model of labelled texts. Labels that are kanal's topics belong to their home agencies, NotReport
// to None, and any other label is its own agency. The same rows and options make the same model on the same
// kind of processor. It fails when there are fewer than two labels or rows, and when ctx ends.
//
// It switches spaGO's graph to synchronous execution for the whole process. A failure inside spaGO's own
// goroutines cannot be caught: train in a process that may die.
func Train(ctx context.Context, rows []Row, opts Options) (*Model, Report, error) {
	ag.SetForceSyncExecution(true)
	opts = opts.withDefaults()
	s, err := newSet(rows)
	if err != nil {
		return nil, Report{}, err
	}
	bar := &progress{tell: opts.Progress, total: (opts.Folds + 2) * opts.Epochs}
	scores := make([][]float32, s.own)
	var final, kinds *head
	vocabulary := newVocabulary(s.texts)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(opts.Workers)
	group.Go(func() (err error) {
		final, kinds, err = s.fitAll(ctx, vocabulary, opts, bar)
		return err
	})
	for fold := range opts.Folds {
		group.Go(func() error { return s.fitFold(ctx, fold, scores, opts, bar) })
	}
	if err := group.Wait(); err != nil {
		return nil, Report{}, err
	}
	heat, report := s.calibrate(scores)
	report.Features = len(vocabulary.hashes)
	m := newModel(header{Labels: s.labels, Agencies: s.agencies, Kinds: s.kindNames(), Heat: heat, Threshold: Threshold,
		Source: fingerprint(rows, s, opts)}, vocabulary, final, kinds)
	return m, report, nil
}

// progress counts passes over the rows for whoever watches.
type progress struct {
	mutex       sync.Mutex
	tell        func(done, total int)
	done, total int
}

func (p *progress) step() {
	if p.tell == nil {
		return
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.done++
	p.tell(p.done, p.total)
}

// set is labelled texts made ready for training.
type set struct {
	texts    [][]counted
	labels   []string // sorted
	agencies []string // agency of each label
	label    []int    // of each text
	weight   []float32
	kind     []int // of each text, index into threeKinds, or -1
	own      int   // texts that are rows; the rest are the topic table's own words
}

// threeKinds are the kinds the second head tells apart; that a text is no report is a label of the first.
var threeKinds = []kanal.Kind{kanal.Pengaduan, kanal.Aspirasi, kanal.Informasi}

func newSet(rows []Row) (*set, error) {
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
		s.agencies = append(s.agencies, agencyOf(label, topics))
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
		s.weight = append(s.weight, cmp.Or(r.Weight, 1))
		s.kind = append(s.kind, slices.Index(threeKinds, r.Kind))
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

// fitAll fits both heads on everything.
func (s *set) fitAll(ctx context.Context, v *vocabulary, opts Options, bar *progress) (final, kinds *head, err error) {
	bags := make([]bag, len(s.texts))
	for i, text := range s.texts {
		bags[i] = v.bag(text)
	}
	final = newHead(len(v.hashes)+1, len(s.labels))
	if err := fit(ctx, final, bags, s.favoured(balanced(s.label, s.weight, len(s.labels), opts.Balance)), opts, bar.step); err != nil {
		return nil, nil, err
	}
	var with []bag
	var which []int
	var weight []float32
	for i, kind := range s.kind {
		if kind >= 0 {
			with, which, weight = append(with, bags[i]), append(which, kind), append(weight, s.weight[i])
		}
	}
	kinds = newHead(len(v.hashes)+1, len(s.kindNames()))
	if len(with) == 0 {
		return final, kinds, nil
	}
	targets := balanced(which, weight, len(threeKinds), opts.Balance/2)
	return final, kinds, fit(ctx, kinds, with, targets, opts, bar.step)
}

// fitFold trains without one fold and scores that fold's rows.
func (s *set) fitFold(ctx context.Context, fold int, scores [][]float32, opts Options, bar *progress) error {
	var texts [][]counted
	var label []int
	var weight []float32
	folds := s.folds(opts.Folds)
	for i, text := range s.texts {
		if i >= s.own || folds[i] != fold {
			texts, label, weight = append(texts, text), append(label, s.label[i]), append(weight, s.weight[i])
		}
	}
	v := newVocabulary(texts)
	bags := make([]bag, len(texts))
	for i, text := range texts {
		bags[i] = v.bag(text)
	}
	h := newHead(len(v.hashes)+1, len(s.labels))
	if err := fit(ctx, h, bags, s.favoured(balanced(label, weight, len(s.labels), opts.Balance)), opts, bar.step); err != nil {
		return err
	}
	for i := range s.own {
		if folds[i] == fold {
			scores[i] = h.scores(v.bag(s.texts[i]))
		}
	}
	return nil
}

// folds deals the rows of each label evenly to n folds; copies of a text go to the same one.
func (s *set) folds(n int) []int {
	next := make([]int, len(s.labels))
	seen := make(map[uint64]int)
	folds := make([]int, s.own)
	for i := range folds {
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

// fingerprint tells whether a model belongs to rows and code: it changes with every label and feature of the
// rows, with the topic table, the gazetteer and the settings.
func fingerprint(rows []Row, s *set, opts Options) string {
	opts.Progress, opts.Workers = nil, 0
	h := newDigest()
	fmt.Fprintf(h, "%d %v %v %v %q %q\n", formatVersion, warmth, notReportShare, opts, s.labels, s.agencies)
	for i, text := range s.texts {
		fmt.Fprintf(h, "%d %d %v", s.label[i], s.kind[i], s.weight[i])
		for _, f := range text {
			fmt.Fprintf(h, " %x:%d", f.hash, f.count)
		}
	}
	return h.short()
}

// Fingerprint returns the mark that Train leaves in a model trained on these rows with these options by this
// code; compare it with Model.Source.
func Fingerprint(rows []Row, opts Options) (string, error) {
	s, err := newSet(rows)
	if err != nil {
		return "", err
	}
	return fingerprint(rows, s, opts.withDefaults()), nil
}
