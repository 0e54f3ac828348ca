package dialog

import (
	"strings"
	"time"

	"kanal"
)

// more takes words about a report there is: a reply to a message about it, or what an agency asked for.
func more(s State, in Input) (State, []Effect, bool) {
	if s.Wanted == "" && in.Message.ReplyTo == "" && (s.Name == AtRest || s.Name == Doubt) &&
		len(in.Own) > 0 && wonders(in.Message.Text) {
		next, effects := statusOfOwn(s, in)
		return next, effects, true
	}
	r := in.Named
	if r == nil || !r.Own || empty(in.Message) || s.Name != AtRest && s.Name != Doubt {
		return s, nil, false
	}
	if s.Name == Doubt {
		s = s.rest() // the small talk before it is no part of it
	}
	reply, wanted := in.Message.ReplyTo != "", r.Number == s.Wanted && r.Status.Open()
	p := in.Classify(in.Message.Text)
	switch {
	case r.Status == kanal.Archived && reply:
		return s, []Effect{Dispute{r}, Say{Sentence: Objected, Report: r}}, true
	case wanted && !reply && r.Status != kanal.Incomplete && otherTopic(in, p, r) && !otherMatter(in, p, r): // BELUM, and then something else for the same office
		return which(s, in, r, Data("add", r.Number, ""))
	case r.Status.Open() && reply, wanted && !otherMatter(in, p, r):
		if wanted {
			s.Wanted = ""
		}
		return s, []Effect{Add{Report: r}, Say{Sentence: Added, Report: r}}, true
	case r.Status == kanal.Closed && reply && in.Now.Before(r.Reopens):
		return which(s, in, r, Data("solved", r.Number, "no"))
	case !r.Status.Open() || r.Number != s.Last || in.Now.Sub(s.LastAt) > lately || otherMatter(in, p, r):
		return s, nil, false
	case !in.Network.Cards && in.Now.Sub(s.LastAt) <= Window && (p.Topic == r.Topic || !certain(in, p) || betrays(in, p, r)): // the second half of a story in two SMS
		s.LastAt = in.Now
		return s, []Effect{Add{Report: r}}, true
	case !in.Network.Cards && p.Kind != kanal.BukanLaporan && betrays(in, p, r):
		return s, []Effect{Add{Report: r}, Say{Sentence: Added, Report: r}}, true
	case in.Network.Cards && p.Kind != kanal.BukanLaporan && (!certain(in, p) || betrays(in, p, r)):
		return which(s, in, r, Data("add", r.Number, ""))
	}
	return s, nil, false
}

// changed takes a message that changes one of a report: words added to it, whatever they say, and no part of what is
// being told meanwhile.
func changed(s State, in Input, r *Report) (State, []Effect) {
	if r.Number == s.Wanted {
		s.Wanted = ""
	}
	sentence := Added
	switch {
	case !r.Status.Open(): // kept with it, but who wants it opened says so
		sentence = AlreadySettled
	case Command(in.Message.Text):
		sentence = Noted
	}
	return s, []Effect{Add{Report: r}, Say{Sentence: sentence, Report: r}}
}

// lately is how long after a report was filed unclear words may still belong to it.
const lately = 6 * time.Hour

// fewest is how many words a matter of its own has at least; fewer, beside a report, seldom stand for themselves.
const fewest = 5

// certain tells whether the words at hand say for themselves what they are about.
func certain(in Input, p kanal.Prediction) bool {
	return in.Sure(p) && len(strings.Fields(in.Message.Text)) >= fewest
}

// otherMatter tells whether words are certainly about something else than the report.
func otherMatter(in Input, p kanal.Prediction, r *Report) bool {
	return otherTopic(in, p, r) && p.Agency != r.Holder && p.Agency != r.Proposed
}

// otherTopic tells the same, also where the office of the report answers for it too.
func otherTopic(in Input, p kanal.Prediction, r *Report) bool {
	return certain(in, p) && p.Kind != kanal.BukanLaporan && p.Topic != r.Topic
}

// betrays tells whether words beside a sealed report would be open if they stood alone: filed so, they would show the
// office who wrote the sealed one.
func betrays(in Input, p kanal.Prediction, r *Report) bool {
	return r.Protection.Sealed() && !in.Protect(p).Sealed()
}

// which asks whether the message belongs to the report or is a new matter.
func which(s State, in Input, r *Report, belongs string) (State, []Effect, bool) {
	s = s.keep(in.Message)
	s.Name, s.Report, s.Due = Which, r.Number, in.Now.Add(Silence)
	s.Offered = choices(belongs, "new")
	if r.Protection.Sealed() {
		s.Level, s.Lent = kanal.Tersegel, true // should nobody say which
	}
	return s, []Effect{askWhich(s, r)}, true
}

func askWhich(s State, r *Report) Say {
	sentence := WhichMatter
	if r.Status == kanal.Closed {
		sentence = WhichReopen
	}
	return Say{Sentence: sentence, Report: r, Choices: s.Offered}
}

// sealBoth takes RAHASIA to that question, of which nobody can tell whether it means the report or the new words: both are
// kept secret, and the question stays.
func sealBoth(s State, in Input) (State, []Effect) {
	r := in.Named
	if r == nil || !r.Own || r.Number != s.Report {
		return protect(s, in, false)
	}
	s.Level, s.Lent, s.Due = s.Level.Raise(kanal.Tersegel), false, in.Now.Add(Silence)
	effects := []Effect{Say{Sentence: SealedNow, Report: r}, askWhich(s, r)}
	if !r.Protection.Sealed() {
		effects = append([]Effect{Protect{r, kanal.Tersegel}}, effects...)
	}
	return s, effects
}
