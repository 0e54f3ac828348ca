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
		if r.Status != kanal.Assigned {
			return s, []Effect{Say{Sentence: OfficerTook, Report: r}}, true
		}
		return s, []Effect{Take{r}, Say{Sentence: OfficerTook, Report: r}}, true
	}
	s = State{Name: Returning, Report: r.Number, Held: r.HeldSince, Asked: s.Asked, Last: s.Last, Due: in.Now.Add(Silence)}
	if action == "return" {
		return s, []Effect{Say{Sentence: OfficerWhy, Report: r}}, true
	}
	s.Name = Answering
	return s, []Effect{Say{Sentence: OfficerAsk, Report: r}}, true
}

// officerWords takes the message as the answer or the reason that was asked for.
func officerWords(s State, in Input) (State, []Effect, bool) {
	r := in.Named
	returning := s.Name == Returning
	held := s.Held
	s = s.rest()
	switch {
	case r == nil || !r.Held || held != 0 && held != r.HeldSince || !r.Status.Open():
		return s, []Effect{Say{Sentence: OfficerGone, Report: r}}, true
	case r.Protection.Sealed():
		return s, []Effect{Say{Sentence: OfficerConsole, Report: r}}, true
	case strings.TrimSpace(in.Message.Text) == "":
		return s, []Effect{Say{Sentence: Unreadable}}, true
	case returning:
		return s, []Effect{Return{r}, Say{Sentence: OfficerGaveUp, Report: r}}, true
	default:
		return s, []Effect{Answer{r}, Say{Sentence: OfficerSaid, Report: r}}, true
	}
}
