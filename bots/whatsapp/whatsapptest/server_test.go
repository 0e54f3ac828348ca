package whatsapptest_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/store/sqlstore"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"
	"google.golang.org/protobuf/proto"

	"kanal/bots/whatsapp/whatsapptest"
)

func TestMain(m *testing.M) { whatsapptest.Main(m) }

// linked is a bare client of whatsmeow, and what it hears.
type linked struct {
	t      *testing.T
	server *whatsapptest.Server
	tables *sqlstore.Container
	client *whatsmeow.Client
	events chan any
}

func limit(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// begin makes a client that is not linked yet.
func begin(t *testing.T) *linked {
	t.Helper()
	s := whatsapptest.New(t)
	dsn := "file:" + t.TempDir() + "/device.db?_pragma=foreign_keys(1)&_pragma=journal_mode(WAL)&_pragma=busy_timeout(10000)&_pragma=synchronous(OFF)&_txlock=immediate"
	tables, err := sqlstore.New(t.Context(), "sqlite", dsn, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tables.Close() })
	l := &linked{t: t, server: s, tables: tables}
	l.open()
	return l
}

// open makes a client of the stored device, or of a new one.
func (l *linked) open() {
	l.t.Helper()
	device, err := l.tables.GetFirstDevice(l.t.Context())
	if err != nil {
		l.t.Fatal(err)
	}
	l.events = make(chan any, 1000)
	c := whatsmeow.NewClient(device, nil)
	web := l.server.Client()
	c.SetWebsocketHTTPClient(web)
	c.SetPreLoginHTTPClient(web)
	c.SetMediaHTTPClient(web)
	c.SynchronousAck, c.EnableDecryptedEventBuffer = true, true
	heard := l.events
	c.AddEventHandler(func(e any) { heard <- e })
	l.client = c
	l.t.Cleanup(c.Disconnect)
}

func (l *linked) connect() {
	l.t.Helper()
	if err := l.client.Connect(); err != nil {
		l.t.Fatal(err)
	}
}

// wait returns the next event of a kind.
func wait[E any](l *linked) E {
	l.t.Helper()
	ctx := limit(l.t)
	for {
		select {
		case e := <-l.events:
			if found, ok := e.(E); ok {
				return found
			}
		case <-ctx.Done():
			var none E
			l.t.Fatalf("no %T came", none)
		}
	}
}

// pair links the client by a code that the owner scans.
func pair(t *testing.T) *linked {
	t.Helper()
	l := begin(t)
	l.connect()
	if err := l.server.Owner().Scan(limit(t), wait[*events.QR](l).Codes[0]); err != nil {
		t.Fatal(err)
	}
	wait[*events.PairSuccess](l)
	wait[*events.Connected](l)
	return l
}

func (l *linked) says(to string, text string) (string, error) {
	jid, err := types.ParseJID(to)
	if err != nil {
		l.t.Fatal(err)
	}
	sent, err := l.client.SendMessage(limit(l.t), jid, &waE2E.Message{Conversation: proto.String(text)})
	return sent.ID, err
}

func TestWritesBothWays(t *testing.T) {
	for _, lid := range []bool{false, true} {
		l := pair(t)
		ani := l.server.Phone("6281200000101")
		if _, err := ani.Send(limit(t), whatsapptest.Message{Text: "jalan rusak", LID: lid}); err != nil {
			t.Fatal(err)
		}
		got := wait[*events.Message](l)
		if got.Message.GetConversation() != "jalan rusak" || (got.Info.Sender.Server == types.HiddenUserServer) != lid || got.Info.SenderAlt.IsEmpty() {
			t.Fatalf("it heard %v from a sender of %s", got.Message, got.Info.Sender.Server)
		}
		if _, err := l.says(got.Info.Chat.String(), "sudah kami terima"); err != nil {
			t.Fatal(err)
		}
		answer, err := ani.Next(limit(t))
		if err != nil || answer.Text != "sudah kami terima" || strings.HasSuffix(answer.To, "@lid") != lid {
			t.Fatalf("%v, the phone got %+v", err, answer)
		}
		if own, err := l.server.Owner().Next(limit(t)); err != nil || !own.Own || own.Text != "sudah kami terima" {
			t.Errorf("%v, the owner's phone got %+v", err, own)
		}
		if r := wait[*events.Receipt](l); r.MessageIDs[0] != answer.ID {
			t.Errorf("a receipt for %v", r.MessageIDs)
		}
		if err := ani.Read(limit(t), answer); err != nil {
			t.Fatal(err)
		}
		if r := wait[*events.Receipt](l); r.Type != types.ReceiptTypeRead {
			t.Errorf("a receipt of type %q", r.Type)
		}
		for i := range 20 {
			if _, err := ani.Send(limit(t), whatsapptest.Message{Text: strings.Repeat("a", i+1), LID: i%2 == 0}); err != nil {
				t.Fatal(err)
			}
			if got := wait[*events.Message](l); len(got.Message.GetConversation()) != i+1 {
				t.Fatalf("message %d is %q", i, got.Message.GetConversation())
			}
		}
		if unknown := l.server.Unknown(); len(unknown) > 0 {
			t.Errorf("asked what the server does not know: %v", unknown)
		}
	}
}

func TestLinkedByATypedCode(t *testing.T) {
	l := begin(t)
	l.connect()
	wait[*events.QR](l)
	if _, err := l.client.PairPhone(limit(t), "6281100000001", true, whatsmeow.PairClientChrome, "Chrome (Linux)"); err != nil {
		t.Fatal(err)
	}
	if err := l.server.Owner().Type(limit(t), "ABCD-2345"); err == nil {
		t.Error("a wrong code links")
	}
	code, err := l.client.PairPhone(limit(t), "6281100000001", true, whatsmeow.PairClientChrome, "Chrome (Linux)")
	if err != nil {
		t.Fatal(err)
	}
	if err := l.server.Owner().Type(limit(t), code); err != nil {
		t.Fatal(err)
	}
	wait[*events.Connected](l)
}

func TestWhatCameWhileTheDeviceWasAway(t *testing.T) {
	l := pair(t)
	ani := l.server.Phone("6281200000101")
	l.client.Disconnect()
	for _, text := range []string{"satu", "dua"} {
		if _, err := ani.Send(limit(t), whatsapptest.Message{Text: text}); err != nil {
			t.Fatal(err)
		}
	}
	if n := l.server.Pending(); n != 2 {
		t.Errorf("%d wait", n)
	}
	l.open()
	l.connect()
	for _, text := range []string{"satu", "dua"} {
		if got := wait[*events.Message](l); got.Message.GetConversation() != text {
			t.Errorf("it heard %q, want %q", got.Message.GetConversation(), text)
		}
	}
	wait[*events.OfflineSyncCompleted](l)
	whatsapptest.Until(t, "everything is acknowledged", func() bool { return l.server.Pending() == 0 })
}

func TestFailures(t *testing.T) {
	l := pair(t)
	ani := l.server.Phone("6281200000101")
	if _, err := ani.Send(limit(t), whatsapptest.Message{Text: "halo"}); err != nil {
		t.Fatal(err)
	}
	wait[*events.Message](l)

	l.server.FailSends(463)
	if _, err := l.says(ani.PN(), "satu"); err == nil || !strings.Contains(err.Error(), "463") {
		t.Errorf("a refused message gives %v", err)
	}
	l.server.DropAll()
	wait[*events.Disconnected](l)
	wait[*events.Connected](l)
	l.server.RefuseDials(503)
	l.server.DropAll()
	wait[*events.Connected](l)
	l.server.Restart()
	wait[*events.Connected](l)

	l.server.Garble(1)
	if _, err := ani.Send(limit(t), whatsapptest.Message{Text: "tidak terbaca"}); err != nil {
		t.Fatal(err)
	}
	wait[*events.UndecryptableMessage](l)
	if got := wait[*events.Message](l); got.Message.GetConversation() != "tidak terbaca" {
		t.Errorf("it heard %q", got.Message.GetConversation())
	}
	whatsapptest.Until(t, "everything is acknowledged", func() bool { return l.server.Pending() == 0 })

	ani.Deafen(1)
	id, err := l.says(ani.PN(), "dua")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := ani.Next(limit(t)); err != nil || got.Text != "dua" || !got.Retry || got.ID != id {
		t.Errorf("%v, the phone got %+v", err, got)
	}

	l.server.Replace()
	wait[*events.StreamReplaced](l)
}

func TestUnlinked(t *testing.T) {
	l := pair(t)
	l.server.Unlink()
	wait[*events.LoggedOut](l)
}

func TestRefusedLogins(t *testing.T) {
	for _, reason := range []int{401, 402, 403, 405, 409} {
		l := pair(t)
		l.client.Disconnect()
		l.open()
		if reason == 402 {
			l.server.Ban(101, time.Hour)
		} else {
			l.server.FailLogin(reason)
		}
		l.connect()
		switch reason {
		case 401, 403:
			wait[*events.LoggedOut](l)
		case 402:
			if ban := wait[*events.TemporaryBan](l); ban.Expire != time.Hour || ban.Code != 101 {
				t.Errorf("banned for %s with code %d", ban.Expire, ban.Code)
			}
		case 405:
			wait[*events.ClientOutdated](l)
		default:
			wait[*events.ConnectFailure](l)
		}
	}
}

func TestNobodyElseIsReached(t *testing.T) {
	for _, address := range []string{"https://example.com/", "https://whatsapp.com.example.net/", "http://127.0.0.1:1/"} {
		if _, err := whatsapptest.New(t).Client().Get(address); err == nil || !strings.Contains(err.Error(), whatsapptest.ErrForeignHost.Error()) {
			t.Errorf("%s: %v", address, err)
		}
	}
}
