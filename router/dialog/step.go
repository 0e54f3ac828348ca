package dialog

import (
	"strconv"
	"strings"
	"time"

	"kanal"
)

// Input is all that a step may know.
type Input struct {
	Message  kanal.Incoming
	Silence  bool // no message: the state's due time came
	Network  kanal.Network
	Officer  bool // the conversation is bound to an officer
	Now      time.Time
	Classify func(text string) kanal.Prediction
	Place    func(text string) (area, words string)
	Sure     func(p kanal.Prediction) bool // whether the agency is certain enough to be named
	Named    *Report                       // the report whose number or earlier message the message refers to, if it exists
	Own      []*Report                     // the person's reports, newest first, when Needs asked for them
}

// Needs says what the router must look up before a step.
type Needs struct {
	Number kanal.Number // fill Named with this report
	Reply  bool         // fill Named with the report of the message that is answered, if it is about one
	Own    bool         // fill Own
}

// Look tells what a message needs looked up; most need nothing.
func Look(s State, m kanal.Incoming, officer bool) Needs {
	if data := Picked(s, m); data != "" {
		number, _ := parse(data)
		return Needs{Number: number}
	}
	if s.Report != "" && (s.Name == Answering || s.Name == Returning) {
		return Needs{Number: s.Report}
	}
	if n, ok := namesNumber(m.Text); ok {
		return Needs{Number: n}
	}
	reply := m.ReplyTo != ""
	switch commandOf(m.Text) {
	case cmdYes, cmdPartly, cmdNo:
		return Needs{Number: s.Asked, Own: s.Asked == "", Reply: reply}
	case cmdWrong:
		return Needs{Number: s.Last, Own: s.Last == "", Reply: reply}
	case cmdObject:
		return Needs{Own: true, Reply: reply}
	}
	if asksStatus(m.Text) {
		return Needs{Own: true}
	}
	if s.Name != AtRest {
		return Needs{Reply: reply && officer}
	}
	return Needs{Number: s.Wanted, Reply: reply}
}

// Step decides what one message does to a conversation.
func Step(s State, in Input) (State, []Effect) {
	if in.Silence {
		return silence(s, in)
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
	return citizen(s, in, data)
}

// silence files a draft that was left lying, and forgets what was only begun.
func silence(s State, in Input) (State, []Effect) {
	if s.Name == Card {
		return file(s, in, true)
	}
	return s.rest(), nil // an officer's "Jawab" of yesterday must not swallow what is written today
}

// Picked is the data of the button tapped, or of the offered choice that the text picks; "" for neither.
func Picked(s State, m kanal.Incoming) string {
	if m.Kind == kanal.KindTap {
		return m.Choice
	}
	if m.ReplyTo != "" && Command(m.Text) {
		return "" // "Sudah" to an older answer is about that one, not about the last offer
	}
	data, _ := picked(m.Text, s.Offered)
	return data
}

// Choice data is "verb:number:argument"; the parts after the verb may be missing.

// Data writes the data of a choice about a report.
func Data(verb string, number kanal.Number, argument string) string {
	return verb + ":" + string(number) + ":" + argument
}

// Buttons under an agency's answer, and an officer's under an assignment.
var (
	solvedWords   = []struct{ label, argument string }{{"Sudah", "yes"}, {"Sebagian", "partly"}, {"Belum", "no"}}
	assignedWords = []struct{ label, verb string }{{"Terima", "take"}, {"Bukan wewenang", "return"}, {"Jawab", "answer"}}
)

// SolvedChoices are offered with an agency's answer.
func SolvedChoices(number kanal.Number) []kanal.Choice {
	var list []kanal.Choice
	for _, w := range solvedWords {
		list = append(list, kanal.Choice{Label: w.label, Data: Data("solved", number, w.argument)})
	}
	return list
}

// AssignedChoices are offered to an officer with an assignment, as long as it is held since that version.
func AssignedChoices(number kanal.Number, held int) []kanal.Choice {
	var list []kanal.Choice
	for _, w := range assignedWords {
		list = append(list, kanal.Choice{Label: w.label, Data: Data(w.verb, number, strconv.Itoa(held))})
	}
	return list
}

// TakenChoices are offered once a report is taken: some networks close the buttons above after one tap.
func TakenChoices(number kanal.Number, held int) []kanal.Choice {
	return AssignedChoices(number, held)[1:]
}

// starChoices are offered after a report is closed as solved.
func starChoices(number kanal.Number) []kanal.Choice {
	var list []kanal.Choice
	for stars := 1; stars <= 5; stars++ {
		list = append(list, kanal.Choice{Label: strings.Repeat("★", stars), Data: Data("rate", number, strconv.Itoa(stars))})
	}
	return list
}

func verb(data string) string {
	v, _, _ := strings.Cut(data, ":")
	return v
}

func parse(data string) (number kanal.Number, argument string) {
	parts := strings.SplitN(data, ":", 3)
	if len(parts) != 3 {
		return "", ""
	}
	return kanal.Number(parts[1]), parts[2]
}
