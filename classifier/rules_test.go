package classifier

import (
	"slices"
	"testing"

	"kanal"
)

func shippedModel(t testing.TB) *Model {
	t.Helper()
	m, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestHarmIsNotMissed(t *testing.T) {
	m := shippedModel(t)
	for _, c := range []struct {
		text, topic string
		flags       []string
		protection  kanal.Protection
	}{
		{"ada pungli uang seragam di sma anak saya", "pungutan_sekolah", []string{kanal.FlagBribery, kanal.FlagMisconduct}, kanal.Tersegel},
		{"urus ktp di kecamatan dimintai uang sama oknum petugas, jelas pungli", "korupsi_pungli", []string{kanal.FlagBribery}, kanal.Tersegel},
		{"kepala dinas pendidikan minta setoran dari tiap sekolah", "pungutan_sekolah", []string{kanal.FlagBribery}, kanal.Tersegel},
		{"kepala dinas terima suap dari kontraktor", "korupsi_pungli", []string{kanal.FlagBribery}, kanal.Tersegel},
		{"tambang batubara ilegal di belakang kampung kami", "tambang_ilegal", []string{kanal.FlagMining}, kanal.Tersegel},
		{"alat berat menambang tanpa izin tiap malam", "tambang_ilegal", []string{kanal.FlagMining}, kanal.Tersegel},
		{"limbah batu bara masuk sawah", "limbah_batubara", []string{kanal.FlagMining}, kanal.Tersegel},
		{"truk hauling tiap malam lewat jalan umum", "hauling_jalan_umum", []string{kanal.FlagMining}, kanal.Tersegel},
		{"suami saya sering memukul saya dan anak", "kekerasan", []string{kanal.FlagViolence}, kanal.Senyap},
		{"tetangga melecehkan anak di bawah umur", "kekerasan", []string{kanal.FlagViolence}, kanal.Senyap},
		{"saya dipukul pak guru di kelas", "kekerasan", []string{kanal.FlagViolence}, kanal.Senyap},
		{"sy ditampar bu haji pemilik toko", "kekerasan", []string{kanal.FlagViolence}, kanal.Senyap},
		{"petugas loket bilang ada uang rokok supaya cepat", "", []string{kanal.FlagBribery}, kanal.Tersegel},
		{"dana desa kami dikorupsi kades", "dana_desa", []string{kanal.FlagMisconduct}, kanal.Tersegel},
		{"penebangan liar di hutan lindung", "hutan_kayu", nil, kanal.Tersegel},
		{"kebun kami diserobot perusahaan sawit", "konflik_lahan", nil, kanal.Tersegel},
		{"tolong cepat rumah tetangga kebakaran api membesar", "", []string{kanal.FlagDanger}, kanal.Open},
		{"ada anak hanyut di sungai belum ditemukan", "", []string{kanal.FlagDanger}, kanal.Open},
	} {
		p := m.ClassifyFast(c.text)
		if c.topic != "" && p.Topic != c.topic {
			t.Errorf("%q: topic %s, want %s", c.text, p.Topic, c.topic)
		}
		for _, flag := range c.flags {
			if !p.Has(flag) {
				t.Errorf("%q: flags %v, want %s", c.text, p.Flags, flag)
			}
		}
		if p.Protection != p.Protection.Raise(c.protection) {
			t.Errorf("%q: %s, want at least %s", c.text, p.Protection, c.protection)
		}
		if len(p.Agencies) == 0 || c.topic != "" && (p.Agencies[0].Agency != p.Agency || p.Agencies[0].Confidence != p.Confidence) {
			t.Errorf("%q: %s %.2f, but %v", c.text, p.Agency, p.Confidence, p.Agencies)
		}
	}
}

func TestHarmlessWordsFireNothing(t *testing.T) {
	m := shippedModel(t)
	for _, text := range []string{
		"sekolah gratis tanpa pungli, terima kasih",
		"di kantor ini tidak ada pungli",
		"lampu jalan mati sudah seminggu",
		"kapan ada sosialisasi kekerasan pada anak di kampung kami",
		"terima kasih jalan sudah diperbaiki",
		"kenapa jalan di gang kami berlubang dan berbahaya",
	} {
		p := m.ClassifyFast(text)
		if len(p.Flags) > 0 {
			t.Errorf("%q: %v", text, p.Flags)
		}
	}
}

func TestRulesNameKnownTopics(t *testing.T) {
	topics := knownTopics()
	flags := []string{kanal.FlagDanger, kanal.FlagBribery, kanal.FlagMisconduct, kanal.FlagMining, kanal.FlagViolence}
	for i, r := range rules {
		for _, name := range []string{r.topic, r.nearTopic} {
			if _, ok := topics[name]; name != "" && !ok {
				t.Errorf("rule %d: no topic %s", i, name)
			}
		}
		for _, flag := range r.flags {
			if !slices.Contains(flags, flag) {
				t.Errorf("rule %d: no flag %s", i, flag)
			}
		}
		if !r.protection.Valid() {
			t.Errorf("rule %d: protection %q", i, r.protection)
		}
	}
	for first, list := range compiledRules() {
		for _, p := range list {
			for _, step := range p.steps {
				for _, word := range step.words {
					if got := read(string(word)); got != string(word) && word[0] != '_' {
						t.Errorf("pattern word %q (at %q) reads as %q and can never match", word, first, got)
					}
				}
			}
		}
	}
}
