package botstest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf8"

	"kanal"
)

func receiveChecks() []check {
	return []check{
		{name: "receive/message", run: receivesMessage},
		{name: "receive/edit", needs: []Feature{Edits}, run: receivesEdit},
		{name: "receive/tap", needs: []Feature{Taps}, run: receivesTap},
		{name: "receive/reply", needs: []Feature{Replies}, run: receivesReply},
		{name: "receive/acknowledged after the commit", run: acknowledgesAfterCommit},
		{name: "receive/storage fails", run: redeliversAfterError},
		{name: "receive/storage panics", run: redeliversAfterPanic},
		{name: "receive/same message again", run: keepsIdentity},
		{name: "receive/same message at the same instant", run: keepsIdentityAtOnce},
		{name: "receive/same number in two conversations", run: tellsConversationsApart},
		{name: "receive/same words twice", run: tellsMessagesApart},
		{name: "receive/odd content", run: takesOddContent},
		{name: "receive/network hangs up", needs: []Feature{Hooks}, run: finishesWhenClientLeaves},
		{name: "receive/status", needs: []Feature{Statuses}, run: receivesStatus},
	}
}

func receivesMessage(t *testing.T, r *rig) {
	r.deliver(Message{Person: 1, ID: 4, Text: "Jalan di depan pasar rusak parah"})
	m := r.only()
	if m.Account != r.Bot.Account() || m.Conversation != r.Address(1) || m.ID == "" {
		t.Errorf("identity is %+v, want account %q and conversation %q", KeyOf(m), r.Bot.Account(), r.Address(1))
	}
	if m.Text != "Jalan di depan pasar rusak parah" || (m.Kind != kanal.KindMessage && m.Kind != "") {
		t.Errorf("got kind %q, text %q", m.Kind, m.Text)
	}
	if m.Group || m.Sender == "" {
		t.Errorf("got group %t, sender %q; want a private chat with its sender", m.Group, m.Sender)
	}
}

func receivesEdit(t *testing.T, r *rig) {
	r.deliver(Message{ID: 4, Text: "jembatan rusa"})
	r.deliver(Message{ID: 5, Kind: kanal.KindEdit, ReplyTo: 4, Text: "jembatan rusak"})
	all := r.inbox.Messages()
	if len(all) != 2 || all[1].Kind != kanal.KindEdit || all[1].Text != "jembatan rusak" {
		t.Fatalf("stored %+v, want the message and its edit", all)
	}
	if id, _, ok := strings.Cut(all[1].ID, "#"); !ok || id != all[0].ID {
		t.Errorf("the edit's id is %q, want %q, '#' and a time", all[1].ID, all[0].ID)
	}
}

func receivesTap(t *testing.T, r *rig) {
	receipt, err := r.send(kanal.Outgoing{Delivery: 1, Conversation: r.Address(0), Text: "Sudah benar?",
		Choices: []kanal.Choice{{Label: "Kirim", Data: "kirim:1"}}})
	if err != nil {
		t.Fatal(err)
	}
	r.deliver(Message{ID: 5, Kind: kanal.KindTap, Choice: "kirim:1", ReplyTo: 4})
	r.deliver(Message{ID: 5, Kind: kanal.KindTap, Choice: "kirim:1", ReplyTo: 4})
	m := r.only()
	if m.Kind != kanal.KindTap || m.Choice != "kirim:1" || m.ID == receipt.ID {
		t.Errorf("got %+v, want a tap with its choice and an id of its own", m)
	}
}

func receivesReply(t *testing.T, r *rig) {
	r.deliver(Message{ID: 4, Text: "pertama"})
	r.deliver(Message{ID: 6, Text: "jawaban", ReplyTo: 4})
	all := r.inbox.Messages()
	if len(all) != 2 || all[1].ReplyTo != all[0].ID {
		t.Fatalf("stored %+v, want the second to answer the first", all)
	}
}

func acknowledgesAfterCommit(t *testing.T, r *rig) {
	acknowledged := make(chan struct{})
	var early atomic.Bool
	r.inbox.Before(func(context.Context, kanal.Incoming) error {
		select {
		case <-acknowledged:
			early.Store(true)
		case <-time.After(150 * time.Millisecond): // a bot that acknowledges at once does so within this
		}
		return nil
	})
	r.deliver(Message{ID: 1, Text: "tunggu dulu"})
	close(acknowledged)
	r.only()
	if early.Load() {
		t.Error("acknowledged before Receive returned")
	}
}

func redeliversAfterError(t *testing.T, r *rig) {
	redelivers(t, r, func() error { return errStorage })
}

func redeliversAfterPanic(t *testing.T, r *rig) {
	redelivers(t, r, func() error { panic("a panic in storage") })
}

// redelivers lets the first two tries fail; had one of them been acknowledged, nothing would be stored.
func redelivers(t *testing.T, r *rig, fail func() error) {
	var tries atomic.Int32
	r.inbox.Before(func(context.Context, kanal.Incoming) error {
		if tries.Add(1) <= 2 {
			return fail()
		}
		return nil
	})
	r.deliver(Message{ID: 1, Text: "jangan sampai hilang"})
	if m := r.only(); m.Text != "jangan sampai hilang" {
		t.Errorf("stored %q", m.Text)
	}
	if n := tries.Load(); n < 3 {
		t.Errorf("tried %d times, want at least 3", n)
	}
	r.deliver(Message{ID: 2, Text: "dan yang berikutnya"})
	if n := len(r.inbox.Messages()); n != 2 {
		t.Errorf("%d messages are stored, want 2", n)
	}
}

func keepsIdentity(t *testing.T, r *rig) {
	for range 3 {
		r.deliver(Message{ID: 1, Text: "banjir lagi di sini"})
	}
	r.only()
	if n := r.inbox.Calls(); n < 3 {
		t.Errorf("Receive was called %d times; the database decides what is a repeat, not the channel", n)
	}
}

func keepsIdentityAtOnce(t *testing.T, r *rig) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if err := r.Deliver(ctx, Message{ID: 1, Text: "delapan kali sekaligus"}); err != nil {
				t.Errorf("not acknowledged: %v", err)
			}
		})
	}
	all.Wait()
	r.only()
}

func tellsConversationsApart(t *testing.T, r *rig) {
	r.deliver(Message{Person: 0, ID: 7, Text: "dari orang pertama"})
	r.deliver(Message{Person: 1, ID: 7, Text: "dari orang kedua"})
	if n := len(r.inbox.Messages()); n != 2 {
		t.Errorf("%d messages are stored, want 2", n)
	}
}

func tellsMessagesApart(t *testing.T, r *rig) {
	r.deliver(Message{ID: 1, Text: "ya"})
	r.deliver(Message{ID: 2, Text: "ya"})
	if n := len(r.inbox.Messages()); n != 2 {
		t.Errorf("%d messages are stored, want 2: the ids differ", n)
	}
}

func takesOddContent(t *testing.T, r *rig) {
	odd := []struct{ name, text string }{
		{"empty", ""},
		{"blank", " \n\t "},
		{"NUL", "awal\x00akhir"},
		{"only NUL", "\x00"},
		{"broken UTF-8", "rusak \xff\xfe\xc3 di sini"},
		{"cut character", "emoji \xf0\x9f\x98"},
		{"10,000 characters", strings.Repeat("panjang é ", 1000)},
		{"emoji", "👨‍👩‍👧‍👦 tolong 🆘🏽"},
		{"right to left", "\u202eمرحبا\u202c السلام عليكم"},
		{"markup", `<b>*_[x](y)</b> & "kutip" %00 \u0000 ${a}`},
	}
	for i, o := range odd {
		before := len(r.inbox.Messages())
		r.deliver(Message{ID: i + 1, Text: o.text})
		all := r.inbox.Messages()
		if len(all) == before {
			if strings.TrimSpace(kanal.Clean(o.text)) != "" {
				t.Errorf("%s: acknowledged but not stored", o.name)
			}
			continue
		}
		got := all[len(all)-1].Text
		if got != kanal.Clean(got) {
			t.Errorf("%s: text %q cannot be stored everywhere", o.name, got)
		}
		if utf8.ValidString(o.text) && strings.TrimSpace(got) != strings.TrimSpace(kanal.Clean(o.text)) {
			t.Errorf("%s: got %.60q, want %.60q", o.name, got, o.text)
		}
	}
	r.deliver(Message{ID: 100, Text: "yang biasa tetap masuk"})
}

func finishesWhenClientLeaves(t *testing.T, r *rig) {
	ctx, leave := context.WithCancel(context.Background())
	defer leave()
	result := make(chan error, 1)
	var tries atomic.Int32
	r.inbox.Before(func(ctx context.Context, _ kanal.Incoming) error {
		if tries.Add(1) > 1 { // the network's second try, which nobody breaks off
			return nil
		}
		request := r.request.Load().(context.Context)
		leave()
		select {
		case <-request.Done(): // the server knows that the client is gone
		case <-time.After(limit):
			result <- fmt.Errorf("the server did not notice that the client left")
			return errStorage
		}
		result <- ctx.Err()
		return ctx.Err()
	})
	go r.Deliver(ctx, Message{ID: 1, Text: "klien pergi di tengah"})
	select {
	case err := <-result:
		if err != nil {
			t.Fatalf("the work ended with the network's connection: %v", err)
		}
	case <-time.After(2 * limit):
		t.Fatal("Receive was not called")
	}
	wait, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	if err := r.inbox.Wait(wait, func(i *Inbox) bool { return len(i.Messages()) == 1 }); err != nil {
		t.Fatalf("waiting for the message to be stored: %v", err)
	}
}

func receivesStatus(t *testing.T, r *rig) {
	var tries atomic.Int32
	r.inbox.Before(func(context.Context, kanal.Incoming) error {
		if tries.Add(1) == 1 {
			return errStorage
		}
		return nil
	})
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	if err := r.Status(ctx); err != nil {
		t.Fatalf("the status was not acknowledged: %v", err)
	}
	all := r.inbox.Statuses()
	if len(all) != 1 || all[0].Account != r.Bot.Account() || all[0].State == "" {
		t.Fatalf("stored %+v, want one status of account %q", all, r.Bot.Account())
	}
}
