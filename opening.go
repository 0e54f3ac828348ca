package kanal

import "time"

// OpeningLasts is how long an allowed opening of a reporter's identity may be used.
const OpeningLasts = 24 * time.Hour

// Opening is the newest request to open the identity of a report's reporter: somebody asks with a reason, a second
// person allows it, and only who asked may look, for a day. Every step is an event.
type Opening struct {
	By      Actor     // who asks; empty when nobody does
	Reason  int64     // the message that holds the reason
	Allowed time.Time // zero while it waits
}

// OpeningOf reads the request out of a report's history; what was refused or has lapsed by now is none.
func OpeningOf(history []Event, now time.Time) Opening {
	var o Opening
	for _, e := range history {
		switch e.Kind {
		case EventOpeningAsked:
			o = Opening{By: e.Actor, Reason: e.Message}
		case EventOpeningRefused:
			o = Opening{}
		case EventOpeningAllowed:
			o.Allowed = e.At
		}
	}
	if !o.Allowed.IsZero() && now.Sub(o.Allowed) >= OpeningLasts {
		return Opening{}
	}
	return o
}

// Waits tells whether a second person has yet to decide.
func (o Opening) Waits() bool { return o.By != "" && o.Allowed.IsZero() }

// OpenTo tells whether the actor may look now.
func (o Opening) OpenTo(actor Actor) bool { return o.By == actor && !o.Allowed.IsZero() }
