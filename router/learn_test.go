package router

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"kanal"
	"kanal/classifier"
	"kanal/storage"
)

// academy is a house that learns, from a part of the corpus so that a lesson takes seconds. It keeps what was taught.
type academy struct {
	*house
	taught []classifier.Row
	corpus []classifier.Row
	admin  *storage.User
}

func newAcademy(t *testing.T, h *house) *academy {
	t.Helper()
	all, err := classifier.Corpus()
	if err != nil {
		t.Fatal(err)
	}
	a := &academy{house: h, admin: h.admin()}
	for i, row := range all {
		switch row.Label {
		case "jalan_rusak", "sampah", "beasiswa", "bansos", "pungutan_sekolah", classifier.NotReport:
			row.Source = ""
			if i%3 == 0 {
				h.router.exam = append(h.router.exam, row)
			} else {
				a.corpus = append(a.corpus, row)
			}
		}
	}
	opts := classifier.Options{Folds: 2, Epochs: 6}
	h.router.shipped, _, err = classifier.Train(t.Context(), a.corpus, opts)
	if err != nil {
		t.Fatal(err)
	}
	h.router.loaded = nil
	if err := h.router.watchModel(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.router.study = func(ctx context.Context, more []classifier.Row, homes map[string]string) (classifier.Study, error) {
		a.taught = more
		opts := opts
		opts.Home = func(topic string) string { return homes[topic] }
		model, report, err := classifier.Train(ctx, classifier.Lesson(a.corpus, more), opts)
		if err != nil {
			return classifier.Study{}, err
		}
		report.Unseen = report.Unseen[len(a.corpus):]
		return classifier.Study{Model: model, Report: report}, nil
	}
	return a
}

// reported files a report of each text by SMS and returns them in that order.
func (a *academy) reported(texts ...string) []*storage.Report {
	a.t.Helper()
	var list []*storage.Report
	known := map[int64]bool{}
	for _, r := range a.reports() {
		known[r.ID] = true
	}
	for _, text := range texts {
		a.number++
		chat := fmt.Sprintf("+62811%07d", a.number)
		a.says("sms:kannel", chat, text)
		for _, r := range a.reports() {
			if !known[r.ID] {
				known[r.ID] = true
				list = append(list, r)
			}
		}
	}
	if len(list) != len(texts) {
		a.t.Fatalf("%d of %d texts became reports", len(list), len(texts))
	}
	return list
}

func (a *academy) corrects(r *storage.Report, topic string) {
	a.t.Helper()
	c := Correction{Actor: kanal.ByUser(a.admin.ID), Report: r.ID, Version: r.Version, Topic: topic, Kind: kanal.Pengaduan}
	if err := a.router.Correct(a.t.Context(), c); err != nil {
		a.t.Fatal(err)
	}
}

// helps are complaints about a help with a new name.
func helps(n int) []string {
	var list []string
	for i := range n {
		list = append(list, fmt.Sprintf("jalan ke pasar jauh, kartu benuapas %s %s saldo %d %s",
			[]string{"anak", "adik", "ponakan", "siswa"}[i%4], []string{"hangus", "ditolak", "kosong", "belum turun", "salah nama"}[i%5], i+1,
			[]string{"sejak januari", "padahal lengkap", "di loket", "tanpa kabar", "terus", "lagi", "semester ini"}[i%7]))
	}
	return list
}

// Fifty corrections start a lesson; what it learned is in use in every process, and one word undoes it.
func TestLearnFromCorrections(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a := newAcademy(t, h)
		texts := helps(lessonSize)
		reports := a.reported(texts...)
		for _, r := range reports[:lessonSize-1] {
			a.corrects(r, "beasiswa")
		}
		if err := a.router.keepLearning(t.Context()); err != nil || a.taught != nil {
			t.Fatalf("a lesson on %d corrections by day: %v, %d taught", lessonSize-1, err, len(a.taught))
		}
		a.corrects(reports[lessonSize-1], "beasiswa")
		shipped := a.router.model.Load().Version()
		if err := a.router.keepLearning(t.Context()); err != nil {
			t.Fatal(err)
		}
		lesson, err := a.router.LastLesson(t.Context())
		open := 0 // the model may have sealed one or the other
		for _, r := range a.reports() {
			if !r.Protection.Sealed() {
				open++
			}
		}
		if err != nil || !lesson.Accepted || lesson.New != open || len(a.taught) != open || open < lessonSize/2 {
			t.Fatalf("lesson %+v, %d taught, %d open: %v", lesson, len(a.taught), open, err)
		}
		if got := a.router.model.Load().Version(); got != lesson.Candidate || got == shipped {
			t.Errorf("in use is %s, learned was %s", got, lesson.Candidate)
		}
		unseen := "kartu benuapas cucu kosong lagi di loket"
		if p := a.router.Classify(unseen); p.Topic != "beasiswa" {
			t.Errorf("%q is taken for %s", unseen, p.Topic)
		}
		if r := a.reported(unseen + " padahal lengkap")[0]; r.Model != lesson.Candidate || r.Said.Confidence == 0 || len(r.Said.Agencies) == 0 {
			t.Errorf("a report remembers model %q and %+v", r.Model, r.Said)
		}
		other := newHouse(t, a.store, a.clock) // as another process starts
		if got := other.router.model.Load().Version(); got != lesson.Candidate {
			t.Errorf("another process uses %s", got)
		}
		if version, err := a.store.UndoModel(t.Context()); err != nil || version != "" {
			t.Fatalf("undo puts %q in use: %v", version, err)
		}
		for _, r := range []*Router{a.router, other.router} {
			if err := r.watchModel(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := r.model.Load().Version(); got != r.shipped.Version() {
				t.Errorf("after the undo %s is in use", got)
			}
		}
	})
}

// A process hears that another one learned, without waiting for its next look.
func TestSwapReachesRunningProcess(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a := newAcademy(t, h)
		candidate, _, err := classifier.Train(t.Context(), a.corpus, classifier.Options{Folds: 2, Epochs: 2})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- a.router.Run(ctx) }()
		deadline := time.After(30 * time.Second)
		save := func() {
			m := &storage.Model{Version: candidate.Version(), Data: candidate.Bytes(), Active: true, Metrics: "{}", MadeAt: a.clock.now()}
			if err := a.store.SaveModel(t.Context(), m); err != nil {
				t.Fatal(err)
			}
		}
		save()
		for a.router.model.Load().Version() != candidate.Version() {
			select {
			case <-deadline:
				t.Fatal("the model did not come")
			case <-time.After(20 * time.Millisecond):
			}
		}
		cancel()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	})
}

// Of a sealed report nothing is learned until its brief is released, and then from the brief alone.
func TestSealedWordsTeachNothing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a := newAcademy(t, h)
		secret := "ada pungli di sma anak saya, uang gedung lima ratus ribu rupiah kata pak kepala"
		r := a.reported(secret)[0]
		if !r.Protection.Sealed() {
			t.Fatalf("protection is %s", r.Protection)
		}
		a.corrects(r, "pungutan_sekolah")
		open := a.reported("tumpukan sampah di gang kami belum diangkut seminggu")[0]
		a.corrects(open, "sampah")
		if _, err := a.router.Learn(t.Context(), false); err != nil {
			t.Fatal(err)
		}
		if len(a.taught) != 1 || a.taught[0].Label != "sampah" || a.taught[0].Weight != adminWeight {
			t.Fatalf("taught was %+v", a.taught)
		}
		r, err := a.store.Report(t.Context(), r.ID)
		if err != nil {
			t.Fatal(err)
		}
		release := Release{Actor: kanal.ByUser(a.admin.ID), Report: r.ID, Version: r.Version, Agency: "disdikbud", Brief: "Pungutan uang gedung di sebuah SMA."}
		if err := a.router.ReleaseBrief(t.Context(), release); err != nil {
			t.Fatal(err)
		}
		if _, err := a.router.Learn(t.Context(), false); err != nil {
			t.Fatal(err)
		}
		all := fmt.Sprint(a.taught)
		if len(a.taught) != 2 || !strings.Contains(all, release.Brief) || strings.Contains(all, "lima ratus") {
			t.Errorf("taught was %+v", a.taught)
		}
	})
}

// A batch of wrong corrections changes nothing: it is refused and set aside, and learning goes on without it.
func TestPoisonedBatchIsSetAside(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a := newAcademy(t, h)
		next := map[string]string{"sampah": "bansos", "bansos": "jalan_rusak", "jalan_rusak": "beasiswa", "beasiswa": "sampah"}
		var texts, topics []string
		for _, row := range a.corpus {
			if to := next[row.Label]; to != "" && len(row.Text) < 300 && len(texts) < 200 {
				texts, topics = append(texts, row.Text+" mohon perhatian"), append(topics, to)
			}
		}
		live := a.router.model.Load().Version()
		var wrong []*storage.Report
		for i, r := range a.reported(texts...) {
			if !r.Protection.Sealed() {
				a.corrects(r, topics[i])
				wrong = append(wrong, r)
			}
		}
		lesson, err := a.router.Learn(t.Context(), false)
		if err != nil || lesson.Accepted || lesson.Reason == "" {
			t.Fatalf("lesson %+v: %v", lesson, err)
		}
		if got := a.router.model.Load().Version(); got != live {
			t.Errorf("%s is in use, it was %s", got, live)
		}
		good := a.reported("pengajuan beasiswa anak saya tidak pernah dijawab pihak yayasan")[0]
		a.corrects(good, "beasiswa")
		if lesson, err = a.router.Learn(t.Context(), false); err != nil || len(a.taught) != 1 {
			t.Fatalf("lesson %+v taught %d: %v", lesson, len(a.taught), err)
		}
		if _, err = a.router.Learn(t.Context(), true); err != nil || len(a.taught) != len(wrong)+1 {
			t.Errorf("again teaches %d, want %d: %v", len(a.taught), len(wrong)+1, err)
		}
		if _, err = a.router.Learn(t.Context(), false); err != nil || len(a.taught) != 1 {
			t.Errorf("after another refusal %d teach: %v", len(a.taught), err)
		}
	})
}

// Only one process learns at a time.
func TestLearningHoldsALease(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a := newAcademy(t, h)
		if held, err := a.store.Lease(t.Context(), learnLease, "another", time.Minute); err != nil || !held {
			t.Fatal(held, err)
		}
		if _, err := a.router.Learn(t.Context(), false); !errors.Is(err, ErrLearning) || a.taught != nil {
			t.Errorf("learned beside another process: %v", err)
		}
	})
}

// The citizen's own choice between agencies is kept as a lesson of its own, lighter than an admin's.
func TestChoiceOfCitizenTeaches(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a := newAcademy(t, h)
		a.says("telegram", "77", "sampah menumpuk di jalan rusak depan sekolah, bantuan tidak ada")
		changed := a.taps("telegram", "77", "Ubah")
		label := ""
		said := a.router.Classify("sampah menumpuk di jalan rusak depan sekolah, bantuan tidak ada")
		for _, m := range changed {
			for _, c := range m.Choices {
				if strings.HasPrefix(c.Data, "agency") && !strings.HasSuffix(c.Data, ":"+said.Agency) && label == "" {
					label = c.Label
				}
			}
		}
		a.taps("telegram", "77", label)
		a.taps("telegram", "77", "Kirim")
		r := a.only()
		list, err := a.store.Corrections(t.Context(), 0, 10)
		if err != nil || len(list) != 1 || list[0].User != 0 || list[0].Report != r.ID || list[0].SaidAgency != said.Agency || list[0].Topic != r.Topic {
			t.Fatalf("corrections %+v of report %+v: %v", list, r.State, err)
		}
		if _, err := a.router.Learn(t.Context(), false); err != nil {
			t.Fatal(err)
		}
		if len(a.taught) != 1 || a.taught[0].Weight != tapWeight {
			t.Errorf("taught was %+v", a.taught)
		}
	})
}
