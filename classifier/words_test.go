package classifier

import (
	"strings"
	"testing"
)

func read(text string) string {
	var w words
	w.read(text)
	var list []string
	for i := range w.tokens {
		list = append(list, string(w.at(i)))
	}
	return strings.Join(list, " ")
}

func TestWords(t *testing.T) {
	for text, want := range map[string]string{
		"Jln di dpn sklh rusaaaak bgt":    "jalan di depan sekolah rusak sekali",
		"saat maaf":                       "saat _salam",
		"ibu2 & anak-anak":                "ibu anak",
		"bayar Rp750.000, lalu 50rb":      "bayar _uang lalu _uang",
		"bayar Rp 2 juta":                 "bayar _uang",
		"iuran 250.000 lagi":              "iuran _uang lagi",
		"sejak 12/03/2021 jam 07:30":      "sejak _tanggal jam _tanggal",
		"hub 081234567890":                "hub _telepon",
		"gas 3kg, sinyal 4G, p3k":         "gas 3kg sinyal 4g p3k",
		"rt 12 rw 3":                      "rt _angka rw _angka",
		"truk batubara d samarinda":       "truk batu bara d _tempat",
		"buka https://contoh.id/a?b=1 ya": "buka _tautan ya",
		"hari Jum'at":                     "hari jumat",
		"mksh 🙏🙏":                         "_salam",
		"":                                "",
		"\xff\xfe ... !!":                 "",
		"5x 3 bln":                        "5x _angka bulan",
	} {
		if got := read(text); got != want {
			t.Errorf("%q\n got %q\nwant %q", text, got, want)
		}
	}
}

func TestWordsEndAtTwoThousandCharacters(t *testing.T) {
	long := strings.Repeat("é", maxCharacters) + " tambang"
	if got := read(long); strings.Contains(got, "tambang") {
		t.Error("read beyond the limit")
	}
}

func FuzzWords(f *testing.F) {
	f.Add(probe)
	f.Add("Rp5 rp 5rb 3kg 😀́'a' 99999-")
	f.Fuzz(func(t *testing.T, text string) {
		var w words
		w.read(text)
		var x features
		x.find(&w)
		end := 0
		for i, token := range w.tokens {
			if token.start < end || token.end < token.start || token.end > len(w.letters) {
				t.Fatalf("token %d of %q out of place", i, text)
			}
			end = token.end
		}
	})
}
