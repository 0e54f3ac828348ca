package router

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"kanal"
	"kanal/storage"
	"kanal/storage/storagetest"
)

const levy = "di sma anak saya ada pungutan 750 ribu untuk perpisahan, kalau tidak bayar rapor ditahan"

// by files a report by SMS and returns it.
func (h *house) by(chat, text string) *storage.Report {
	h.t.Helper()
	before := len(h.reports())
	h.says("sms:kannel", chat, text)
	list := h.reports()
	if len(list) != before+1 {
		h.t.Fatalf("%q made %d reports", text, len(list)-before)
	}
	newest := list[0]
	for _, r := range list {
		if r.ID > newest.ID {
			newest = r
		}
	}
	return newest
}

func (h *house) now(r *storage.Report) *storage.Report {
	h.t.Helper()
	now, err := h.store.Report(h.t.Context(), r.ID)
	if err != nil {
		h.t.Fatal(err)
	}
	return now
}

func (h *house) join(by kanal.Actor, first *storage.Report, others ...*storage.Report) error {
	h.t.Helper()
	j := Join{Actor: by, Report: first.ID, Version: h.now(first).Version}
	for _, o := range others {
		j.Others = append(j.Others, o.Number)
	}
	return h.router.Join(h.t.Context(), j)
}

// steps takes a step of a report as it is now.
func (h *house) steps(by kanal.Actor, r *storage.Report, to kanal.Status, words string) {
	h.t.Helper()
	err := h.router.ChangeStatus(h.t.Context(), Change{Actor: by, Report: r.ID, Version: h.now(r).Version, To: to, Text: words, Agency: "dpupr-pera", Reason: "umum"})
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) release(by kanal.Actor, r *storage.Report, agency string) {
	h.t.Helper()
	err := h.router.ReleaseBrief(h.t.Context(), Release{Actor: by, Report: r.ID, Version: h.now(r).Version, Agency: agency, Brief: "Dugaan pungutan."})
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) wantStatus(want kanal.Status, list ...*storage.Report) {
	h.t.Helper()
	for _, r := range list {
		if now := h.now(r); now.Status != want {
			h.t.Errorf("report %d is %s, want %s", r.ID, now.Status, want)
		}
	}
}

func TestCaseFromItsNewestReport(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		admin := kanal.ByUser(h.admin().ID)
		old, late := h.by("+62811001", road), h.by("+62811002", road)
		h.steps(admin, old, kanal.Answered, "Ditambal besok.")
		if err := h.join(admin, late, old); err != nil { // from the page of the one that waits
			t.Fatal(err)
		}
		h.wantStatus(kanal.Answered, old, late)
		wantText(t, h.heard("sms:kannel", "+62811002", 0), "Ditambal besok.")
		if alone := h.by("+62811003", road); !errors.Is(h.join(admin, alone, alone), kanal.ErrNotAllowed) {
			t.Error("a case of one report")
		}
		h.holds()
	})
}

// Two cases become one with all that is in them, and a name that a case bears is not given again.
func TestCasesAreMergedAndNamedOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		admin := kanal.ByUser(h.admin().ID)
		var r []*storage.Report
		for i := range 6 {
			r = append(r, h.by(fmt.Sprintf("+6281100%d", i), road))
		}
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(h.join(admin, r[0], r[1], r[2]))
		must(h.router.Part(t.Context(), admin, r[0].ID, h.now(r[0]).Version))
		must(h.join(admin, r[0], r[3])) // its number names the case of the other two still
		if a, b := h.now(r[0]).Case, h.now(r[1]).Case; a == b || a != h.now(r[3]).Case || b != h.now(r[2]).Case {
			t.Fatalf("cases %d and %d", a, b)
		}
		h.steps(admin, r[3], kanal.Answered, "Jembatan lain.")
		h.wantStatus(kanal.Answered, r[0], r[3])
		h.wantStatus(kanal.Assigned, r[1], r[2], r[4])
		must(h.join(admin, r[4], r[5]))
		must(h.join(admin, r[4], r[1]))
		for _, one := range []*storage.Report{r[1], r[2], r[4], r[5]} {
			if h.now(one).Case != h.now(r[4]).Case {
				t.Errorf("report %d is in case %d", one.ID, h.now(one).Case)
			}
		}
		if err := h.router.Join(t.Context(), Join{Actor: admin, Report: r[4].ID, Version: 1, Others: []kanal.Number{r[0].Number}}); !errors.Is(err, kanal.ErrConflict) {
			t.Errorf("an old page joins: %v", err)
		}
		h.holds()
	})
}

// Who was asked for more gets the case's answer; who withdrew, said JANGAN, or was erased hears nothing and stops nothing.
func TestCaseWithPeopleWhoAreElsewhere(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		admin := kanal.ByUser(h.admin().ID)
		lead, asked, gone, erased, late := h.by("+62811001", road), h.by("+62811002", road), h.by("+62811003", road), h.by("+62811004", road), h.by("+62811005", road)
		if err := h.join(admin, lead, asked, gone, erased); err != nil {
			t.Fatal(err)
		}
		h.steps(admin, asked, kanal.Incomplete, "Di kilometer berapa?")
		h.says("sms:kannel", "+62811003", "CABUT "+gone.Number.String())
		if err := h.store.Erase(t.Context(), erased.Conversation); err != nil {
			t.Fatal(err)
		}
		h.steps(admin, lead, kanal.Archived, "")
		before := h.lastID("sms:kannel", "+62811003")
		h.steps(admin, erased, kanal.Answered, "Ditambal besok.")
		h.wantStatus(kanal.Answered, asked, erased)
		h.wantStatus(kanal.Archived, lead, gone)
		wantText(t, h.heard("sms:kannel", "+62811002", 0), "Ditambal besok.")
		wantNoText(t, h.heard("sms:kannel", "+62811003", before), "Ditambal")
		if err := h.join(admin, lead, late); err != nil { // the case's first report is archived; the answer is there all the same
			t.Fatal(err)
		}
		h.wantStatus(kanal.Answered, late)
		h.holds()
	})
}

// Between sealed and open reports of a case nothing passes by an officer's hand: neither does the answer to a sealed
// reporter reach the others, nor does an officer see which event a sealed report is of.
func TestSealedAndOpenInOneCase(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		admin, officer := kanal.ByUser(h.admin().ID), h.officer("disdikbud", "201")
		by := kanal.ByUser(officer.ID)
		const honor = "honor guru honorer di smk kami di Balikpapan sudah 4 bulan belum dibayar"
		first, second := h.by("+62811001", levy), h.by("+62811002", levy)
		open := h.by("+62811003", honor)
		h.release(admin, first, "disdikbud")
		h.release(admin, second, "disdikbud")
		if err := h.join(admin, first, second, open); err != nil {
			t.Fatal(err)
		}
		if err := h.router.Part(t.Context(), by, open.ID, h.now(open).Version); !errors.Is(err, kanal.ErrNotAllowed) {
			t.Errorf("an officer learns that there is a case: %v", err)
		}
		h.steps(by, first, kanal.Answered, "Uang anak Ibu dikembalikan.")
		h.wantStatus(kanal.Answered, first, second)
		h.wantStatus(kanal.Assigned, open)
		wantNoText(t, h.heard("sms:kannel", "+62811003", 0), "anak Ibu")
		late := h.by("+62811004", honor)
		if err := h.join(by, late, open); err != nil {
			t.Fatal(err)
		}
		wantNoText(t, h.heard("sms:kannel", "+62811004", 0), "anak Ibu")
		h.wantStatus(kanal.Assigned, open, late)
		h.steps(by, open, kanal.InProgress, "")
		h.wantStatus(kanal.InProgress, open, late)
		h.steps(admin, open, kanal.Answered, "Honor dibayar Senin.")
		h.wantStatus(kanal.Answered, open, late, first, second)
		h.holds()
	})
}

// 149 people about one thing: the officer's list has it once, and one answer reaches each, once.
func TestCaseOf149(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		admin := kanal.ByUser(h.admin().ID)
		h.officer("dpupr-pera", "201")
		const people = 149
		var first *storage.Report
		var numbers []kanal.Number
		for i := range people {
			m := h.message("sms:kannel", fmt.Sprintf("+62811%04d", i), road)
			h.receive(m)
		}
		h.quiet()
		list := h.reports()
		if len(list) != people {
			t.Fatalf("%d reports", len(list))
		}
		first = list[0]
		for _, r := range list[1:] {
			numbers = append(numbers, r.Number)
		}
		if err := h.router.Join(t.Context(), Join{Actor: admin, Report: first.ID, Version: first.Version, Others: numbers}); err != nil {
			t.Fatal(err)
		}
		other := h.by("+62812", "jembatan gantung di Loa Kulu putus dan roboh")
		shown := h.says("telegram", "201", "tugas")
		wantText(t, shown, other.Number.String())
		listed := 0
		for _, r := range list {
			for _, m := range shown {
				if containsNumber(m.Text, r.Number) {
					listed++
				}
			}
		}
		if listed != 1 {
			t.Errorf("the case stands in the list %d times:\n%s", listed, lines(shown))
		}
		h.steps(admin, first, kanal.Answered, "Ditambal besok.")
		for i, r := range list {
			if i%10 == 0 {
				h.wantStatus(kanal.Answered, r)
			}
		}
		for i := range people {
			times := 0
			for _, m := range h.heard("sms:kannel", fmt.Sprintf("+62811%04d", i), 0) {
				if m.Quoted == "Ditambal besok." {
					times++
				}
			}
			if times != 1 {
				t.Errorf("person %d was answered %d times", i, times)
			}
		}
		h.holds()
	})
}

func containsNumber(text string, n kanal.Number) bool {
	for _, found := range kanal.FindNumbers(text) {
		if found == n {
			return true
		}
	}
	return false
}

// Two processes: while citizens write and officers answer one report, admins join others and answer another. Nobody
// who is part of the case at the end waits for an answer that was given.
func TestCaseUnderLoad(t *testing.T) {
	db := storagetest.Database{Name: "postgres", URL: storagetest.Postgres(t)}
	c := &clock{at: monday}
	left, right := newHouse(t, openAt(t, db, c), c), newHouse(t, openAt(t, db, c), c)
	left.officer("dpupr-pera", "201")
	admin := kanal.ByUser(left.admin().ID)
	for round := range 4 {
		var r []*storage.Report
		for i := range 8 {
			r = append(r, left.by(fmt.Sprintf("+62%d%03d", 81100+round, i), road))
		}
		if err := left.join(admin, r[0], r[1], r[2], r[3]); err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		for i, h := range []*house{left, right} {
			all.Go(func() { // joins the others, whoever is first
				for _, other := range r[4:] {
					for range 50 {
						if err := h.join(admin, r[i], other); !errors.Is(err, kanal.ErrConflict) {
							if err != nil {
								t.Errorf("joining: %v", err)
							}
							break
						}
					}
				}
			})
			all.Go(func() { // writes more, by the intake
				for j, one := range r {
					h.insists(kanal.Incoming{Account: "sms:kannel", Conversation: fmt.Sprintf("+62%d%03d", 81100+round, j), Sender: "x",
						ID: fmt.Sprintf("more-%d-%d-%d", round, i, j), Text: one.Number.String() + " tambah: masih rusak parah"})
				}
			})
		}
		all.Go(func() { // answers one of them
			for range 50 {
				now := right.now(r[2])
				err := right.router.ChangeStatus(t.Context(), Change{Actor: admin, Report: now.ID, Version: now.Version, To: kanal.Answered, Text: "Ditambal besok."})
				if !errors.Is(err, kanal.ErrConflict) {
					if err != nil {
						t.Errorf("answering: %v", err)
					}
					break
				}
			}
		})
		all.Go(func() { // and the officer's phone takes it
			left.insists(kanal.Incoming{Account: "telegram", Conversation: "201", Sender: "201", ID: fmt.Sprintf("take-%d", round), Kind: kanal.KindTap,
				Choice: fmt.Sprintf("take:%s:%d", r[1].Number, r[1].HeldSince)})
		})
		all.Wait()
		left.wantStatus(kanal.Answered, r...)
		for _, one := range r {
			if left.now(one).Case != left.now(r[0]).Case {
				t.Errorf("report %d is in case %d", one.ID, left.now(one).Case)
			}
		}
	}
	left.holds()
}
