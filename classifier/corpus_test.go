package classifier

import (
	"cmp"
	"context"
	"hash/fnv"
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"kanal/places"
)

// The corpus is judged as its readers would: no text twice in other words, no topic tied to a town, no label that its
// neighbours deny, no two topics that nobody can tell apart. corpus/README.md says how to add to it.

func corpus(t *testing.T) []Row {
	t.Helper()
	rows, err := Corpus()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// beginning is as much of a text as names it in a failure.
func beginning(text string) string { return firstCharacters(text, 80) }

// shingles are the hashes of every three neighbouring words of a text.
func shingles(text string) []uint64 {
	words := strings.Fields(strings.ToLower(text))
	var list []uint64
	for i := range max(1, len(words)-2) {
		h := fnv.New64a()
		for _, word := range words[i:min(i+3, len(words))] {
			h.Write([]byte(word + " "))
		}
		list = append(list, h.Sum64())
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func TestCorpusHasNoNearDuplicates(t *testing.T) {
	const alike = 0.5 // of the shingles of both
	rows := corpus(t)
	all := make([][]uint64, len(rows))
	holders := make(map[uint64][]int)
	for i, row := range rows {
		all[i] = shingles(row.Text)
		shared := make(map[int]int)
		for _, s := range all[i] {
			for _, k := range holders[s] {
				shared[k]++
			}
			holders[s] = append(holders[s], i)
		}
		for k, n := range shared {
			if float64(n) > alike*float64(len(all[i])+len(all[k])-n) && len(all[i]) > 2 {
				t.Errorf("%s: %q is nearly %s: %q", row.Source, beginning(row.Text), rows[k].Source, beginning(rows[k].Text))
			}
		}
	}
}

func TestCorpusTiesNoTopicToTown(t *testing.T) {
	const few, most = 15, 0.6 // texts that name a town; part of them that name the same one
	byTopic := make(map[string]map[string]int)
	for _, row := range corpus(t) {
		town := ""
		if p, ok := places.Best(row.Text); ok && len(p.Code) >= 5 {
			town = p.Code[:5] // kabupaten or kota
		}
		if town == "" || row.Label == "nusantara" { // which lies where it lies
			continue
		}
		if byTopic[row.Label] == nil {
			byTopic[row.Label] = make(map[string]int)
		}
		byTopic[row.Label][town]++
	}
	for topic, towns := range byTopic {
		total, top, name := 0, 0, ""
		for town, n := range towns {
			total += n
			if n > top {
				top, name = n, town
			}
		}
		if total >= few && float64(top) > most*float64(total) {
			t.Errorf("topic %s: %d of %d texts that name a place name one in %s", topic, top, total, name)
		}
	}
}

// unseenScores are the scores of the corpus by models that had not seen the row, nor others of its writer.
func unseenScores(t *testing.T) (*set, [][]float32) {
	t.Helper()
	s, err := newSet(corpus(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	opts := Options{Folds: 4, Epochs: 6}.withDefaults(s.own)
	scores := make([][]float32, s.own)
	group, ctx := errgroup.WithContext(context.Background())
	group.SetLimit(opts.Workers)
	for fold := range opts.Folds {
		group.Go(func() error { return s.fitFold(ctx, fold, scores, opts, &progress{}) })
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	return s, scores
}

func TestCorpusLabelsHold(t *testing.T) {
	const (
		denied, mayBeDenied = 0.97, 0.04 // another label this sure; part of the rows for which one may be
		taken               = 0.4        // part of two topics' rows that may be taken for each other
		templates           = 0.9        // accuracy from which a corpus is made of templates
	)
	s, scores := unseenScores(t)
	rows := corpus(t)
	temperature := s.fitTopics(scores)
	p := make([]float64, len(s.labels))
	confused := make([][]int, len(s.labels))
	count := make([]int, len(s.labels))
	for i := range confused {
		confused[i] = make([]int, len(s.labels))
	}
	var wrong []int
	right := 0
	for i, z := range scores {
		softmax(p, z, temperature)
		own, best := s.label[i], greatest(p)
		count[own]++
		confused[own][best]++
		if own == best {
			right++
		} else if p[best] > denied {
			wrong = append(wrong, i)
		}
	}
	t.Logf("%d rows, %.3f right, %d labels surely denied", len(rows), float64(right)/float64(len(rows)), len(wrong))
	if float64(len(wrong)) > mayBeDenied*float64(len(rows)) {
		for _, i := range wrong {
			t.Errorf("%s: %s? a model is sure of another: %q", rows[i].Source, rows[i].Label, beginning(rows[i].Text))
		}
	}
	if float64(right) > templates*float64(len(rows)) {
		t.Errorf("%.3f of the rows are right by cross-validation: the texts are too much alike to teach", float64(right)/float64(len(rows)))
	}
	for a := range s.labels {
		for b := range a {
			if float64(confused[a][b]) > taken*float64(count[a]) && float64(confused[b][a]) > taken*float64(count[b]) {
				t.Errorf("%s and %s cannot be told apart", s.labels[a], s.labels[b])
			}
		}
	}
}

// A topic that has less is written for first.
func TestCorpusIsLargeEnough(t *testing.T) {
	const rows, least, notReports = 12_000, 45, 800
	count := make(map[string]int)
	all := corpus(t)
	for _, row := range all {
		count[row.Label]++
	}
	if len(all) < rows || count[NotReport] < notReports {
		t.Errorf("%d texts, %d of them no reports", len(all), count[NotReport])
	}
	labels := slices.SortedFunc(maps.Keys(count), func(a, b string) int { return cmp.Compare(count[a], count[b]) })
	for _, label := range labels {
		if count[label] < least {
			t.Errorf("topic %s has %d texts", label, count[label])
		}
	}
}
