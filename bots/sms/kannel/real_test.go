package kannel_test

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"kanal"
	"kanal/bots/botstest"
	"kanal/bots/sms"
	"kanal/bots/sms/kannel"
	"kanal/bots/sms/kannel/kanneltest"
)

// patience is how long the real Kannel may take for anything.
const patience = 30 * time.Second

// office is a kanal with the real Kannel before it.
type office struct {
	*kanneltest.Kannel
	bot     *kannel.Bot
	inbox   *botstest.Inbox
	address string // of the hooks' server, also while it is away
	server  *http.Server
}

func openOffice(t *testing.T) *office {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	o := &office{inbox: &botstest.Inbox{}, address: listener.Addr().String()}
	const secret = "rahasia123"
	o.Kannel = kanneltest.Start(t, kanneltest.Settings{HookURL: "http://" + o.address, Secret: secret})
	o.bot, err = kannel.New(kannel.Options{Account: "sms:kannel", SendURL: o.SendURL, Username: o.Username,
		Password: o.Password, Sender: o.Sender, Secret: secret, PublicURL: "http://" + o.address,
		Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	o.serve(listener)
	t.Cleanup(func() { o.server.Close() })
	return o
}

func (o *office) serve(listener net.Listener) {
	mux := http.NewServeMux()
	for _, route := range o.bot.Routes(o.inbox.Bots()) {
		mux.Handle(route.Pattern, route.Handler)
	}
	o.server = &http.Server{Handler: mux}
	go o.server.Serve(listener)
}

// stored waits until n messages are stored and returns the last one.
func (o *office) stored(t *testing.T, n int) kanal.Incoming {
	t.Helper()
	o.wait(t, func(i *botstest.Inbox) bool { return len(i.Messages()) >= n })
	all := o.inbox.Messages()
	if len(all) != n {
		t.Fatalf("%d messages are stored, want %d", len(all), n)
	}
	return all[n-1]
}

func (o *office) wait(t *testing.T, ok func(*botstest.Inbox) bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := o.inbox.Wait(ctx, ok); err != nil {
		t.Fatalf("waiting for the inbox: %v; it holds %d messages and %+v", err, len(o.inbox.Messages()), o.inbox.Statuses())
	}
}

func (o *office) send(t *testing.T, delivery int64, text string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	out := kanal.Outgoing{Delivery: delivery, Account: "sms:kannel", Conversation: "+628115550123", Text: text}
	if _, err := o.bot.Send(ctx, out); err != nil {
		t.Fatal(err)
	}
}

func TestRealKannelIn(t *testing.T) {
	o := openOffice(t)
	long := strings.TrimSpace(strings.Repeat("jalan poros rusak parah, truk amblas [km 12] ", 9))
	for i, c := range []struct{ from, text, conversation string }{
		{"08115550123", "jln rusak @ km 5 + jembatan & 100% {banjir} é", "+628115550123"},
		{"628115550123", "baris satu\nbaris dua 😀", "+628115550123"},
		{"+628115550123", long, "+628115550123"},
		{"TELKOMSEL", "Pulsa Anda habis", "TELKOMSEL"},
		{"1708", "info", "1708"},
		{"08115550124", "", "+628115550124"},
	} {
		o.Phones.Send(t, c.from, c.text)
		m := o.stored(t, i+1)
		if m.Text != c.text || m.Conversation != c.conversation || m.Sender != c.conversation {
			t.Errorf("from %s: got %q of %q, want %q of %q", c.from, m.Text, m.Conversation, c.text, c.conversation)
		}
		if m.ID == "" || time.Since(m.SentAt).Abs() > time.Hour {
			t.Errorf("from %s: id %q, sent at %s", c.from, m.ID, m.SentAt)
		}
	}
}

func TestRealKannelOut(t *testing.T) {
	o := openOffice(t)
	long := strings.TrimSpace(strings.Repeat("Laporan Anda {KT-1} kami teruskan. ", 12))
	full := sms.Split(strings.Repeat("harga €5 [naik] ", 80), 6)[0] // escaped characters at the seams
	for i, c := range []struct {
		name, text, want string
		segments         int
	}{
		{"GSM-7", "Halo – “Pak”…\nharga €5 [ok]", "Halo - \"Pak\"...\nharga €5 [ok]", 1},
		{"UCS-2", "Terima kasih 🙏 سلام", "Terima kasih 🙏 سلام", 1},
		{"long GSM-7", long, long, 3},
		{"long UCS-2", "🙏 " + long[:209], "🙏 " + long[:209], 4},
		{"as long as can be", full, full, 6},
	} {
		before := len(o.Phones.Received())
		o.send(t, int64(i+1), c.text)
		got := o.Phones.Wait(t, func(s kanneltest.SMS) bool { return s.Text == c.want })
		if got.From != o.Sender || got.To != "+628115550123" {
			t.Errorf("%s: from %s to %s", c.name, got.From, got.To)
		}
		segments := 0
		for _, s := range o.Phones.Received()[before:] {
			segments += s.Segments
		}
		if segments != c.segments {
			t.Errorf("%s: %d segments, want %d", c.name, segments, c.segments)
		}
	}
}

func TestRealKannelReports(t *testing.T) {
	o := openOffice(t)
	var tries atomic.Int32
	o.inbox.Before(func(context.Context, kanal.Incoming) error {
		if tries.Add(1) == 1 {
			return errors.New("the database is away")
		}
		return nil
	})
	o.send(t, 4711, "Laporan Anda selesai.")
	for _, state := range []kanal.DeliveryState{kanal.StateSent, kanal.StateDelivered} {
		o.wait(t, func(i *botstest.Inbox) bool {
			return slices.ContainsFunc(i.Statuses(), func(s kanal.DeliveryStatus) bool {
				return s.Account == "sms:kannel" && s.Delivery == 4711 && s.State == state
			})
		})
	}
}

// TestRealKannelWaits holds the shipped kannel.conf to its promise: while we refuse an SMS or are away it is kept,
// comes again under the same id, and the citizen is told nothing.
func TestRealKannelWaits(t *testing.T) {
	o := openOffice(t)
	var ids []string
	refused := make(chan struct{})
	o.inbox.Before(func(_ context.Context, m kanal.Incoming) error {
		if len(ids) == 2 {
			return nil
		}
		if ids = append(ids, m.ID); len(ids) == 2 {
			close(refused)
		}
		return errors.New("the database is away")
	})
	o.Phones.Send(t, "08115550123", "saat database mati")
	select {
	case <-refused:
	case <-time.After(patience):
		t.Fatal("the SMS did not come a second time")
	}
	if m := o.stored(t, 1); ids[0] != m.ID || ids[1] != m.ID {
		t.Errorf("came with ids %q and then %q", ids, m.ID)
	}

	o.server.Close()
	knocks := o.knocks(t, func() { o.Phones.Send(t, "08115550123", "saat kanal mati") })
	if knocks < 2 {
		t.Errorf("smsbox tried %d times while kanal was away", knocks)
	}
	if m := o.stored(t, 2); m.Text != "saat kanal mati" {
		t.Errorf("got %q", m.Text)
	}

	o.send(t, 1, "penanda") // whatever Kannel had texted by itself would have gone out before
	o.Phones.Wait(t, func(s kanneltest.SMS) bool { return s.Text == "penanda" })
	if all := o.Phones.Received(); len(all) != 1 {
		t.Errorf("the citizen got %+v, want the marker alone", all)
	}
}

// knocks drops two connections without a word, as a dying server does, and then serves again.
func (o *office) knocks(t *testing.T, send func()) int {
	t.Helper()
	listener, err := net.Listen("tcp", o.address)
	if err != nil {
		t.Fatal(err)
	}
	count := make(chan int, 1)
	go func() {
		n := 0
		for n < 2 {
			conn, err := listener.Accept()
			if err != nil {
				break
			}
			conn.Close()
			n++
		}
		count <- n
	}()
	send()
	select {
	case n := <-count:
		o.serve(listener)
		return n
	case <-time.After(patience):
		listener.Close()
		return <-count
	}
}

// TestRealKannelSmsboxDies: what reaches Kannel while smsbox is dead waits in bearerbox.
func TestRealKannelSmsboxDies(t *testing.T) {
	o := openOffice(t)
	o.Smsbox.Kill()
	out := kanal.Outgoing{Delivery: 1, Account: "sms:kannel", Conversation: "+628115550123", Text: "halo"}
	if _, err := o.bot.Send(t.Context(), out); err == nil || errors.Is(err, kanal.ErrUndeliverable) {
		t.Errorf("sending while smsbox is dead: %v, want a passing error", err)
	}
	if o.bot.Health() == nil {
		t.Error("healthy while smsbox is dead")
	}
	o.Phones.Send(t, "08115550123", "saat smsbox mati")
	if err := o.Smsbox.Start(); err != nil {
		t.Fatal(err)
	}
	if m := o.stored(t, 1); m.Text != "saat smsbox mati" {
		t.Errorf("got %q", m.Text)
	}
	o.send(t, 1, "halo")
	o.Phones.Wait(t, func(s kanneltest.SMS) bool { return s.Text == "halo" })
	if err := o.bot.Health(); err != nil {
		t.Errorf("not healthy again: %v", err)
	}
}

func TestRealKannelRefuses(t *testing.T) {
	o := openOffice(t)
	wrong, err := kannel.New(kannel.Options{Account: "sms:kannel", SendURL: o.SendURL, Username: o.Username,
		Password: "sandi-salah", Secret: "x"})
	if err != nil {
		t.Fatal(err)
	}
	out := kanal.Outgoing{Delivery: 1, Conversation: "+628115550123", Text: "halo"}
	if _, err := wrong.Send(t.Context(), out); err == nil || errors.Is(err, kanal.ErrUndeliverable) {
		t.Errorf("with a wrong password: %v, want a passing error", err)
	}
	if wrong.Health() == nil {
		t.Error("healthy with a wrong password")
	}
}
