// Package dialog is the conversation as a state machine without I/O: what a person wrote and what is known go
// in, the next state and the effects to carry out come out. The router does the reading, writing and sending.
package dialog

import (
	"encoding/json"
	"fmt"
	"time"

	"kanal"
)

// Silence is how long an unsent draft waits before it is filed as it is: nothing written is lost to a timeout.
const Silence = 10 * time.Minute

// The names of the states.
const (
	AtRest    = ""          // nothing begun
	Card      = "card"      // a report is summed up and waits for Kirim
	Doubt     = "doubt"     // taken for no report; LAPOR files it all the same
	Answering = "answering" // an officer is about to write the answer to Report
	Returning = "returning" // an officer is about to say why Report is not theirs
)

// State is what a conversation remembers between two messages. It holds the person's words while they are
// not filed, so it is stored as ciphertext.
type State struct {
	Name     string         `json:"-"`
	Words    []string       `json:"words,omitempty"`    // of the draft, one entry a message
	Messages []string       `json:"messages,omitempty"` // network ids of the draft's messages
	Agency   string         `json:"agency,omitempty"`   // chosen by the person instead of the proposed one
	Offered  []kanal.Choice `json:"offered,omitempty"`  // by the last message sent, so that "1" works everywhere
	Asked    kanal.Number   `json:"asked,omitempty"`    // the report whose answer waits for Sudah or Belum
	Last     kanal.Number   `json:"last,omitempty"`     // the report filed last here
	Wanted   kanal.Number   `json:"wanted,omitempty"`   // the report that an agency asked about: the next words answer it
	Report   kanal.Number   `json:"report,omitempty"`   // what an officer is at
	Held     int            `json:"held,omitempty"`     // since when, as the officer's button said
	Due      time.Time      `json:"-"`
}

// Load reads a state back from the store.
func Load(name string, draft []byte, due time.Time) (State, error) {
	s := State{}
	if len(draft) > 0 {
		if err := json.Unmarshal(draft, &s); err != nil {
			return s, fmt.Errorf("reading a conversation's draft: %w", err)
		}
	}
	s.Name, s.Due = name, due
	return s, nil
}

// Draft is the state as the store keeps it, beside Name and Due; nil when there is nothing to remember.
func (s State) Draft() []byte {
	draft, err := json.Marshal(s)
	if err != nil || string(draft) == "{}" { // strings and numbers cannot fail
		return nil
	}
	return draft
}

// rest ends what was begun and keeps what later words may refer to.
func (s State) rest() State {
	return State{Asked: s.Asked, Last: s.Last, Wanted: s.Wanted, Offered: s.Offered}
}

// Ask is called when an agency's answer goes out: the next Sudah or Belum is about that report.
func (s State) Ask(number kanal.Number, offered []kanal.Choice) State {
	s.Asked, s.Offered = number, offered
	return s
}

// Want is called when an agency's question goes out: the next words are about that report, also where nobody
// can reply to a message.
func (s State) Want(number kanal.Number) State {
	s.Wanted = number
	return s
}

// Offer is called when a message with choices goes out of the dialog's own accord.
func (s State) Offer(offered []kanal.Choice) State {
	s.Offered = offered
	return s
}
