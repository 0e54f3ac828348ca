package classifier

import (
	"cmp"
	"maps"
	"math"
	"slices"
)

// The margins of Judge. A difference counts only beyond what chance does to a set of that size: three standard
// errors of the rows on which the models disagree, for among some forty agencies two are passed by chance each time.
const (
	mayLose     = 0.01 // part of an agency's rows, and of all rows
	chance      = 3    // standard errors
	newsAtLeast = 50   // corrections before their own accuracy counts
	coherent    = 0.2  // part of the news that a model taught by the other corrections must get right
)

// Verdict is what the comparison of a candidate with the live model came to.
type Verdict struct {
	Accepted bool          `json:"accepted"`
	Reason   string        `json:"reason"`   // why not: ReasonWorse, ReasonForgets or ReasonIncoherent
	Exam     Comparison    `json:"exam"`     // on rows that teach neither model
	News     Comparison    `json:"news"`     // on the newest corrections, by models that had not seen them
	Agencies []AgencyScore `json:"agencies"` // on the exam, those that changed
}

// Why a candidate is refused.
const (
	ReasonWorse      = "worse"      // an agency, or all of them together, lost beyond the margin
	ReasonForgets    = "forgets"    // it does worse on the newest corrections than the live model
	ReasonIncoherent = "incoherent" // the corrections do not agree with each other
)

// Comparison is how many of N rows two models get right.
type Comparison struct {
	N         int `json:"n"`
	Live      int `json:"live"`
	Candidate int `json:"candidate"`
	lost, won int // right before and wrong now, and the other way round
}

// AgencyScore is the comparison on the rows of one agency.
type AgencyScore struct {
	Agency string `json:"agency"`
	Comparison
}

func (c *Comparison) add(live, candidate bool) {
	c.N++
	if live {
		c.Live++
	}
	if candidate {
		c.Candidate++
	}
	switch {
	case live && !candidate:
		c.lost++
	case candidate && !live:
		c.won++
	}
}

// worse tells whether the candidate lost more than the margin and more than chance explains.
func (c *Comparison) worse() bool {
	loss := float64(c.lost - c.won)
	return loss > max(1, mayLose*float64(c.N)) && loss > chance*math.Sqrt(float64(c.lost+c.won))
}

// News are corrections the live model has not learned from: the agency a person named, and the one that a model
// trained without that correction says.
type News struct {
	Text   string
	Agency string
	Unseen string
}

// Judge compares a candidate with the live model, by the agency they name. Labels of the exam are topics; home
// says which agency a topic belongs to now.
func Judge(live, candidate *Model, exam []Row, news []News, home func(topic string) string) Verdict {
	v := Verdict{Agencies: []AgencyScore{}}
	byAgency := make(map[string]*Comparison)
	for _, row := range exam {
		want := home(row.Label)
		before, after := live.agencyOf(row.Text) == want, candidate.agencyOf(row.Text) == want
		v.Exam.add(before, after)
		if byAgency[want] == nil {
			byAgency[want] = &Comparison{}
		}
		byAgency[want].add(before, after)
	}
	for _, n := range news {
		v.News.add(live.agencyOf(n.Text) == n.Agency, n.Unseen == n.Agency)
	}
	worse := v.Exam.worse()
	for _, agency := range slices.Sorted(maps.Keys(byAgency)) {
		c := byAgency[agency]
		worse = worse || c.worse()
		if c.lost+c.won > 0 {
			v.Agencies = append(v.Agencies, AgencyScore{Agency: agency, Comparison: *c})
		}
	}
	slices.SortStableFunc(v.Agencies, func(a, b AgencyScore) int { return cmp.Compare(a.won-a.lost, b.won-b.lost) })
	switch {
	case worse:
		v.Reason = ReasonWorse
	case v.News.worse():
		v.Reason = ReasonForgets
	case v.News.N >= newsAtLeast && float64(v.News.Candidate) < coherent*float64(v.News.N):
		v.Reason = ReasonIncoherent
	}
	v.Accepted = v.Reason == ""
	return v
}

// agencyOf is the agency the model names, None for no report.
func (m *Model) agencyOf(text string) string {
	s := m.pool.Get().(*scratch)
	defer m.pool.Put(s)
	return cmp.Or(m.predict(text, s).Agency, None)
}
