package classifier

import (
	"sync"
	"testing"

	"kanal"
)

func TestShippedModelBelongsToCorpusAndCode(t *testing.T) {
	want, err := Fingerprint(corpus(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := shippedModel(t).Source(); got != want {
		t.Errorf("shipped.model was trained on %s, corpus and code are %s: run go generate ./classifier", got, want)
	}
	if len(shippedFile) > 6<<20 {
		t.Errorf("shipped.model has %d bytes, more than 6 MB", len(shippedFile))
	}
}

func TestCorpusFitsTheTable(t *testing.T) {
	topics := knownTopics()
	texts := make(map[string]bool)
	for _, row := range corpus(t) {
		if _, ok := topics[row.Label]; !ok && row.Label != NotReport {
			t.Errorf("%q: no topic %s", row.Text, row.Label)
		}
		if (row.Kind == kanal.BukanLaporan) != (row.Label == NotReport) || row.Kind == "" {
			t.Errorf("%q: topic %s, kind %q", row.Text, row.Label, row.Kind)
		}
		if texts[row.Text] {
			t.Errorf("%q twice", row.Text)
		}
		texts[row.Text] = true
	}
}

// What the province's own recap calls its reports, and a few sentences, must find their agencies.
func TestShippedModelKnowsTheRecapsSubjects(t *testing.T) {
	m := shippedModel(t)
	for text, want := range map[string]string{
		"ada pungli uang seragam di sma anak saya":         "disdikbud",
		"tambang batubara ilegal di belakang kampung kami": "esdm",
		"insentif nakes rsud belum dibayar":                "rsud-aws",
		"PERMOHONAN INFORMASI CPNS":                        "bkd",
		"YAYASAN MELATI, PUNGLI":                           "disdikbud",
		"pungli di sekolah":                                "disdikbud",
		"VAKSIN":                                           "dinkes",
		"LIMBAH HOLING BATUBARA":                           "dlh",
		"BURUH":                                            "disnakertrans",
		"PERBAIKAN JALAN":                                  "dpupr-pera",
		"PENGALIHAN JALAN":                                 "dpupr-pera",
		"BENDUNGAN":                                        "dpupr-pera",
		"PERBAIKAN JALAN, PENGALIHAN JALAN, BENDUNGAN":     "dpupr-pera",
		"TAMBANG ILEGAL":                                   "esdm",
		"TTD DIGITAL":                                      "diskominfo",
		"Mohon Data Tata Ruang Laut":                       "dkp",
		"INSENTIF NAKES":                                   "rsud-aws",
	} {
		if p := m.Classify(text); p.Agency != want {
			t.Errorf("%q: %s %s %v, want %s", text, p.Topic, p.Agency, p.Agencies, want)
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	m := shippedModel(t)
	rows := corpus(t)[:200]
	want := make([]kanal.Prediction, len(rows))
	for i, row := range rows {
		want[i] = m.ClassifyFast(row.Text)
	}
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for i, row := range rows {
				if p := m.ClassifyFast(row.Text); p.Topic != want[i].Topic || p.Confidence != want[i].Confidence {
					t.Errorf("row %d: %v, alone %v", i, p, want[i])
				}
			}
		})
	}
	group.Wait()
}
