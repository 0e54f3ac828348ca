package whatsapptest_test

import (
	"context"
	"testing"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types/events"
	"google.golang.org/protobuf/proto"

	"kanal/bots/whatsapp/whatsapptest"
)

// A connection that breaks before the acknowledgement: the device sends again, and the phone shows one message.
func TestADropBeforeTheAcknowledgement(t *testing.T) {
	l := pair(t)
	ani := l.server.Phone("6281200000101")
	l.server.FailSends(0)
	sent := make(chan error, 1)
	const id = whatsmeow.WebMessageIDPrefix + "0123456789ABCDEF01"
	go func() {
		_, err := l.client.SendMessage(limit(t), jid(t, ani.PN()), &waE2E.Message{Conversation: proto.String("halo")}, whatsmeow.SendRequestExtra{ID: id})
		sent <- err
	}()
	got, err := ani.Next(limit(t))
	if err != nil || got.ID != id {
		t.Fatalf("%v, the phone got %+v", err, got)
	}
	l.server.DropAll()
	if err := <-sent; err != nil {
		t.Errorf("sending again gives %v", err)
	}
	whatsapptest.Until(t, "it came twice", func() bool { return ani.Times(id) == 2 })
	if more := ani.Received(); len(more) != 0 {
		t.Errorf("the phone shows it again: %+v", more)
	}
}

func TestASilentServerIsNoticed(t *testing.T) {
	l := pair(t)
	l.server.Mute(true)
	wait[*events.KeepAliveTimeout](l)
	l.server.Mute(false)
	wait[*events.KeepAliveRestored](l)
	l.hears(l.server.Phone("6281200000101"), whatsapptest.Message{Text: "halo"})
	wait[*events.Message](l)
}

func TestNumbersThatNobodyHas(t *testing.T) {
	l := pair(t)
	ani := l.server.Phone("6281200000101")
	answers, err := l.client.IsOnWhatsApp(limit(t), []string{"+" + jid(t, ani.PN()).User, "+6289999999999"})
	if err != nil || len(answers) != 2 {
		t.Fatalf("%v, %v", err, answers)
	}
	for _, a := range answers {
		if a.IsIn != (a.JID.User == "6281200000101") {
			t.Errorf("%s is in: %t", a.JID, a.IsIn)
		}
	}
}

func TestAPollIsAnswered(t *testing.T) {
	l := pair(t)
	ani := l.server.Phone("6281200000101")
	if _, err := l.client.SendMessage(limit(t), jid(t, ani.PN()), l.client.BuildPollCreation("Sudah?", []string{"Sudah", "Belum"}, 1)); err != nil {
		t.Fatal(err)
	}
	poll, err := ani.Next(limit(t))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ani.Vote(limit(t), poll, "Belum"); err != nil {
		t.Fatal(err)
	}
	vote, err := l.client.DecryptPollVote(context.Background(), wait[*events.Message](l))
	if err != nil {
		t.Fatal(err)
	}
	if chosen := vote.GetSelectedOptions(); len(chosen) != 1 || string(chosen[0]) != string(whatsmeow.HashPollOptions([]string{"Belum"})[0]) {
		t.Errorf("%d options are chosen", len(chosen))
	}
}
