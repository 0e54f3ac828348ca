package web

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"kanal"
	"kanal/storage"
)

// A hidden reporter is opened by two people: one asks with a reason, another allows it, and each look is written down.
func TestIdentityIsOpenedByTwo(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		asker, second, schools := o.signedIn(storage.Admin, ""), o.signedIn(storage.Admin, kanal.Secretariat), o.signedIn(storage.Officer, "disdikbud")
		r := o.report("sms:kannel", "+6281234567890", levyText)
		seen := asker.page(r).is(t, 200)
		seen.wants(t, "Disembunyikan dari semua orang")
		seen.lacks(t, "+6281234567890", "Bambang Citra")
		asker.step(r, "identitas", url.Values{"langkah": {"lihat"}}).is(t, 403)
		asker.step(r, "identitas", url.Values{"langkah": {"minta"}, "alasan": {" "}}).is(t, 400)
		asker.step(r, "identitas", url.Values{"langkah": {"minta"}, "alasan": {"Diminta hakim."}}).is(t, 200).wants(t, "Menunggu persetujuan admin lain")
		asker.step(r, "identitas", url.Values{"langkah": {"setuju"}}).is(t, 403)
		schools.step(r, "identitas", url.Values{"langkah": {"setuju"}}).is(t, 403)
		second.get("/konsol/pesan").wants(t, r.Number.String())
		seen = second.page(r)
		seen.wants(t, "meminta identitas pelapor dibuka", "Diminta hakim.")
		seen.lacks(t, "+6281234567890")
		second.step(r, "identitas", url.Values{"langkah": {"setuju"}}).is(t, 200).lacks(t, "Lihat identitas pelapor")
		second.step(r, "identitas", url.Values{"langkah": {"lihat"}}).is(t, 403)
		asker.step(r, "identitas", url.Values{"langkah": {"lihat"}}).is(t, 200).wants(t, "+6281234567890", "Bambang Citra", "Identitas pelapor dilihat")
		seen = asker.page(r)
		seen.lacks(t, "+6281234567890", "Bambang Citra")
		seen.wants(t, "Lihat identitas pelapor")
		o.pass(kanal.OpeningLasts)
		asker.step(r, "identitas", url.Values{"langkah": {"lihat"}}).is(t, 403)

		asker.step(r, "identitas", url.Values{"langkah": {"minta"}, "alasan": {"Sekali lagi."}}).is(t, 200)
		second.step(r, "identitas", url.Values{"langkah": {"tolak"}}).is(t, 200).wants(t, "Pembukaan identitas ditolak")
		asker.step(r, "identitas", url.Values{"langkah": {"lihat"}}).is(t, 403)
		if strings.Contains(o.log.String(), "Bambang") || strings.Contains(o.log.String(), "6281234567890") {
			t.Error("the log names the reporter")
		}
	})
}

// What is about an admin or their office does not exist for them; an admin of the Sekda's office handles it.
func TestWhoIsReportedDoesNotSeeIt(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ours := o.signedIn(storage.Admin, "")
		r := o.report("sms:kannel", "+6281234567890", "admin pengaduan minta uang 500 ribu supaya laporan saya diteruskan, ini pungli")
		ours.page(r).is(t, 404)
		for _, list := range []string{"/konsol", "/konsol?tampil=semua", "/konsol?nomor=" + string(r.Number), "/konsol/pesan"} {
			ours.get(list).lacks(t, addressOfNumber(r.Number))
		}
		seen := ours.get("/konsol")
		seen.wants(t, "admin dari Sekretariat Daerah")
		seen.lacks(t, r.Number.String())
		theirs := o.signedIn(storage.Admin, kanal.Secretariat)
		ours.get("/konsol").lacks(t, "admin dari Sekretariat Daerah")
		theirs.get("/konsol").wants(t, r.Number.String())
		theirs.page(r).is(t, 200).wants(t, "Diskominfo")
		theirs.step(r, "naskah", url.Values{"instansi": {kanal.OwnOffice}, "naskah": {"Warga melaporkan dugaan pungli."}}).is(t, 403)
		theirs.step(r, "naskah", url.Values{"instansi": {kanal.Secretariat}, "naskah": {"Warga melaporkan dugaan pungli."}}).is(t, 200)

		// Marked by hand, the page is gone for whom it is about.
		road := o.report("sms:kannel", "+6281234567891", roadText)
		ours.step(road, "terlapor", url.Values{"dari": {"dishub"}}).is(t, 400)
		ours.step(road, "terlapor", url.Values{"dari": {kanal.OwnOffice}}).is(t, 200)
		ours.page(road).is(t, 404)
		theirs.step(road, "terlapor", url.Values{"dari": {""}}).is(t, 200)
		ours.page(road).is(t, 200)
	})
}

// Whoever is reported cannot lend themselves the eyes of the Sekda's office, and infers nothing from what they do see.
func TestWhoIsReportedFindsNoOtherWay(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ours, theirs := o.signedIn(storage.Admin, ""), o.signedIn(storage.Admin, kanal.Secretariat)
		clerk, mover := o.signedIn(storage.Officer, kanal.Secretariat), o.signedIn(storage.Officer, "dishub")
		r := o.report("sms:kannel", "+6281234567890", "pejabat diskominfo minta fee proyek wifi sekolah, ini pungli")
		theirs.step(r, "naskah", url.Values{"instansi": {kanal.Secretariat}, "naskah": {"Dugaan fee proyek."}}).is(t, 200)
		ours.get("/konsol/rekap").lacks(t, "pungli", "penyimpangan")
		for _, role := range []string{"admin", "officer"} {
			added := ours.post("/konsol/petugas", url.Values{"nama": {"Orang Lain"}, "username": {"lain." + role}, "peran": {role}, "instansi": {kanal.Secretariat}})
			added.wants(t, "oleh operator")
			added.lacks(t, "Kata sandi")
		}
		for _, one := range []*person{clerk, theirs} {
			for _, form := range []string{"ikat", "status", "pindah"} {
				ours.post(fmt.Sprintf("/konsol/petugas/%d/%s", one.user.ID, form), url.Values{"instansi": {"dishub"}, "nonaktif": {"1"}}).is(t, 403)
			}
		}
		ours.post(fmt.Sprintf("/konsol/petugas/%d/pindah", mover.user.ID), url.Values{"instansi": {kanal.Secretariat}}).is(t, 403)
		theirs.post("/konsol/petugas", url.Values{"nama": {"Orang Kami"}, "username": {"kami"}, "peran": {"officer"}, "instansi": {kanal.Secretariat}}).wants(t, "Kata sandi")

		// Handled by themselves, it is held by the Sekda's office, not by the one it is about.
		own := o.report("sms:kannel", "+6281234567891", "admin pengaduan minta uang supaya laporan pungli diteruskan")
		theirs.step(own, "status", url.Values{"ke": {"answered"}, "teks": {"Kami periksa."}}).is(t, 200)
		if now := o.read(own.ID); now.Holder != kanal.Secretariat {
			t.Errorf("%s holds what is about diskominfo", now.Holder)
		}

		// A question about it cannot be put aside by whom it is about.
		theirs.step(r, "identitas", url.Values{"langkah": {"minta"}, "alasan": {"Diminta hakim."}}).is(t, 200)
		waiting, err := o.store.Attention(t.Context(), 10)
		if err != nil || len(waiting) != 1 {
			t.Fatalf("%d messages wait, %v", len(waiting), err)
		}
		ours.get("/konsol/pesan").lacks(t, "Diminta hakim.")
		ours.post(fmt.Sprintf("/konsol/pesan/%d/selesai", waiting[0].ID), url.Values{}).is(t, 404)
		clerk.page(r).is(t, 200).lacks(t, "Diminta hakim.", "Pembukaan identitas")
	})
}

// What only admins may know of an open or anonymous report: who asked for its reporter's name, that others reported
// the same, whom it is about.
func TestOfficersAndReportersLearnNothingOfTheOthers(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		admin, schools := o.signedIn(storage.Admin, ""), o.signedIn(storage.Officer, "disdikbud")
		r := o.report("sms:kannel", "+6281234567890", "honor guru honorer di smk kami di Balikpapan sudah 4 bulan belum dibayar")
		if r.Holder != "disdikbud" || r.Protection != kanal.Anonim {
			t.Fatalf("held by %q, %s", r.Holder, r.Protection)
		}
		levy := o.report("sms:kannel", "+6281234567891", levyText)
		admin.step(levy, "kasus", url.Values{"nomor": {r.Number.String()}}).is(t, 200)
		admin.step(r, "identitas", url.Values{"langkah": {"minta"}, "alasan": {"Diminta hakim."}}).is(t, 200)
		admin.step(r, "identitas", url.Values{"langkah": {"minta"}, "alasan": {"Dua kali."}}).is(t, 403)
		admin.step(r, "terlapor", url.Values{"dari": {kanal.Inspectorate}}).is(t, 200)
		admin.page(r).wants(t, "Diminta hakim.", "Masuk ke kasus", "Pembukaan identitas diminta")
		schools.page(r).is(t, 200).lacks(t, "Diminta hakim.", "identitas", "kasus ini", "Masuk ke kasus", "Inspektorat", levy.Number.String())
		tracked := o.stranger().post("/lacak", url.Values{"nomor": {r.Number.String()}, "pin": {o.store.PIN(r.Number)}}).is(t, 200)
		tracked.wants(t, "Laporan masuk")
		tracked.lacks(t, "kasus", "identitas", "ditandai", "Inspektorat")
	})
}

// The inspectorate reads the brief of every released sealed report, and nothing else; it has no forms there.
func TestInspectorateGetsACopy(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		admin, inspector := o.signedIn(storage.Admin, ""), o.signedIn(storage.Officer, kanal.Inspectorate)
		r := o.report("sms:kannel", "+6281234567890", levyText)
		inspector.page(r).is(t, 404)
		admin.step(r, "naskah", url.Values{"instansi": {"disdikbud"}, "naskah": {"Dugaan pungutan di sebuah SMA."}}).is(t, 200)
		seen := inspector.get("/konsol")
		seen.lacks(t, r.Number.String())
		seen.wants(t, "Tembusan")
		inspector.get("/konsol?tampil=tembusan").wants(t, r.Number.String())
		seen = inspector.page(r).is(t, 200)
		seen.wants(t, "Dugaan pungutan di sebuah SMA.")
		seen.lacks(t, levyText, "750rb", "Kirim jawaban", "Bukan wewenang", "Identitas", "Kasus")
		inspector.step(r, "status", url.Values{"ke": {"answered"}, "teks": {"Selesai."}}).is(t, 403)
		admin.step(r, "status", url.Values{"ke": {"answered"}, "teks": {"Uangnya dikembalikan."}}).is(t, 200)
		inspector.page(r).wants(t, "Uangnya dikembalikan.")
	})
}

// Reports of one event are joined on the page of one of them; an officer joins open ones of the own agency.
func TestCase(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		admin, roads, schools := o.signedIn(storage.Admin, ""), o.signedIn(storage.Officer, "dpupr-pera"), o.signedIn(storage.Officer, "disdikbud")
		first, second, levy := o.report("sms:kannel", "+6281234567890", roadText), o.report("sms:kannel", "+6281234567891", roadText+", tolong"),
			o.report("sms:kannel", "+6281234567892", levyText)
		seen := roads.page(first)
		seen.wants(t, "Topik dan tempatnya sama", second.Number.String())
		seen.lacks(t, levy.Number.String())
		roads.step(first, "kasus", url.Values{"nomor": {levy.Number.String()}}).is(t, 404)
		schools.step(first, "kasus", url.Values{"nomor": {second.Number.String()}}).is(t, 404)
		roads.step(first, "kasus", url.Values{"nomor": {"tidak ada"}}).is(t, 400)
		roads.step(first, "kasus", url.Values{"laporan": {second.Number.String()}}).is(t, 200).wants(t, "Digabungkan", "setiap pelapornya")
		roads.page(second).wants(t, first.Number.String())
		roads.step(second, "status", url.Values{"ke": {"answered"}, "teks": {"Ditambal besok."}}).is(t, 200)
		for _, r := range []*storage.Report{first, second} {
			if now := o.read(r.ID); now.Status != kanal.Answered || now.Case != first.ID {
				t.Errorf("report %d is %s in case %d", r.ID, now.Status, now.Case)
			}
		}
		admin.page(first).wants(t, "Ditambal besok.")
		admin.step(levy, "kasus", url.Values{"nomor": {first.Number.String()}}).is(t, 200)
		roads.page(first).lacks(t, levy.Number.String())
		third := o.report("sms:kannel", "+6281234567893", roadText)
		admin.step(third, "kasus", url.Values{"nomor": {levy.Number.String()}}).is(t, 200)
		alone := o.report("sms:kannel", "+6281234567894", levyText)
		fourth := o.report("sms:kannel", "+6281234567895", roadText)
		admin.step(fourth, "kasus", url.Values{"nomor": {alone.Number.String()}}).is(t, 200)
		roads.page(fourth).lacks(t, "kejadian yang sama", "Masuk ke kasus", "Keluarkan dari kasus")
		roads.step(fourth, "kasus/keluar", url.Values{}).is(t, 403)
		admin.step(levy, "kasus/keluar", url.Values{}).is(t, 200).wants(t, "berdiri sendiri lagi")
	})
}
