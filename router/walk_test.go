package router

import (
	"errors"
	"testing"
	"time"

	"kanal"
	"kanal/storage"
)

// The whole way: a report on Telegram, its officer, the answer, the stars.
func TestBrokenRoadFromFirstWordToStars(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.officer("dpupr-pera", "201")
		card := h.says("telegram", "101", "assalamualaikum, jalan poros di Tenggarong Seberang rusak parah, banyak lubang, truk amblas")
		wantText(t, card, "Waalaikumsalam", "Apakah begini maksud Anda?", "Jalan rusak", "Dinas PUPR-Pera", "Tenggarong Seberang, Kutai Kartanegara", "/privasi")
		filed := h.taps("telegram", "101", "Kirim")
		r := h.only()
		wantText(t, filed, r.Number.String(), "Dinas PUPR-Pera", "Senin, 30 November")
		wantNoText(t, filed, "/privasi")
		if r.Status != kanal.Assigned || r.Holder != "dpupr-pera" {
			t.Fatalf("report is %s with %q", r.Status, r.Holder)
		}
		wantText(t, h.heard("telegram", "201", 0), "Tugas baru "+r.Number.String(), "truk amblas")

		wantText(t, h.taps("telegram", "201", "Terima"), "tercatat")
		wantText(t, h.heard("telegram", "101", 0), "sudah mulai mengerjakannya")
		wantText(t, h.taps("telegram", "201", "Jawab"), "Tulis jawaban")
		wantText(t, h.says("telegram", "201", "Perbaikan kami mulai Rabu pagi."), "Perbaikan kami mulai Rabu pagi.", "Kirim ke pelapor?")
		wantText(t, h.taps("telegram", "201", "Kirim"), "kami kirim ke pelapor")
		wantText(t, h.heard("telegram", "101", 0), "Perbaikan kami mulai Rabu pagi.", "Apakah masalahnya sudah selesai?")
		wantText(t, h.taps("telegram", "101", "Sudah"), "kami tutup", "bintang")
		wantText(t, h.taps("telegram", "101", "★★★★★"), "Terima kasih")
		r = h.only()
		if r.Status != kanal.Closed || r.ClosedBy != "citizen" || r.Rating != 5 {
			t.Errorf("report ended as %+v", r.State)
		}
		h.holds()
	})
}

func TestSMSIsAnsweredByOneMessage(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		answer := h.says("sms:kannel", "+628125550001", "pak jln poros L3 tgrong sbrg rsk parah truk amblas")
		r := h.only()
		if len(answer) != 1 || len(answer[0].Text) > 160 {
			t.Fatalf("%d answers: %s", len(answer), lines(answer))
		}
		wantText(t, answer, r.Number.String(), "diterima", "30 Nov", "Keliru? Balas SALAH.")
		wantText(t, h.says("sms:kannel", "+628125550001", "STATUS "+r.Number.String()), r.Number.String(), "diteruskan")
		wantText(t, h.says("sms:kannel", "+628125550001", "sdh sampai mana laporan sy"), r.Number.String())
		wantText(t, h.says("sms:kannel", "+628125550002", string(r.Number)), "hanya untuk pelapornya")
		wantText(t, h.says("sms:kannel", "+628125550001", "SALAH"), "Maaf kalau keliru")
		if r = h.only(); r.Status != kanal.Received {
			t.Errorf("after SALAH the report is %s", r.Status)
		}
		h.holds()
	})
}

func TestNotOursGoesToTheNextAgency(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		admin := h.admin()
		h.officer("dpupr-pera", "201")
		h.officer("dishub", "202")
		h.says("telegram", "101", "jalan di depan pasar berlubang dan rusak parah")
		h.taps("telegram", "101", "Kirim")
		wantText(t, h.taps("telegram", "201", "Bukan wewenang"), "Tulis alasannya")
		wantText(t, h.says("telegram", "201", "ini lampu jalan, urusan dishub"), "kami kembalikan")
		wantText(t, h.heard("telegram", "101", 0), "Anda tidak perlu melapor ulang")
		r := h.only()
		if r.Status != kanal.Received || r.Holder != "" || r.Reason != "bukan_wewenang" {
			t.Fatalf("returned report is %+v", r.State)
		}
		change := Change{Actor: kanal.ByUser(admin.ID), Report: r.ID, Version: r.Version, To: kanal.Assigned, Agency: "dishub"}
		if err := h.router.ChangeStatus(t.Context(), change); err != nil {
			t.Fatal(err)
		}
		wantText(t, h.heard("telegram", "202", 0), "Tugas baru", "berlubang")
		// An old button of the former holder loses.
		wantText(t, h.taps("telegram", "201", "Terima"), "sudah tidak di instansi Anda")
		if err := h.router.ChangeStatus(t.Context(), change); !errors.Is(err, kanal.ErrConflict) {
			t.Errorf("a second click gives %v", err)
		}
		h.holds()
	})
}

func TestSealedReportsGoByTheirBriefAlone(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		admin := h.admin()
		officer := h.officer("disdikbud", "201")
		const words = "di sma anak sy kelas XII IPA 2 ada pungutan 750rb buat perpisahan, klo ga bayar rapor ditahan sama Pak Darmawan"
		wantText(t, h.says("telegram", "101", words), "Pungutan di sekolah", "rahasia")
		wantText(t, h.taps("telegram", "101", "Kirim"), "supaya Anda aman", "Dinas Pendidikan")
		r := h.only()
		if r.Status != kanal.Received || r.Proposed != "disdikbud" || r.Protection != kanal.Tersegel {
			t.Fatalf("sealed report is %+v", r.State)
		}
		if got := h.heard("telegram", "201", 0); len(got) != 1 { // the welcome alone
			t.Fatalf("the officer heard of it before the release: %s", lines(got))
		}
		by := kanal.ByUser(admin.ID)
		assign := Change{Actor: by, Report: r.ID, Version: r.Version, To: kanal.Assigned, Agency: "disdikbud"}
		if err := h.router.ChangeStatus(t.Context(), assign); !errors.Is(err, kanal.ErrNotAllowed) {
			t.Fatalf("assigned without a brief: %v", err)
		}
		brief, err := h.router.Brief(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		wantText(t, []*storage.Message{{Text: brief}}, "pungutan di sekolah", "750rb", "[kelas]", "[nama]")
		wantNoText(t, []*storage.Message{{Text: brief}}, "XII", "Darmawan")
		if err := h.router.ReleaseBrief(t.Context(), Release{Actor: by, Report: r.ID, Version: r.Version, Agency: "disdikbud", Brief: brief}); err != nil {
			t.Fatal(err)
		}
		heard := h.heard("telegram", "201", 0)
		wantText(t, heard, "Laporan rahasia", "Dilarang mencari tahu pelapornya")
		wantNoText(t, heard, "750rb", "perpisahan", "rapor")
		r = h.only()
		answer := Change{Actor: kanal.ByUser(officer.ID), Report: r.ID, Version: r.Version, To: kanal.Answered, Text: "Sekolah sudah kami panggil, uang dikembalikan."}
		if err := h.router.ChangeStatus(t.Context(), answer); err != nil {
			t.Fatal(err)
		}
		wantText(t, h.heard("telegram", "101", 0), "uang dikembalikan", "Apakah masalahnya sudah selesai?")
		wantText(t, h.says("telegram", "101", "belum"), "kami buka lagi")
		if r = h.only(); r.Status != kanal.InProgress || r.Reason != "no" {
			t.Errorf("after Belum: %+v", r.State)
		}
		h.holds()
	})
}

func TestSilenceFilesTheDraft(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.says("telegram", "101", "lampu jalan di gang kami mati sudah dua minggu")
		h.clock.add(11 * time.Minute)
		if err := h.router.fileSilentDrafts(t.Context()); err != nil {
			t.Fatal(err)
		}
		wantText(t, h.heard("telegram", "101", 0), h.only().Number.String())
		h.holds()
	})
}

func TestUnansweredAnswersClose(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		admin := h.admin()
		h.says("telegram", "101", "jalan rusak parah di Samarinda, banyak lubang")
		h.taps("telegram", "101", "Kirim")
		r := h.only()
		if err := h.router.ChangeStatus(t.Context(), Change{Actor: kanal.ByUser(admin.ID), Report: r.ID, Version: r.Version, To: kanal.Answered, Text: "Sudah ditambal."}); err != nil {
			t.Fatal(err)
		}
		h.clock.add(13 * 24 * time.Hour)
		if err := h.router.keepDates(t.Context()); err != nil {
			t.Fatal(err)
		}
		if r = h.only(); r.Status != kanal.Answered {
			t.Fatalf("closed before 10 working days: %s", r.Status)
		}
		h.clock.add(2 * 24 * time.Hour)
		if err := h.router.keepDates(t.Context()); err != nil {
			t.Fatal(err)
		}
		if r = h.only(); r.Status != kanal.Closed || r.ClosedBy != "silence" {
			t.Fatalf("after 10 working days: %+v", r.State)
		}
		h.holds()
	})
}
