package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kanal/storage/storagetest"
)

const (
	benchSenders     = 100_000
	benchConnections = 32
)

// BenchmarkIntakeOverHTTP sends SMS of 100,000 people through Kannel's hook over 32 connections to the real
// program: classified, routed, stored with synchronous commits, answer and assignment queued. It prints messages
// a second and the program's CPU-seconds for 1,000 messages. Run it alone: go test -run '^$' -bench IntakeOverHTTP
// -benchtime 1x ./cmd/kanal
func BenchmarkIntakeOverHTTP(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { benchIntake(b, storagetest.SQLite(b)) })
	b.Run("postgres", func(b *testing.B) { benchIntake(b, storagetest.PostgresDurable(b)) })
}

func benchIntake(b *testing.B, databaseURL string) {
	smsbox := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusAccepted)
		io.WriteString(w, "0: Accepted for delivery")
	}))
	defer smsbox.Close()
	texts := []string{"jln poros rsk parah lubang smua rt %d", "lampu jalan mati di gang %d sdh sebulan", "gaji kami blm dibayar 2 bln pabrik no %d",
		"sampah menumpuk di tps %d bau sekali", "air pdam keruh di blok %d", "obat puskesmas kosong trs pasien ke %d"}
	for b.Loop() {
		i := newInstall(b, databaseURL)
		i.env["KANAL_KANNEL_SEND_URL"], i.env["KANAL_KANNEL_SECRET"] = smsbox.URL, "hooksecret"
		i.start()
		client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: benchConnections}, Timeout: time.Minute}
		var next, refused atomic.Int64
		var slowest atomic.Int64
		var senders sync.WaitGroup
		before := cpuSeconds(b, i.running.Process.Pid)
		started := time.Now()
		for range benchConnections {
			senders.Go(func() {
				for n := next.Add(1); n <= benchSenders; n = next.Add(1) {
					sent := time.Now()
					if !hook(client, i.url(), n, fmt.Sprintf(texts[int(n)%len(texts)], n)) {
						refused.Add(1)
					}
					if took := int64(time.Since(sent)); took > slowest.Load() {
						slowest.Store(took)
					}
				}
			})
		}
		senders.Wait()
		took := time.Since(started)
		spent := cpuSeconds(b, i.running.Process.Pid) - before
		i.stop()
		b.ReportMetric(benchSenders/took.Seconds(), "msg/s")
		b.ReportMetric(spent/benchSenders*1000, "cpu-s/1000")
		b.ReportMetric(float64(refused.Load()), "refused")
		b.ReportMetric(float64(slowest.Load())/1e6, "slowest-ms")
	}
}

func hook(client *http.Client, base string, n int64, text string) bool {
	query := url.Values{"secret": {"hooksecret"}, "from": {fmt.Sprintf("+62812%08d", n)}, "to": {"1708"}, "text": {text},
		"id": {fmt.Sprintf("id-%d", n)}, "ts": {"1764000000"}, "coding": {"0"}}
	response, err := client.Get(base + "/hooks/kannel?" + query.Encode())
	if err != nil {
		return false
	}
	defer response.Body.Close()
	io.Copy(io.Discard, response.Body)
	return response.StatusCode == http.StatusOK
}

// cpuSeconds is what a process has used so far, user and system, as Linux tells it in hundredths.
func cpuSeconds(b *testing.B, pid int) float64 {
	b.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		b.Skip("CPU time is read from /proc, which is not here")
	}
	var user, system float64
	fields := 0
	for k, start := 0, 0; k <= len(stat); k++ {
		if k == len(stat) || stat[k] == ' ' {
			fields++
			switch fields {
			case 14:
				fmt.Sscan(string(stat[start:k]), &user)
			case 15:
				fmt.Sscan(string(stat[start:k]), &system)
			}
			start = k + 1
		}
	}
	return (user + system) / 100
}
