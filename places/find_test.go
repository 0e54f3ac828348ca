package places

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// found writes the matches as "name=code", a guess with a question mark, for comparison.
func found(text string) string {
	var list []string
	for _, m := range Find(text) {
		s := text[m.Start:m.End] + "=" + m.Place.Code
		if !m.Certain {
			s += "?"
		}
		list = append(list, s)
	}
	return strings.Join(list, " ")
}

func TestFind(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		// Kabupaten and kota, and what people call them.
		{"warga kaltim", "kaltim=64"},
		{"SMD banjir lagi", "SMD=64.72"},
		{"jalan di bpp rusak", "bpp=64.71"},
		{"kukar kubar kutim ppu mahulu", "kukar=64.02 kubar=64.07 kutim=64.08 ppu=64.09 mahulu=64.11"},
		{"pemkab Paser dan pemkot Bontang", "Paser=64.01 Bontang=64.74"},
		{"Kab. Kutai Kertanegara", "Kutai Kertanegara=64.02"},
		{"btg kuala", "btg kuala=64.74.01.1001"},
		{"dari berau ke sangatta", "berau=64.03 sangatta=64.08"},
		{"sekolah di sgt blm ada guru", "sgt=64.08?"},
		{"ini sgt merugikan kami", ""},
		// Kecamatan, with markers, dots and abbreviations.
		{"jln poros L3 tgrong sbrg rsk parah", "L3 tgrong sbrg=64.02.16"},
		{"kec.sepaku kab.ppu", "sepaku=64.09.04 ppu=64.09"},
		{"Kecamatan: Muara Badak", "Muara Badak=64.02.05"},
		{"puskesmas loa kulu tutup", "loa kulu=64.02.02"},
		{"sanga2 dan sanga-sanga", "sanga2=64.02.15 sanga-sanga=64.02.15"},
		{"samarinda hulu", "samarinda hulu=64.72.03"},
		{"sei kunjang", "sei kunjang=64.72.06"},
		{"sei. pinang smd", "sei. pinang=64.72.08 smd=64.72"},
		{"tj redeb", "tj redeb=64.03.05"},
		{"loajanan ilir", "loajanan ilir=64.72.10"},
		{"TENGGARONGSEBERANG", "TENGGARONGSEBERANG=64.02.16"},
		{"biduk2 berau", "biduk2=64.03.08 berau=64.03"},
		{"sekolak darat", "sekolak darat=64.07.20"},
		// Villages, with what tells namesakes apart.
		{"Loa Janan Ulu", "Loa Janan Ulu=64.02.03.2003"},
		{"sidomulyo samarinda", "sidomulyo=64.72.04.1003 samarinda=64.72"},
		{"desa sidomulyo anggana", "sidomulyo=64.02.04.2007 anggana=64.02.04"},
		{"desa sidomulyo", "sidomulyo=64?"},
		{"desa Teluk Dalam", "Teluk Dalam=64.02?"},
		{"Teluk Dalam, Muara Jawa", "Teluk Dalam=64.02.14.1004 Muara Jawa=64.02.14"},
		{"rt 12 sumber rejo balikpapan", "sumber rejo=64.71.04.1006 balikpapan=64.71"},
		{"kel. Gunung Lingai", "Gunung Lingai=64.72.08.1003"},
		{"Desa Sepaso Timur, Bengalon", "Sepaso Timur=64.08.09.2006 Bengalon=64.08.09"},
		{"batu ampar balikpapan utara", "batu ampar=64.71.03.1001 balikpapan utara=64.71.03"},
		{"kecamatan batu ampar", "batu ampar=64.08.17"},
		{"desa Tanah Grogot", "Tanah Grogot=64.01.04.1001"},
		{"Tanah Grogot", "Tanah Grogot=64.01.04"},
		{"kota bangun 3", "kota bangun 3=64.02.19.2006"},
		{"girimukti penajam", "girimukti=64.09.01.2020 penajam=64.09.01"},
		{"Long La’ai Segah", "Long La’ai=64.03.04.2001 Segah=64.03.04"},
		{"kampung tiong buu", "tiong buu=64.11.04.2006"},
		{"karang asam banjir", "karang asam=64.72.06"},
		// Ordinary words and persons' names that are also villages.
		{"kami ingin damai", ""},
		{"kelurahan damai balikpapan", "damai=64.71.06.1005 balikpapan=64.71"},
		{"kec. Damai Kubar", "Damai=64.07.08 Kubar=64.07"},
		{"jl damai balikpapan", "balikpapan=64.71"},
		{"minum air putih saja", ""},
		{"air putih smd banjir", "air putih=64.72.03.1004 smd=64.72"},
		{"kepala desa minta uang", ""},
		{"desa Minta, Penyinggahan", "Minta=64.07.13.2002 Penyinggahan=64.07.13"},
		{"saya merasa dirugikan", ""},
		{"Kampung Merasa, Berau", "Merasa=64.03.01.2005 Berau=64.03"},
		{"satu kampung batuk semua", ""},
		{"pak Riko tidak masuk", ""},
		{"kelurahan Riko Penajam", "Riko=64.09.01.1016 Penajam=64.09.01"},
		{"sambutan walikota samarinda", "samarinda=64.72"},
		{"kecamatan sambutan", "sambutan=64.72.07"},
		{"sambutan samarinda", "sambutan=64.72.07 samarinda=64.72"},
		{"tugas karangan bahasa", ""},
		{"Desa Batu Lepoq, Karangan", "Batu Lepoq=64.08.16.2002 Karangan=64.08.16"},
		{"orang jawa dan bugis", ""},
		{"kel jawa samarinda", "jawa=64.72.03.1002 samarinda=64.72"},
		{"bandara samarinda jauh", "bandara samarinda=64.72"},
		{"rapat di universitas mulawarman", ""},
		{"desa Mulawarman tenggarong seberang", "Mulawarman=64.02.16.2009 tenggarong seberang=64.02.16"},
		{"di sini jalannya tanah merah becek", ""},
		{"pengadaan barang", ""},
		{"saya dari sukabumi", ""},
		{"api api waru", "api api=64.09.02.2001 waru=64.09.02"},
		{"pasang api-api di lampu", ""},
		{"random saja", ""},
		{"pohon mangga dan kantong plastik", ""},
		{"bukan tambang yang sangat bintang", ""},
		{"kades sepakat dengan warga", ""},
		{"kartu KIP anak saya", ""},
		{"kantor BPN lambat", ""},
		// Misspelt.
		{"samarnda banjir", "samarnda=64.72"},
		{"balikpapn kota", "balikpapn kota=64.71.06"},
		{"smrnda", "smrnda=64.72"},
		{"tnggrong", "tnggrong=64.02.06?"},
		{"muara bdak", "muara bdak=64.02.05"},
		{"tengarong sebrang", "tengarong sebrang=64.02.16"},
		{"sangkulirng kutim", "sangkulirng=64.08.05? kutim=64.08"},
		{"Samarindaaaa!!!", "Samarindaaaa=64.72"},
		{"kmbang janggut", "kmbang janggut=64.02.10"},
		// Features, roads and kilometres.
		{"proyek IKN di Sepaku", "IKN=64.09.04 Sepaku=64.09.04"},
		{"tongkang di sungai mahakam", "sungai mahakam=64"},
		{"jembatan mahulu samarinda", "jembatan mahulu=64.72 samarinda=64.72"},
		{"sungai kelay meluap", "sungai kelay=64.03"},
		{"poros samarinda - bontang longsor", "samarinda - bontang=64"},
		{"km 38 poros Balikpapan–Samarinda", "km 38=64.02 Balikpapan–Samarinda=64"},
		{"km38 samboja", "km38=64.02 samboja=64.02.13"},
		{"lubang di km 7", "km 7=64?"},
		{"jaraknya 5 km 2 jam", ""},
		{"jalan sempaja selatan samarinda", "sempaja selatan=64.72.05.1002 samarinda=64.72"},
		{"Jalan Kuaro Samarinda", "Kuaro=64.01.05 Samarinda=64.72"},
		{"travel Samarinda–Kota Bangun", "Samarinda=64.72 Kota Bangun=64.02.08"},
		// Where a name ends.
		{"suka, maju terus", ""},
		{"banjir di loa\njanan", ""},
		{"Alhamdulillah. Kutai. Timur", ""},
		{"😭samarinda😭", "samarinda=64.72"},
		{"", ""},
	} {
		if got := found(c.text); got != c.want {
			t.Errorf("%q\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}

func TestFindAppendKeepsWhatIsThere(t *testing.T) {
	first := Find("samarinda")
	both := FindAppend(first, "bontang")
	if len(both) != 2 || both[0].Place.Code != "64.72" || both[1].Place.Code != "64.74" {
		t.Errorf("got %v", both)
	}
}

func FuzzFind(f *testing.F) {
	for _, seed := range []string{"km 38 poros Balikpapan–Samarinda", "kec.sepaku’", "rt 5 damai", "\xff\xe2\x80samarinda", "’''a’b",
		"sanga2 3 ii", strings.Repeat("damai ", 50), "ke ke ke samarinda - - ke bontang", "İstanbul K samarinda"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, m := range Find(text) {
			if m.Start < end || m.End <= m.Start || m.End > len(text) {
				t.Fatalf("%q: match %+v after %d", text, m, end)
			}
			end = m.End
			if utf8.ValidString(text) && !utf8.ValidString(text[m.Start:m.End]) {
				t.Fatalf("%q: match cuts a character: %+v", text, m)
			}
			if area, ok := ByCode(m.Place.Code); !ok || m.Place.Level != Feature && area != m.Place {
				t.Fatalf("%q: %+v is no place", text, m)
			}
		}
		if p, ok := Best(text); ok && p.Line() == "" {
			t.Fatalf("%q: %+v without words", text, p)
		}
	})
}

const message = "assalamualaikum pak mohon maaf mengganggu waktunya saya mau melaporkan jalan poros di desa bukit raya " +
	"tenggarong seberang rusak parah sudah tiga bulan tidak diperbaiki truk batubara lewat terus tiap malam " +
	"sampai amblas tolong ditindaklanjuti segera karena anak sekolah susah lewat"

func BenchmarkFind(b *testing.B) {
	var matches []Match
	load()
	b.ReportAllocs()
	for b.Loop() {
		matches = FindAppend(matches[:0], message)
	}
}

func BenchmarkBest(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Best(message)
	}
}

// A long text costs time in proportion: nothing in a search looks at all pairs.
func BenchmarkFindLong(b *testing.B) {
	text := strings.Repeat("kel damai km 5 samarinda - bontang sidomulyo ", 1400)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Find(text)
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		build()
	}
}
