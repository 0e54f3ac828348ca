package whatsapptest_test

import (
	"testing"

	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"

	"kanal/bots/whatsapp/whatsapptest"
)

// leave takes the client off the network, and waits until the server knows.
func (l *linked) leave() {
	l.t.Helper()
	l.client.Disconnect()
	whatsapptest.Until(l.t, "the device is away", func() bool { return l.server.Connected() == 0 })
}

func (l *linked) settled() {
	l.t.Helper()
	whatsapptest.Until(l.t, "everything is acknowledged", func() bool { return l.server.Pending() == 0 })
}

func (l *linked) hears(p *whatsapptest.Phone, m whatsapptest.Message) string {
	l.t.Helper()
	id, err := p.Send(limit(l.t), m)
	if err != nil {
		l.t.Fatal(err)
	}
	return id
}

func TestWhatIsNotAcknowledgedComesAgain(t *testing.T) {
	l := pair(t)
	l.leave()
	l.open()
	refused := make(chan string, 8)
	l.client.AddEventHandlerWithSuccessStatus(func(e any) bool {
		if got, ok := e.(*events.Message); ok {
			refused <- got.Info.ID
			return false
		}
		return true
	})
	l.connect()
	id := l.hears(l.server.Phone("6281200000101"), whatsapptest.Message{Text: "halo"})
	select {
	case got := <-refused:
		if got != id {
			t.Fatalf("%s came", got)
		}
	case <-limit(t).Done():
		t.Fatal("nothing came")
	}
	l.leave()
	if n := l.server.Pending(); n != 1 {
		t.Fatalf("%d messages wait", n)
	}
	l.open()
	l.connect()
	if got := wait[*events.Message](l); got.Info.ID != id || got.Message.GetConversation() != "halo" {
		t.Errorf("it heard %s: %q", got.Info.ID, got.Message.GetConversation())
	}
	l.settled()
}

func TestALostConnectionComesBack(t *testing.T) {
	l := pair(t)
	ani := l.server.Phone("6281200000101")
	l.server.DropAll()
	l.hears(ani, whatsapptest.Message{Text: "sementara itu"})
	if got := wait[*events.Message](l); got.Message.GetConversation() != "sementara itu" {
		t.Errorf("it heard %q", got.Message.GetConversation())
	}
	l.settled()
}

func jid(t *testing.T, address string) types.JID {
	t.Helper()
	j, err := types.ParseJID(address)
	if err != nil {
		t.Fatal(err)
	}
	return j
}
