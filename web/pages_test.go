package web

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"kanal"
	"kanal/bots"
	"kanal/router"
	"kanal/storage"
)

func TestListsAndPaging(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		admin, roads := o.signedIn(storage.Admin, ""), o.signedIn(storage.Officer, "dpupr-pera")
		for i := range pageSize + 3 {
			o.report("sms:kannel", fmt.Sprintf("+62812000%05d", i), roadText)
			o.pass(time.Minute)
		}
		levy := o.report("sms:kannel", "+6281299999999", levyText)
		admin.get("/konsol").is(t, 200).wants(t, levy.Number.String(), "Pungutan di sekolah", "(usulan)", "Rahasia")
		page := roads.get("/konsol").is(t, 200)
		page.wants(t, fmt.Sprint("<b>", pageSize+3, "</b> Diteruskan"), "Laporan yang lebih lama", "Senin, 23 November, 10.42")
		page.lacks(t, levy.Number.String(), "Pungutan di sekolah</td>")
		if n := strings.Count(page.body, `<th scope="row">`); n != pageSize {
			t.Errorf("%d rows", n)
		}
		_, rest, _ := strings.Cut(page.body, `quiet" href="`)
		next, _, _ := strings.Cut(rest, `"`)
		if n := strings.Count(roads.get(next).body, `<th scope="row">`); n != 3 {
			t.Errorf("%d rows on the second page %s", n, next)
		}
		roads.get("/konsol?sesudah=%21").is(t, 400)
		roads.get("/konsol?tampil=lambat").wants(t, "Tidak ada yang terlambat")
		o.pass(15 * 24 * time.Hour)
		roads.get("/konsol?tampil=lambat").wants(t, "terlambat 8 hari", "late-row")
		if got := admin.get("/konsol?nomor=" + levy.Number.String()); got.at != addressOfNumber(levy.Number) {
			t.Errorf("a number leads to %s", got.at)
		}
		roads.get("/konsol?nomor="+string(levy.Number)).is(t, 200).wants(t, "tidak ada di daftar Anda")
		admin.get("/konsol?status=closed&topik=apa-saja&perlindungan=entah&tampil=lain").is(t, 200).wants(t, "Tidak ada laporan yang cocok")
	})
}

func TestTracking(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		p := o.stranger()
		road, levy := o.report("sms:kannel", "+6281234567890", roadText), o.report("sms:kannel", "+6281299999999", levyText)
		track := func(r *storage.Report, pin string) answer {
			return p.post("/lacak", url.Values{"nomor": {r.Number.String()}, "pin": {pin}}).is(t, 200)
		}
		track(road, "").wants(t, "Laporan "+road.Number.String()+": diteruskan.")
		track(levy, "").wants(t, "sedang ditangani")
		track(levy, "").lacks(t, "Menunggu verifikasi", "Pungutan", "Pendidikan")
		track(levy, "123456").wants(t, "PIN belum cocok")
		known := track(road, o.store.PIN(road.Number))
		known.wants(t, "Dinas PUPR", "Senin, 30 November", "Laporan masuk", "Diteruskan")
		known.lacks(t, "amblas", "Jalan rusak", "Tenggarong", "81234567890")
		sealed := track(levy, o.store.PIN(levy.Number))
		sealed.wants(t, "Menunggu verifikasi", "petugas kami", "Laporan masuk")
		sealed.lacks(t, "perpisahan", "Pungutan", "Pendidikan", "Sungai Pinang")
		p.post("/lacak", url.Values{"nomor": {"12"}}).is(t, 200).wants(t, "belum kami temukan")
		p.get("/privasi").is(t, 200).wants(t, "Hak Anda", "UU 27/2022", "148")
	})
}

func TestUsers(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.web.bots, o.web.whatsapp = []bots.Bot{idle{account: "telegram"}}, "6281234567890"
		admin := o.signedIn(storage.Admin, "")
		add := func(name, username, role, agency string) answer {
			return admin.post("/konsol/petugas", url.Values{"nama": {name}, "username": {username}, "peran": {role}, "instansi": {agency}}).is(t, 200)
		}
		page := add("Petugas Tambang", "Tambang", "officer", "esdm")
		page.wants(t, "hanya tampil sekali", "https://t.me/kanal_uji_bot?start=", "https://wa.me/6281234567890?text=IKAT%20", "IKAT ", "Dinas ESDM")
		_, rest, _ := strings.Cut(page.body, "Kata sandi</dt><dd><code>")
		secret, _, _ := strings.Cut(rest, "<")
		admin.get("/konsol/petugas").lacks(t, secret, "IKAT ")
		p := o.stranger()
		signIn(p, "tambang", secret).is(t, 200).wants(t, "Tugas terbuka")
		add("Dua", "tambang", "officer", "esdm").wants(t, "sudah dipakai")
		add("Dua", "nama dua", "officer", "esdm").wants(t, "huruf kecil")
		add("Dua", "dua", "officer", "").wants(t, "Pilih instansi")
		add("Dua", "dua", "raja", "").wants(t, "Perannya belum")
		add("Pemimpin", "pemimpin", "leader", "esdm").wants(t, "Pimpinan")
		user, err := o.store.UserByName(t.Context(), "tambang")
		if err != nil {
			t.Fatal(err)
		}
		path := fmt.Sprintf("/konsol/petugas/%d", user.ID)
		again := admin.post(path+"/ikat", nil).is(t, 200)
		again.wants(t, "IKAT ")
		again.lacks(t, "Kata sandi</dt>")
		admin.post(path+"/status", url.Values{"nonaktif": {"1"}}).is(t, 200).wants(t, "nonaktif", "Aktifkan")
		p.get("/konsol").wants(t, "Kata sandi")
		admin.post(path+"/status", url.Values{}).is(t, 200)
		p.get("/konsol").wants(t, "Kata sandi") // the session ended with the account
		admin.post(fmt.Sprintf("/konsol/petugas/%d/status", admin.user.ID), url.Values{"nonaktif": {"1"}}).is(t, 403)
		admin.post("/konsol/petugas/999/ikat", nil).is(t, 404)
		admin.post("/konsol/petugas/x/ikat", nil).is(t, 400)
	})
}

func TestMessagesForAdmins(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		admin, officer := o.signedIn(storage.Admin, ""), o.signedIn(storage.Officer, "esdm")
		o.writes("sms:kannel", "+6281234567890", "terima kasih banyak ya pak <b>")
		admin.get("/konsol/pesan").is(t, 200).wants(t, "terima kasih banyak ya pak <b>", "Semua pesan sampai")
		officer.get("/konsol/pesan").is(t, 403)
		admin.post("/konsol/pesan/1/selesai", nil).is(t, 200)
	})
}

func TestRecapAndHolidays(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		leader, admin := o.signedIn(storage.Leader, ""), o.signedIn(storage.Admin, "")
		o.report("sms:kannel", "+6281234567890", roadText)
		if got := leader.get("/konsol").is(t, 200); got.at != "/konsol/rekap" {
			t.Errorf("a leader begins at %s", got.at)
		}
		leader.get("/konsol/rekap").wants(t, "JUMLAH")
		leader.get("/konsol/rekap?dari=2026-13-01").is(t, 400)
		leader.get("/konsol/rekap?dari=2020-01-01&sampai=2020-02-01").is(t, 200).wants(t, "Belum ada laporan")
		admin.get("/konsol").wants(t, "Hari libur 2027 belum diisi")
		o.pass(60 * 24 * time.Hour)
		admin.get("/konsol").is(t, 200).lacks(t, "belum diisi")
	})
}

// What was imported has neither words nor a chat, and its page stands all the same.
func TestImportedReport(t *testing.T) {
	o := one(t, Options{})
	admin := o.signedIn(storage.Admin, "")
	past := router.Past{Key: "1", Agency: "esdm", Status: kanal.Closed, ReceivedAt: monday, ClosedAt: monday, Topic: "", Kind: kanal.Pengaduan}
	if _, err := o.router.Import(t.Context(), []router.Past{past}); err != nil {
		t.Fatal(err)
	}
	admin.page(o.read(o.tasks()[0].ID)).is(t, 200).wants(t, "Impor", "Belum ada pesan", "Selesai")
}
