package router

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"kanal"
	"kanal/bots"
	"kanal/classifier"
	"kanal/router/dialog"
	"kanal/storage"
	"kanal/storage/storagetest"
)

// monday is a Monday without holidays about it: 23 November 2026, 10.00 WITA.
var monday = time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)

// clock is the time of a test; it moves only when told to.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// phoneBot is a network whose messages the test reads.
type phoneBot struct {
	account string
	mu      sync.Mutex
	sent    []kanal.Outgoing
	answer  func(kanal.Outgoing) error
}

func (b *phoneBot) Account() string                             { return b.account }
func (b *phoneBot) Run(ctx context.Context, _ bots.Inbox) error { <-ctx.Done(); return nil }
func (b *phoneBot) Send(_ context.Context, out kanal.Outgoing) (kanal.Receipt, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.answer != nil {
		if err := b.answer(out); err != nil {
			return kanal.Receipt{}, err
		}
	}
	b.sent = append(b.sent, out)
	return kanal.Receipt{ID: fmt.Sprintf("net-%d", out.Delivery)}, nil
}

func (b *phoneBot) all() []kanal.Outgoing {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]kanal.Outgoing(nil), b.sent...)
}

// house is a router over one database, with what a test needs to act as people do.
type house struct {
	t      *testing.T
	router *Router
	store  *storage.Store
	clock  *clock
	mu     sync.Mutex
	number int
}

func newHouse(t *testing.T, s *storage.Store, c *clock, list ...bots.Bot) *house {
	t.Helper()
	model, err := classifier.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, store: s, clock: c}
	h.router, err = New(t.Context(), Options{Store: s, Model: model, Bots: list, PublicURL: "http://kanal.test", Now: h.clock.now})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// each runs a test in a house on both databases.
func each(t *testing.T, test func(t *testing.T, h *house)) {
	t.Helper()
	storagetest.EachURL(t, func(t *testing.T, db storagetest.Database) {
		c := &clock{at: monday}
		test(t, newHouse(t, openAt(t, db, c), c))
	})
}

func (h *house) message(account, chat, text string) kanal.Incoming {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.number++
	return kanal.Incoming{Account: account, Conversation: chat, Sender: chat, SenderName: "Warga", ID: strconv.Itoa(h.number), Text: text}
}

func (h *house) receive(m kanal.Incoming) {
	h.t.Helper()
	if err := h.router.Receive(h.t.Context(), m); err != nil {
		h.t.Fatal(err)
	}
}

// says lets somebody write, lets a moment of quiet pass, and returns what they hear from then on.
func (h *house) says(account, chat, text string) []*storage.Message {
	h.t.Helper()
	m := h.message(account, chat, text)
	before := h.lastID(account, chat)
	h.receive(m)
	h.quiet()
	return h.heard(account, chat, before)
}

// quiet lets the moment pass after which a story is summed up.
func (h *house) quiet() {
	h.t.Helper()
	h.clock.add(dialog.Quiet + time.Second)
	if err := h.router.fileSilentDrafts(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
}

// taps lets somebody tap the choice with that label on the newest message that has it.
func (h *house) taps(account, chat, label string) []*storage.Message {
	h.t.Helper()
	thread := h.heard(account, chat, 0)
	for i := len(thread) - 1; i >= 0; i-- {
		for _, c := range thread[i].Choices {
			if c.Label == label {
				m := h.message(account, chat, "")
				m.Kind, m.Choice = kanal.KindTap, c.Data
				before := h.lastID(account, chat)
				h.receive(m)
				return h.heard(account, chat, before)
			}
		}
	}
	h.t.Fatalf("no choice %q in %s", label, lines(thread))
	return nil
}

func (h *house) conversation(account, chat string) int64 {
	h.t.Helper()
	id, _, err := h.store.ConversationOf(h.t.Context(), storage.Address{Account: account, Chat: chat})
	if err != nil {
		h.t.Fatal(err)
	}
	return id
}

func (h *house) lastID(account, chat string) int64 {
	var last int64
	for _, m := range h.history(account, chat, 0) {
		last = m.ID
	}
	return last
}

func (h *house) history(account, chat string, after int64) []*storage.Message {
	h.t.Helper()
	id := h.conversation(account, chat)
	if id == 0 {
		return nil
	}
	all, err := h.store.History(h.t.Context(), id, after, 10000)
	if err != nil {
		h.t.Fatal(err)
	}
	return all
}

// heard are the messages to somebody after a place in the thread.
func (h *house) heard(account, chat string, after int64) []*storage.Message {
	h.t.Helper()
	var out []*storage.Message
	for _, m := range h.history(account, chat, after) {
		if m.Out {
			out = append(out, m)
		}
	}
	return out
}

func (h *house) admin() *storage.User {
	h.t.Helper()
	u := &storage.User{Username: "admin", Name: "Admin", Role: storage.Admin}
	if err := h.store.CreateUser(h.t.Context(), u, ""); err != nil {
		h.t.Fatal(err)
	}
	return u
}

// officer adds an officer of an agency, bound to a Telegram chat.
func (h *house) officer(agency, chat string) *storage.User {
	h.t.Helper()
	u := &storage.User{Username: "petugas." + agency + chat, Name: "Petugas " + agency, Role: storage.Officer, Agency: agency}
	token := "token-" + agency + chat
	if err := h.store.CreateUser(h.t.Context(), u, token); err != nil {
		h.t.Fatal(err)
	}
	wantText(h.t, h.says("telegram", chat, "/start "+token), "Selamat bergabung")
	return u
}

// only is the one report there is.
func (h *house) only() *storage.Report {
	h.t.Helper()
	list := h.reports()
	if len(list) != 1 {
		h.t.Fatalf("%d reports, want 1", len(list))
	}
	return list[0]
}

func (h *house) reports() []*storage.Report {
	h.t.Helper()
	tasks, _, err := h.store.Tasks(h.t.Context(), storage.Filter{Limit: 1000})
	if err != nil {
		h.t.Fatal(err)
	}
	var list []*storage.Report
	for _, task := range tasks {
		r, err := h.store.Report(h.t.Context(), task.ID)
		if err != nil {
			h.t.Fatal(err)
		}
		list = append(list, r)
	}
	return list
}

// holds checks the invariants of every report: its row is the fold of its events, and exactly one clock runs
// or rests while it is open.
func (h *house) holds() {
	h.t.Helper()
	for _, r := range h.reports() {
		events, err := h.store.Events(h.t.Context(), r.ID)
		if err != nil {
			h.t.Fatal(err)
		}
		folded, err := kanal.Fold(events)
		if err != nil {
			h.t.Fatal(err)
		}
		if !folded.ReceivedAt.Equal(r.ReceivedAt) || !folded.ChangedAt.Equal(r.ChangedAt) {
			h.t.Errorf("report %s: times differ from its events", r.Number)
		}
		folded.ReceivedAt, folded.ChangedAt = r.ReceivedAt, r.ChangedAt
		if folded != r.State {
			h.t.Errorf("report %s: row %+v, fold %+v", r.Number, r.State, folded)
		}
		clocks, err := h.store.Clocks(h.t.Context(), r.ID)
		if err != nil {
			h.t.Fatal(err)
		}
		open := 0
		for _, c := range clocks {
			if c.StoppedAt.IsZero() {
				open++
			}
		}
		want := 0
		if r.Status.Open() {
			want = 1
		}
		if open != want {
			h.t.Errorf("report %s is %s with %d clocks not stopped", r.Number, r.Status, open)
		}
	}
}

func lines(list []*storage.Message) string {
	var all []string
	for _, m := range list {
		all = append(all, m.Text)
	}
	return strings.Join(all, "\n---\n")
}

func wantText(t *testing.T, list []*storage.Message, want ...string) {
	t.Helper()
	all := lines(list)
	for _, w := range want {
		if !strings.Contains(all, w) {
			t.Errorf("missing %q in:\n%s", w, all)
		}
	}
}

func wantNoText(t *testing.T, list []*storage.Message, not ...string) {
	t.Helper()
	all := lines(list)
	for _, w := range not {
		if strings.Contains(all, w) {
			t.Errorf("%q should not be in:\n%s", w, all)
		}
	}
}
