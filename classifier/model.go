// Package classifier says what a citizen's text is about: its kind, topic and home agency, how sure that is,
// and which words say so. A model is one linear layer over words and parts of words (features.go), trained
// with spaGO's tensors (train.go), and served without them; rules run before it where a wrong answer harms
// (rules.go). The model that is shipped is trained on corpus/.
package classifier

import (
	"math"
	"slices"
	"sync"
)

// Threshold is the confidence from which a prediction is sure enough to act on, at first.
const Threshold = 0.70

// Model is a trained classifier. It never changes and is safe for concurrent use.
type Model struct {
	header    header
	index     index
	hashes    []uint32
	bias      []float32 // by column
	table     table
	homes     []int    // of each label: its place in agencies
	agency    []string // the agencies of all labels, sorted
	none      int      // place of None in agency, or -1
	notReport int      // label NotReport, or -1
	version   string
	pool      sync.Pool // of *scratch
}

// header is what a model file says in words.
type header struct {
	Format    int      `json:"format"`
	Features  string   `json:"features"` // what the code that trained it made of a probe text
	Labels    []string `json:"labels"`   // sorted
	Agencies  []string `json:"agencies"` // of each label
	Kinds     []string `json:"kinds"`
	Heat      heat     `json:"heat"`
	NotReport cutoffs  `json:"not_report"`
	Threshold float64  `json:"threshold"`
	Source    string   `json:"source"` // Fingerprint of what it was trained on
	Rows      int      `json:"rows"`
}

// heat is how scores become probabilities, fitted on scores of rows by models that had not seen them.
type heat struct {
	Topic  float64 `json:"topic"`  // temperature of the labels' scores
	Agency trust   `json:"agency"` // of the agencies' sums, see warmth
}

// warmth is how much softer than calibrated the topics are summed to agencies: an agency with several likely
// topics then counts for more than one confident topic, which is right more often on strange texts.
const warmth = 2

func (m *Model) columns() int { return len(m.header.Labels) + len(m.header.Kinds) }

// Version is a short hash of the model's contents.
func (m *Model) Version() string { return m.version }

// Source is the Fingerprint of the rows, options and code that made the model.
func (m *Model) Source() string { return m.header.Source }

// Threshold is the confidence from which the model asks to be believed.
func (m *Model) Threshold() float64 { return m.header.Threshold }

// Labels lists the labels the model knows, sorted.
func (m *Model) Labels() []string { return slices.Clone(m.header.Labels) }

// levels is how many steps up and down a weight may take, of a row's own size. A byte could hold five times as many;
// they would make the file more than a half larger and no text better known (docs/classifier.md).
const levels = 24

// newModel rounds two fitted heads to bytes.
func newModel(h header, v *vocabulary, topics, kinds *head) *Model {
	h.Format, h.Features, h.Rows = formatVersion, featureVersion(), len(v.hashes)
	m := &Model{header: h, hashes: v.hashes, index: v.index}
	m.table = newTable(h.Rows, m.columns())
	row := make([]float32, m.columns())
	for i := range h.Rows {
		both(row, topics, kinds, i)
		var top float32
		for _, x := range row {
			top = max(top, float32(math.Abs(float64(x))))
		}
		scale := top / levels
		m.table.setHead(i, v.idf[i], scale)
		for c, x := range row {
			b := 128
			if scale > 0 {
				b += int(math.Round(float64(x / scale)))
			}
			m.table.set(i, c, byte(b))
		}
	}
	m.bias = make([]float32, m.columns())
	both(m.bias, topics, kinds, h.Rows)
	m.prepare()
	return m
}

// both puts row i of two heads side by side.
func both(row []float32, topics, kinds *head, i int) {
	copy(row, topics.weights[i*topics.classes:(i+1)*topics.classes])
	copy(row[topics.classes:], kinds.weights[i*kinds.classes:(i+1)*kinds.classes])
}

// prepare fills in what follows from the rest.
func (m *Model) prepare() {
	m.place()
	d := newDigest()
	d.Write(m.content())
	m.version = d.short()
}

// place fills in what follows from the header.
func (m *Model) place() {
	m.agency = slices.Clone(m.header.Agencies)
	slices.Sort(m.agency)
	m.agency = slices.Compact(m.agency)
	for _, a := range m.header.Agencies {
		home, _ := slices.BinarySearch(m.agency, a)
		m.homes = append(m.homes, home)
	}
	m.none = slices.Index(m.agency, None)
	m.notReport = slices.Index(m.header.Labels, NotReport)
	m.pool.New = func() any { return m.newScratch() }
}
