package router

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"kanal"
	"kanal/classifier"
	"kanal/storage"
	"kanal/storage/storagetest"
)

// BenchmarkSwap receives a message each 5 ms while another model comes into use four times a second, through the
// database as in a running server, and prints how long classifying took with and without, the slowest whole
// intake of a message, and how many messages were lost.
func BenchmarkSwap(b *testing.B) {
	storagetest.EachBench(b, func(b *testing.B, s *storage.Store) {
		for _, swaps := range []bool{false, true} {
			b.Run(fmt.Sprintf("swaps=%t", swaps), func(b *testing.B) { swap(b, s, swaps) })
		}
	})
}

func swap(b *testing.B, s *storage.Store, swaps bool) {
	r := benchRouter(b, s)
	ctx, cancel := context.WithCancel(b.Context())
	var running sync.WaitGroup
	defer running.Wait()
	defer cancel()
	if swaps {
		versions := twoModels(b, s)
		running.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				if err := s.ActivateModel(ctx, versions[i%2]); err != nil && ctx.Err() == nil {
					b.Error(err)
				}
				if err := r.watchModel(ctx); err != nil && ctx.Err() == nil {
					b.Error(err)
				}
				sleep(ctx, 250*time.Millisecond)
			}
		})
	}
	var classified, received []time.Duration
	lost := 0
	for i := range b.N {
		at := time.Now()
		r.model.Load().ClassifyFast(benchWords[i%len(benchWords)])
		classified = append(classified, time.Since(at))
		chat := fmt.Sprintf("+62813%t%08d", swaps, i)
		m := kanal.Incoming{Account: "sms:kannel", Conversation: chat, Sender: chat, ID: fmt.Sprint(i), Text: benchWords[i%len(benchWords)]}
		at = time.Now()
		if err := r.Receive(b.Context(), m); err != nil {
			lost++
		}
		received = append(received, time.Since(at))
		sleep(b.Context(), 5*time.Millisecond)
	}
	report := func(list []time.Duration, name string) {
		slices.Sort(list)
		b.ReportMetric(float64(list[len(list)*99/100].Microseconds())/1000, "ms-p99-"+name)
	}
	report(classified, "classify")
	report(received, "receive")
	b.ReportMetric(float64(lost), "lost")
}

// twoModels stores two models to swap between.
func twoModels(b *testing.B, s *storage.Store) (versions [2]string) {
	b.Helper()
	rows, err := classifier.Corpus()
	if err != nil {
		b.Fatal(err)
	}
	for i := range versions {
		m, _, err := classifier.Train(b.Context(), rows, classifier.Options{Folds: 2, Epochs: 1 + i})
		if err != nil {
			b.Fatal(err)
		}
		versions[i] = m.Version()
		if err := s.SaveModel(b.Context(), &storage.Model{Version: m.Version(), Data: m.Bytes(), Metrics: "{}", MadeAt: monday}); err != nil {
			b.Fatal(err)
		}
	}
	return versions
}
