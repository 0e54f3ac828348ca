// Package botstest is the suite that every channel must pass. A channel's test brings a fake of its
// network; Exercise then holds the channel to the promises of bots.Bot and bots.Inbox: acknowledged only after
// the commit, the same message always under the same identity, errors told apart by type, no secret and no
// citizen's word in an error or a log, nothing left running.
package botstest

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"kanal"
	"kanal/bots"
)

// Network describes one network to the suite.
type Network struct {
	// Open starts a fresh fake of the network and a bot connected to it. It is called once per check; the suite
	// itself serves the bot's routes under env.URL and runs the bot. Every way out of the bot must be env's.
	Open func(env Env) (Fake, error)
	// Lacks says why a network has no such feature; every other feature is checked. A feature without a
	// reason fails the suite.
	Lacks map[Feature]string
	// Limit is the most that one sent part may hold, counted by Count. Needed for Splitting.
	Limit int
	// Count counts a part the way the network does, e.g. in UTF-16 units.
	Count func(text string) int
	// Stuck names functions of the network's library in which a goroutine of its own may hang for ever after its
	// connection ended: leaks that nothing outside the library can end. Each is found on top of the stack.
	Stuck []string
}

// Env is the world in which a fake and its bot run.
type Env struct {
	URL    string       // base address at which the bot's routes are served; also its public address
	Client *http.Client // the bot's only way out: it refuses every host that was not allowed
	Log    *slog.Logger // the bot's log; the suite reads it for secrets
	// Allow names the address of the fake's own server ("http://127.0.0.1:1234"), to which Client may speak.
	Allow func(address string)
}

// Fake is a running fake of a network with a bot connected to it. Functions for features that the network
// lacks stay nil; all must be safe for concurrent use.
type Fake struct {
	Bot     bots.Bot
	Secrets []string // tokens and passwords in use: none may appear in an error or a log
	// Address is the network's id of the chat with person 0, 1, …; it looks like a real one, because the
	// suite also searches for it in logs and errors. It is the Conversation of messages in both directions.
	Address func(person int) string
	// Deliver brings a message to the bot and brings it again, as the network does, until the bot has
	// acknowledged it (nil) or ctx ends (its error). A message delivered after it was acknowledged goes out
	// once more, with the same ids.
	Deliver func(ctx context.Context, message Message) error
	// Answer scripts the network's answer to the next part that the bot sends; afterwards it accepts again.
	Answer func(answer Answer)
	// Sent lists the parts that the network accepted from the bot, in order.
	Sent func() []Sent
	// Status makes the network tell something about a delivery or a recipient, again until acknowledged.
	Status func(ctx context.Context) error
	Hook   *Hook
	Close  func() // stops the fake; nil where there is nothing to stop
}

// Message is what a person does; the fake writes it in its network's form.
type Message struct {
	Person  int               // who writes: 0, 1, …
	ID      int               // number of the message in its conversation, from 1; the same number of two persons is two messages
	Kind    kanal.MessageKind // KindMessage where empty
	Text    string
	Choice  string // for KindTap
	ReplyTo int    // number of the message that is answered, edited or tapped; 0 for none
}

// Sent is one part of a message as the network got it from the bot.
type Sent struct {
	Conversation string
	ID           string // the id that the network gave it; empty where it gives none
	Text         string
	Choices      []kanal.Choice // buttons; empty where the network has none
}

// Answer is what a network says to a send.
type Answer int

// The answers that can be scripted.
const (
	Accept   Answer = iota
	Throttle        // too many requests, again after Pause
	Outage          // a server error: 5xx, try again later
	Drop            // the connection breaks before the answer
	Refuse          // permanent: blocked, no such number, not routable
)

// Pause is how long a network that throttles asks to wait.
const Pause = 7 * time.Second

// Hook describes the address on which a network calls the bot. Each function builds a fresh request against
// env.URL; a nil function needs its feature among Lacks.
type Hook struct {
	Genuine     func() *http.Request // a good message of person 0
	Forged      func() *http.Request // the same without the right secret (feature Secret)
	Malformed   func() *http.Request // authentic, but not in the network's form (feature Form)
	TooLarge    func() *http.Request // authentic, with a body beyond the bot's limit (feature BodyLimit)
	Unused      func() *http.Request // authentic and well formed, of a kind that kanal does not use (feature Unused)
	WrongMethod string               // a method that the hook does not know, e.g. "PUT"
}

// Feature is something a network may lack.
type Feature string

// The features of networks.
const (
	Hooks       Feature = "hooks"        // the network calls us over HTTP
	Secret      Feature = "secret"       // … and proves who it is
	Form        Feature = "form"         // … in a form that can be wrong
	BodyLimit   Feature = "body limit"   // … with a body
	Unused      Feature = "unused kinds" // … also about things that kanal does not use
	Edits       Feature = "edits"        // people can change a message
	Taps        Feature = "taps"         // people tap buttons, and the tap comes back as Choice
	Replies     Feature = "replies"      // people answer a certain message
	Buttons     Feature = "buttons"      // choices are buttons; elsewhere they are lines of the last part
	Splitting   Feature = "splitting"    // one message has a limit
	ReceiptIDs  Feature = "receipt ids"  // the network names what it accepted
	Idempotency Feature = "idempotency"  // the same Delivery twice arrives once
	Statuses    Feature = "statuses"     // the network tells about deliveries or recipients later
	Throttling  Feature = "throttling"   // the network may ask for a pause
	Outages     Feature = "outages"      // the network may have a server error
	Drops       Feature = "drops"        // the connection may break
	Refusals    Feature = "refusals"     // the network may refuse for good
)

// features lists them all, so that a misspelt reason in Lacks is found.
var features = []Feature{Hooks, Secret, Form, BodyLimit, Unused, Edits, Taps, Replies, Buttons, Splitting, ReceiptIDs,
	Idempotency, Statuses, Throttling, Outages, Drops, Refusals}
