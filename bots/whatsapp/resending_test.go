package whatsapp_test

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"strings"
	"testing"
	"time"

	"kanal"
	"kanal/bots/whatsapp/whatsapptest"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waCommon"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"
)

// A phone that cannot read a message asks for it again, perhaps only after our restart.
func TestMadeAgainAfterARestart(t *testing.T) {
	each(t, func(w *world) {
		w.pair()
		sari := w.citizen()
		w.says(sari, "AC01", "halo")
		w.stored(1)
		w.stop()
		w.net.Hold(true) // what people do waits for the next connection
		w.start()
		sari.Deafen(1)
		out := answer(sari, 1, "Sudah kami terima.")
		out.ReplyTo = "AC01"
		receipt := w.delivers(out)
		w.stop()
		w.net.Hold(false)
		w.start()
		got := w.shows(sari, 1)[0]
		if !got.Retry || got.ID != receipt.ID || got.Text != out.Text || got.ReplyTo != "AC01" {
			w.t.Errorf("came again as %+v", got)
		}
	})
}

// The connection breaks between the message and its acknowledgement: it goes again, under the same id.
func TestUnknownOutcome(t *testing.T) {
	each(t, func(w *world) {
		w.pair()
		sari := w.citizen()
		w.says(sari, "AC01", "halo")
		w.stored(1)
		w.net.FailSends(0) // brought, and not acknowledged
		out := answer(sari, 1, "Sudah kami terima.")
		dropped := make(chan struct{})
		go func() {
			defer close(dropped)
			whatsapptest.Until(t, "it is brought", func() bool { return len(sari.shown()) == 1 })
			w.net.DropAll()
		}()
		receipt := w.delivers(out)
		<-dropped
		w.stop()
		w.start() // nothing is remembered, the id is the same
		w.awaitConnection()
		if again := w.delivers(out); again != receipt {
			w.t.Errorf("again it is %q, first it was %q", again.ID, receipt.ID)
		}
		w.delivers(answer(sari, 2, "Berikutnya."))
		w.shows(sari, 2)
		if n := sari.Times(receipt.ID); n < 2 {
			w.t.Errorf("it came %d times", n)
		}
	})
}

func TestRefusedSends(t *testing.T) {
	w := newWorld(t, sqlite(t), true)
	w.pair()
	sari := w.citizen()
	w.says(sari, "AC01", "halo")
	w.stored(1)
	for code, dead := range map[int]bool{404: true, 403: true, 503: false, 479: false} {
		w.net.FailSends(code)
		_, err := w.send(answer(sari, int64(code), "rahasia"))
		if err == nil || errors.Is(err, kanal.ErrUndeliverable) != dead || strings.Contains(err.Error(), number(1)) || strings.Contains(err.Error(), "rahasia") {
			t.Errorf("%d: %v", code, err)
		}
	}
	if got := len(sari.shown()); got != 0 {
		t.Errorf("%d messages arrived", got)
	}
	w.net.FailSends(463)
	var retry *kanal.RetryError
	if _, err := w.send(answer(sari, 1, "a")); !errors.As(err, &retry) || retry.After < 30*time.Minute {
		t.Errorf("463: %v", err)
	}
	if _, err := w.send(answer(w.person(2), 2, "b")); !errors.As(err, &retry) {
		t.Errorf("the next: %v", err)
	}
	if len(w.person(2).shown()) != 0 {
		t.Error("the next goes out all the same")
	}
	if err := w.bot.Health(); err == nil || !strings.Contains(err.Error(), "463") {
		t.Errorf("health: %v", err)
	}
	w.says(sari, "AC02", "masih terdengar")
	w.stored(2)
}

func TestPolls(t *testing.T) {
	each(t, func(w *world) {
		w.options.Polls = true
		w.pair()
		sari := w.citizen()
		w.says(sari, "AC01", "halo")
		w.stored(1)
		out := answer(sari, 1, "Selesai?")
		out.Choices = []kanal.Choice{{Label: "Sudah", Data: "sudah:1"}, {Label: "Belum", Data: "belum:1"}}
		receipt := w.delivers(out)
		got := w.shows(sari, 2)
		poll := got[1]
		if got[0].ID != receipt.ID || !strings.HasSuffix(got[0].Text, "2. Belum") || len(poll.Message.GetPollCreationMessage().GetOptions()) != 2 {
			w.t.Fatalf("shows %+v", got)
		}
		chosen, err := vote(w, poll, "Belum")
		if err != nil {
			w.t.Fatal(err)
		}
		w.brings(sari, "AC02", chosen)
		in := w.stored(2)[1]
		if in.Kind != kanal.KindTap || in.Choice != "belum:1" || in.ReplyTo != receipt.ID || in.Conversation != sari.LID() {
			w.t.Errorf("came as %+v", in)
		}
		back, err := vote(w, poll)
		if err != nil {
			w.t.Fatal(err)
		}
		w.brings(sari, "AC03", back)
		w.says(sari, "AC04", "sudahlah")
		w.stored(3)
	})
}

// vote is what a phone sends when its owner votes in a poll; without labels the vote is taken back.
func vote(w *world, poll whatsapptest.Received, labels ...string) (*waE2E.Message, error) {
	asker, voter := w.net.Owner().PN(), poll.To
	if strings.HasSuffix(poll.To, types.HiddenUserServer) {
		asker = w.net.Owner().LID()
	}
	if !w.lid { // written from the number, though the poll went to the LID
		voter = w.citizen().PN()
	}
	plain, err := proto.Marshal(&waE2E.PollVoteMessage{SelectedOptions: whatsmeow.HashPollOptions(labels)})
	if err != nil {
		return nil, err
	}
	key, err := hkdf.Key(sha256.New, poll.Message.GetMessageContextInfo().GetMessageSecret(), nil, poll.ID+asker+voter+"Poll Vote", 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	box, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	iv := make([]byte, box.NonceSize())
	rand.Read(iv)
	sealed := box.Seal(nil, iv, plain, []byte(poll.ID+"\x00"+voter))
	return &waE2E.Message{PollUpdateMessage: &waE2E.PollUpdateMessage{Vote: &waE2E.PollEncValue{EncPayload: sealed, EncIV: iv},
		PollCreationMessageKey: &waCommon.MessageKey{ID: proto.String(poll.ID), FromMe: proto.Bool(false), RemoteJID: proto.String(asker)},
		SenderTimestampMS:      proto.Int64(time.Now().UnixMilli())}}, nil
}
