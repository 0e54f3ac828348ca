package classifier

import (
	"cmp"
	"context"
	"fmt"
	"sync"

	"github.com/nlpodyssey/spago/ag"
	"golang.org/x/sync/errgroup"
)

// Options of Train. The zero value means the settings the shipped model is trained with.
type Options struct {
	Folds    int                       // parts of the cross-validation that calibrates the model; 0: 5
	Epochs   int                       // passes over the rows; 0: 12, fewer where there are many rows
	Rate     float32                   // learning rate; 0: 0.25
	Dropout  float32                   // part of the features left out at each step; 0: 0.1
	Prior    float64                   // how far scores leave aside that a label is rare, 0 to 1; 0: 0.75
	Workers  int                       // folds trained at once; 0: 2
	Home     func(label string) string // agency of a label, "" leaves it; nil: as kanal's table of topics says
	Progress func(done, total int)     // told after every pass over the rows, one call at a time; may be nil
}

const (
	mostEpochs, leastEpochs = 12, 6
	enoughRows              = 20_000 // from which on fewer passes learn as much
)

func (o Options) withDefaults(rows int) Options {
	o.Folds = cmp.Or(o.Folds, 5)
	o.Epochs = cmp.Or(o.Epochs, min(mostEpochs, max(leastEpochs, mostEpochs*enoughRows/max(rows, 1))))
	o.Rate = cmp.Or(o.Rate, 0.25)
	o.Dropout = cmp.Or(o.Dropout, 0.1)
	o.Prior = cmp.Or(o.Prior, 0.75)
	o.Workers = cmp.Or(o.Workers, 2)
	return o
}

// Report says what the cross-validation of a training measured: every row judged by a model that had not
// seen it, without the harm rules.
type Report struct {
	Rows           int      `json:"rows"`
	Labels         int      `json:"labels"`
	Features       int      `json:"features"`
	Accuracy       float64  `json:"accuracy"`        // of the labels
	MacroF1        float64  `json:"macro_f1"`        // of the labels
	AgencyAccuracy float64  `json:"agency_accuracy"` // of the labels' agencies
	ECE            float64  `json:"ece"`             // expected calibration error of the agencies
	Unseen         []string `json:"-"`               // the agency each row got from the model that had not seen it
}

// Study is what a training made and what its cross-validation says of it.
type Study struct {
	*Model
	Report
}

// Train makes a model of labelled texts. Labels that are kanal's topics belong to their home agencies, NotReport
// to None, and any other label is its own agency. The same rows and options make the same model on the same
// kind of processor. It fails when there are fewer than two labels or rows, and when ctx ends.
//
// It switches spaGO's graph to synchronous execution for the whole process. A failure inside spaGO's own
// goroutines cannot be caught: train in a process that may die.
func Train(ctx context.Context, rows []Row, opts Options) (*Model, Report, error) {
	ag.SetForceSyncExecution(true)
	opts = opts.withDefaults(len(rows))
	s, err := newSet(rows, opts.Home)
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
	m := newModel(header{Labels: s.labels, Agencies: s.agencies, Kinds: s.kindNames(), Heat: heat, NotReport: s.cutoffs(scores, heat.Topic), Threshold: Threshold,
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

// fitAll fits both heads on everything.
func (s *set) fitAll(ctx context.Context, v *vocabulary, opts Options, bar *progress) (topics, kinds *head, err error) {
	topics, err = s.lesson(opts, func(int) bool { return true }).fit(ctx, v, opts, bar.step)
	if err != nil {
		return nil, nil, err
	}
	l := &lesson{classes: len(threeKinds)}
	for i, kind := range s.kind {
		if kind >= 0 {
			l.texts, l.targets = append(l.texts, s.texts[i]), append(l.targets, target{label: kind, weight: s.weight[i]})
		}
	}
	l.prior = priors(l.targets, l.classes, opts.Prior)
	kinds, err = l.fit(ctx, v, opts, bar.step)
	return topics, kinds, err
}

// fitFold trains without one fold and scores that fold's rows.
func (s *set) fitFold(ctx context.Context, fold int, scores [][]float32, opts Options, bar *progress) error {
	folds := s.folds(opts.Folds)
	l := s.lesson(opts, func(i int) bool { return i >= s.own || folds[i] != fold })
	v := newVocabulary(l.texts)
	h, err := l.fit(ctx, v, opts, bar.step)
	if err != nil {
		return err
	}
	for i := range s.own {
		if folds[i] == fold {
			scores[i] = h.scores(v.bag(s.texts[i]))
		}
	}
	return nil
}

// fingerprint tells whether a model belongs to rows and code: it changes with every label and feature of the
// rows, with the topic table, the gazetteer and the settings.
func fingerprint(rows []Row, s *set, opts Options) string {
	opts.Progress, opts.Home, opts.Workers = nil, nil, 0
	h := newDigest()
	fmt.Fprintf(h, "%d %v %v %v %q %q\n", formatVersion, warmth, notReportShare, opts, s.labels, s.agencies)
	for i, text := range s.texts {
		fmt.Fprintf(h, "%d %d %v %s", s.label[i], s.kind[i], s.weight[i], s.source[i])
		for _, f := range text {
			fmt.Fprintf(h, " %x:%d", f.hash, f.count)
		}
	}
	return h.short()
}

// Fingerprint returns the mark that Train leaves in a model trained on these rows with these options by this
// code; compare it with Model.Source.
func Fingerprint(rows []Row, opts Options) (string, error) {
	s, err := newSet(rows, opts.Home)
	if err != nil {
		return "", err
	}
	return fingerprint(rows, s, opts.withDefaults(len(rows))), nil
}
