package storage_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"kanal"
	"kanal/storage"
	"kanal/storage/storagetest"
)

// noon is when most tests happen.
var noon = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)

// arrival is one incoming message and where it goes.
type arrival struct {
	chat, id, text string
}

// receive takes in messages the way the router does: one transaction, a report each, an answer to the citizen
// and a card for an officer. What was seen before is left out.
func receive(ctx context.Context, s *storage.Store, officer int64, arrivals ...arrival) ([]*storage.Report, error) {
	var made []*storage.Report
	err := s.InTx(ctx, func(tx *storage.Store) error {
		addresses, names := make([]storage.Address, len(arrivals)), make([]string, len(arrivals))
		for i, a := range arrivals {
			addresses[i], names[i] = storage.Address{Account: "sms:kannel", Chat: a.chat}, "Nama Warga"
		}
		conversations, err := tx.Conversations(ctx, addresses, names)
		if err != nil {
			return err
		}
		keys := make([]storage.MessageKey, len(arrivals))
		for i, a := range arrivals {
			keys[i] = storage.MessageKey{Conversation: conversations[i].ID, External: a.id}
		}
		seen, err := tx.Seen(ctx, keys...)
		if err != nil {
			return err
		}
		numbers, err := tx.DrawNumbers(ctx, len(arrivals))
		if err != nil {
			return err
		}
		var w storage.Work
		made = nil
		for i, a := range arrivals {
			if seen[keys[i]] {
				continue
			}
			made = append(made, file(&w, conversations[i], numbers[i], officer, a))
		}
		return tx.Write(ctx, &w)
	})
	return made, err
}

// file adds to w what one filed report is.
func file(w *storage.Work, c *storage.Conversation, number kanal.Number, officer int64, a arrival) *storage.Report {
	r := &storage.Report{Number: number, Contact: c.Contact.ID, Conversation: c.ID, Account: c.Address.Account,
		Subject: "JALAN", Area: "64.02", Place: "Tenggarong", Model: "m1",
		Said: kanal.Prediction{Kind: kanal.Pengaduan, Topic: "jalan", Agency: "dpupr-pera", Confidence: 0.9,
			Because: []kanal.WordWeight{{Word: "rahasiakata", Weight: 1}}}}
	in := &storage.Message{Conversation: c.ID, Report: r, External: a.id, Kind: kanal.KindMessage, Author: kanal.ByCitizen,
		Text: a.text, Sealed: true, At: noon}
	answer := &storage.Message{Conversation: c.ID, Report: r, Out: true, Author: kanal.ByMachine, Text: "Laporan diterima",
		Account: c.Address.Account, At: noon}
	w.Reports, w.Messages = append(w.Reports, r), append(w.Messages, in, answer)
	if officer != 0 {
		w.Messages = append(w.Messages, &storage.Message{Conversation: officer, Report: r, Out: true, Author: kanal.ByCitizen,
			Text: a.text, Sealed: true, Account: "telegram", At: noon, Choices: []kanal.Choice{{Label: "Terima", Data: "t"}}})
	}
	for _, e := range []kanal.Event{
		{Kind: kanal.EventFiled, Status: kanal.Received, Topic: "jalan", ReportKind: kanal.Pengaduan, Agency: "dpupr-pera", Actor: kanal.ByCitizen},
		{Kind: kanal.EventAssigned, Status: kanal.Assigned, Agency: "dpupr-pera", Actor: kanal.ByMachine},
	} {
		apply(w, r, e, in)
	}
	w.Clocks = append(w.Clocks, &storage.Clock{Of: r, Clock: kanal.Clock{Kind: kanal.ClockRespond, Term: "respond", StartedAt: noon,
		DueAt: noon.AddDate(0, 0, 7)}})
	c.State, c.Draft, c.Contact.Noticed = "", []byte("rahasiadraf"), true
	w.Conversations = append(w.Conversations, c)
	return r
}

// apply takes one step of a report and puts it into w.
func apply(w *storage.Work, r *storage.Report, e kanal.Event, words *storage.Message) {
	e.Version = r.Version + 1
	if e.At.IsZero() {
		e.At = noon
	}
	state, err := r.Apply(e)
	if err != nil {
		panic(err)
	}
	r.State = state
	w.Events = append(w.Events, storage.Event{Event: e, Of: r, Words: words})
}

// conversation makes one and returns its id.
func conversation(t testing.TB, s *storage.Store, account, chat string) int64 {
	t.Helper()
	list, err := s.Conversations(t.Context(), []storage.Address{{Account: account, Chat: chat}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return list[0].ID
}

func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestOneMessageIsStoredWhole(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		officer := conversation(t, s, "telegram", "777")
		made, err := receive(ctx, s, officer, arrival{"+628110001", "1", "jalan rusak di depan rumah"})
		if err != nil {
			t.Fatal(err)
		}
		r := must[*storage.Report](t)(s.ReportByNumber(ctx, made[0].Number))
		if r.Status != kanal.Assigned || r.Holder != "dpupr-pera" || r.Version != 2 || !r.ReceivedAt.Equal(noon) || r.Said.Topic != "jalan" || r.Said.Because != nil {
			t.Errorf("report came back as %+v", r)
		}
		thread := must[[]*storage.Message](t)(s.Thread(ctx, r.ID))
		if len(thread) != 3 || thread[0].Text != "jalan rusak di depan rumah" || !thread[0].Sealed || thread[0].Out || thread[2].Choices[0].Data != "t" ||
			thread[1].State != kanal.StatePending || thread[1].Report.ID != r.ID {
			t.Errorf("thread came back as %+v", thread)
		}
		events := must[[]kanal.Event](t)(s.Events(ctx, r.ID))
		if state, err := kanal.Fold(events); err != nil || state != r.State {
			t.Errorf("events fold to %+v, %v; the row says %+v", state, err, r.State)
		}
		if events[0].Message != thread[0].ID || events[0].Report != r.ID {
			t.Errorf("first event is %+v", events[0])
		}
		clock := must[*kanal.Clock](t)(s.OpenClock(ctx, r.ID))
		if clock == nil || clock.Kind != kanal.ClockRespond || !clock.Running() {
			t.Errorf("open clock is %+v", clock)
		}
		c := must[[]*storage.Conversation](t)(s.ConversationByID(ctx, r.Conversation))[0]
		if string(c.Draft) != "rahasiadraf" || !c.Contact.Noticed || c.Contact.Name != "Nama Warga" || c.Address.Chat != "+628110001" || c.New {
			t.Errorf("conversation came back as %+v", c)
		}
		if list := must[[]*storage.Report](t)(s.ReportsOf(ctx, c.Contact.ID, true, 5)); len(list) != 1 || list[0].ID != r.ID {
			t.Errorf("reports of the contact: %v", list)
		}
	})
}

func BenchmarkIntakeBatch(b *testing.B) {
	storagetest.EachBench(b, func(b *testing.B, s *storage.Store) {
		const batch = 64
		officer := conversation(b, s, "telegram", "777")
		n := 0
		b.ReportAllocs()
		for b.Loop() {
			arrivals := make([]arrival, batch)
			for i := range arrivals {
				n++
				arrivals[i] = arrival{fmt.Sprintf("+62811%07d", n), "1", "pak jln poros L3 tgrong sbrg rsk parah truk amblas"}
			}
			if _, err := receive(b.Context(), s, officer, arrivals...); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "msg/s")
	})
}
