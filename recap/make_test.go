package recap

import (
	"fmt"
	"testing"
	"time"

	"kanal"
	"kanal/storage"
	"kanal/storage/storagetest"
)

// history is one report: when it came, and its later steps.
type history struct {
	at      time.Time
	agency  string
	topic   string
	subject string
	steps   []kanal.Event
}

// write stores reports with all their steps.
func write(t *testing.T, s *storage.Store, list []history) {
	t.Helper()
	var addresses []storage.Address
	for i := range list {
		addresses = append(addresses, storage.Address{Account: "sms:kannel", Chat: fmt.Sprint(i)})
	}
	conversations, err := s.Conversations(t.Context(), addresses, nil)
	if err != nil {
		t.Fatal(err)
	}
	numbers, err := s.DrawNumbers(t.Context(), len(list))
	if err != nil {
		t.Fatal(err)
	}
	var w storage.Work
	for i, h := range list {
		c := conversations[i]
		r := &storage.Report{Number: numbers[i], Contact: c.Contact.ID, Conversation: c.ID, Account: c.Address.Account, Subject: h.subject}
		filed := kanal.Event{Kind: kanal.EventFiled, At: h.at, Status: kanal.Received, Topic: h.topic, ReportKind: kanal.Pengaduan, Agency: h.agency, Actor: kanal.ByCitizen}
		for _, e := range append([]kanal.Event{filed}, h.steps...) {
			e.Version = r.Version + 1
			if r.State, err = r.Apply(e); err != nil {
				t.Fatal(err)
			}
			w.Events = append(w.Events, storage.Event{Event: e, Of: r})
		}
		w.Reports = append(w.Reports, r)
	}
	if err := s.Write(t.Context(), &w); err != nil {
		t.Fatal(err)
	}
}

func TestStatusAtTheEndOfThePeriod(t *testing.T) {
	from := time.Date(2026, 1, 1, 0, 0, 0, 0, kanal.WITA)
	to := from.AddDate(0, 1, 0)
	inside, after := from.AddDate(0, 0, 10), to.AddDate(0, 0, 3)
	step := func(at time.Time, kind kanal.EventKind, status kanal.Status, agency string) kanal.Event {
		return kanal.Event{Kind: kind, At: at, Status: status, Agency: agency, Actor: kanal.ByClock}
	}
	assigned := func(at time.Time, agency string) kanal.Event {
		return step(at, kanal.EventAssigned, kanal.Assigned, agency)
	}
	answered := func(at time.Time) kanal.Event { return step(at, kanal.EventAnswered, kanal.Answered, "") }
	closed := func(at time.Time) kanal.Event { return step(at, kanal.EventClosed, kanal.Closed, "") }
	archived := func(at time.Time) kanal.Event { return step(at, kanal.EventArchived, kanal.Archived, "") }
	list := []history{
		{from, "dishub", "jalan_rusak", "", []kanal.Event{assigned(from, "dishub"), answered(inside), closed(to.Add(-time.Second))}},
		{inside, "dishub", "jalan_rusak", "", []kanal.Event{assigned(inside, "dishub"), answered(inside), closed(to)}},    // closed too late: still answered
		{inside, "dishub", "jalan_rusak", "PARKIR", []kanal.Event{assigned(inside, "dishub"), archived(after)}},           // archived later: counted
		{inside, "dishub", "jalan_rusak", "BUANG", []kanal.Event{assigned(inside, "dishub"), archived(inside)}},           // archived: not
		{inside, "dinkes", "jalan_rusak", "VAKSIN", []kanal.Event{assigned(inside, "dinkes"), assigned(after, "dinsos")}}, // moved on later
		{inside, "dinkes", "jalan_rusak", "OBAT", []kanal.Event{assigned(after, "dinkes")}},                               // nobody had verified it
		{to, "dinkes", "jalan_rusak", "BULAN DEPAN", []kanal.Event{assigned(to, "dinkes")}},
		{from.Add(-time.Second), "dinkes", "jalan_rusak", "BULAN LALU", []kanal.Event{assigned(inside, "dinkes")}},
	}
	want := `Instansi,Belum Ditindaklanjuti,Proses,Selesai,Total,Keterangan
Belum terverifikasi,1,,,1,
Dinas Kesehatan,1,,,1,VAKSIN
Dinas Perhubungan,1,1,1,3,"JALAN RUSAK, PARKIR"
JUMLAH,2,1,1,4,
`
	storagetest.Each(t, func(t *testing.T, s *storage.Store) {
		write(t, s, list)
		table, err := Make(t.Context(), s, from, to)
		if err != nil {
			t.Fatal(err)
		}
		if got := written(t, table, "csv"); got != want {
			t.Errorf("csv:\n%s", got)
		}
		if got := table.title(); got != "Rekapitulasi Pengaduan 1 Januari 2026 – 31 Januari 2026" {
			t.Errorf("title %q", got)
		}
	})
}
