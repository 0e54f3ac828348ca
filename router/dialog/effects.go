package dialog

import (
	"time"

	"kanal"
)

// Effect is one thing the router is to do, in the order in which they were returned.
type Effect interface{ effect() }

// Say sends a sentence to the conversation at hand.
type Say struct {
	Sentence Sentence
	Args     Args
	Report   *Report // what it is about, for its number, holder and date
	Choices  []kanal.Choice
	Slot     string // a later one of the same slot replaces it while unsent
}

// Args are what a sentence needs beyond the report it is about; empty fields are not needed.
type Args struct {
	Topic, Agency, Place string // codes; the place in words
	Sure                 bool   // the agency is certain enough to be named
	Protection           kanal.Protection
	Greeting             string    // what the person said first: "salam", "pagi", …; empty for none
	Reports              []*Report // for a list
	Name                 string    // of an agency, for officers
}

// File makes a report of the draft.
type File struct {
	Text       string // all the words of the draft
	Prediction kanal.Prediction
	Agency     string   // the home agency, or the one the person chose
	Chosen     bool     // the person chose it
	Place      string   // in words
	Area       string   // official code
	Messages   []string // network ids of the draft's earlier messages, beside the one at hand
	Silent     bool     // filed by the timeout
}

// Add puts the message at hand into an open report.
type Add struct{ Report *Report }

// Settle is the citizen's word on an answer: "yes" closes, "partly" and "no" reopen.
type Settle struct {
	Report *Report
	Solved string
}

// Rate is one to five stars for a closed report.
type Rate struct {
	Report *Report
	Stars  int
}

// Dispute is SALAH (the report went to the wrong agency) or KEBERATAN (it was archived): an admin must look.
type Dispute struct{ Report *Report }

// Bind makes the conversation an officer's, by a one-time token.
type Bind struct{ Token string }

// Take is an officer beginning with a report.
type Take struct{ Report *Report }

// Return is an officer saying bukan wewenang; the message at hand is the reason.
type Return struct{ Report *Report }

// Answer is an officer's answer to the citizen: the message at hand.
type Answer struct{ Report *Report }

func (Say) effect()     {}
func (File) effect()    {}
func (Add) effect()     {}
func (Settle) effect()  {}
func (Rate) effect()    {}
func (Dispute) effect() {}
func (Bind) effect()    {}
func (Take) effect()    {}
func (Return) effect()  {}
func (Answer) effect()  {}

// Report is what the dialog may know of a report.
type Report struct {
	ID     int64
	Number kanal.Number
	kanal.State
	Own     bool      // the person at hand is its reporter
	Held    bool      // the officer at hand belongs to its holder
	Reopens time.Time // until when its reporter may open it again, once closed
}

// Sentence names a sentence; package texts has its words.
type Sentence string

// The sentences of the conversation.
const (
	Welcome        Sentence = "welcome"
	Help           Sentence = "help"
	Summary        Sentence = "summary" // the card
	Change         Sentence = "change"
	Cancelled      Sentence = "cancelled"
	NothingToDo    Sentence = "nothing_to_do"
	Filed          Sentence = "filed"
	FiledSealed    Sentence = "filed_sealed"
	FiledTriage    Sentence = "filed_triage"
	NoReport       Sentence = "no_report"
	Danger         Sentence = "danger"
	StatusOf       Sentence = "status_of"
	StatusPublic   Sentence = "status_public"
	StatusList     Sentence = "status_list"
	StatusNone     Sentence = "status_none"
	NoSuchNumber   Sentence = "no_such_number"
	Added          Sentence = "added"
	Solved         Sentence = "solved"
	NotSolved      Sentence = "not_solved"
	AlreadySettled Sentence = "already_settled"
	Rated          Sentence = "rated"
	Disputed       Sentence = "disputed"
	Objected       Sentence = "objected"
	WhichOne       Sentence = "which_one"
	Unreadable     Sentence = "unreadable"
	OfficerHelp    Sentence = "officer_help"
	OfficerAsk     Sentence = "officer_ask"
	OfficerWhy     Sentence = "officer_why"
	OfficerTook    Sentence = "officer_took"
	OfficerGaveUp  Sentence = "officer_gave_up"
	OfficerSaid    Sentence = "officer_said"
	OfficerGone    Sentence = "officer_gone"
	OfficerNotNow  Sentence = "officer_not_now"
	OfficerConsole Sentence = "officer_console"
	BindFailed     Sentence = "bind_failed"
	Bound          Sentence = "bound"
)

// Sentences lists them all, so that a test can see that each has its words.
var Sentences = []Sentence{
	Welcome, Help, Summary, Change, Cancelled, NothingToDo, Filed, FiledSealed, FiledTriage, NoReport, Danger,
	StatusOf, StatusPublic, StatusList, StatusNone, NoSuchNumber, Added, Solved, NotSolved, AlreadySettled, Rated,
	Disputed, Objected, WhichOne, Unreadable, OfficerHelp, OfficerAsk, OfficerWhy, OfficerTook, OfficerGaveUp, OfficerSaid,
	OfficerGone, OfficerNotNow, OfficerConsole, BindFailed, Bound,
}
