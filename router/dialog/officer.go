package dialog

import (
	"strconv"
	"strings"

	"kanal"
)

// officer is the part of a conversation in which its person acts for an agency; done is false when the
// message is none of it, and the person speaks as a citizen like any other.
func officer(s State, in Input, data string) (next State, effects []Effect, done bool) {
	if data != "" {
		return officerChoice(s, in, data)
	}
	c := commandOf(in.Message.Text)
	if c == cmdHelp {
		return s, []Effect{Say{Sentence: OfficerHelp}}, true
	}
	switch s.Name {
	case Answering, Returning:
		if c == cmdCancel {
			return s.rest(), []Effect{Say{Sentence: Cancelled}}, true
		}
		return officerWords(s, in)
	case Card, Doubt:
		return s, nil, false
	}
	if in.Named != nil && in.Message.ReplyTo != "" && !in.Named.Own { // an answer to the assignment itself
		if !in.Named.Held {
			return s, []Effect{Say{Sentence: OfficerGone, Report: in.Named}}, true
		}
		s.Name = Answering
		return officerWords(s, in)
	}
	return s, nil, false
}

// officerChoice carries out a button of an assignment.
func officerChoice(s State, in Input, data string) (State, []Effect, bool) {
	_, argument := parse(data)
	action := verb(data)
	if action != "take" && action != "return" && action != "answer" {
		return s, nil, false
	}
	r := in.Named
	if r == nil || !r.Held || strconv.Itoa(r.HeldSince) != argument || !r.Status.Open() {
		return s, []Effect{Say{Sentence: OfficerGone, Report: r}}, true
	}
	if r.Protection.Sealed() {
		return s, []Effect{Say{Sentence: OfficerConsole, Report: r}}, true
	}
	if action == "take" {
		took := Say{Sentence: OfficerTook, Report: r, Choices: TakenChoices(r.Number, r.HeldSince)}
		if r.Status != kanal.Assigned {
			return s, []Effect{took}, true
		}
		return s, []Effect{Take{r}, took}, true
	}
	s = s.rest()
	s.Name, s.Report, s.Held, s.Due = Answering, r.Number, r.HeldSince, in.Now.Add(Silence)
	if action == "return" {
		s.Name = Returning
	}
	if !r.CanBecome(aim(s)) {
		return s.rest(), []Effect{Say{Sentence: OfficerNotNow, Report: r}}, true
	}
	if action == "return" {
		return s, []Effect{Say{Sentence: OfficerWhy, Report: r}}, true
	}
	return s, []Effect{Say{Sentence: OfficerAsk, Report: r}}, true
}

// officerWords takes the message as the answer or the reason that was asked for.
func officerWords(s State, in Input) (State, []Effect, bool) {
	r := in.Named
	returning, next := s.Name == Returning, aim(s)
	held := s.Held
	s = s.rest()
	switch {
	case r == nil || !r.Held || held != 0 && held != r.HeldSince || !r.Status.Open():
		return s, []Effect{Say{Sentence: OfficerGone, Report: r}}, true
	case r.Protection.Sealed():
		return s, []Effect{Say{Sentence: OfficerConsole, Report: r}}, true
	case !r.CanBecome(next): // a second answer, or one while the citizen is asked
		return s, []Effect{Say{Sentence: OfficerNotNow, Report: r}}, true
	case strings.TrimSpace(in.Message.Text) == "":
		return s, []Effect{Say{Sentence: Unreadable}}, true
	case returning:
		return s, []Effect{Return{r}, Say{Sentence: OfficerGaveUp, Report: r}}, true
	default:
		return s, []Effect{Answer{r}, Say{Sentence: OfficerSaid, Report: r}}, true
	}
}

// aim is the status to which an officer's next words will bring the report.
func aim(s State) kanal.Status {
	if s.Name == Returning {
		return kanal.Received
	}
	return kanal.Answered
}
