package dialog

import (
	"time"

	"kanal"
)

// Effect is one thing the router is to do, in the order in which they were returned; sentences are said after all
// others, so that they can tell the number and the date.
type Effect interface{ effect() }

// Say sends a sentence to the conversation at hand.
type Say struct {
	Sentence Sentence
	Args     Args
	Report   *Report        // what it is about, for its number, holder and date
	Choices  []kanal.Choice // those without a label get theirs by their data
	Slot     string         // a later one of the same slot replaces it while unsent
}

// Args are what a sentence needs beyond the report it is about; empty fields are not needed.
type Args struct {
	Topic, Agency, Place string // codes; the place in words
	Area                 string // official code
	Sure                 bool   // the agency is certain enough to be named
	Protection           kanal.Protection
	Question             Sentence     // the one of a card
	Greeting             string       // what the person said first: "salam", "pagi", …; empty for none
	Reports              []*Report    // for a list
	Name                 string       // of an agency, for officers; of a colleague
	Words                string       // of an officer, to look at before they go out
	Files                int          // … and how many pictures go with them
	Phone                string       // whom a relay files for
	Number               kanal.Number // of a report that is not looked up
}

// File makes a report of the draft.
type File struct {
	Text       string // all the words of the draft
	Prediction kanal.Prediction
	Agency     string   // the home agency, or the one the person chose
	Chosen     bool     // the person chose it
	Place      string   // in words
	Area       string   // official code
	Messages   []string // network ids of the draft
	Silent     bool     // filed by the timeout
	Protection kanal.Protection
	Lowered    bool   // the person lowered it: the topic does not raise it again
	For        string // number of the person for whom a relay files; "" for the conversation at hand
}

// Add puts messages into a report: those named, or the one at hand.
type Add struct {
	Report   *Report
	Messages []string
}

// Dismiss marks messages as taken for no report: they are listed for admins.
type Dismiss struct{ Messages []string }

// Call lists the message at hand for an admin: its writer wants to talk to a person.
type Call struct{}

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

// Withdraw is CABUT.
type Withdraw struct{ Report *Report }

// Protect is the citizen's word that a report be shielded more, or less.
type Protect struct {
	Report *Report
	Level  kanal.Protection
}

// Hush says whether the reporter may be written to about the report.
type Hush struct {
	Report *Report
	Quiet  bool
}

// Trust says that the person proved by the PIN to be the reporter. At their own address they are trusted again.
type Trust struct{ Report *Report }

// Speak changes the language of the conversation.
type Speak struct{ Language string }

// Copy sends the person what is stored about them.
type Copy struct{ Reports []*Report }

// Erase takes the person's address and name out of everything once the last message is delivered.
type Erase struct{}

// Bind makes the conversation an officer's, by a one-time token.
type Bind struct{ Token string }

// Take is an officer beginning with a report.
type Take struct{ Report *Report }

// Tell is what an officer writes about a report: as its answer, as a question to the citizen, or as the reason why
// it is not theirs.
type Tell struct {
	Report   *Report
	To       kanal.Status
	Text     string
	Messages []string // network ids of what the officer wrote; the one at hand when empty
}

// Hand gives an officer's task to a colleague.
type Hand struct {
	Report *Report
	To     Colleague
}

// Digest turns the officer's daily digest on or off.
type Digest struct{ On bool }

func (Say) effect()      {}
func (File) effect()     {}
func (Add) effect()      {}
func (Dismiss) effect()  {}
func (Call) effect()     {}
func (Settle) effect()   {}
func (Rate) effect()     {}
func (Dispute) effect()  {}
func (Withdraw) effect() {}
func (Protect) effect()  {}
func (Hush) effect()     {}
func (Trust) effect()    {}
func (Speak) effect()    {}
func (Copy) effect()     {}
func (Erase) effect()    {}
func (Bind) effect()     {}
func (Take) effect()     {}
func (Tell) effect()     {}
func (Hand) effect()     {}
func (Digest) effect()   {}

// Report is what the dialog may know of a report.
type Report struct {
	ID     int64
	Number kanal.Number
	kanal.State
	Own     bool      // the person at hand is its reporter
	Stale   bool      // … by their address, which was silent so long that it may be another person's by now
	Held    bool      // the officer at hand belongs to its holder
	Reopens time.Time // until when its reporter may open it again, once closed
	DueAt   time.Time // of its clock, for an officer's list
}

// Sentence names a sentence; package texts has its words.
type Sentence string

// The sentences of the conversation.
const (
	Welcome        Sentence = "welcome"
	Welcomed       Sentence = "welcomed" // thanks for thanks
	Help           Sentence = "help"
	Called         Sentence = "called"     // a person will read it
	Comfort        Sentence = "comfort"    // to who thinks it useless to report
	ComfortOf      Sentence = "comfort_of" // … with how their reports stand
	Summary        Sentence = "summary"    // the card
	Change         Sentence = "change"
	Cancelled      Sentence = "cancelled"
	NothingToDo    Sentence = "nothing_to_do"
	Filed          Sentence = "filed"
	FiledSealed    Sentence = "filed_sealed"
	FiledQuiet     Sentence = "filed_quiet" // senyap: number, PIN, and whether it is safe to write
	FiledTriage    Sentence = "filed_triage"
	NoReport       Sentence = "no_report"
	Forwarded      Sentence = "forwarded"
	Danger         Sentence = "danger"
	GroupHint      Sentence = "group_hint"
	StatusOf       Sentence = "status_of"
	StatusPublic   Sentence = "status_public"
	StatusWithPIN  Sentence = "status_with_pin"
	StatusFull     Sentence = "status_full"
	StatusList     Sentence = "status_list"
	StatusNone     Sentence = "status_none"
	NoSuchNumber   Sentence = "no_such_number"
	WrongPIN       Sentence = "wrong_pin"
	PINOf          Sentence = "pin_of"
	PINTooLate     Sentence = "pin_too_late"
	SealedNow      Sentence = "sealed_now"
	UnsealedNow    Sentence = "unsealed_now"
	SafeNoted      Sentence = "safe_noted"
	Added          Sentence = "added"
	Noted          Sentence = "noted" // … where what was added looks like a command
	WhichMatter    Sentence = "which_matter"
	WhichReopen    Sentence = "which_reopen"
	Solved         Sentence = "solved"
	NotSolved      Sentence = "not_solved"
	NotSolvedYet   Sentence = "not_solved_yet" // … of a secret report, which an admin reads before its office
	AlreadySettled Sentence = "already_settled"
	Rated          Sentence = "rated"
	Disputed       Sentence = "disputed"
	Objected       Sentence = "objected"
	Withdrawn      Sentence = "withdrawn"
	WhichOne       Sentence = "which_one"
	Unreadable     Sentence = "unreadable"
	EraseAsk       Sentence = "erase_ask"
	Erased         Sentence = "erased"
	Kept           Sentence = "kept"

	OfficerHelp     Sentence = "officer_help"
	OfficerAsk      Sentence = "officer_ask"  // write the answer
	OfficerWhy      Sentence = "officer_why"  // write why it is not yours
	OfficerNeed     Sentence = "officer_need" // write what the citizen must add
	OfficerPreview  Sentence = "officer_preview"
	OfficerQuestion Sentence = "officer_question" // the preview of a question
	OfficerUnsent   Sentence = "officer_unsent"
	OfficerTook     Sentence = "officer_took"
	OfficerGaveUp   Sentence = "officer_gave_up"
	OfficerSaid     Sentence = "officer_said"
	OfficerAsked    Sentence = "officer_asked"
	OfficerGone     Sentence = "officer_gone"
	OfficerNotNow   Sentence = "officer_not_now"
	OfficerConsole  Sentence = "officer_console"
	OfficerTask     Sentence = "officer_task"
	OfficerTasks    Sentence = "officer_tasks"
	OfficerNoTasks  Sentence = "officer_no_tasks"
	OfficerOwn      Sentence = "officer_own" // is this yours as a citizen, or for a task?
	OfficerHandTo   Sentence = "officer_hand_to"
	OfficerHanded   Sentence = "officer_handed"
	OfficerAlone    Sentence = "officer_alone"
	OfficerDigest   Sentence = "officer_digest"
	OfficerNoDigest Sentence = "officer_no_digest"
	BindFailed      Sentence = "bind_failed"
	BindElsewhere   Sentence = "officer_elsewhere" // officers have a number of their own
	Bound           Sentence = "bound"
	BoundRelay      Sentence = "bound_relay"
	RelayHelp       Sentence = "relay_help"
	RelayWho        Sentence = "relay_who"
	RelayConsent    Sentence = "relay_consent"
	RelayRefused    Sentence = "relay_refused"
	RelayFiled      Sentence = "relay_filed"
	RelayUnsent     Sentence = "relay_unsent"
	RelayNoPhone    Sentence = "relay_no_phone"
)

// Sentences lists them all, so that a test can see that each has its words.
var Sentences = []Sentence{
	Welcome, Welcomed, Help, Called, Comfort, ComfortOf, Summary, Change, Cancelled, NothingToDo, Filed, FiledSealed, FiledQuiet, FiledTriage, NoReport, Forwarded,
	Danger, GroupHint, StatusOf, StatusPublic, StatusWithPIN, StatusFull, StatusList, StatusNone, NoSuchNumber, WrongPIN, PINOf, PINTooLate,
	SealedNow, UnsealedNow, SafeNoted, Added, Noted, WhichMatter, WhichReopen, Solved, NotSolved, NotSolvedYet, AlreadySettled, Rated, Disputed, Objected,
	Withdrawn, WhichOne, Unreadable, EraseAsk, Erased, Kept,
	AskAgency, AskSchool, AskLevel, AskRoad, AskPlace, AskVoice, AskMatter, AskMore,
	OfficerHelp, OfficerAsk, OfficerWhy, OfficerNeed, OfficerPreview, OfficerQuestion, OfficerUnsent, OfficerTook, OfficerGaveUp, OfficerSaid,
	OfficerAsked, OfficerGone, OfficerNotNow, OfficerConsole, OfficerTask, OfficerTasks, OfficerNoTasks, OfficerOwn, OfficerHandTo,
	OfficerHanded, OfficerAlone, OfficerDigest, OfficerNoDigest, BindFailed, BindElsewhere, Bound, BoundRelay,
	RelayHelp, RelayWho, RelayConsent, RelayRefused, RelayFiled, RelayUnsent, RelayNoPhone,
}
