// Package kanal holds the words that everybody here shares: messages, reports and their lives, agencies and
// topics, the working-day calendar. It has rules and no I/O, and imports the standard library alone.
package kanal

import "time"

// Incoming is one message as a network delivered it, before anything was decided about it.
// Account, Conversation and ID together are its identity: the same three are the same message.
type Incoming struct {
	Account      string // the account it came through, e.g. "telegram", "sms:kannel"
	Conversation string // the network's id of the chat; in a private chat the id or number of the person
	Sender       string // the network's id or number of the person; equals Conversation in a private chat
	SenderName   string // as the network shows it; may be empty
	Alias        string // another address by which the network knows the same private chat; empty where it gives none
	ID           string // the network's id of the message, unique within the conversation
	Kind         MessageKind
	Text         string // words, or the caption of an attachment; valid UTF-8 without NUL after Clean
	Choice       string // data of the tapped button, for KindTap
	ReplyTo      string // network id of the message that is answered, or whose button was tapped
	Attachments  []Attachment
	Location     *Location
	Group        bool      // several people read this conversation
	Addressed    bool      // in a group: the message is meant for us (names us, answers us, or is a command to us)
	Forwarded    bool      // somebody else wrote it first
	SentAt       time.Time // as the network says; zero where it does not
	Repeats      bool      // the gateway is known to repeat one message under a new id (facts: within 5 seconds)
}

// MessageKind tells what a person did.
type MessageKind string

// The kinds of incoming messages.
const (
	KindMessage MessageKind = "message" // wrote or sent something; the zero value counts as this
	KindEdit    MessageKind = "edit"    // changed an earlier message: ID is that message's id with "#" and the edit's time
	KindTap     MessageKind = "tap"     // pressed a button: Choice is its data
)

// Attachment is a file that somebody sent: at the network, and once fetched in the store of files.
type Attachment struct {
	Kind  string `json:"kind"` // photo, voice, audio, video, document, sticker, contact
	ID    string `json:"id"`   // how the network's own API names the file; never an address the sender chose
	Name  string `json:"name,omitempty"`
	MIME  string `json:"mime,omitempty"`
	Bytes int64  `json:"bytes,omitempty"` // size as announced, 0 where unknown
	Album string `json:"album,omitempty"` // files with the same album were sent as one
	Hash  string `json:"hash,omitempty"`  // its name in the store of files; empty while it is not fetched
}

// Location is a place on earth in degrees (WGS 84).
type Location struct {
	Latitude  float64 `json:"lat"`
	Longitude float64 `json:"lon"`
}

// Choice is one of the answers a message offers: a button where the network has them, else a numbered line.
type Choice struct {
	Label string `json:"label"` // what people read; at most 24 characters
	Data  string `json:"data"`  // what comes back in Incoming.Choice; at most 64 bytes of ASCII
}

// Outgoing is one message to be sent.
type Outgoing struct {
	Delivery     int64    `json:"-"` // number of its delivery, the same on every try: the idempotency key
	Account      string   `json:"-"`
	Conversation string   `json:"-"` // the network's id of the chat
	Text         string   `json:"text"`
	Choices      []Choice `json:"choices,omitempty"`
	ReplyTo      string   `json:"reply_to,omitempty"` // network id of the message this answers; may be ignored
	// Knocked says that an earlier message to this recipient is held already (ErrWindowClosed) and that they were
	// asked to write: the bot does not ask again.
	Knocked bool `json:"-"`
	// Attachments go with the text where the network carries files, and are left out where it does not. Each has
	// its Hash; ID is of use only to the account it came through.
	Attachments []Attachment `json:"attachments,omitempty"`
}

// Receipt is the network's answer to a sent message.
type Receipt struct {
	ID string // the network's id of the (last part of the) message; empty where it gives none
}

// DeliveryStatus is what a network tells later about a message sent, or about a recipient.
type DeliveryStatus struct {
	Account      string
	Delivery     int64  // our number of the delivery, where the network echoes it, or 0 …
	ID           string // … then the network's id of the message
	Conversation string // for StateBlocked and StateUnblocked: whose
	State        DeliveryState
	Reason       string // the network's code for a failure; never words or numbers of people
	At           time.Time
}

// DeliveryState is how far a delivery has come.
type DeliveryState string

// The states of a delivery. Behind a pending one the recipient's later ones wait.
const (
	StatePending   DeliveryState = "pending"   // to be sent, perhaps again
	StateHeld      DeliveryState = "held"      // to be sent once the recipient writes to us again
	StateSent      DeliveryState = "sent"      // the network has taken it
	StateDelivered DeliveryState = "delivered" // it is on the phone
	StateRead      DeliveryState = "read"
	StateFailed    DeliveryState = "failed"    // the network took it and failed
	StateDead      DeliveryState = "dead"      // given up: undeliverable, or three days of trying
	StateExpired   DeliveryState = "expired"   // a newer message replaced it before it was sent
	StateBlocked   DeliveryState = "blocked"   // of a recipient: wants nothing from us
	StateUnblocked DeliveryState = "unblocked" // of a recipient: wants to hear from us again
)
