package router

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"kanal"
	"kanal/bots"
	"kanal/storage"
	"kanal/storage/storagetest"
)

// linkedBot is an account that only the process which receives can send through.
type linkedBot struct {
	phoneBot
	running atomic.Bool
	early   atomic.Int64 // sends while it did not run
}

func (b *linkedBot) Run(ctx context.Context, _ bots.Inbox) error {
	b.running.Store(true)
	defer b.running.Store(false)
	<-ctx.Done()
	return nil
}

func (b *linkedBot) Send(ctx context.Context, out kanal.Outgoing) (kanal.Receipt, error) {
	if !b.running.Load() {
		b.early.Add(1)
		return kanal.Receipt{}, &kanal.RetryError{Err: errors.New("not connected")}
	}
	return b.phoneBot.Send(ctx, out)
}

// Of two processes only the one that holds the account sends through it; the other takes over when the first ends.
func TestALeasedAccountSendsWhereItReceives(t *testing.T) {
	storagetest.EachURL(t, func(t *testing.T, db storagetest.Database) {
		at := &clock{at: monday}
		store := openAt(t, db, at)
		first, second := &linkedBot{phoneBot: phoneBot{account: "whatsapp"}}, &linkedBot{phoneBot: phoneBot{account: "whatsapp"}}
		one, two := newHouse(t, store, at, first), newHouse(t, store, at, second)
		stop := one.runs()
		storagetest.Eventually(t, "the first process holds the account", first.running.Load)
		two.runs()
		for n := range 3 {
			one.post("whatsapp", fmt.Sprint(n), "", "halo")
		}
		storagetest.Eventually(t, "all is sent", func() bool { return len(first.all()) == 3 })
		if second.running.Load() || second.early.Load() != 0 {
			t.Error("the second process used the account")
		}
		stop()
		one.post("whatsapp", "1", "", "lagi")
		storagetest.Eventually(t, "the second process takes over", func() bool { return len(second.all()) == 1 })
	})
}

// One person who writes from a phone number and from the network's own id for it is answered in one conversation.
func TestOnePersonWritesFromTwoAddresses(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		from := func(chat, alias, text string) kanal.Incoming {
			m := h.message("whatsapp", chat, text)
			m.Alias = alias
			return m
		}
		h.receive(from("62812@phone", "", road))
		h.quiet()
		wantText(t, h.heard("whatsapp", "62812@phone", 0), "Apakah begini maksud Anda?")
		again := from("118@lid", "62812@phone", "kirim")
		h.receive(again)
		again.Conversation, again.Alias = "62812@phone", "118@lid"
		h.receive(again) // a repeat under the other address
		wantText(t, h.heard("whatsapp", "118@lid", 0), "Nomor laporan Anda")
		if r := h.only(); r.Conversation != h.conversation("whatsapp", "62812@phone") || r.Conversation != h.conversation("whatsapp", "118@lid") {
			t.Errorf("the report is answered in %d", r.Conversation)
		}
		h.holds()
	})
}

// Messages of one person that come together under both addresses follow each other.
func TestTwoAddressesInOneBatch(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		first := h.message("whatsapp", "62812@phone", road)
		first.Alias = "118@lid"
		h.receive(first)
		h.quiet()
		var batch []*arrival
		for _, m := range []kanal.Incoming{h.message("whatsapp", "62812@phone", "kirim"), h.message("whatsapp", "118@lid", "status")} {
			a := &arrival{message: m}
			a.message.Kind = kanal.KindMessage
			a.caller.Account, a.caller.Chat = m.Account, m.Conversation
			batch = append(batch, a)
		}
		h.router.commit(t.Context(), batch)
		for _, a := range batch {
			if a.err != nil {
				t.Error(a.err)
			}
		}
		h.only()
		if n := h.attention(); n != 0 {
			t.Errorf("%d messages stored raw", n)
		}
	})
}

func TestABatchHasOneMessageOfAPerson(t *testing.T) {
	in := &intake{working: true}
	for _, c := range [][2]string{{"a@lid", "1"}, {"1", ""}, {"b@lid", "2"}, {"2", "b@lid"}, {"b@lid", ""}, {"3", ""}} {
		a := &arrival{}
		a.caller.Account, a.caller.Chat, a.caller.Alias = "whatsapp", c[0], c[1]
		in.waiting = append(in.waiting, a)
	}
	var got []string
	for batch := in.take(); len(batch) > 0; batch = in.take() {
		for _, a := range batch {
			got = append(got, a.caller.Chat)
		}
		got = append(got, "|")
	}
	if want := "[a@lid b@lid 3 | 1 2 | b@lid |]"; fmt.Sprint(got) != want {
		t.Errorf("batches %v, want %s", got, want)
	}
}

// Where officers have a number of their own, the citizens' number sends them there, and only those who hold a token.
func TestOfficersAreSentToTheirOwnNumber(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.router.bots = []bots.Bot{&phoneBot{account: "whatsapp"}, &phoneBot{account: kanal.OfficersAccount}}
		h.router.officersNumber = "6281234567890"
		u := &storage.User{Username: "p", Name: "Petugas", Role: storage.Officer, Agency: "esdm"}
		if err := h.store.CreateUser(t.Context(), u, "TOKEN1234567"); err != nil {
			t.Fatal(err)
		}
		for _, account := range []string{"whatsapp", "whatsapp:cloud"} {
			wantText(t, h.says(account, "201@lid", "IKAT TOKEN1234567"), "nomor WhatsApp tersendiri", "https://wa.me/6281234567890")
			wantNoText(t, h.says(account, "202@lid", "IKAT TOKEN0000000"), "wa.me")
		}
		wantText(t, h.says(kanal.OfficersAccount, "201@lid", "IKAT TOKEN1234567"), "Selamat bergabung")
		if bound, err := h.store.User(t.Context(), u.ID); err != nil || bound.Account != kanal.OfficersAccount {
			t.Errorf("bound to %q, %v", bound.Account, err)
		}
	})
}

// A linked number never writes to strangers; SMS and the Cloud API, which asks by its template, may.
func TestWhoIsReachedByPhoneNumber(t *testing.T) {
	for want, accounts := range map[storage.Address][]string{
		{}: {"telegram", "whatsapp", "whatsapp:officers"},
		{Account: "whatsapp:cloud", Chat: "6281234567890"}: {"whatsapp", "whatsapp:cloud"},
		{Account: "sms:kannel", Chat: "+6281234567890"}:    {"whatsapp:cloud", "sms:kannel"},
	} {
		r := &Router{}
		for _, account := range accounts {
			r.bots = append(r.bots, &phoneBot{account: account})
		}
		if got := r.byPhone("+6281234567890"); r.phones() != want.Account || want.Account != "" && got != want {
			t.Errorf("%v: %v, want %v", accounts, got, want)
		}
	}
}
