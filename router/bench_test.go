//go:build unix

package router

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"kanal"
	"kanal/classifier"
	"kanal/storage"
	"kanal/storage/storagetest"
)

// benchWords are SMS as they come.
var benchWords = []string{
	"pak jln poros L3 tgrong sbrg rsk parah truk amblas",
	"lampu jalan di gang kami di Samarinda mati sudah dua minggu",
	"Selamat siang, kami warga Loa Kulu mau melaporkan jembatan gantung yang putus sejak banjir kemarin, anak sekolah memutar jauh",
	"ada pungli uang seragam di sma anak saya",
	"sampah menumpuk di depan pasar tidak diangkut",
	"gaji dan lembur kami belum dibayar perusahaan tiga bulan",
}

// BenchmarkReceive takes in SMS from new senders, 32 at once: classified, routed, filed, stored, answers queued.
func BenchmarkReceive(b *testing.B) {
	storagetest.EachBench(b, func(b *testing.B, s *storage.Store) {
		r := benchRouter(b, s)
		var next atomic.Int64
		var all sync.WaitGroup
		before := cpu(b)
		b.ReportAllocs()
		b.ResetTimer()
		for range 32 {
			all.Go(func() {
				for n := next.Add(1); n <= int64(b.N); n = next.Add(1) {
					chat := fmt.Sprintf("+62812%08d", n)
					m := kanal.Incoming{Account: "sms:kannel", Conversation: chat, Sender: chat, ID: fmt.Sprint(n), Text: benchWords[int(n)%len(benchWords)]}
					if err := r.Receive(b.Context(), m); err != nil {
						b.Error(err)
					}
				}
			})
		}
		all.Wait()
		b.StopTimer()
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "msg/s")
		b.ReportMetric((cpu(b)-before).Seconds()*1000/float64(b.N), "cpu-s/1000")
	})
}

// BenchmarkWake measures from the call that queues a message to the Send that carries it, with no backlog.
func BenchmarkWake(b *testing.B) {
	storagetest.EachBench(b, func(b *testing.B, s *storage.Store) {
		sent := make(chan struct{}, 1)
		bot := &phoneBot{account: "terminal", answer: func(kanal.Outgoing) error { sent <- struct{}{}; return nil }}
		r := benchRouter(b, s)
		r.bots = append(r.bots, bot)
		ctx, cancel := context.WithCancel(b.Context())
		var running sync.WaitGroup
		running.Go(func() { r.Run(ctx) })
		var took []time.Duration
		for n := 0; b.Loop(); n++ {
			chat := fmt.Sprint("chat-", n)
			start := time.Now()
			if err := r.Receive(ctx, kanal.Incoming{Account: "terminal", Conversation: chat, Sender: chat, ID: "1", Text: benchWords[0]}); err != nil {
				b.Fatal(err)
			}
			<-sent
			took = append(took, time.Since(start))
		}
		cancel()
		running.Wait()
		slices.Sort(took)
		b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
		b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	})
}

func benchRouter(b *testing.B, s *storage.Store) *Router {
	b.Helper()
	model, err := classifier.Shipped()
	if err != nil {
		b.Fatal(err)
	}
	r, err := New(b.Context(), Options{Store: s, Model: model, PublicURL: "http://kanal.test"})
	if err != nil {
		b.Fatal(err)
	}
	return r
}

// cpu is the time that this process has worked.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
