// Package storage keeps everything in one database, PostgreSQL or SQLite: messages, reports with their history,
// deliveries, users and what the system knows. Addresses and unfiled words are ciphertext in it.
package storage

import (
	"time"

	"kanal"
)

// Contact is one person, with all the addresses we know them by.
type Contact struct {
	ID       int64
	Name     string // as the network showed it; kept as ciphertext
	Language string // "id" or "en"
	Noticed  bool   // has been told what the data is used for
}

// Address is one way to reach a contact: a number or chat id at one account. In the database it is a keyed
// hash (to look up, to be unique) and a ciphertext.
type Address struct {
	Account string // e.g. "sms:kannel"
	Chat    string // the network's id of the chat, in clear
}

// Conversation is a chat with one contact on one account. Whoever decides anything for it holds its row's lock.
type Conversation struct {
	ID      int64
	Contact Contact
	Address Address
	State   string    // name of the dialog's state, "" at rest
	Draft   []byte    // what the dialog remembers; holds words, so it is kept as ciphertext
	DueAt   time.Time // when the dialog wants to be woken; zero for never
	Blocked bool      // the person wants nothing from us there
	Officer int64     // user bound to this conversation, 0 for none
	New     bool      // made just now
	HeardAt time.Time // when the person wrote last; zero for never
	// TrustedFrom: the person is taken for the reporter of reports received since then. It moves on when an address was
	// silent so long that somebody else may have it by now.
	TrustedFrom time.Time
	Erasing     bool // the person asked for erasure, which waits for the last message to be delivered
}

// Message is one message of a conversation, in or out; all words live here and can be erased here.
type Message struct {
	ID           int64
	Conversation int64   // 0 for the words of an imported report
	Report       *Report // the report it belongs to; only its ID counts
	Out          bool
	External     string // incoming: the network's id, unique within the conversation
	Kind         kanal.MessageKind
	Author       kanal.Actor // incoming: ByCitizen or ByUser; outgoing: whose words it carries, ByMachine for ours
	Text         string
	Sealed       bool // the words are kept as ciphertext: not filed yet, or filed as sealed
	Choice       string
	Choices      []kanal.Choice // outgoing
	Quoted       string         // outgoing: the agency's own words in Text; "" for none
	ReplyTo      string
	Attachments  []kanal.Attachment
	Location     *kanal.Location
	Attention    bool // its interpretation failed: an admin must look
	NoReport     bool // taken for no report; listed for admins
	At           time.Time

	Account string // by which it goes out; of a new incoming one, by which it came

	// For outgoing messages: the delivery.
	Slot    string // a newer message of the same slot replaces this one while it is unsent; "" for none
	State   kanal.DeliveryState
	Tries   int
	Receipt string // the network's id
	Trouble string // code of the last failure
}

// Report is one report's row: the fold of its events and what never changes.
type Report struct {
	ID           int64
	Number       kanal.Number
	Contact      int64
	Conversation int64 // where the citizen wrote it and is answered
	Account      string
	kanal.State
	Subject   string           // for the recap's Keterangan; codes and common words only
	Area      string           // official code of the place, "" unknown
	Place     string           // the place in words, down to the kecamatan
	Brief     string           // naskah untuk instansi, of a sealed report; kept as ciphertext
	Berkadar  bool             // complaint about abuse of office: the long term
	SP4N      string           // number in SP4N-LAPOR!, "" until exported
	Model     string           // version of the model that proposed, and what it said
	Said      kanal.Prediction // Topic, Agency, Confidence, Agencies, Kind, Flags
	Relay     int64            // the village office (user) that filed it for the citizen; 0 for none
	ImportKey string           // of imported reports: a second import of the same line adds nothing
}

// Task is a report in a list of the console.
type Task struct {
	Report
	DueAt  time.Time // of its clock that has not stopped; zero for none
	Paused bool
}

// User may sign in: an admin, an officer of one agency, or a leader.
type User struct {
	ID       int64
	Username string
	Name     string
	Role     Role
	Agency   string // of an officer, or of an admin who is not of the office that runs kanal
	Password string // argon2id hash
	Bound    int64  // conversation on which an officer acts, 0 for none
	Account  string // the account of that conversation
	Disabled bool
	Deputy   bool   // of an officer: gets the tasks only while no other officer of the agency can be reached
	Digest   bool   // wants the open tasks each working morning
	Digested string // the day (2006-01-02, WITA) of the last one
	Blocked  bool   // the person wants nothing from us on that conversation
}

// Reachable tells whether a chat message reaches the user.
func (u *User) Reachable() bool { return u.Bound != 0 && !u.Blocked && !u.Disabled }

// Barred tells whether a report is withheld from the user, because it is about them or their office.
func (u *User) Barred(r *Report) bool {
	return r.Withheld != "" && (r.Withheld == u.Office() || r.Withheld == string(kanal.ByUser(u.ID)))
}

// Office is the agency a user belongs to; an admin of none is of the office that runs kanal.
func (u *User) Office() string {
	if u.Agency == "" && u.Role == Admin {
		return kanal.OwnOffice
	}
	return u.Agency
}

// Role is what a user may do.
type Role string

// The roles.
const (
	Admin   Role = "admin"   // sees and corrects everything
	Officer Role = "officer" // acts for one agency
	Leader  Role = "leader"  // sees the recap
	Relay   Role = "relay"   // a village office: files for citizens who agree (titip lapor)
)

// Correction is one lesson: what the model had said and what a person says it is.
type Correction struct {
	ID         int64
	Report     int64   // filled in from:
	Of         *Report // it may be new in the same Work; nil keeps Report
	User       int64   // the admin; 0 for the citizen, who chose between the agencies offered
	At         time.Time
	Model      string // version
	SaidTopic  string
	SaidAgency string
	Topic      string
	Agency     string
	Kind       kanal.Kind
	Sealed     bool // only the brief teaches, never the words
	SetAside   bool // teaches nothing: it was part of a lesson that was refused
}

// Model is one trained classifier.
type Model struct {
	Version string
	Data    []byte
	Active  bool
	Metrics string // JSON of its evaluation
	MadeAt  time.Time
}
