package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kanal/bots/sms/kannel/kanneltest"
	"kanal/bots/telegram/telegramtest"
)

const (
	killedMessages = 2000 // on each channel and database
	kills          = 3
	inFlight       = 32 // sends of one account under way at once: what a kill may repeat
)

// killAt ends the program at once and starts it again when so much of the work is done.
func (i *install) killAt(ctx context.Context, done func() int, total int) {
	for k := 1; k <= kills; k++ {
		want := total * k / (kills + 2)
		for done() < want && ctx.Err() == nil {
			pause(ctx)
		}
		i.kill()
		i.start()
	}
}

// feed hands out the numbers below n.
func feed(numbers chan<- int, n int) {
	defer close(numbers)
	for k := range n {
		numbers <- k
	}
}

// pause is the step of a loop that waits for a fact under a limit.
func pause(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-time.After(20 * time.Millisecond):
	}
}

// wantReports checks that there are n reports, each of another conversation: none lost, none doubled.
func (i *install) wantReports(n int) {
	i.t.Helper()
	store := i.store()
	from := map[int64]int{}
	for _, r := range i.reports(store) {
		full, err := store.Report(i.t.Context(), r.ID)
		if err != nil {
			i.t.Fatal(err)
		}
		from[full.Conversation]++
	}
	doubled := 0
	for _, count := range from {
		if count != 1 {
			doubled++
		}
	}
	if len(from) != n || doubled != 0 {
		i.t.Errorf("%d people have a report, want %d; %d of them have more than one", len(from), n, doubled)
	}
	store.Close()
}

// wantOutgoing checks what each person heard: every message at least once, and no more repeats in all than
// were in flight when the program was killed.
func wantOutgoing(t *testing.T, repeats int) {
	t.Helper()
	if repeats > kills*inFlight {
		t.Errorf("%d messages came more than once, at most %d were in flight", repeats, kills*inFlight)
	}
}

func TestKilledInTheMiddleOfTelegram(t *testing.T) {
	for _, mode := range []string{"polling", "webhook"} {
		t.Run(mode, func(t *testing.T) {
			eachInstall(t, func(t *testing.T, i *install) {
				t.Parallel()
				ctx := within(t)
				server := telegramtest.New("77:token")
				t.Cleanup(server.Close)
				i.env["KANAL_TELEGRAM_TOKEN"], i.env["KANAL_TELEGRAM_API_URL"] = "77:token", server.URL()
				i.env["KANAL_PUBLIC_URL"] = i.url()
				if mode == "webhook" {
					i.env["KANAL_TELEGRAM_WEBHOOK_SECRET"] = "hook-secret"
				}
				i.start()
				people := make([]*telegramtest.Person, killedMessages/2)
				for n := range people {
					people[n] = server.Person(int64(10_000+n), "Warga")
				}
				for n, p := range people {
					p.Write(fmt.Sprintf("jalan di depan rumah kami rusak parah, lubang ke-%d", n))
					p.Write("kirim")
				}
				i.killAt(ctx, func() int { return killedMessages - server.Pending() }, killedMessages)
				if err := server.WaitAcknowledged(ctx); err != nil {
					t.Fatalf("%v\n%s", err, i.output())
				}
				repeats := 0
				for _, p := range people {
					for heard := 0; heard == 0; pause(ctx) {
						heard = count(p, "Nomor laporan Anda")
						if ctx.Err() != nil {
							t.Fatalf("a citizen never got a number\n%s", i.output())
						}
						repeats += max(0, heard-1)
					}
				}
				wantOutgoing(t, repeats)
				i.stop()
				i.wantReports(len(people))
				i.silent("rusak parah", "77:token", "hook-secret")
			})
		})
	}
}

func count(p *telegramtest.Person, contains string) int {
	n := 0
	for _, m := range p.Messages() {
		if strings.Contains(m.Text, contains) {
			n++
		}
	}
	return n
}

func TestKilledInTheMiddleOfSMS(t *testing.T) {
	eachInstall(t, func(t *testing.T, i *install) {
		t.Parallel()
		ctx := within(t)
		fake := kanneltest.NewFake(i.url(), "hooksecret")
		t.Cleanup(fake.Close)
		i.env["KANAL_KANNEL_SEND_URL"], i.env["KANAL_KANNEL_SECRET"] = fake.SendURL(), "hooksecret"
		i.env["KANAL_KANNEL_USERNAME"], i.env["KANAL_KANNEL_PASSWORD"] = fake.Username(), fake.Password()
		i.start()
		var delivered atomic.Int64
		var gateway sync.WaitGroup
		lines := make(chan int)
		for range inFlight {
			gateway.Go(func() {
				for n := range lines {
					from := fmt.Sprintf("+6281255%06d", n)
					if err := fake.Deliver(ctx, from, fmt.Sprintf("jln di rt %d rsk parah lubang smua", n), fmt.Sprintf("id-%d", n)); err != nil {
						t.Errorf("delivering: %v", err)
						return
					}
					delivered.Add(1)
				}
			})
		}
		go feed(lines, killedMessages)
		i.killAt(ctx, func() int { return int(delivered.Load()) }, killedMessages)
		gateway.Wait()
		answers := map[string]int{}
		for len(answers) < killedMessages && ctx.Err() == nil {
			clear(answers)
			for _, sms := range fake.Sent() {
				answers[sms.To]++
			}
			pause(ctx)
		}
		if len(answers) != killedMessages {
			t.Errorf("%d of %d people heard a number", len(answers), killedMessages)
		}
		wantOutgoing(t, len(fake.Sent())-len(answers))
		i.stop()
		i.wantReports(killedMessages)
		i.silent("rsk parah", "hooksecret", "6281255")
	})
}

func TestKilledInTheMiddleOfWebChat(t *testing.T) {
	eachInstall(t, func(t *testing.T, i *install) {
		t.Parallel()
		ctx := within(t)
		i.start()
		var acknowledged atomic.Int64
		var visitors sync.WaitGroup
		turns := make(chan int)
		for range inFlight {
			visitors.Go(func() {
				for n := range turns {
					if err := visit(ctx, i.url(), n, &acknowledged); err != nil {
						t.Errorf("visitor %d: %v", n, err)
						return
					}
				}
			})
		}
		go feed(turns, killedMessages/2)
		i.killAt(ctx, func() int { return int(acknowledged.Load()) }, killedMessages)
		visitors.Wait()
		i.stop()
		i.wantReports(killedMessages / 2)
		i.silent("rusak parah")
	})
}

// visit is one visitor: opens the page, writes, and sends the card off, repeating each until it is acknowledged.
func visit(ctx context.Context, base string, n int, acknowledged *atomic.Int64) error {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	client := &http.Client{Jar: jar, Timeout: 10 * time.Second}
	until := func(method, path string, body []byte) error {
		for ctx.Err() == nil {
			request, err := http.NewRequestWithContext(ctx, method, base+path, bytes.NewReader(body))
			if err != nil {
				return err
			}
			request.Header.Set("Content-Type", "application/json")
			response, err := client.Do(request)
			if err == nil {
				response.Body.Close()
				if response.StatusCode == http.StatusOK {
					return nil
				}
			}
			pause(ctx)
		}
		return ctx.Err()
	}
	if err := until(http.MethodGet, "/", nil); err != nil {
		return err
	}
	for k, text := range []string{fmt.Sprintf("jalan di depan rumah kami rusak parah, lubang ke-%d", n), "kirim"} {
		body, err := json.Marshal(map[string]string{"id": fmt.Sprintf("client-made-id-%08d-%d", n, k), "text": text})
		if err != nil {
			return err
		}
		if err := until(http.MethodPost, "/chat/messages", body); err != nil {
			return err
		}
		acknowledged.Add(1)
	}
	return nil
}
