package router

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"kanal"
	"kanal/router/dialog"
	"kanal/storage"
	"kanal/storage/storagetest"
)

// Two processes, one sender: each pair of messages at the same instant, first into a draft, then into its report.
func TestTwoProcessesOverwriteNothing(t *testing.T) {
	db := storagetest.Database{Name: "postgres", URL: storagetest.Postgres(t)}
	c := &clock{at: monday}
	left, right := newHouse(t, openAt(t, db, c), c), newHouse(t, openAt(t, db, c), c)
	left.officer("dpupr-pera", "201")
	const inDraft, pairs = 100, 1000
	filed := ""
	for i := range pairs {
		if i == inDraft {
			left.quiet()
			left.taps("telegram", "101", "Kirim")
			filed = left.history("telegram", "101", 0)[0].External
		}
		var both sync.WaitGroup
		for side, h := range []*house{left, right} {
			word := fmt.Sprintf("kata%04d%d", i, side)
			m := kanal.Incoming{Account: "telegram", Conversation: "101", Sender: "101", ID: word, Text: "jalan rusak " + word, ReplyTo: filed}
			both.Go(func() { h.insists(m) })
		}
		both.Wait()
	}
	r := left.only()
	thread, err := left.store.Thread(t.Context(), r.ID)
	if err != nil {
		t.Fatal(err)
	}
	times := map[string]int{}
	for _, m := range thread {
		if !m.Out && m.Conversation == r.Conversation && m.Choice == "" {
			times[m.Text]++
		}
	}
	for i := range 2 * pairs {
		word := fmt.Sprintf("jalan rusak kata%04d%d", i/2, i%2)
		if times[word] != 1 {
			t.Errorf("%q stands %d times in the report", word, times[word])
		}
	}
	if want := 2 + 2*(pairs-inDraft); r.Version != want {
		t.Errorf("version %d, want %d", r.Version, want)
	}
	left.holds()
}

func TestOfTwoAdminsAtOnceOneWins(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		by := kanal.ByUser(h.admin().ID)
		h.says("sms:kannel", "+628125550001", road)
		for range 20 {
			r := h.only()
			var both sync.WaitGroup
			errs := make([]error, 2)
			for i, agency := range []string{"dishub", "dlh"} {
				both.Go(func() {
					errs[i] = h.router.ChangeStatus(t.Context(), Change{Actor: by, Report: r.ID, Version: r.Version, To: kanal.Assigned, Agency: agency})
				})
			}
			both.Wait()
			if (errs[0] == nil) == (errs[1] == nil) || !errors.Is(errors.Join(errs...), kanal.ErrConflict) {
				t.Fatalf("both ended as %v", errs)
			}
			if after := h.only(); after.Version != r.Version+1 {
				t.Fatalf("version %d after %d", after.Version, r.Version)
			}
		}
		h.holds()
	})
}

// An officer answers while the citizen adds words and an admin begins: whoever comes first, all is kept.
func TestOfficerAndCitizenAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.officer("dpupr-pera", "201")
		by := kanal.ByUser(h.admin().ID)
		for i := range 15 {
			chat := fmt.Sprint("10", i)
			h.says("telegram", chat, road)
			h.taps("telegram", chat, "Kirim")
			r := h.reports()[0]
			words := h.message("telegram", chat, fmt.Sprint("tambahan ", i))
			words.ReplyTo = h.history("telegram", chat, 0)[0].External
			tap := h.message("telegram", "201", "")
			tap.Kind, tap.Choice = kanal.KindTap, dialog.Data("take", r.Number, fmt.Sprint(r.HeldSince))
			var all sync.WaitGroup
			all.Go(func() { h.insists(words) })
			all.Go(func() { h.insists(tap) })
			all.Go(func() {
				err := h.router.ChangeStatus(t.Context(), Change{Actor: by, Report: r.ID, Version: r.Version, To: kanal.InProgress})
				if err != nil && !errors.Is(err, kanal.ErrConflict) {
					t.Error(err)
				}
			})
			all.Wait()
			after, err := h.store.Report(t.Context(), r.ID)
			if err != nil || after.Status != kanal.InProgress {
				t.Errorf("report is %s, %v", after.Status, err)
			}
			thread, err := h.store.Thread(t.Context(), r.ID)
			if err != nil || !strings.Contains(lines(thread), words.Text) {
				t.Errorf("%q is not in the report", words.Text)
			}
		}
		if n := h.attention(); n != 0 {
			t.Errorf("%d messages stored raw", n)
		}
		h.holds()
	})
}

// An officer's answer and a word of its citizen in one commit: the second finds what the first left.
func TestOfficerAndCitizenInOneBatch(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.officer("dpupr-pera", "201")
		h.says("telegram", "101", road)
		h.taps("telegram", "101", "Kirim")
		r := h.only()
		h.taps("telegram", "201", "Jawab")
		h.says("telegram", "201", "Kami tambal Rabu.")
		var batch []*arrival
		for chat, text := range map[string]string{"201": "kirim", "101": "jembatan gantung di Loa Kulu putus dan roboh"} {
			a := &arrival{message: h.message("telegram", chat, text), caller: storage.Caller{Address: storage.Address{Account: "telegram", Chat: chat}}}
			a.message.Kind = kanal.KindMessage
			batch = append(batch, a)
		}
		h.router.commit(t.Context(), batch)
		h.quiet()
		wantText(t, h.heard("telegram", "101", 0), "Kami tambal Rabu.", "Jembatan")
		h.taps("telegram", "101", "Kirim")
		if n := len(h.reports()); n != 2 {
			t.Errorf("%d reports: the draft is lost", n)
		}
		h.says("telegram", "101", "sudah")
		if after, err := h.store.Report(t.Context(), r.ID); err != nil || after.Status != kanal.Closed {
			t.Errorf("the question is forgotten: %s, %v", after.Status, err)
		}
		h.holds()
	})
}
