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

// Two people's messages may have the same id.
func TestIdsAreOnesOwn(t *testing.T) {
	l := pair(t)
	l.leave()
	ani, budi := l.server.Phone("6281200000101"), l.server.Phone("6281200000102")
	l.hears(ani, whatsapptest.Message{ID: "M1", Text: "dari Ani"})
	l.open()
	l.client.AddEventHandlerWithSuccessStatus(func(e any) bool {
		got, ok := e.(*events.Message)
		return !ok || got.Message.GetConversation() != "dari Ani"
	})
	l.connect()
	wait[*events.Message](l)
	l.hears(budi, whatsapptest.Message{ID: "M1", Text: "dari Budi", LID: true})
	wait[*events.Message](l)
	whatsapptest.Until(t, "one is acknowledged", func() bool { return l.server.Pending() == 1 })
}

func TestReceiptsWaitToo(t *testing.T) {
	l := pair(t)
	ani := l.server.Phone("6281200000101")
	id, err := l.says(ani.PN(), "halo")
	if err != nil {
		t.Fatal(err)
	}
	got, err := ani.Next(limit(t))
	if err != nil {
		t.Fatal(err)
	}
	wait[*events.Receipt](l)
	l.leave()
	if err := ani.Read(limit(t), got); err != nil {
		t.Fatal(err)
	}
	l.open()
	l.connect()
	r := wait[*events.Receipt](l)
	for r.Type == types.ReceiptTypeDelivered { // its acknowledgement may have been lost when the device left
		r = wait[*events.Receipt](l)
	}
	if r.Type != types.ReceiptTypeRead || r.MessageIDs[0] != id {
		t.Errorf("a receipt of type %q for %v", r.Type, r.MessageIDs)
	}
}

func TestANewPhoneReadsAndWrites(t *testing.T) {
	l := pair(t)
	ani := l.server.Phone("6281200000101")
	l.hears(ani, whatsapptest.Message{Text: "halo"})
	wait[*events.Message](l)
	l.settled()
	if err := ani.Reinstall(limit(t)); err != nil {
		t.Fatal(err)
	}
	if _, err := l.says(ani.PN(), "satu"); err != nil { // under the old keys: it asks again
		t.Fatal(err)
	}
	if got, err := ani.Next(limit(t)); err != nil || got.Text != "satu" || !got.Retry {
		t.Errorf("%v, the phone got %+v", err, got)
	}
	l.hears(ani, whatsapptest.Message{Text: "ini saya"})
	if got := wait[*events.Message](l); got.Message.GetConversation() != "ini saya" {
		t.Errorf("it heard %q", got.Message.GetConversation())
	}
}
