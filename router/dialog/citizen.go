package dialog

import (
	"slices"
	"strconv"
	"strings"

	"kanal"
)

// citizen is the conversation with whoever reports.
func citizen(s State, in Input, data string) (State, []Effect) {
	if data != "" {
		return citizenChoice(s, in, data)
	}
	text := in.Message.Text
	if n, ok := namesNumber(text); ok {
		return status(s, in, n)
	}
	command := commandOf(text)
	if next, effects, done := citizenCommand(s, in, command); done {
		return next, effects
	}
	if asksStatus(text) {
		return statusOfOwn(s, in)
	}
	if next, effects, done := more(s, in); done {
		return next, effects
	}
	return tell(s, in)
}

// more takes words about a report there is: a reply to a message about it, or what an agency asked for.
func more(s State, in Input) (State, []Effect, bool) {
	r := in.Named
	if r == nil || !r.Own || s.Name != AtRest || empty(in.Message) {
		return s, nil, false
	}
	if r.Number == s.Wanted {
		s.Wanted = ""
	}
	switch {
	case r.Status == kanal.Archived && in.Message.ReplyTo != "":
		return s, []Effect{Dispute{r}, Say{Sentence: Objected, Report: r}}, true
	case r.Status == kanal.Incomplete, r.Status.Open() && in.Message.ReplyTo != "":
		return s, []Effect{Add{r}, Say{Sentence: Added, Report: r}}, true
	}
	return s, nil, false
}

// empty tells whether a message says nothing that could be kept as words, picture or place.
func empty(m kanal.Incoming) bool {
	return strings.TrimSpace(m.Text) == "" && len(m.Attachments) == 0 && m.Location == nil
}

// citizenCommand carries out a one-word message.
func citizenCommand(s State, in Input, c command) (State, []Effect, bool) {
	switch c {
	case cmdStart:
		return s.rest(), []Effect{Say{Sentence: Welcome}}, true
	case cmdHelp:
		return s, []Effect{Say{Sentence: Help}}, true
	case cmdCancel:
		if s.Name == AtRest {
			return s, []Effect{Say{Sentence: NothingToDo}}, true
		}
		return s.rest(), []Effect{Say{Sentence: Cancelled}}, true
	case cmdSend:
		if s.Name == Card {
			next, effects := file(s, in, false)
			return next, effects, true
		}
	case cmdEdit:
		if s.Name == Card {
			next, effects := change(s, in)
			return next, effects, true
		}
	case cmdReport:
		if s.Name == Doubt {
			next, effects := sumUp(s, in)
			return next, effects, true
		}
		return s, []Effect{Say{Sentence: Welcome}}, true
	case cmdYes, cmdPartly, cmdNo:
		return settleByWord(s, in, c)
	case cmdWrong:
		return disputeByWord(s, in)
	case cmdObject:
		return objectByWord(s, in)
	}
	return s, nil, false
}

// citizenChoice carries out a tap, or a choice picked by its number.
func citizenChoice(s State, in Input, data string) (State, []Effect) {
	number, argument := parse(data)
	switch verb(data) {
	case "send":
		if s.Name == Card {
			return file(s, in, false)
		}
	case "edit":
		if s.Name == Card {
			return change(s, in)
		}
	case "cancel":
		if s.Name != AtRest {
			return s.rest(), []Effect{Say{Sentence: Cancelled}}
		}
	case "agency":
		if s.Name == Card {
			s.Agency = argument
			return card(s, in)
		}
	case "solved":
		return settle(s, in, in.Named, argument)
	case "rate":
		stars, err := strconv.Atoi(argument)
		if in.Named != nil && in.Named.Own && in.Named.Number == number && err == nil && stars >= 1 && stars <= 5 && in.Named.Status == kanal.Closed {
			s.Offered = nil
			return s, []Effect{Rate{in.Named, stars}, Say{Sentence: Rated, Report: in.Named}}
		}
	}
	return s, []Effect{Say{Sentence: NothingToDo}}
}

// tell takes words, pictures and places as the matter itself.
func tell(s State, in Input) (State, []Effect) {
	if empty(in.Message) {
		return s, []Effect{Say{Sentence: Unreadable}}
	}
	if s.Name == Doubt {
		s = s.rest() // what was taken for small talk is not part of what follows
	}
	s.Words = append(s.Words, in.Message.Text)
	return sumUp(s, in)
}

// sumUp decides what the draft is: a report to be confirmed (or filed at once, where messages cost), or none.
func sumUp(s State, in Input) (State, []Effect) {
	p := in.Classify(s.text())
	doubtful := p.Kind == kanal.BukanLaporan && s.Name == AtRest && wordsOnly(in.Message)
	if doubtful {
		s.Name, s.Due = Doubt, in.Now.Add(Silence)
		s.Messages = s.keep(in.Message)
		return s, []Effect{Say{Sentence: NoReport, Args: Args{Greeting: greeting(s.text())}}}
	}
	if !in.Network.Cards {
		return file(s, in, false)
	}
	return card(s, in)
}

// card shows what was understood and asks for the go-ahead.
func card(s State, in Input) (State, []Effect) {
	p := in.Classify(s.text())
	var effects []Effect
	if p.Has(kanal.FlagDanger) && s.Name != Card {
		effects = append(effects, Say{Sentence: Danger})
	}
	_, place := in.Place(s.text())
	args := Args{Topic: p.Topic, Agency: p.Agency, Sure: in.Sure(p), Place: place, Protection: p.Protection}
	if s.Name != Card {
		args.Greeting = greeting(s.Words[0])
	}
	if s.Agency != "" {
		args.Agency, args.Sure = s.Agency, true
	}
	s.Name, s.Due = Card, in.Now.Add(Silence)
	s.Messages = s.keep(in.Message)
	s.Offered = []kanal.Choice{{Label: "Kirim", Data: "send"}, {Label: "Ubah", Data: "edit"}, {Label: "Batal", Data: "cancel"}}
	return s, append(effects, Say{Sentence: Summary, Args: args, Choices: s.Offered, Slot: "card"})
}

// change offers the other likely agencies; words that follow are added to the draft.
func change(s State, in Input) (State, []Effect) {
	p := in.Classify(s.text())
	s.Offered = nil
	for _, a := range p.Agencies {
		s.Offered = append(s.Offered, kanal.Choice{Data: Data("agency", "", a.Agency)})
	}
	s.Offered = append(s.Offered, kanal.Choice{Label: "Bukan, yang lain", Data: Data("agency", "", Other)})
	s.Due = in.Now.Add(Silence)
	return s, []Effect{Say{Sentence: Change, Choices: s.Offered, Slot: "card"}}
}

// Other stands for "none of these agencies": an admin chooses.
const Other = "-"

// file turns the draft into a report.
func file(s State, in Input, silent bool) (State, []Effect) {
	text := s.text()
	p := in.Classify(text)
	area, place := in.Place(text)
	f := File{Text: text, Prediction: p, Agency: p.Agency, Place: place, Area: area, Messages: s.Messages, Silent: silent}
	if s.Agency != "" {
		f.Agency, f.Chosen = s.Agency, true
	}
	var effects []Effect
	if p.Has(kanal.FlagDanger) && !in.Network.Cards {
		effects = append(effects, Say{Sentence: Danger})
	}
	effects = append(effects, f)
	s = s.rest()
	s.Offered = nil
	return s, append(effects, Say{Sentence: Filed, Args: Args{Topic: p.Topic, Agency: f.Agency, Place: place, Protection: p.Protection}})
}

// text is the whole draft.
func (s State) text() string { return strings.TrimSpace(strings.Join(s.Words, "\n")) }

func wordsOnly(m kanal.Incoming) bool { return len(m.Attachments) == 0 && m.Location == nil }

// keep remembers a message of the draft; a tap is not one.
func (s State) keep(m kanal.Incoming) []string {
	if m.Kind == kanal.KindTap || slices.Contains(s.Messages, m.ID) {
		return s.Messages
	}
	return append(s.Messages, m.ID)
}

// status answers a question by number.
func status(s State, in Input, number kanal.Number) (State, []Effect) {
	switch r := in.Named; {
	case r == nil || r.Number != number:
		return s, []Effect{Say{Sentence: NoSuchNumber}}
	case r.Own:
		return s, []Effect{Say{Sentence: StatusOf, Report: r}}
	default:
		return s, []Effect{Say{Sentence: StatusPublic, Report: r}}
	}
}

// statusOfOwn answers "how does it stand" without a number.
func statusOfOwn(s State, in Input) (State, []Effect) {
	switch len(in.Own) {
	case 0:
		return s, []Effect{Say{Sentence: StatusNone}}
	case 1:
		return s, []Effect{Say{Sentence: StatusOf, Report: in.Own[0]}}
	}
	if r := only(in.Own, func(r *Report) bool { return r.Status.Open() }); r != nil {
		return s, []Effect{Say{Sentence: StatusOf, Report: r}}
	}
	return s, []Effect{Say{Sentence: StatusList, Args: Args{Reports: in.Own}}}
}

// only returns the one report that fits, or nil when none or several do.
func only(reports []*Report, fits func(*Report) bool) *Report {
	var found *Report
	for _, r := range reports {
		if fits(r) {
			if found != nil {
				return nil
			}
			found = r
		}
	}
	return found
}
