package router

import (
	"testing"

	"kanal"
)

func TestWhoIsReportedDoesNotHoldTheReport(t *testing.T) {
	d := &directory{admins: map[int64]string{7: plainWords("Sri Contoh, S.Kom"), 8: "admin"}}
	misconduct := kanal.Prediction{Flags: []string{kanal.FlagMisconduct}}
	for text, want := range map[string][2]string{
		"di sma anak saya ada pungutan 750 ribu":                           {"disdikbud", ""},
		"kepala dinas pendidikan minta setoran dari tiap sekolah":          {"inspektorat", ""},
		"oknum pegawai dinas minta uang supaya mutasi guru lancar":         {"inspektorat", ""},
		"Kadisdik minta jatah proyek":                                      {"inspektorat", ""},
		"orang inspektorat minta amplop waktu memeriksa sekolah":           {"setda", "inspektorat"},
		"admin pengaduan membocorkan nama saya, dan petugas dinas tertawa": {"setda", "diskominfo"},
		"ibu SRI CONTOH S.Kom minta uang supaya laporan diteruskan":        {"setda", "user:7"},
		"sudah saya laporkan ke inspektorat, pungutan jalan terus":         {"disdikbud", ""},
		"saya mengadu kepada kominfo tidak ditanggapi, pungli di sma":      {"disdikbud", ""},
		"admin sekolah minta uang":                                         {"disdikbud", ""},
	} {
		if holder, withheld := d.accused(text, "disdikbud", misconduct); holder != want[0] || withheld != want[1] {
			t.Errorf("%q goes to %s and is withheld from %q, want %v", text, holder, withheld, want)
		}
	}
	if holder, withheld := d.accused("kepala dinas pendidikan belum menjawab surat kami", "disdikbud", kanal.Prediction{}); holder != "disdikbud" || withheld != "" {
		t.Errorf("no misconduct goes to %s and is withheld from %q", holder, withheld)
	}
}
