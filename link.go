package kanal

import "time"

// Link is how an account that hangs on somebody's phone (WhatsApp's linked devices) stands.
type Link struct {
	State LinkState
	Code  string    // for LinkNeeded: what to scan as a QR code, or what to type on the phone; else empty
	Typed bool      // Code is to be typed
	Until time.Time // when Code, or a ban, ends; zero where unknown
}

// LinkState is one state of a link.
type LinkState string

// The states of a link. In all but the first three somebody has to do something.
const (
	LinkConnecting LinkState = "connecting" // starting
	LinkConnected  LinkState = "connected"
	LinkAway       LinkState = "away"     // the network is away; it is tried again by itself
	LinkNeeded     LinkState = "needed"   // no phone is linked: somebody has to scan or type Code
	LinkBanned     LinkState = "banned"   // the network forbids the account until Until
	LinkOutdated   LinkState = "outdated" // the network wants a newer client: rebuild kanal
	LinkReplaced   LinkState = "replaced" // another program uses the same link
)
