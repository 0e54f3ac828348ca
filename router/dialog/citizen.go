package dialog

import (
	"strconv"

	"kanal"
)

// citizen is the conversation with whoever reports.
func citizen(s State, in Input, data string) (State, []Effect) {
	if data != "" {
		return citizenChoice(s, in, data)
	}
	m := in.Message
	if m.Kind == kanal.KindEdit && (s.Name == Gather || s.Name == Card || s.Name == Doubt) && s.holds(Original(m)) {
		return tell(s, in) // the mended words are summed up again
	}
	o := read(m.Text)
	if o.number != "" && (o.command == cmdStatus || o.pin != "") {
		return status(s, in, o)
	}
	if next, effects, done := citizenCommand(s, in, o.command); done {
		return next, effects
	}
	if asksStatus(m.Text) {
		return statusOfOwn(s, in)
	}
	if s.Name == AtRest && m.ReplyTo == "" && wantsHuman(m.Text) {
		return s, []Effect{Call{}, Say{Sentence: Called}}
	}
	if next, effects, done := comfort(s, in); done {
		return next, effects
	}
	if next, effects, done := more(s, in); done {
		return next, effects
	}
	if s.Name == Which { // the story goes on: it is a new one
		s.Name, s.Report, s.Offered = AtRest, "", nil
	}
	return tell(s, in)
}

// citizenCommand carries out a one-word message.
func citizenCommand(s State, in Input, c command) (State, []Effect, bool) {
	drafting := s.Name == Card || s.Name == Gather || s.Name == Which
	asked := in.Named != nil && in.Named.Number == s.Wanted && in.Named.Status == kanal.Incomplete // "ya" answers the agency
	switch c {
	case cmdStart, cmdHelp:
		sentence := Welcome
		if c == cmdHelp {
			sentence = Help
		}
		if !drafting {
			s = s.rest()
		}
		return s, []Effect{Say{Sentence: sentence}}, true
	case cmdEnglish, cmdBahasa:
		language := map[command]string{cmdEnglish: English, cmdBahasa: Indonesian}[c]
		if s.Chosen = true; s.Name == Card {
			s.Put = s.Put[:max(0, len(s.Put)-1)] // the question is put again, as it can be read now
			next, effects := card(s, in)
			return next, append([]Effect{Speak{language}}, effects...), true
		}
		return s, []Effect{Speak{language}, Say{Sentence: Welcome}}, true
	case cmdCancel, cmdWithdraw:
		if s.Name == Which && c == cmdWithdraw { // the report asked about is meant, and the words belong to it
			next, effects := about(s.rest(), in, c)
			if w, ok := effects[0].(Withdraw); ok {
				return next, append([]Effect{Add{Report: w.Report, Messages: s.messages()}}, effects...), true
			}
			return s, effects, true
		}
		if drafting || c == cmdCancel && s.Name != AtRest {
			next, effects := cancel(s)
			return next, effects, true
		}
		if r := in.Named; c == cmdCancel && !in.Network.Cards && r != nil && in.Now.Sub(s.LastAt) <= Silence { // there a draft does not wait
			next, effects := about(s, in, cmdWithdraw)
			return next, effects, true
		}
		if c == cmdCancel {
			return s, []Effect{Say{Sentence: NothingToDo}}, true
		}
	case cmdSend:
		if s.Name == Doubt { // "ya" to "kalau ini laporan …"
			return citizenCommand(s, in, cmdReport)
		}
		if drafting {
			next, effects := file(s, in, false)
			return next, effects, true
		}
		return s, []Effect{Say{Sentence: NothingToDo}}, !asked
	case cmdEdit, cmdWrong:
		if drafting {
			next, effects := change(s, in)
			return next, effects, true
		}
	case cmdSeal, cmdUnseal:
		if s.Name == Which && c == cmdSeal {
			next, effects := sealBoth(s, in)
			return next, effects, true
		}
		if drafting {
			next, effects := protect(s, in, c == cmdUnseal)
			return next, effects, true
		}
	case cmdOpen:
		next, effects := opened(s, in, drafting)
		return next, effects, true
	case cmdReport:
		if s.Name == Doubt && !in.Network.Cards {
			next, effects := file(s, in, false)
			return next, effects, true
		}
		if s.Name == Doubt || s.Name == Gather {
			next, effects := card(s, in)
			return next, effects, true
		}
		return s, []Effect{Say{Sentence: Welcome}}, true
	case cmdYes, cmdPartly, cmdNo:
		return settleByWord(s, in, c)
	case cmdThanks:
		if !drafting && !asked {
			return s, []Effect{Say{Sentence: Welcomed}}, true
		}
		return s, nil, s.Name == Gather || s.Name == Card
	case cmdErase:
		s.Offered = choices("erase", "keep")
		return s, []Effect{Say{Sentence: EraseAsk, Choices: s.Offered}}, true
	case cmdCopy:
		return s, []Effect{Copy{Reports: mine(in)}}, true
	case cmdSafe, cmdUnsafe:
		next, effects := hush(s, in, c == cmdUnsafe)
		return next, effects, true
	}
	switch c {
	case cmdWrong, cmdObject, cmdWithdraw, cmdPIN, cmdSeal, cmdUnseal:
		next, effects := about(s, in, c)
		return next, effects, true
	}
	return s, nil, false
}

// cancel drops what was begun: its messages stay ciphertext that belongs to no report.
func cancel(s State) (State, []Effect) {
	s = s.rest()
	s.Offered = nil
	return s, []Effect{Say{Sentence: Cancelled}}
}

// citizenChoice carries out a tap, or a choice picked by its number.
func citizenChoice(s State, in Input, data string) (State, []Effect) {
	number, argument := parse(data)
	drafting := s.Name == Card || s.Name == Gather
	switch verb(data) {
	case "send":
		if drafting {
			return file(s, in, false)
		}
	case "edit":
		if drafting {
			return change(s, in)
		}
	case "seal":
		if drafting {
			return protect(s, in, false)
		}
	case "cancel":
		if s.Name != AtRest {
			return cancel(s)
		}
	case "agency":
		if drafting {
			s.Agency = argument
			return card(s, in)
		}
	case "new":
		if s.Name == Which {
			if s.Wanted == s.Report {
				s.Wanted = "" // nothing is left to be told of the old one
			}
			if s.Report = ""; s.Lent {
				s.Level, s.Lent = "", false
			}
			return sumUp(s, in)
		}
	case "add":
		if r := in.Named; s.Name == Which && r != nil && r.Own && r.Status.Open() {
			messages := s.messages()
			s = s.rest()
			s.LastAt, s.Offered = in.Now, nil
			if s.Wanted == r.Number {
				s.Wanted = ""
			}
			return s, []Effect{Add{Report: r, Messages: messages}, Say{Sentence: Added, Report: r}}
		}
	case "solved":
		return settle(s, in, in.Named, argument)
	case "rate":
		stars, err := strconv.Atoi(argument)
		if in.Named != nil && in.Named.Own && in.Named.Number == number && err == nil && stars >= 1 && stars <= 5 && in.Named.Status == kanal.Closed {
			s.Offered = nil
			return s, []Effect{Rate{in.Named, stars}, Say{Sentence: Rated, Report: in.Named}}
		}
	case "safe", "unsafe":
		return hush(s, in, verb(data) == "unsafe")
	case "erase":
		if picks(s.Offered, data) {
			s = s.rest()
			s.Offered = nil
			return State{Echo: s.Echo}, []Effect{Erase{}, Say{Sentence: Erased}}
		}
	case "keep":
		s.Offered = nil
		return s, []Effect{Say{Sentence: Kept}}
	}
	return s, []Effect{Say{Sentence: NothingToDo}}
}

// picks tells whether the data is among what is offered now: an old button does not erase.
func picks(offered []kanal.Choice, data string) bool {
	for _, c := range offered {
		if c.Data == data {
			return true
		}
	}
	return false
}
