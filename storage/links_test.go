package storage_test

import (
	"errors"
	"testing"
	"time"

	"kanal"
	"kanal/storage"
	"kanal/storage/storagetest"
)

func TestLinksAreKeptAsCiphertext(t *testing.T) {
	storagetest.EachURL(t, func(t *testing.T, db storagetest.Database) {
		ctx, now := t.Context(), noon
		s := storagetest.OpenWith(t, storage.Options{URL: db.URL, Now: func() time.Time { return now }})
		link := kanal.Link{State: kanal.LinkNeeded, Code: "2@secret-code", Until: noon.Add(time.Minute)}
		for account, l := range map[string]kanal.Link{"whatsapp:officers": {State: kanal.LinkConnected}, "whatsapp": link} {
			if err := s.SetLink(ctx, account, l); err != nil {
				t.Fatal(err)
			}
		}
		if list := must[[]storage.AccountLink](t)(s.Links(ctx)); len(list) != 2 || list[0].Account != "whatsapp" || list[0].Link != link ||
			!list[0].ChangedAt.Equal(noon) || list[0].Asked || list[1].State != kanal.LinkConnected {
			t.Errorf("links: %+v", list)
		}
		var stored string
		if err := raw(t, db).QueryRow("SELECT code FROM links WHERE account = 'whatsapp'").Scan(&stored); err != nil || stored == link.Code || stored == "" {
			t.Errorf("the code is stored as %q, %v", stored, err)
		}
		wanted := func(want string) {
			t.Helper()
			if got, err := s.WantedPhone(ctx, "whatsapp"); err != nil || got != want {
				t.Errorf("wanted %q, %v, not %q", got, err, want)
			}
			if list := must[[]storage.AccountLink](t)(s.Links(ctx)); list[0].Asked != (want != "") {
				t.Errorf("asked: %+v", list[0])
			}
		}
		ask := func(phone string) {
			t.Helper()
			if err := s.WantPhone(ctx, "whatsapp", phone); err != nil {
				t.Fatal(err)
			}
		}
		wanted("")
		ask("62812")
		wanted("62812")
		now = now.Add(11 * time.Minute)
		wanted("")
		ask("62813")
		ask("")
		wanted("")
		ask("62814")
		if err := s.SetLink(ctx, "whatsapp", kanal.Link{State: kanal.LinkNeeded, Code: "ABCD", Typed: true}); err != nil {
			t.Fatal(err)
		}
		wanted("62814")
		if err := s.SetLink(ctx, "whatsapp", kanal.Link{State: kanal.LinkConnected}); err != nil {
			t.Fatal(err)
		}
		wanted("")
	})
}

func TestAPhoneMayAskForAMessageAgain(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		c := call(t, s, lid, phone)
		m := &storage.Message{Conversation: c.ID, Out: true, Account: "whatsapp", Text: "Laporan diterima", Sealed: true, At: noon,
			Choices: []kanal.Choice{{Label: "Kirim", Data: "k"}}, Attachments: []kanal.Attachment{{Kind: "photo", ID: "never fetched"}}}
		if err := s.Write(ctx, &storage.Work{Messages: []*storage.Message{m}}); err != nil {
			t.Fatal(err)
		}
		must[[]storage.Delivery](t)(s.Claim(ctx, "whatsapp", "me", time.Now().Add(time.Hour), 1))
		const id = "3EB0AA"
		if err := s.Finish(ctx, "me", storage.Outcome{Delivery: m.ID, State: kanal.StateSent, Receipt: id}); err != nil {
			t.Fatal(err)
		}
		out, err := s.Sent(ctx, "whatsapp", id)
		if err != nil || out.Text != m.Text || len(out.Choices) != 1 || out.Conversation != lid || out.Delivery != m.ID || len(out.Attachments) != 0 {
			t.Errorf("sent again: %+v, %v", out, err)
		}
		for _, other := range [][2]string{{"whatsapp:officers", id}, {"whatsapp", "3EB0-0"}, {"whatsapp", ""}} {
			if _, err := s.Sent(ctx, other[0], other[1]); !errors.Is(err, kanal.ErrNotFound) {
				t.Errorf("%v: %v", other, err)
			}
		}
	})
}

func TestBacklogs(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		for _, state := range []kanal.DeliveryState{kanal.StatePending, kanal.StateDead, kanal.StateFailed, kanal.StateHeld, kanal.StateSent} {
			m := &storage.Message{Conversation: conversation(t, s, "sms", string(state)), Out: true, Account: "sms", State: state, At: noon}
			if err := s.Write(ctx, &storage.Work{Messages: []*storage.Message{m}}); err != nil {
				t.Fatal(err)
			}
		}
		if list := must[[]storage.Backlog](t)(s.Backlogs(ctx)); len(list) != 1 || list[0] != (storage.Backlog{Account: "sms", Pending: 1, Held: 1, Dead: 2}) {
			t.Errorf("backlogs: %+v", list)
		}
	})
}
