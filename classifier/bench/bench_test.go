// Package bench measures the classifier: see README.md here.
package bench

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kanal/classifier"
)

// textsFrom names a JSONL file with texts to classify instead of the corpus.
const textsFrom = "KANAL_BENCH_TEXTS"

func texts(b *testing.B) []string {
	b.Helper()
	files := []string{os.Getenv(textsFrom)}
	if files[0] == "" {
		files, _ = filepath.Glob("../corpus/*.jsonl")
	}
	var list []string
	for _, name := range files {
		file, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		lines := bufio.NewScanner(bytes.NewReader(file))
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			var row struct{ Text string }
			if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
				b.Fatal(err)
			}
			list = append(list, row.Text)
		}
	}
	return list
}

func shipped(b *testing.B) *classifier.Model {
	b.Helper()
	m, err := classifier.Shipped()
	if err != nil {
		b.Fatal(err)
	}
	return m
}

// BenchmarkOne is one message at a time, without because, with the median and the 99th percentile.
func BenchmarkOne(b *testing.B) { one(b, false) }

// BenchmarkOneOfSixty is BenchmarkOne with a model of 60 topics, the commonest of the corpus, instead of all.
func BenchmarkOneOfSixty(b *testing.B) {
	rows, err := classifier.Corpus()
	if err != nil {
		b.Fatal(err)
	}
	count := make(map[string]int)
	for _, row := range rows {
		count[row.Label]++
	}
	common := slices.SortedFunc(maps.Keys(count), func(x, y string) int { return cmp.Or(count[y]-count[x], cmp.Compare(x, y)) })[:60]
	rows = slices.DeleteFunc(rows, func(row classifier.Row) bool { return !slices.Contains(common, row.Label) })
	m, _, err := classifier.Train(b.Context(), rows, classifier.Options{Folds: 2, Epochs: 4})
	if err != nil {
		b.Fatal(err)
	}
	measure(b, m, false)
}

// BenchmarkOneWithBecause explains each message as well.
func BenchmarkOneWithBecause(b *testing.B) { one(b, true) }

func one(b *testing.B, because bool) { measure(b, shipped(b), because) }

func measure(b *testing.B, m *classifier.Model, because bool) {
	list := texts(b)
	took := make([]time.Duration, 0, 1<<20)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		text := list[i%len(list)]
		at := time.Now()
		if because {
			m.Classify(text)
		} else {
			m.ClassifyFast(text)
		}
		took = append(took, time.Since(at))
		i++
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Nanoseconds())/1000, "µs-median")
	b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds())/1000, "µs-p99")
}

// BenchmarkTwoCores is how many messages two goroutines classify in a second.
func BenchmarkTwoCores(b *testing.B) {
	m, list := shipped(b), texts(b)
	var next atomic.Int64
	at := time.Now()
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() {
			for {
				i := int(next.Add(1))
				if i > b.N {
					return
				}
				m.ClassifyFast(list[i%len(list)])
			}
		})
	}
	group.Wait()
	b.ReportMetric(float64(b.N)/time.Since(at).Seconds(), "messages/s")
}

// BenchmarkLoad is what a start of the program spends on the shipped model.
func BenchmarkLoad(b *testing.B) {
	file := shipped(b).Bytes()
	for b.Loop() {
		if _, err := classifier.Load(file); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkTrain trains on 50,000 distinct texts of 60 labels, folds included.
func BenchmarkTrain(b *testing.B) {
	const rows, labels = 50_000, 60
	data := invented(texts(b), rows, labels)
	for b.Loop() {
		at := time.Now()
		_, report, err := classifier.Train(context.Background(), data, classifier.Options{})
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(at).Seconds(), "s-with-folds")
		b.ReportMetric(float64(report.Features), "features")
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	b.ReportMetric(float64(memory.Sys)/(1<<20), "MB")
}

// BenchmarkTrainFinal is the final fit alone: one fold of validation is the least Train does, and half its work.
func BenchmarkTrainFinal(b *testing.B) {
	data := invented(texts(b), 50_000, 60)
	for b.Loop() {
		at := time.Now()
		if _, _, err := classifier.Train(context.Background(), data, classifier.Options{Folds: 2, Workers: 1}); err != nil {
			b.Fatal(err)
		}
		// Two halves and the whole.
		b.ReportMetric(time.Since(at).Seconds()/2, "s-final")
	}
}

// invented makes distinct texts by joining halves of texts; each half leans to a label of its own.
func invented(texts []string, rows, labels int) []classifier.Row {
	rng := rand.New(rand.NewPCG(7, 7))
	list := make([]classifier.Row, rows)
	for i := range list {
		a, c := rng.IntN(len(texts)), rng.IntN(len(texts))
		list[i] = classifier.Row{Text: fmt.Sprintf("%s %s", half(texts[a]), half(texts[c])), Label: fmt.Sprintf("label%02d", a%labels)}
	}
	return list
}

func half(text string) string {
	runes := []rune(text)
	return string(runes[:(len(runes)+1)/2])
}
