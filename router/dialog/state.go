// Package dialog is the conversation as a state machine without I/O: what a person wrote and what is known go
// in, the next state and the effects to carry out come out. The router does the reading, writing and sending.
package dialog

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"kanal"
)

const (
	// Quiet is how long nothing more must come before what was written is summed up.
	Quiet = 3 * time.Second
	// Window is how long pieces belong together at most before they are summed up, however fast they come.
	Window = time.Minute
	// Silence is how long an unsent draft waits before it is filed as it is: nothing written is lost to a timeout.
	Silence = 10 * time.Minute
	// Patience is how long a thing that was only asked waits for its answer.
	Patience = 24 * time.Hour
	// PINFor is how long after the filing of a sealed report its PIN is told in the chat that filed it.
	PINFor = 24 * time.Hour
)

// The names of the states.
const (
	AtRest    = ""        // nothing begun
	Gather    = "gather"  // pieces of a report come in; it is summed up after a moment of quiet
	Card      = "card"    // a report is summed up and waits for Kirim
	Doubt     = "doubt"   // taken for no report; LAPOR files it all the same
	Which     = "which"   // does the draft belong to Report, or is it a new one?
	Writing   = "writing" // an officer is about to write to the citizen of Report, or why it is not theirs: Aim
	Preview   = "preview" // an officer's words wait for Kirim
	OwnOrTask = "own_or"  // an officer wrote of their own accord: as a citizen, or to which task?
	Consent   = "consent" // a relay is asked for the number of the one it files for
	Agreed    = "agreed"  // … and whether that person agrees
)

// State is what a conversation remembers between two messages. It holds the person's words while they are
// not filed, so it is stored as ciphertext.
type State struct {
	Name   string    `json:"-"`
	Pieces []Piece   `json:"pieces,omitempty"` // of the draft, in order
	Since  time.Time `json:"since,omitzero"`   // when the first piece came that is not summed up yet
	Shown  bool      `json:"shown,omitempty"`  // the draft has been summed up before
	Agency string    `json:"agency,omitempty"` // chosen by the person instead of the proposed one
	// Level is the protection the person asked for. Lowered: it counts although the topic asks for more.
	Level   kanal.Protection `json:"level,omitempty"`
	Lowered bool             `json:"lowered,omitempty"`
	Lent    bool             `json:"lent,omitempty"`   // Level is that of the report which Which asks about
	Put     []string         `json:"put,omitempty"`    // questions put about this draft
	Warned  bool             `json:"warned,omitempty"` // the emergency numbers were given
	Self    bool             `json:"self,omitempty"`   // an officer who writes as a citizen

	Offered []kanal.Choice `json:"offered,omitempty"` // by the last message sent, so that "1" works everywhere
	Asked   kanal.Number   `json:"asked,omitempty"`   // the report whose answer waits for Sudah or Belum
	Last    kanal.Number   `json:"last,omitempty"`    // the report filed last here
	LastAt  time.Time      `json:"last_at,omitzero"`  // … and when something was last written of it
	Wanted  kanal.Number   `json:"wanted,omitempty"`  // the report that an agency asked about: the next words answer it
	Hushed  bool           `json:"hushed,omitempty"`  // JANGAN: nothing is sent here
	Chosen  bool           `json:"chosen,omitempty"`  // the person asked for the language: it is not guessed any more
	Echo    Echo           `json:"echo,omitzero"`

	Report kanal.Number `json:"report,omitempty"` // what an officer is at, or what Which asks about
	Held   int          `json:"held,omitempty"`   // since when, as the officer's button said
	Aim    kanal.Status `json:"aim,omitempty"`    // what an officer's words will make of it
	Phone  string       `json:"phone,omitempty"`  // of the person a relay files for

	Due time.Time `json:"-"`
}

// Piece is one message of a draft.
type Piece struct {
	ID   string `json:"id"`             // the network's
	Text string `json:"text,omitempty"` // its words
	Kind string `json:"kind,omitempty"` // of what else it brought: "photo", "voice", …, "place"
	// Edits are the network ids of the messages that changed it; Text is as the last one left it.
	Edits []string `json:"edits,omitempty"`
	// Forwarded: somebody else wrote it.
	Forwarded bool `json:"forwarded,omitempty"`
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
	return State{Asked: s.Asked, Last: s.Last, LastAt: s.LastAt, Wanted: s.Wanted, Offered: s.Offered, Hushed: s.Hushed, Chosen: s.Chosen, Echo: s.Echo}
}

// Ask is called when an agency's answer goes out: the next Sudah or Belum is about that report.
func (s State) Ask(number kanal.Number, offered []kanal.Choice) State {
	s.Asked, s.Offered = number, offered
	if s.Wanted == number {
		s.Wanted = "" // what was wanted is answered for
	}
	return s
}

// Want is called when an agency's question goes out: the next words are about that report, also where nobody
// can reply to a message.
func (s State) Want(number kanal.Number) State {
	if s.Wanted = number; s.Name == AtRest {
		s.Offered = nil // "3" is the answer, not the third of what was offered before
	}
	return s
}

// Offer is called when a message with choices goes out of the dialog's own accord.
func (s State) Offer(offered []kanal.Choice) State {
	s.Offered = offered
	return s
}

// Text is all the words of the draft.
func (s State) Text() string {
	var words []string
	for _, p := range s.Pieces {
		if p.Text != "" {
			words = append(words, p.Text)
		}
	}
	return strings.TrimSpace(strings.Join(words, "\n"))
}

// messages are the network ids of the draft.
func (s State) messages() []string {
	ids := make([]string, 0, len(s.Pieces))
	for _, p := range s.Pieces {
		ids = append(append(ids, p.ID), p.Edits...)
	}
	return ids
}

// brought tells whether the draft holds something of that kind beside words.
func (s State) brought(kind string) bool {
	return slices.ContainsFunc(s.Pieces, func(p Piece) bool { return p.Kind == kind })
}

// forwarded tells whether the draft holds what somebody else wrote.
func (s State) forwarded() bool {
	return slices.ContainsFunc(s.Pieces, func(p Piece) bool { return p.Forwarded })
}

// wordsOnly tells whether the draft is nothing but words.
func (s State) wordsOnly() bool {
	return !slices.ContainsFunc(s.Pieces, func(p Piece) bool { return p.Kind != "" })
}

// keep adds the message at hand to the draft, once.
func (s State) keep(m kanal.Incoming) State {
	id := Original(m)
	p := Piece{ID: id, Text: strings.TrimSpace(m.Text), Kind: kindOf(m), Forwarded: m.Forwarded}
	for i, known := range s.Pieces {
		if known.ID == id {
			s.Pieces = slices.Clone(s.Pieces)
			s.Pieces[i].Text = p.Text
			if m.ID != id {
				s.Pieces[i].Edits = append(slices.Clip(known.Edits), m.ID)
			}
			return s
		}
	}
	if m.ID != id { // the first we hear of it is its change
		p.Edits = []string{m.ID}
	}
	s.Pieces = append(slices.Clip(s.Pieces), p)
	return s
}

// holds tells whether the draft has a message of that network id.
func (s State) holds(id string) bool {
	return slices.ContainsFunc(s.Pieces, func(p Piece) bool { return p.ID == id })
}

// kindOf names what a message brings beside words; "" for nothing.
func kindOf(m kanal.Incoming) string {
	if len(m.Attachments) > 0 {
		return m.Attachments[0].Kind
	}
	if m.Location != nil {
		return "place"
	}
	return ""
}

// Original is the id of a message, of an edited one that of what was edited (see kanal.KindEdit).
func Original(m kanal.Incoming) string {
	if m.Kind == kanal.KindEdit {
		id, _, _ := strings.Cut(m.ID, "#")
		return id
	}
	return m.ID
}
