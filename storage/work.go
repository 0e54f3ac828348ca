package storage

import (
	"kanal"
)

// Work is everything that one transaction changes about reports and messages, for one message or for a batch
// of many. Pointers that name a new row (a Report, a Message) get its ID when it is written.
type Work struct {
	Reports       []*Report       // new; Number must be drawn, ID is filled in
	Changed       []*Report       // known; their version in the database must be State.Version less their Events here
	Messages      []*Message      // new; ID is filled in. Outgoing ones get a delivery
	Moved         []*Message      // known, with all their words: report, words, Sealed, Attention and NoReport are saved
	Events        []Event         // appended
	Clocks        []*Clock        // ID 0 is inserted and filled in; else due, paused and stopped are saved
	Conversations []*Conversation // known and locked: state, draft, due time, and their contact's name, language, notice
	Corrections   []*Correction   // new; ID is filled in
}

// Event is one new entry of a report's history.
type Event struct {
	kanal.Event          // Report and Message are filled in from:
	Of          *Report  // whose history; it may be new in the same Work
	Words       *Message // the message that carries the words, nil for none; it may be new in the same Work
}

// Clock is one clock to be started or changed.
type Clock struct {
	kanal.Clock         // Report is filled in from:
	Of          *Report // it may be new in the same Work; nil keeps Clock.Report
}
