package storage_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"kanal"
	"kanal/storage"
	"kanal/storage/storagetest"
)

// many files a report of each of n people, all at noon.
func many(t *testing.T, s *storage.Store, n int) []*storage.Report {
	t.Helper()
	arrivals := make([]arrival, n)
	for i := range arrivals {
		arrivals[i] = arrival{fmt.Sprint(i), "1", "jalan"}
	}
	made, err := receive(t.Context(), s, 0, arrivals...)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// step changes one report at that time.
func step(t *testing.T, s *storage.Store, id int64, e kanal.Event) {
	t.Helper()
	r := must[*storage.Report](t)(s.Report(t.Context(), id))
	var w storage.Work
	apply(&w, r, e, nil)
	w.Changed = append(w.Changed, r)
	if err := s.Write(t.Context(), &w); err != nil {
		t.Fatal(err)
	}
}

func TestTasksInPages(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, s *storage.Store) {
		ctx, made := t.Context(), many(t, s, 25)
		step(t, s, made[3].ID, kanal.Event{Kind: kanal.EventReturned, Status: kanal.Received, Reason: "bukan_wewenang", Agency: "esdm"})
		seen, f := map[int64]bool{}, storage.Filter{Limit: 10}
		for pages := 1; ; pages++ {
			page, more, err := s.Tasks(ctx, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, task := range page {
				if seen[task.ID] || task.DueAt.IsZero() || task.Paused {
					t.Errorf("task %+v", task)
				}
				seen[task.ID] = true
				f.Before = storage.Cursor{ReceivedAt: task.ReceivedAt, ID: task.ID}
			}
			if !more {
				if pages != 3 || len(seen) != 25 {
					t.Errorf("%d reports on %d pages", len(seen), pages)
				}
				break
			}
		}
		for name, c := range map[string]struct {
			f    storage.Filter
			want int
		}{
			"triage":     {storage.Filter{Triage: true}, 1},
			"agency":     {storage.Filter{Agency: "esdm"}, 1},
			"holder":     {storage.Filter{Holder: "dpupr-pera"}, 24},
			"none":       {storage.Filter{Holder: "esdm"}, 0},
			"statuses":   {storage.Filter{Status: []kanal.Status{kanal.Received, kanal.Assigned}, Topic: "jalan", Protection: kanal.Open}, 25},
			"number":     {storage.Filter{Number: made[7].Number}, 1},
			"late":       {storage.Filter{LateAt: noon.AddDate(0, 0, 8)}, 25},
			"not late":   {storage.Filter{LateAt: noon}, 0},
			"from, to":   {storage.Filter{From: noon, To: noon.Add(time.Second)}, 25},
			"other days": {storage.Filter{To: noon}, 0},
		} {
			if page, more, err := s.Tasks(ctx, c.f); err != nil || more || len(page) != c.want {
				t.Errorf("%s: %d reports, more=%t, %v", name, len(page), more, err)
			}
		}
		if counts := must[map[kanal.Status]int](t)(s.Counts(ctx, storage.Filter{})); counts[kanal.Assigned] != 24 || counts[kanal.Received] != 1 {
			t.Errorf("counts: %v", counts)
		}
		if counts := must[map[kanal.Status]int](t)(s.Counts(ctx, storage.Filter{Agency: "esdm"})); counts[kanal.Received] != 1 || len(counts) != 1 {
			t.Errorf("counts of an agency: %v", counts)
		}
	})
}

func TestRecapAsOfADate(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, s *storage.Store) {
		ctx, made := t.Context(), many(t, s, 5)
		later := noon.AddDate(0, 0, 10)
		step(t, s, made[0].ID, kanal.Event{Kind: kanal.EventTaken, Status: kanal.InProgress, At: noon.Add(time.Hour)})
		step(t, s, made[1].ID, kanal.Event{Kind: kanal.EventArchived, Status: kanal.Archived, At: noon.Add(time.Hour)})
		step(t, s, made[2].ID, kanal.Event{Kind: kanal.EventTaken, Status: kanal.InProgress, At: noon.Add(time.Hour)})
		step(t, s, made[2].ID, kanal.Event{Kind: kanal.EventAnswered, Status: kanal.Answered, At: later})
		step(t, s, made[3].ID, kanal.Event{Kind: kanal.EventArchived, Status: kanal.Archived, At: later})
		row := func(agency string, status kanal.Status, n, first int) storage.RecapRow {
			return storage.RecapRow{Agency: agency, Status: status, Topic: "jalan", Subject: "JALAN", Count: n, First: made[first].ID}
		}
		before := must[[]storage.RecapRow](t)(s.RecapRows(ctx, noon, later))
		if want := []storage.RecapRow{row("dpupr-pera", kanal.Assigned, 2, 3), row("dpupr-pera", kanal.InProgress, 2, 0)}; !slices.Equal(before, want) {
			t.Errorf("before: %v", before)
		}
		after := must[[]storage.RecapRow](t)(s.RecapRows(ctx, noon, later.AddDate(0, 0, 1)))
		want := []storage.RecapRow{row("dpupr-pera", kanal.Answered, 1, 2), row("dpupr-pera", kanal.Assigned, 1, 4), row("dpupr-pera", kanal.InProgress, 1, 0)}
		if !slices.Equal(after, want) {
			t.Errorf("after: %v", after)
		}
		if none := must[[]storage.RecapRow](t)(s.RecapRows(ctx, noon.Add(time.Second), later)); len(none) != 0 {
			t.Errorf("received later: %v", none)
		}
	})
}

func TestImportsAndCorrections(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		work := func() *storage.Work {
			var w storage.Work
			for i, number := range must[[]kanal.Number](t)(s.DrawNumbers(ctx, 600)) {
				r := &storage.Report{Number: number, Account: "import", ImportKey: fmt.Sprint("k", i)}
				apply(&w, r, kanal.Event{Kind: kanal.EventFiled, Status: kanal.Received, Actor: kanal.ByImport}, nil)
				w.Reports = append(w.Reports, r)
			}
			return &w
		}
		w := work()
		if err := s.Write(ctx, w); err != nil {
			t.Fatal(err)
		}
		if err := s.Write(ctx, work()); !errors.Is(err, kanal.ErrConflict) {
			t.Errorf("a second import: %v", err)
		}
		if seen := must[map[string]bool](t)(s.SeenImports(ctx, "k1", "k599", "new")); len(seen) != 2 || !seen["k1"] || !seen["k599"] {
			t.Errorf("seen: %v", seen)
		}
		c := &storage.Correction{Report: w.Reports[0].ID, At: noon, Model: "m", SaidTopic: "a", SaidAgency: "b", Topic: "c", Agency: "d", Kind: kanal.Aspirasi, Sealed: true}
		if err := s.Write(ctx, &storage.Work{Corrections: []*storage.Correction{c}}); err != nil {
			t.Fatal(err)
		}
		if list := must[[]*storage.Correction](t)(s.Corrections(ctx, 0, 10)); len(list) != 1 || *list[0] != *c {
			t.Errorf("corrections: %+v", list)
		}
	})
}

func TestTimers(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, s *storage.Store) {
		ctx, made := t.Context(), many(t, s, 3)
		err := s.InTx(ctx, func(tx *storage.Store) error {
			list, err := tx.ConversationByID(ctx, made[0].Conversation)
			if err != nil {
				return err
			}
			list[0].DueAt = noon
			clock := must[*kanal.Clock](t)(tx.OpenClock(ctx, made[1].ID))
			clock.PausedAt = noon
			stopped := must[*kanal.Clock](t)(tx.OpenClock(ctx, made[2].ID))
			stopped.StoppedAt = noon
			return tx.Write(ctx, &storage.Work{Conversations: list, Clocks: []*storage.Clock{{Clock: *clock}, {Clock: *stopped}}})
		})
		if err != nil {
			t.Fatal(err)
		}
		if due := must[[]int64](t)(s.DueConversations(ctx, noon, 5)); !slices.Equal(due, []int64{made[0].Conversation}) {
			t.Errorf("due conversations: %v", due)
		}
		if due := must[[]int64](t)(s.DueConversations(ctx, noon.Add(-time.Second), 5)); len(due) != 0 {
			t.Errorf("due too early: %v", due)
		}
		if due := must[[]int64](t)(s.DueClocks(ctx, kanal.ClockRespond, noon.AddDate(0, 0, 7), 5)); !slices.Equal(due, []int64{made[0].ID}) {
			t.Errorf("due clocks: %v", due)
		}
		if resting := must[[]int64](t)(s.PausedClocks(ctx, noon, 5)); !slices.Equal(resting, []int64{made[1].ID}) {
			t.Errorf("resting clocks: %v", resting)
		}
	})
}

func TestListsForAdmins(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, s *storage.Store) {
		ctx, id := t.Context(), conversation(t, s, "sms", "1")
		w := storage.Work{Messages: []*storage.Message{
			{Conversation: id, External: "1", Text: "satu", Attention: true, Sealed: true, At: noon},
			{Conversation: id, External: "2", Text: "dua", NoReport: true, At: noon},
			{Conversation: id, External: "3", Text: "tiga", At: noon},
		}}
		if err := s.Write(ctx, &w); err != nil {
			t.Fatal(err)
		}
		if list := must[[]*storage.Message](t)(s.Attention(ctx, 5)); len(list) != 1 || list[0].Text != "satu" {
			t.Errorf("attention: %+v", list)
		}
		if list := must[[]*storage.Message](t)(s.NotReports(ctx, 5)); len(list) != 1 || list[0].Text != "dua" {
			t.Errorf("no reports: %+v", list)
		}
		if err := s.ClearAttention(ctx, w.Messages[0].ID); err != nil {
			t.Fatal(err)
		}
		if list := must[[]*storage.Message](t)(s.Attention(ctx, 5)); len(list) != 0 {
			t.Errorf("cleared: %+v", list)
		}
		if list := must[[]*storage.Message](t)(s.History(ctx, id, w.Messages[0].ID, 1)); len(list) != 1 || list[0].Text != "dua" {
			t.Errorf("history: %+v", list)
		}
	})
}

func TestPINs(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, s *storage.Store) {
		a, b := s.PIN("48210937"), s.PIN("73104428")
		if len(a) != 6 || len(b) != 6 || a == b || a != s.PIN("48210937") {
			t.Errorf("PINs %q and %q", a, b)
		}
	})
}
