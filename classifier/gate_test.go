package classifier

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"kanal"
)

// school is a live model of a part of the corpus, and the exam that its writers' other texts make.
type school struct {
	rows, exam []Row
	live       *Model
}

var taughtAgencies = []string{"disdikbud", "dinkes", "dlh", "dpupr-pera", "disnakertrans", "dishub", "dinsos"}

var newSchool = sync.OnceValues(func() (*school, error) {
	corpus, err := Corpus()
	if err != nil {
		return nil, err
	}
	s := &school{}
	topics := knownTopics()
	for i, row := range corpus {
		row.Source = ""
		switch {
		case !slices.Contains(taughtAgencies, topics[row.Label].Agency):
		case i%3 == 0:
			s.exam = append(s.exam, row)
		default:
			s.rows = append(s.rows, row)
		}
	}
	s.live, _, err = Train(context.Background(), s.rows, quickly)
	return s, err
})

var quickly = Options{Folds: 3}

func homeByTable(topic string) string { return knownTopics()[topic].Agency }

// learn trains a candidate with corrections and has it judged.
func (s *school) learn(t *testing.T, corrections []Row, home func(string) string) (*Model, Verdict) {
	t.Helper()
	for i := range corrections {
		corrections[i].Weight = 3
	}
	opts := quickly
	opts.Home = home
	candidate, report, err := Train(t.Context(), Lesson(s.rows, corrections), opts)
	if err != nil {
		t.Fatal(err)
	}
	var news []News
	for i, c := range corrections {
		news = append(news, News{Text: c.Text, Agency: home(c.Label), Unseen: report.Unseen[len(s.rows)+i]})
	}
	return candidate, Judge(s.live.WithHomes(home), candidate, s.exam, news, home)
}

func openSchool(t *testing.T) *school {
	t.Helper()
	s, err := newSchool()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// right is the share of rows of a label that a model gives the agency home says.
func right(m *Model, rows []Row, home func(string) string, label string) float64 {
	n, ok := 0, 0
	for _, row := range rows {
		if row.Label == label {
			n++
			if m.agencyOf(row.Text) == home(label) {
				ok++
			}
		}
	}
	return float64(ok) / float64(max(n, 1))
}

// noneLoses checks that no agency but one loses more than a point of its exam, beyond what chance does to so few rows.
func noneLoses(t *testing.T, v Verdict, but string) {
	t.Helper()
	for _, a := range v.Agencies {
		t.Logf("%-15s %3d rows: %d before, %d after", a.Agency, a.N, a.Live, a.Candidate)
		if a.Agency != but && a.worse() {
			t.Errorf("%s loses %.1f points", a.Agency, 100*float64(a.Live-a.Candidate)/float64(a.N))
		}
	}
}

// sayings are reports about a help that did not exist when the corpus was written, in words it does not have.
func sayings(rng *rand.Rand, n int, label string) []Row {
	pick := func(list ...string) string { return list[rng.IntN(len(list))] }
	var rows []Row
	seen := map[string]bool{}
	for len(rows) < n {
		text := fmt.Sprintf("%s %s %s %s %s %s",
			pick("pak", "mohon penjelasan", "tolong", "sudah sebulan", "mau tanya", "kecewa", "min", "kepada yang berwenang", "info dong"),
			pick("berkas", "unggahan", "pendaftaran", "verifikasi", "barcode", "tautan", "undangan", "formulir", "kode", "poin"),
			pick("benuapas", "gratispol plus", "kartu etam", "benua pas", "sobat etam", "etamcare"),
			pick("anak saya", "kami sekeluarga", "ibu saya", "tetangga", "warga rt kami", "adik", "nenek", "siswa kelas kami"),
			pick("hangus", "ditolak sistem", "terkunci", "tidak muncul", "gagal dipindai", "dobel", "dialihkan", "salah nama"),
			pick("padahal sudah lengkap", "sejak januari", "di loket tiga", "kata petugas tunggu", "setelah ganti hp", "tanpa alasan", "hubungi siapa ya"))
		if !seen[text] {
			seen[text] = true
			rows = append(rows, Row{Text: text, Label: label, Kind: kanal.Pengaduan})
		}
	}
	return rows
}

// Five hundred corrections in words nobody knew lift their topic, and no other agency pays for it.
func TestNewVocabularyIsLearned(t *testing.T) {
	s := openSchool(t)
	rng := rand.New(rand.NewPCG(3, 4))
	all := sayings(rng, 700, "beasiswa")
	candidate, verdict := s.learn(t, all[:500], homeByTable)
	before, after := right(s.live, all[500:], homeByTable, "beasiswa"), right(candidate, all[500:], homeByTable, "beasiswa")
	t.Logf("unseen new words: %.3f before, %.3f after", before, after)
	if after < before+0.05 || !verdict.Accepted {
		t.Errorf("%.3f right before, %.3f after; verdict %+v", before, after, verdict)
	}
	noneLoses(t, verdict, "disdikbud")
}

// A topic that moved to another agency is corrected five hundred times.
func TestMovedTopicIsLearned(t *testing.T) {
	s := openSchool(t)
	const topic, to = "lalu_lintas", "dpupr-pera"
	moved := func(label string) string {
		if label == topic {
			return to
		}
		return homeByTable(label)
	}
	var known, corrections []Row
	for _, row := range s.rows {
		if row.Label == topic {
			known = append(known, row)
		}
	}
	rng := rand.New(rand.NewPCG(7, 8))
	for range 500 { // new letters of two matters each
		one, other := known[rng.IntN(len(known))], known[rng.IntN(len(known))]
		one.Text += ". " + other.Text
		corrections = append(corrections, one)
	}
	candidate, verdict := s.learn(t, corrections, moved)
	before, after := right(s.live, s.exam, moved, topic), right(candidate, s.exam, moved, topic)
	t.Logf("moved topic: %.3f before, %.3f after", before, after)
	if after < before+0.05 || !verdict.Accepted {
		t.Errorf("%.3f right before, %.3f after; verdict %+v", before, after, verdict)
	}
	noneLoses(t, verdict, to)
}

// Wrong corrections are refused, whether they all say the same or anything.
func TestPoisonIsRefused(t *testing.T) {
	s := openSchool(t)
	rng := rand.New(rand.NewPCG(5, 6))
	labels := s.live.Labels()
	one, any := []Row{}, []Row{}
	for _, i := range rng.Perm(len(s.rows)) {
		row := s.rows[i]
		if len(any) < 500 {
			wrong := row
			for homeByTable(wrong.Label) == homeByTable(row.Label) {
				wrong.Label = labels[rng.IntN(len(labels))]
			}
			wrong.Text += " mohon"
			any = append(any, wrong)
		}
		if homeByTable(row.Label) == "dpupr-pera" && len(one) < 500 {
			row.Label, row.Text = "bansos", row.Text+" mohon"
			one = append(one, row)
		}
	}
	for name, poison := range map[string][]Row{"all to one agency": one, "to any agency": any} {
		_, verdict := s.learn(t, poison, homeByTable)
		t.Logf("%d corrections %s: %+v", len(poison), name, verdict)
		if verdict.Accepted {
			t.Errorf("%d wrong corrections %s are accepted", len(poison), name)
		}
	}
}
