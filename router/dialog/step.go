package dialog

import (
	"cmp"
	"time"

	"kanal"
)

// Input is all that a step may know.
type Input struct {
	Message  kanal.Incoming
	Silence  bool // no message: the state's due time came
	Released bool // messages that waited for the person to write go to them now
	Network  kanal.Network
	Language string // the person's, "id" or "en"
	Officer  bool   // the conversation is bound to an officer
	Relay    bool   // … or to a village office that files for others
	Phones   bool   // there is a network that reaches people by their phone number
	Now      time.Time
	Classify func(text string) kanal.Prediction
	Place    func(text string) (area, words string)
	Sure     func(p kanal.Prediction) bool             // whether the agency is certain enough to be named
	Protect  func(p kanal.Prediction) kanal.Protection // what the matter asks for at least
	Proves   func(n kanal.Number, pin string) bool     // whether that is the report's PIN; false when tried too often

	Named      *Report     // the report whose number or earlier message the message refers to, if it exists
	Changed    *Report     // the report of the earlier message that the message changes (kanal.KindEdit), if it is part of one
	Own        []*Report   // the person's reports, newest first, when Needs asked for them
	Tasks      []*Report   // what the officer's agency has open, the most urgent first, when Needs asked
	Colleagues []Colleague // the other officers of the agency, when Needs asked
}

// Colleague is another officer of the same agency.
type Colleague struct {
	ID   int64
	Name string
}

// Needs says what the router must look up before a step.
type Needs struct {
	Number     kanal.Number // fill Named with this report
	Reply      string       // fill Named with the report of this message (network id), if it is about one
	Changes    string       // fill Changed with the report of this message (network id), if it is part of one
	Own        bool         // fill Own
	Tasks      bool         // fill Tasks
	Colleagues bool         // fill Colleagues
}

// Look tells what a message needs looked up; most need nothing.
func Look(s State, m kanal.Incoming, officer bool) Needs {
	needs := look(s, m, officer)
	if m.Kind == kanal.KindEdit && !s.holds(Original(m)) {
		needs.Changes = Original(m)
	}
	return needs
}

func look(s State, m kanal.Incoming, officer bool) Needs {
	if data := Picked(s, m); data != "" {
		number, _ := parse(data)
		if number == "" && s.Name != AtRest {
			number = s.Report
		}
		return Needs{Number: number, Own: verb(data) == "safe" || verb(data) == "unsafe",
			Tasks: officer && verb(data) == "tasks", Colleagues: verb(data) == "hand"}
	}
	if s.Name == Writing || s.Name == Preview {
		return Needs{Number: s.Report}
	}
	o := read(m.Text)
	needs := Needs{Number: o.number, Reply: m.ReplyTo, Colleagues: officer && o.command == cmdHand}
	if s.Name != AtRest && s.Name != Doubt && !officer {
		needs.Reply = ""
	}
	if o.number != "" {
		return needs
	}
	if s.Name == Which && o.command == cmdSeal {
		needs.Number = s.Report
		return needs
	}
	switch o.command {
	case cmdYes, cmdPartly, cmdNo:
		needs.Number, needs.Own = cmp.Or(s.Asked, s.Wanted), s.Asked == ""
		return needs
	case cmdCancel:
		needs.Number = s.Last
		return needs
	case cmdWrong, cmdPIN, cmdSeal, cmdUnseal:
		needs.Number, needs.Own = s.Last, s.Last == ""
		return needs
	case cmdObject, cmdWithdraw, cmdStatus, cmdOpen, cmdCopy, cmdSafe, cmdUnsafe:
		needs.Own = true
		return needs
	case cmdTasks:
		needs.Tasks = officer
		return needs
	}
	if asksStatus(m.Text) {
		needs.Own = true
		return needs
	}
	if s.Name != AtRest && s.Name != Doubt {
		return needs // what is being told goes on
	}
	needs.Number, needs.Tasks, needs.Own = s.Wanted, officer, wonders(m.Text) || despairs(m.Text)
	if needs.Number == "" && m.ReplyTo == "" && !s.LastAt.IsZero() {
		needs.Number = s.Last
	}
	return needs
}

// Step decides what one message, or the coming of a time, does to a conversation.
func Step(s State, in Input) (State, []Effect) {
	next, effects := step(s, in)
	return hold(s, next, in, effects)
}

func step(s State, in Input) (State, []Effect) {
	switch {
	case in.Silence:
		return silence(s, in)
	case in.Message.Group:
		return group(s, in)
	case in.Changed != nil && in.Changed.Own && !empty(in.Message):
		return changed(s, in, in.Changed)
	}
	if token, ok := startPayload(in.Message.Text); ok && in.Network.Officers {
		return s, []Effect{Bind{Token: token}}
	}
	data := Picked(s, in.Message)
	if in.Officer {
		if next, effects, done := officer(s, in, data); done {
			return next, effects
		}
	}
	if in.Relay {
		if next, effects, done := relay(s, in, data); done {
			return next, effects
		}
	}
	return citizen(s, in, data)
}

// silence does what is due when nothing more came.
func silence(s State, in Input) (State, []Effect) {
	switch s.Name {
	case Gather:
		return sumUp(s, in)
	case Card, Which, OwnOrTask:
		return file(s, in, true)
	case Preview, Writing: // an officer's "Jawab" of yesterday must not swallow what is written today
		if len(s.Pieces) > 0 {
			return s.rest(), []Effect{Say{Sentence: OfficerUnsent, Args: Args{Number: s.Report}}}
		}
	case Consent, Agreed:
		return s.rest(), []Effect{Say{Sentence: RelayUnsent}}
	}
	return s.rest(), nil
}

// group keeps what is written where several read, and speaks only when spoken to: never of a report.
func group(s State, in Input) (State, []Effect) {
	if !in.Message.Addressed || in.Protect(in.Classify(in.Message.Text)).Sealed() {
		return s, nil
	}
	return s, []Effect{Say{Sentence: GroupHint}}
}
