package router

import (
	"testing"

	"kanal"
)

// What people write about misconduct at a school, with whom it is about in it, or with somebody who is only named.
func TestWhoIsReportedDoesNotHoldTheReport(t *testing.T) {
	d := &directory{admins: map[int64]string{7: calledName("Dra. Sri Contoh, S.Kom"), 8: "admin"}}
	misconduct := kanal.Prediction{Flags: []string{kanal.FlagMisconduct}}
	for want, texts := range map[[2]string][]string{
		{"disdikbud", ""}: {
			"di sma anak saya ada pungutan 750 ribu",
			"sudah saya laporkan ke inspektorat, pungutan jalan terus",
			"saya mengadu kepada kominfo tidak ditanggapi, pungli di sma",
			"admin sekolah minta uang",
			"Yth. Kepala Dinas Pendidikan, di SMA 1 ada pungutan uang bangku",
			"Kepada Yth Bapak Kepala Dinas Pendidikan dan Kebudayaan. Kami melaporkan pungutan di SMK",
			"Assalamualaikum pak kadis, kepsek sma 3 minta uang perpisahan",
			"pak kadis tolong ditindak, kepsek sma 3 minta uang perpisahan",
			"mohon inspektorat turun memeriksa kepala sekolah ini, banyak pungli",
			"tolong inspektorat audit dana bos sma ini",
			"minta pak inspektur periksa kepsek sman 5",
			"inspektorat harus turun, dana bos diselewengkan kepala sekolah",
			"tulung min admin pengaduan rahasiakan ngaran ulun, kepsek minta duit",
			"tolong admin lapor jangan sebut nama saya, guru minta uang",
			"terima kasih admin pengaduan. kepsek minta uang lagi",
			"kami orang tua ke dinas pendidikan mengadu pungutan, tidak digubris",
			"orang tua siswa dipungut, dinas diam saja",
			"sudah lapor ke orang dinas tapi kepsek tetap minta uang",
			"sudah kami surati kepala dinas, pungutan di sma jalan terus",
			"hasil audit inspektorat menemukan dana bos dikorupsi kepala sekolah",
			"kepsek bilang tidak takut inspektorat, uang komite tetap ditarik",
			"kepsek minta uang wifi padahal internet sekolah dari kominfo gratis",
			"kepala sekolah bersama komite menarik uang gedung",
			"sakulahan mahimbau duit gasan parpisahan, sudah bapadah ka dinas kada digawi",
			"pegawai tata usaha sekolah sudah lapor dinas, kepsek korupsi dana bos",
		},
		{"inspektorat", ""}: {
			"kepala dinas pendidikan minta setoran dari tiap sekolah",
			"kapala dinas mamintai setoran sabarataan kapala sakulah",
			"oknum pegawai dinas minta uang supaya mutasi guru lancar",
			"Kadisdik minta jatah proyek",
			"pak kadis minta jatah dari dana bos",
			"urang dinas mamintai duit gasan sertifikasi",
			"orang dari dinas minta amplop waktu monitoring",
			"staf bidang SMA dinas pendidikan minta 5 juta per sekolah",
			"kabid SMK di dinas pendidikan jual buku paksa",
			"uang itu disetor kepada kepala dinas lewat kepsek",
			"kepala cabang dinas pendidikan minta uang PPDB",
			"perawat rsud minta uang supaya dapat kamar",
			"petugas samsat minta 200 ribu biar cepat",
		},
		{"setda", "inspektorat"}: {
			"orang inspektorat minta amplop waktu memeriksa sekolah",
			"auditor inspektorat dibayar kepsek supaya temuan hilang",
			"sudah lapor ke inspektorat malah diminta uang pelicin",
			"urang inspektorat tarima duit matan kepsek",
			"kepsek setor ke inspektorat tiap bulan",
			"tolong periksa oknum inspektorat yang minta amplop",
		},
		{"setda", "diskominfo"}: {
			"admin pengaduan membocorkan nama saya, dan petugas dinas tertawa",
			"saya lapor ke admin pengaduan malah nama saya dibocorkan ke kepsek",
			"pejabat diskominfo minta fee proyek wifi sekolah",
			"petugas pengaduan minta pulsa supaya laporan pungli diteruskan",
			"operator sp4n minta uang",
		},
		{"setda", "user:7"}: {
			"ibu SRI CONTOH S.Kom minta uang supaya laporan diteruskan",
			"bu Sri Contoh yang di kominfo minta uang",
		},
	} {
		for _, text := range texts {
			if holder, withheld := d.accused(text, "disdikbud", misconduct); holder != want[0] || withheld != want[1] {
				t.Errorf("%q goes to %s and is withheld from %q, want %v (of it remains %q)", text, holder, withheld, want, withoutBystanders(text))
			}
		}
	}
	if holder, withheld := d.accused("kepala dinas pendidikan belum menjawab surat kami", "disdikbud", kanal.Prediction{}); holder != "disdikbud" || withheld != "" {
		t.Errorf("no misconduct goes to %s and is withheld from %q", holder, withheld)
	}
}
