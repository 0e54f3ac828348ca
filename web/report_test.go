package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"kanal"
	"kanal/storage"
)

const (
	roadText = "jalan poros di Tenggarong Seberang rusak parah, banyak lubang, truk amblas tiap hari"
	levyText = "di sma anak saya di Sungai Pinang ada pungutan 750rb buat perpisahan, klo ga bayar rapor ditahan"
)

// The life of an open report through the forms of the console.
func TestReportThroughItsForms(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		admin, roads, schools := o.signedIn(storage.Admin, ""), o.signedIn(storage.Officer, "dpupr-pera"), o.signedIn(storage.Officer, "disdikbud")
		r := o.report("sms:kannel", "+6281234567890", roadText)
		admin.page(r).is(t, 200).wants(t, roadText, "Bambang Citra", "+6281234567890", "Menurut model", "Karena kata", "verifikasi otomatis",
			"Tanggapan pertama", "Terbuka", "Kutai Kartanegara")
		roads.get("/konsol").is(t, 200).wants(t, r.Number.String(), "Tugas terbuka")
		schools.page(r).is(t, 404)
		schools.get("/konsol?tampil=semua").lacks(t, r.Number.String())

		roads.step(r, "status", url.Values{"ke": {"in_progress"}}).is(t, 200).wants(t, "Tercatat sedang dikerjakan", "Mulai dikerjakan", "Diproses")
		roads.step(r, "status", url.Values{"ke": {"incomplete"}, "teks": {"Di kilometer berapa?"}}).is(t, 200).
			wants(t, "Di kilometer berapa?", "Perlu dilengkapi", "dijeda", "Lanjutkan tanpa menunggu pelapor")
		roads.step(r, "status", url.Values{"ke": {"in_progress"}}).is(t, 200)
		roads.step(r, "status", url.Values{"ke": {"answered"}, "teks": {"  "}}).is(t, 400).wants(t, "belum lengkap")
		roads.step(r, "status", url.Values{"ke": {"answered"}, "teks": {"Mulai ditambal Rabu."}}).is(t, 200).
			wants(t, "Jawaban dikirim ke pelapor", "Mulai ditambal Rabu.", "menunggu dikirim", "Jawaban pelapor")
		roads.step(r, "status", url.Values{"ke": {"archived"}, "alasan": {"umum"}}).is(t, 403)
		roads.step(r, "koreksi", url.Values{"topik": {r.Topic}}).is(t, 403)
		admin.step(r, "status", url.Values{"ke": {"archived"}, "alasan": {"apa saja"}}).is(t, 400)
		admin.step(r, "status", url.Values{"ke": {"archived"}, "alasan": {"ganda"}}).is(t, 200).wants(t, "laporan yang sama sudah ada", "Keluarkan dari arsip")
		admin.step(r, "status", url.Values{"ke": {"received"}}).is(t, 200).wants(t, "Dikeluarkan dari arsip", "Menunggu verifikasi")
	})
}

func TestReturnCorrectAndAssign(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		admin, roads := o.signedIn(storage.Admin, ""), o.signedIn(storage.Officer, "dpupr-pera")
		r := o.report("sms:kannel", "+6281234567890", roadText)
		got := roads.step(r, "status", url.Values{"ke": {"received"}, "teks": {"Ini jalan nasional."}}).is(t, 200)
		if got.at != "/konsol" {
			t.Errorf("after giving it back an officer is at %s", got.at)
		}
		got.is(t, 200).wants(t, "Laporan kembali ke admin")
		admin.get("/konsol").wants(t, r.Number.String())
		admin.page(r).wants(t, "catatan untuk rekan", "Ini jalan nasional.", "bukan wewenang instansi")
		admin.step(r, "koreksi", url.Values{"topik": {r.Topic}, "instansi": {"bbpjn"}, "klasifikasi": {"aspirasi"}}).is(t, 200).
			wants(t, "Koreksi tersimpan", "Dikoreksi", "Aspirasi", "(usulan)")
		admin.step(r, "status", url.Values{"ke": {"assigned"}, "instansi": {"tidak-ada"}}).is(t, 404)
		admin.step(r, "status", url.Values{"ke": {"assigned"}, "instansi": {"bbpjn"}}).is(t, 200).wants(t, "Diteruskan. Pelapor")
		if now := o.read(r.ID); now.Holder != "bbpjn" || now.Kind != kanal.Aspirasi {
			t.Errorf("held by %q as %q", now.Holder, now.Kind)
		}
	})
}

// Who comes second sees the report as it is and keeps their words.
func TestConflict(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		admin, roads := o.signedIn(storage.Admin, ""), o.signedIn(storage.Officer, "dpupr-pera")
		r := o.report("sms:kannel", "+6281234567890", roadText)
		old := url.Values{"versi": {"1"}, "ke": {"answered"}, "teks": {"Tulisan yang <panjang>."}}
		roads.step(r, "status", url.Values{"ke": {"in_progress"}})
		roads.post(addressOfNumber(r.Number)+"/status", old).is(t, 409).
			wants(t, "baru saja berubah", `required>Tulisan yang <panjang>.</textarea>`, "Diproses", "tulisan Anda masih ada di formulirnya")
		admin.step(r, "status", url.Values{"ke": {"answered"}, "teks": {"Sudah dijadwalkan."}}).is(t, 200)
		roads.post(addressOfNumber(r.Number)+"/status", old).is(t, 409).wants(t, "baru saja berubah", `readonly>Tulisan yang <panjang>.</textarea>`)
		admin.step(r, "status", url.Values{"ke": {"in_progress"}}).is(t, 200)
		admin.step(r, "status", url.Values{"ke": {"assigned"}, "instansi": {"esdm"}}).is(t, 200)
		roads.post(addressOfNumber(r.Number)+"/status", old).is(t, 404).wants(t, "sudah tidak ada di instansi Anda", "Tulisan yang <panjang>.")
		admin.post(addressOfNumber(r.Number)+"/status", url.Values{"ke": {"answered"}, "teks": {"x"}}).is(t, 400)
	})
}

// What is sealed reaches nobody's eyes but an admin's: not in a list, not by search, not in the history.
func TestSealed(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		admin, schools, roads := o.signedIn(storage.Admin, ""), o.signedIn(storage.Officer, "disdikbud"), o.signedIn(storage.Officer, "dpupr-pera")
		leader := o.signedIn(storage.Leader, "")
		r := o.report("whatsapp:1", "+6281298765432", levyText)
		if !r.Protection.Sealed() || r.Status != kanal.Received {
			t.Fatalf("a levy is %s and %s", r.Protection, r.Status)
		}
		o.pass(3 * time.Hour) // the minute of the report is a secret too
		secrets := []string{"10.00", "perpisahan", "rapor", "750rb", "Sungai Pinang", "Bambang", "81298765432", "WhatsApp", "sampai di ponsel", "menunggu dikirim"}
		everything := func(p *person) []answer {
			number := string(r.Number)
			return []answer{p.get("/konsol"), p.get("/konsol?tampil=semua"), p.get("/konsol?status=received"), p.get("/konsol?status=assigned"),
				p.get("/konsol?nomor=" + number), p.get("/konsol?tampil=cek"), p.get("/konsol?topik=" + r.Topic), p.get("/konsol?instansi=disdikbud&tampil=semua"),
				p.get("/konsol?perlindungan=tersegel"), p.page(r), p.get("/konsol/rekap"), p.get("/konsol/pesan"), p.get("/konsol/petugas"), p.get("/lacak?nomor=" + number),
				p.post("/lacak", url.Values{"nomor": {number}}), p.post("/lacak", url.Values{"nomor": {number}, "pin": {o.store.PIN(r.Number)}})}
		}
		for _, p := range []*person{schools, roads, leader, o.stranger()} {
			for _, page := range everything(p) {
				page.lacks(t, secrets...)
			}
			p.page(r).lacks(t, "Menunggu verifikasi")
		}
		page := admin.page(r).is(t, 200)
		page.wants(t, levyText, "Lepas ke instansi", "Kata-kata asli pelapor", "disembunyikan")
		if !regexp.MustCompile(`<option value="disdikbud"[^>]* selected>`).MatchString(page.body) {
			t.Error("the proposed agency is not preselected")
		}
		page.lacks(t, "Bambang", "81298765432")
		brief := "Ada dugaan pungutan di sebuah SMA di Samarinda."
		admin.step(r, "naskah", url.Values{"naskah": {""}, "instansi": {"disdikbud"}}).is(t, 400)
		admin.step(r, "naskah", url.Values{"naskah": {brief}, "instansi": {"disdikbud"}}).is(t, 200).wants(t, "Naskah dilepas")
		schools.step(r, "naskah", url.Values{"naskah": {"lain"}, "instansi": {"disdikbud"}}).is(t, 403)

		schools.page(r).is(t, 200).wants(t, brief, "Dilarang mencari tahu pelapornya", "Kirim jawaban", "Senin, 23 November 2026")
		schools.step(r, "status", url.Values{"ke": {"incomplete"}, "teks": {"Di ruang mana?"}}).is(t, 200).wants(t, "dibaca admin dulu, demi")
		admin.get("/konsol/pesan").is(t, 200).wants(t, "Di ruang mana?", r.Number.String())
		o.writes("whatsapp:1", "+6281298765432", string(r.Number)+" rapor tetap ditahan wali kelas")
		schools.step(r, "status", url.Values{"ke": {"answered"}, "teks": {"Kami tegur sekolahnya."}}).is(t, 200).wants(t, "Kami tegur sekolahnya.")
		for _, p := range []*person{schools, roads, leader, o.stranger()} {
			for _, page := range everything(p) {
				page.lacks(t, secrets...)
				if p != schools {
					page.lacks(t, brief)
				}
			}
		}
		schools.page(r).lacks(t, "Laporan masuk", "Menurut model", "Karena kata")
		admin.step(r, "naskah", url.Values{"naskah": {"Naskah yang lebih baik."}}).is(t, 200).wants(t, "Naskah diperbarui")
		schools.page(r).is(t, 200).wants(t, "Naskah yang lebih baik.")
		for _, line := range strings.Split(o.log.String(), "\n") {
			for _, secret := range append(secrets[1:7:7], string(r.Number), o.store.PIN(r.Number), password) {
				if strings.Contains(strings.ToLower(line), strings.ToLower(secret)) {
					t.Errorf("the log shows %q: %s", secret, line)
				}
			}
		}
	})
}

// A report that only turned out to be sealed while an agency held it shows nothing more from then on.
func TestSealedLater(t *testing.T) {
	o := one(t, Options{})
	admin, roads := o.signedIn(storage.Admin, ""), o.signedIn(storage.Officer, "dpupr-pera")
	r := o.report("sms:kannel", "+6281234567890", roadText)
	sealed := ""
	topics, err := o.store.Topics(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, topic := range topics {
		if topic.Protection.Sealed() {
			sealed = topic.Code
		}
	}
	admin.step(r, "koreksi", url.Values{"topik": {sealed}, "instansi": {"dpupr-pera"}}).is(t, 200).wants(t, "rahasia")
	page := roads.page(r).is(t, 200)
	page.wants(t, "Naskah belum dilepas")
	page.lacks(t, "amblas", "81234567890", "Bambang", "Tenggarong")
	admin.page(r).is(t, 200).wants(t, "Perbaiki naskah")
}

func TestAnonim(t *testing.T) {
	o := one(t, Options{})
	admin := o.signedIn(storage.Admin, "")
	for _, text := range []string{"gaji kami perawat di puskesmas telat dua bulan, insentif nakes juga belum dibayar",
		"saya buruh pabrik di Kariangau, upah kami di bawah UMK dan lembur tidak dibayar"} {
		r := o.report("sms:kannel", "+6281298765432", text)
		if r.Protection != kanal.Anonim {
			t.Logf("%q is %s", text, r.Protection)
			continue
		}
		page := admin.page(r).is(t, http.StatusOK)
		page.wants(t, "disembunyikan", text)
		page.lacks(t, "81298765432", "Bambang")
	}
}
