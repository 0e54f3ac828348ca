package whatsapp_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kanal"
	"kanal/bots/botstest"
	"kanal/bots/whatsapp"
	"kanal/bots/whatsapp/whatsapptest"
	"kanal/storage/storagetest"

	"go.mau.fi/whatsmeow/proto/waE2E"
)

func TestMain(m *testing.M) {
	if os.Getenv(childName) != "" {
		child()
		return
	}
	whatsapptest.Main(m)
}

// limit is how long anything may take; far more than it does.
const limit = 30 * time.Second

// world is a WhatsApp on the loopback, a database, and the bot between them.
type world struct {
	t       *testing.T
	net     *whatsapptest.Server
	lid     bool // people are addressed by LID
	inbox   *botstest.Inbox
	options whatsapp.Options
	bot     *whatsapp.Bot
	stop    func()
	log     *notes

	mu    sync.Mutex
	links []kanal.Link
	sent  map[string]kanal.Outgoing
	folk  map[int]*person
	files map[string][]byte
	phone string // that asks for a code to type
}

// notes is a log that a test can search.
type notes struct {
	mu   sync.Mutex
	text strings.Builder
}

func (n *notes) Write(p []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.text.Write(p)
}

func (n *notes) String() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.text.String()
}

// each runs a test for both ways in which people are addressed, on both databases; mostly they wait, so side by side.
func each(t *testing.T, test func(w *world)) {
	t.Helper()
	for _, way := range []string{"pn", "lid"} {
		t.Run(way+"/sqlite", func(t *testing.T) {
			t.Parallel()
			test(newWorld(t, sqlite(t), way == "lid"))
		})
		t.Run(way+"/postgres", func(t *testing.T) {
			t.Parallel()
			test(newWorld(t, storagetest.Postgres(t), way == "lid"))
		})
	}
}

func sqlite(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "whatsapp.db") }

func newWorld(t *testing.T, database string, lid bool) *world { return newWorldIn(t, t, database, lid) }

// newWorldIn is newWorld that ends with something else than the test.
func newWorldIn(end testing.TB, t *testing.T, database string, lid bool) *world {
	w := &world{t: t, net: whatsapptest.New(end), folk: map[int]*person{}, lid: lid, inbox: &botstest.Inbox{}, log: &notes{}, sent: map[string]kanal.Outgoing{}, files: map[string][]byte{}}
	w.options = whatsapp.Options{Account: "whatsapp", Database: database, HTTPClient: w.net.Client(), Name: "kanal Kaltim",
		Link: func(_ context.Context, l kanal.Link) error {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.links = append(w.links, l)
			return nil
		},
		Phone: func(context.Context) (string, error) {
			w.mu.Lock()
			defer w.mu.Unlock()
			return w.phone, nil
		},
		Sent: func(_ context.Context, id string) (kanal.Outgoing, error) {
			w.mu.Lock()
			defer w.mu.Unlock()
			if out, ok := w.sent[id]; ok {
				return out, nil
			}
			return kanal.Outgoing{}, kanal.ErrNotFound
		},
		Files: func(_ context.Context, hash string) ([]byte, error) { return w.files[hash], nil },
		Log:   slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))}
	w.stop = func() {}
	end.Cleanup(func() {
		w.stop()
		for _, secret := range []string{number(0), number(1), number(2), "rahasia", "Sari"} { // a LID holds its number
			if strings.Contains(w.log.String(), secret) {
				t.Errorf("the log names %s", secret)
			}
		}
		if t.Failed() {
			t.Logf("log:\n%s\nlinks: %+v", w.log, w.links)
		}
	})
	return w
}

// start runs a bot, a new one each time, as after a restart of the program.
func (w *world) start() {
	w.t.Helper()
	bot, err := whatsapp.New(w.options)
	if err != nil {
		w.t.Fatal(err)
	}
	whatsapp.Hurry(bot)
	w.bot = bot
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- bot.Run(ctx, w.inbox.Bots()) }()
	w.stop = sync.OnceFunc(func() {
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				w.t.Errorf("Run returned %v", err)
			}
		case <-time.After(10 * time.Second):
			w.t.Error("Run does not end")
		}
	})
}

// pair starts a bot that has no phone, and links one.
func (w *world) pair() {
	w.t.Helper()
	w.start()
	code := w.awaitLink(kanal.LinkNeeded)
	if code.Code == "" || code.Typed || code.Until.IsZero() {
		w.t.Fatalf("offered %+v", code)
	}
	w.scan(code.Code)
	w.awaitConnection()
}

func (w *world) scan(code string) {
	w.t.Helper()
	if err := w.net.Owner().Scan(w.t.Context(), code); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) awaitConnection() {
	w.t.Helper()
	w.await("the link stands", func() bool { return w.last().State == kanal.LinkConnected && w.net.Connected() == 1 })
}

func (w *world) last() kanal.Link {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.links) == 0 {
		return kanal.Link{}
	}
	return w.links[len(w.links)-1]
}

// awaitLink waits until a state is told and returns it.
func (w *world) awaitLink(state kanal.LinkState) kanal.Link {
	w.t.Helper()
	w.await("the link is "+string(state), func() bool { return w.last().State == state })
	return w.last()
}

// was tells whether a state was told since the last call of forget.
func (w *world) was(state kanal.LinkState) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.ContainsFunc(w.links, func(l kanal.Link) bool { return l.State == state })
}

func (w *world) forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.links = nil
}

func (w *world) await(what string, holds func() bool) {
	w.t.Helper()
	whatsapptest.Until(w.t, what, holds)
}

// says lets a person write; the network tells their other address too.
func (w *world) says(p *person, id, text string) {
	w.t.Helper()
	w.writes(p, whatsapptest.Message{ID: id, Text: text})
}

func (w *world) brings(p *person, id string, m *waE2E.Message) {
	w.t.Helper()
	w.writes(p, whatsapptest.Message{ID: id, Content: m})
}

func (w *world) writes(p *person, m whatsapptest.Message) {
	w.t.Helper()
	m.LID, m.Name = w.lid, "Sari"
	if _, err := p.Send(w.t.Context(), m); err != nil {
		w.t.Error(err)
	}
}

// heard counts what the device told besides messages.
func (w *world) heard(what string) int {
	n := 0
	for _, h := range w.net.Heard() {
		if h == what {
			n++
		}
	}
	return n
}

// stored waits for so many messages in the inbox and for the network to know of them.
func (w *world) stored(n int) []kanal.Incoming {
	w.t.Helper()
	w.await(fmt.Sprintf("%d messages are stored", n), func() bool { return len(w.inbox.Messages()) >= n })
	w.await("the network knows", func() bool { return w.net.Pending() == 0 })
	if all := w.inbox.Messages(); len(all) != n {
		w.t.Fatalf("%d messages are stored, want %d: %+v", len(all), n, all)
	}
	return w.inbox.Messages()
}

// send sends as the house does: again after a while when the network is away, and known by its id afterwards.
func (w *world) send(out kanal.Outgoing) (kanal.Receipt, error) {
	w.t.Helper()
	out.Account = "whatsapp"
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	receipt, err := w.bot.Send(ctx, out)
	if err == nil {
		w.mu.Lock()
		w.sent[receipt.ID] = out
		w.mu.Unlock()
	}
	return receipt, err
}

// delivers sends until it works, as the courier does.
func (w *world) delivers(out kanal.Outgoing) kanal.Receipt {
	w.t.Helper()
	var receipt kanal.Receipt
	w.await("a message is taken", func() bool {
		r, err := w.send(out)
		if errors.Is(err, kanal.ErrUndeliverable) {
			w.t.Fatal(err)
		}
		receipt = r
		return err == nil
	})
	return receipt
}

// answer is a message to the citizen under the address that kanal knows.
func answer(p *person, n int64, text string) kanal.Outgoing {
	return kanal.Outgoing{Delivery: n, Conversation: p.LID(), Text: text}
}

func (w *world) shows(p *person, n int) []whatsapptest.Received {
	w.t.Helper()
	w.await(fmt.Sprintf("the phone shows %d messages", n), func() bool { return len(p.shown()) >= n })
	if all := p.shown(); len(all) != n {
		w.t.Fatalf("the phone shows %d messages, want %d", len(all), n)
	}
	return p.shown()
}
