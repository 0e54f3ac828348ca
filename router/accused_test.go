package router

import (
	"testing"

	"kanal"
)

func TestWhoIsReportedDoesNotHoldTheReport(t *testing.T) {
	misconduct := kanal.Prediction{Flags: []string{kanal.FlagMisconduct}}
	for text, want := range map[string]string{
		"di sma anak saya ada pungutan 750 ribu":                           "disdikbud",
		"kepala dinas pendidikan minta setoran dari tiap sekolah":          "inspektorat",
		"oknum pegawai dinas minta uang supaya mutasi guru lancar":         "inspektorat",
		"Kadisdik minta jatah proyek":                                      "inspektorat",
		"orang inspektorat minta amplop waktu memeriksa sekolah":           "setda",
		"admin pengaduan membocorkan nama saya, dan petugas dinas tertawa": "setda",
	} {
		if got := proposed(text, "disdikbud", misconduct); got != want {
			t.Errorf("%q goes to %s, want %s", text, got, want)
		}
	}
	if got := proposed("kepala dinas pendidikan belum menjawab surat kami", "disdikbud", kanal.Prediction{}); got != "disdikbud" {
		t.Errorf("no misconduct goes to %s", got)
	}
}
