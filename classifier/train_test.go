package classifier

import (
	"bytes"
	"context"
	"errors"
	"math"
	"os"
	"strings"
	"testing"

	"kanal"
)

func smallRows(t testing.TB, label string) []Row {
	t.Helper()
	file, err := os.Open("testdata/small.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := ReadJSONL(file, label)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func trained(t testing.TB, rows []Row) (*Model, Report) {
	t.Helper()
	m, report, err := Train(context.Background(), rows, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return m, report
}

func TestTrainLearns(t *testing.T) {
	rows := smallRows(t, "topic")
	last, total := 0, 0
	m, report, err := Train(context.Background(), rows, Options{Progress: func(done, of int) { last, total = done, of }})
	if err != nil {
		t.Fatal(err)
	}
	if last != total || total == 0 {
		t.Errorf("progress ended at %d of %d", last, total)
	}
	if report.Rows != len(rows) || report.Labels != 4 || report.Accuracy < 0.6 {
		t.Errorf("report %+v", report)
	}
	if e := Evaluate(m, rows); e.Accuracy < 0.95 || e.N != len(rows) {
		t.Errorf("knows %.2f of its own %d rows", e.Accuracy, e.N)
	}
	p := m.Classify("lampu jalan gelap")
	if p.Topic != "penerangan_jalan" || p.Agency != "dishub" || p.Kind != kanal.Pengaduan || p.Model != m.Version() {
		t.Errorf("%+v", p)
	}
	if len(p.Because) == 0 || p.Because[0].Word != "lampu" {
		t.Errorf("because %v", p.Because)
	}
	if fast := m.ClassifyFast("lampu jalan gelap"); fast.Confidence != p.Confidence || len(fast.Because) != 0 {
		t.Errorf("fast %+v", fast)
	}
	if p := m.Classify("selamat pagi admin"); p.Kind != kanal.BukanLaporan || p.Topic != "" || p.Agency != "" {
		t.Errorf("greeting: %+v", p)
	}
	if p := m.Classify(" 🙏 "); p.Kind != kanal.BukanLaporan || p.Confidence != 0 {
		t.Errorf("no words: %+v", p)
	}
}

func TestTrainIsDeterministic(t *testing.T) {
	one, _ := trained(t, smallRows(t, "topic"))
	two, _ := trained(t, smallRows(t, "topic"))
	if !bytes.Equal(one.Bytes(), two.Bytes()) {
		t.Error("the same rows made different models")
	}
	want, err := Fingerprint(smallRows(t, "topic"), Options{})
	if err != nil || one.Source() != want {
		t.Errorf("source %s, fingerprint %s, %v", one.Source(), want, err)
	}
	if other, _ := Fingerprint(smallRows(t, "topic")[1:], Options{}); other == want {
		t.Error("other rows, the same fingerprint")
	}
}

func TestTrainOnAnyLabel(t *testing.T) {
	rows := smallRows(t, "kind")
	for i := range rows {
		rows[i].Kind = ""
		rows[i].Label = strings.ToUpper(rows[i].Label)
	}
	m, _ := trained(t, rows)
	p := m.Classify("kapan vaksin")
	if p.Agency != p.Topic || p.Agency != strings.ToUpper(p.Agency) {
		t.Errorf("a label that is no topic is its own agency: %+v", p)
	}
	if p := m.Classify("pungli di kantor"); p.Topic == "korupsi_pungli" || !p.Has(kanal.FlagBribery) || p.Protection != kanal.Tersegel {
		t.Errorf("rules on strange labels: %+v", p)
	}
}

func TestTrainStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := Train(ctx, smallRows(t, "topic"), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if _, _, err := Train(context.Background(), nil, Options{}); err == nil {
		t.Error("no rows: no error")
	}
}

func TestLoadRefusesWhatDoesNotFit(t *testing.T) {
	m, _ := trained(t, smallRows(t, "topic"))
	file := m.Bytes()
	again, err := Load(file)
	if err != nil {
		t.Fatal(err)
	}
	if again.Version() != m.Version() || !bytes.Equal(again.Bytes(), file) {
		t.Error("reading and writing changed the model")
	}
	const text = "jalan berlubang di depan posyandu"
	if a, b := m.Classify(text), again.Classify(text); a.Confidence != b.Confidence || a.Topic != b.Topic {
		t.Errorf("before %v, after %v", a, b)
	}
	m.header.Format++
	format := m.Bytes()
	m.header.Format--
	m.header.Features = "another"
	features := m.Bytes()
	for name, bad := range map[string][]byte{
		"nothing": nil, "text": []byte("hello"), "cut": file[:len(file)/2], "features": features, "format": format,
		"flipped": append(append([]byte{}, file[:200]...), append([]byte{file[200] ^ 1}, file[201:]...)...),
	} {
		if _, err := Load(bad); err == nil {
			t.Errorf("%s: loaded", name)
		}
	}
}

// The whole-number product of a text must be what floats say.
func TestMultiplyIsExact(t *testing.T) {
	m, _ := trained(t, smallRows(t, "topic"))
	s := m.newScratch()
	m.score("tolong lampu jalan rusak dan vaksin di posyandu habis, terima kasih", s)
	for c := range s.scores {
		want := float64(m.bias[c])
		for i, row := range s.rows {
			want += float64(s.values[i] * m.table.weight(row, c))
		}
		if math.Abs(want-float64(s.scores[c])) > 1e-4 {
			t.Errorf("column %d: %v, want %v", c, s.scores[c], want)
		}
	}
}

func TestEvaluateHonoursAccept(t *testing.T) {
	m, _ := trained(t, smallRows(t, "topic"))
	rows := []Row{
		{Text: "lampu jalan gelap padam", Label: "pln", Accept: []string{"pln", "dishub"}},
		{Text: "aspal jalan berlubang", Label: "dishub"},
		{Text: "selamat pagi admin", Label: None},
	}
	e := Evaluate(m, rows)
	if e.N != 3 || math.Abs(e.Accuracy-2.0/3) > 1e-9 || e.Confusion["dishub"]["dpupr-pera"] != 1 || e.Confusion["pln"]["pln"] != 1 {
		t.Errorf("%+v", e)
	}
	if len(e.Coverage) != len(thresholds) {
		t.Errorf("coverage %v", e.Coverage)
	}
}

func TestReadJSONL(t *testing.T) {
	rows, err := ReadJSONL(strings.NewReader(`{"text":"a","agency":"x","accept":["y"],"weight":3,"other":1}`+"\n\n"+`{"text":"b"}`), "agency")
	if err != nil || len(rows) != 1 || rows[0].Label != "x" || rows[0].Weight != 3 || rows[0].Accept[0] != "y" {
		t.Errorf("%+v, %v", rows, err)
	}
	for _, bad := range []string{`{"text":`, `{"agency":"x"}`, `{"text":1,"agency":"x"}`, `{"text":"a","agency":["x"]}`} {
		_, err := ReadJSONL(strings.NewReader(`{"text":"a","agency":"x"}`+"\n"+bad), "agency")
		if err == nil || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%s: %v", bad, err)
		}
	}
}
