// Package texts holds every sentence the system says to people, in Indonesian and English, and the dates and
// statuses in words. docs/sentences.md lists them all for a person to read; a test prints it.
package texts

import (
	"regexp"
	"slices"
	"strings"

	"kanal"
)

// Args fill the {places} of a sentence.
type Args map[string]string

// Key names a sentence. Those of the conversation are dialog's; the others are below.
type Key string

// The sentences that are not answers of the conversation.
const (
	Privacy        Key = "privacy"          // once, before the first answer to an address
	Attention      Key = "attention"        // we could not read it; a person will
	SummaryBare    Key = "summary_bare"     // the card of a draft without words
	CopyOf         Key = "copy_of"          // what is stored about a person
	NowAssigned    Key = "now_assigned"     // to the citizen: passed on
	NowTaken       Key = "now_taken"        // … begun
	NowReturned    Key = "now_returned"     // … bukan wewenang; we look for the right one
	NowAsked       Key = "now_asked"        // … the agency asks
	NowAskedSealed Key = "now_asked_sealed" // … through an admin, and may go unanswered
	NowAnswered    Key = "now_answered"     // … answered, with Sudah/Sebagian/Belum
	NowClosed      Key = "now_closed"       // … closed by silence
	NowArchived    Key = "now_archived"     // … archived, with the reason
	NowReopened    Key = "now_reopened"     // … reopened by an admin
	NowQuiet       Key = "now_quiet"        // … something is new; nothing more is said (senyap, or a number long silent)
	NowRelayed     Key = "now_relayed"      // to a citizen for whom a village office filed
	TaskNew        Key = "task_new"         // to an officer: an assignment
	TaskSealed     Key = "task_sealed"      // … without words
	TaskReopened   Key = "task_reopened"    // … the citizen says it is not solved
	TaskMore       Key = "task_more"        // … the citizen added words
	TaskMoreSealed Key = "task_more_sealed"
	TaskCopy       Key = "task_copy" // to the inspectorate, of a sealed report
	TaskWithdrawn  Key = "task_withdrawn"
	TaskHanded     Key = "task_handed" // … a colleague hands it over
	TaskDigest     Key = "task_digest" // … what is open, each morning
	Brief          Key = "brief"       // the prefilled naskah untuk instansi
)

// Keys lists the sentences of this package's own.
var Keys = []Key{Privacy, Attention, SummaryBare, CopyOf, NowAssigned, NowTaken, NowReturned, NowAsked, NowAskedSealed, NowAnswered, NowClosed,
	NowArchived, NowReopened, NowQuiet, NowRelayed, TaskNew, TaskSealed, TaskReopened, TaskMore, TaskMoreSealed, TaskCopy, TaskWithdrawn, TaskHanded,
	TaskDigest, Brief}

// To is whom a sentence is for: how their network shows it, and their language ("id" or "en").
type To struct {
	Network  kanal.Network
	Language string
}

// Indonesian is a reader of screens: no network's limits, the first language.
var Indonesian = To{Language: "id"}

// tongue is one language: its sentences, and those for SMS where they are worded differently.
type tongue struct {
	sentences, sms map[Key]string
}

var tongues = map[string]tongue{
	"id": {indonesian, indonesianSMS},
	"en": {english, englishSMS},
}

// in returns the tongue of that language; Indonesian for any other.
func in(language string) tongue {
	if t, ok := tongues[language]; ok {
		return t
	}
	return tongues["id"]
}

// Has tells whether there are words for a key in every language.
func Has(key Key) bool {
	for _, t := range tongues {
		if _, ok := t.sentences[key]; !ok {
			return false
		}
	}
	return true
}

var hole = regexp.MustCompile(`\{[A-Za-z_]+\}`)

// Say writes a sentence. A line of which a {place} stays empty is left out.
func Say(to To, key Key, args Args) string {
	t := in(to.Language)
	if to.Network.Name == "sms" {
		if text, ok := t.sms[key]; ok {
			return short(text, args)
		}
	}
	return fill(t.sentences[key], args)
}

func fill(text string, args Args) string {
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		if filled, ok := fillLine(line, args); ok {
			lines = append(lines, filled)
		}
	}
	return strings.Join(lines, "\n")
}

func fillLine(line string, args Args) (string, bool) {
	whole := true
	filled := hole.ReplaceAllStringFunc(line, func(h string) string {
		value := args[h[1:len(h)-1]]
		whole = whole && value != ""
		return value
	})
	return filled, whole
}

// smsLength is one SMS of GSM-7 characters.
const smsLength = 160

// short fills the first of several wordings that has all it needs and fits one SMS; else the last one.
// Wordings stand one a line, the fullest first. What an office wrote is not left out to save an SMS.
func short(text string, args Args) string {
	wordings := strings.Split(text, "\n")
	if args["kata"] != "" && strings.Contains(text, "{kata}") {
		wordings = slices.DeleteFunc(wordings, func(w string) bool { return !strings.Contains(w, "{kata}") })
	}
	for _, w := range wordings[:len(wordings)-1] {
		if filled, ok := fillLine(w, args); ok && len(filled) <= smsLength {
			return filled
		}
	}
	filled, _ := fillLine(wordings[len(wordings)-1], args)
	return filled
}
