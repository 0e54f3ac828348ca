package dialog

import (
	"regexp"
	"strings"
)

// relay is a registered village office that files for others (titip lapor), with their consent. Number and PIN go
// to the citizen alone; what could endanger a reporter is refused, for the office itself may be the accused.
func relay(s State, in Input, data string) (State, []Effect, bool) {
	o := read(in.Message.Text)
	phone, only := phoneIn(in.Message.Text)
	if phone != "" {
		o = order{} // eight of its digits may look like a report's number
	}
	switch {
	case s.Name == Gather || s.Name == Card || s.Name == Doubt || s.Name == Which:
		return s, nil, false // something of their own was begun
	case data == "agreed" && s.Name == Agreed:
		return relayFiles(s, in)
	case data == "cancel", data == "" && o.command == cmdCancel:
		if s.Name != Consent && s.Name != Agreed {
			return s, nil, false
		}
		next, effects := cancel(s)
		return next, effects, true
	case data != "":
		return s, nil, false
	case s.Name == Agreed && o.command == cmdSend:
		return relayFiles(s, in)
	case o.command == cmdHelp, o.command == cmdStart:
		return s, []Effect{Say{Sentence: RelayHelp}}, true
	case o.command != cmdNone, o.number != "", asksStatus(in.Message.Text), empty(in.Message):
		return s, nil, false
	}
	if !only {
		if s.Name != Consent && s.Name != Agreed {
			s = s.rest()
		}
		s = s.keep(in.Message)
	}
	if phone != "" {
		s.Phone = phone
	}
	s.Due = in.Now.Add(Silence)
	p := s.read(in)
	switch {
	case !in.Phones:
		return s.rest(), []Effect{Say{Sentence: RelayNoPhone}}, true
	case len(s.Pieces) == 0:
		return s, []Effect{Say{Sentence: RelayHelp}}, true
	case in.Protect(p).Sealed():
		s = s.rest()
		s.Offered = nil
		return s, []Effect{Say{Sentence: RelayRefused}}, true
	case s.Phone == "":
		s.Name = Consent
		return s, []Effect{Say{Sentence: RelayWho, Slot: "card"}}, true
	}
	s.Name, s.Offered = Agreed, choices("agreed", "cancel")
	return s, []Effect{Say{Sentence: RelayConsent, Choices: s.Offered, Slot: "card", Args: Args{Phone: s.Phone, Topic: p.Topic, Agency: p.Agency}}}, true
}

func relayFiles(s State, in Input) (State, []Effect, bool) {
	phone := s.Phone
	next, effects := file(s, in, false)
	f := effects[0].(File) // file always begins with it
	f.For = phone
	next.LastAt = s.LastAt // the report is not this conversation's
	return next, []Effect{f, Say{Sentence: RelayFiled, Args: Args{Phone: phone, Topic: f.Prediction.Topic}}}, true
}

// besidePhone are words that stand beside a number which is all that a message tells.
var besidePhone = set("dari nomor nomornya no hp hpnya wa warga warganya nya ini itu pak bu bapak ibu punya milik phone number")

var phoneText = regexp.MustCompile(`(?:\+?62|\b0)[\s.-]?8(?:[\s.-]?\d){7,11}\b`)

// phoneIn finds an Indonesian mobile number, as +62…; only tells that the text is nothing else.
func phoneIn(text string) (phone string, only bool) {
	found := phoneText.FindString(text)
	if found == "" {
		return "", false
	}
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, found)
	digits = strings.TrimPrefix(strings.TrimPrefix(digits, "62"), "0")
	for _, w := range strings.Fields(fold(strings.Replace(text, found, "", 1))) {
		if !besidePhone[w] {
			return "+62" + digits, false
		}
	}
	return "+62" + digits, true
}
