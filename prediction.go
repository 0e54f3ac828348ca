package kanal

// Kind is what sort of message it is (klasifikasi).
type Kind string

// The kinds.
const (
	Pengaduan    Kind = "pengaduan"     // a complaint
	Aspirasi     Kind = "aspirasi"      // a wish or proposal
	Informasi    Kind = "informasi"     // a question, or a request for a document
	BukanLaporan Kind = "bukan_laporan" // greeting, thanks, prank, spam
)

// Kinds lists them all, in the order in which screens show them.
var Kinds = []Kind{Pengaduan, Aspirasi, Informasi, BukanLaporan}

// Prediction is what the classifier makes of one text.
type Prediction struct {
	Kind       Kind           `json:"kind"`
	Topic      string         `json:"topic"`      // code of the likeliest topic; empty for BukanLaporan
	Agency     string         `json:"agency"`     // home agency, before level and area; empty for BukanLaporan
	Confidence float64        `json:"confidence"` // calibrated probability of Agency, 0 to 1
	Agencies   []AgencyChance `json:"agencies"`   // the likeliest three, best first
	Flags      []string       `json:"flags"`      // harm rules that fired, e.g. "pungli", "bahaya"; and "berkadar"
	Because    []WordWeight   `json:"because"`    // words that spoke for the topic most, strongest first
	Protection Protection     `json:"-"`          // what topic and rules ask for at least
	Model      string         `json:"-"`          // version of the model that said it
}

// AgencyChance is one candidate agency with its calibrated probability.
type AgencyChance struct {
	Agency     string  `json:"agency"`
	Confidence float64 `json:"confidence"`
}

// WordWeight is a word of the text with what it added to the winning topic's score (no unit).
type WordWeight struct {
	Word   string  `json:"word"`
	Weight float64 `json:"weight"`
}

// Flags of a prediction on which others decide.
const (
	FlagDanger     = "bahaya"    // danger to life: the emergency numbers come first
	FlagBribery    = "pungli"    // bribery and illegal levies
	FlagMisconduct = "berkadar"  // pengaduan berkadar pengawasan: abuse of office, breach of law by officials
	FlagMining     = "tambang"   // illegal mining, coal hauling
	FlagViolence   = "kekerasan" // violence, abuse, trafficking
)

// Has tells whether the prediction carries a flag.
func (p Prediction) Has(flag string) bool {
	for _, f := range p.Flags {
		if f == flag {
			return true
		}
	}
	return false
}
