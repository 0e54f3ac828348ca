package places

import "testing"

func TestBest(t *testing.T) {
	for _, c := range []struct{ text, code, line string }{
		{"jln poros L3 tgrong sbrg rsk parah truk amblas", "64.02.16", "Tenggarong Seberang, Kutai Kartanegara"},
		{"di desa batuah loa janan kukar ada tambang", "64.02.03.2006", "Batuah, Loa Janan, Kutai Kartanegara"},
		{"sman di sungai pinang", "64.72.08", "Sungai Pinang, Samarinda"},
		{"saya orang Bontang, jalan di Palaran rusak", "64.72.01", "Palaran, Samarinda"},
		{"Sepaku", "64.09.04", "Sepaku, Penajam Paser Utara"},
		{"Desa Bukit Raya, Sepaku", "64.09.04.2002", "Bukit Raya, Sepaku, Penajam Paser Utara"},
		{"kelurahan Penajam", "64.09.01.1011", "Penajam, Penajam Paser Utara"},
		{"palaran dan sambutan samarinda gelap", "64.72", "Samarinda"},
		{"palaran dan sepaku gelap", "64", "Kalimantan Timur"},
		{"poros balikpapan samarinda km 38 amblas", "64.02", "Km 38 poros Balikpapan–Samarinda, Kutai Kartanegara"},
		{"poros bontang - sangatta berlubang", "64", "poros Bontang–Sangatta"},
		{"poros samarinda bontang, dekat marangkayu", "64.02.17", "Marang Kayu, Kutai Kartanegara"},
		{"dari samarinda ke kota bangun lewat, di sebulu putus", "64.02.07", "Sebulu, Kutai Kartanegara"},
		{"banjir smd", "64.72", "Samarinda"},
		{"jembatan di km 12 balikpapan", "64.71", "Km 12, Balikpapan"},
		{"ikn", "64.09.04", "Ibu Kota Nusantara, Sepaku, Penajam Paser Utara"},
		{"pak gubernur kaltim", "64", "Kalimantan Timur"},
	} {
		p, ok := Best(c.text)
		if !ok || p.Code != c.code || p.Line() != c.line {
			t.Errorf("%q: %s %q (%v), want %s %q", c.text, p.Code, p.Line(), ok, c.code, c.line)
		}
	}
	for _, text := range []string{"lampu jalan mati", "desa sidomulyo"} {
		if p, ok := Best(text); ok || p != (Place{}) {
			t.Errorf("%q names no place we know: %+v", text, p)
		}
	}
}

func TestPlaceTells(t *testing.T) {
	for _, c := range []struct{ code, title, kabkota, kecamatan string }{
		{"64", "Provinsi Kalimantan Timur", "", ""},
		{"64.72", "Kota Samarinda", "64.72", ""},
		{"64.02", "Kabupaten Kutai Kartanegara", "64.02", ""},
		{"64.09.04", "Kecamatan Sepaku", "64.09", "64.09.04"},
		{"64.02.03.2006", "Desa Batuah", "64.02", "64.02.03"},
		{"64.72.03.1002", "Kelurahan Jawa", "64.72", "64.72.03"},
		{"64.03.01.2001", "Kampung Merabu", "64.03", "64.03.01"},
	} {
		p, ok := ByCode(c.code)
		if !ok || p.Title() != c.title || p.Kabkota().Code != c.kabkota || p.Kecamatan().Code != c.kecamatan {
			t.Errorf("%s: %v %q in %q, %q", c.code, ok, p.Title(), p.Kabkota().Code, p.Kecamatan().Code)
		}
	}
	if _, ok := ByCode("64.05"); ok {
		t.Error("64.05 is no area any more")
	}
	var none Place
	if none.Line() != "" || none.Title() != "" || none.Kabkota() != none || none.Within(none) {
		t.Error("the zero Place is not nothing")
	}
	sepaku, _ := ByCode("64.09.04")
	ppu, _ := ByCode("64.09")
	if !sepaku.Within(ppu) || ppu.Within(sepaku) || !ppu.Within(ppu) {
		t.Error("Within does not follow the codes")
	}
}

// Every official name is found in full when its kecamatan and kabupaten/kota stand beside it, as in an address.
func TestEveryPlaceIsFoundInItsAddress(t *testing.T) {
	for _, p := range All() {
		if p.Level != Desa {
			continue
		}
		text := p.Title() + ", Kecamatan " + p.Kecamatan().Name + ", " + p.Kabkota().Title()
		if best, ok := Best(text); !ok || best != p {
			t.Errorf("%s: %s %s", text, best.Code, best.Line())
		}
		if got := Find(text); len(got) != 3 || !got[0].Certain || got[0].Place != p {
			t.Errorf("%s: %v", text, got)
		}
	}
}

// And every kecamatan alone, after its marker.
func TestEveryKecamatanIsFound(t *testing.T) {
	for _, p := range All() {
		if p.Level != Kecamatan {
			continue
		}
		if got := Find("warga kec. " + p.Name + " mengeluh"); len(got) != 1 || got[0].Place != p || !got[0].Certain {
			t.Errorf("%s %s: %v", p.Code, p.Name, got)
		}
	}
}
