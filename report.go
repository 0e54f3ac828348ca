package kanal

import (
	"fmt"
	"time"
)

// State is the part of a report that its events decide: the fold of its history. Everything in it is a code.
type State struct {
	Version    int        `db:"version"` // number of the last event
	Status     Status     `db:"status"`
	Before     Status     `db:"before"`     // while Incomplete: the status to return to
	Holder     string     `db:"holder"`     // code of the one agency answerable; empty while an admin has it
	HeldSince  int        `db:"held_since"` // version of the event that gave it to the holder; old buttons carry older ones
	Proposed   string     `db:"proposed"`   // while Received: the agency that the machine or the citizen named
	Topic      string     `db:"topic"`
	Kind       Kind       `db:"kind"`
	Protection Protection `db:"protection"`
	ClosedBy   string     `db:"closed_by"` // "citizen", "silence" or "agency"
	Reason     string     `db:"reason"`    // code of the last refusal, return or archiving
	Brief      bool       `db:"brief_released"`
	Rating     int        `db:"rating"`     // 1 to 5 stars, 0 for none
	Hushed     bool       `db:"hushed"`     // the reporter said JANGAN: nothing is sent to them about it
	Officer    int64      `db:"officer_id"` // the user at the holder whose task it is; 0 for all of its officers
	Withheld   string     `db:"withheld"`   // whom the report is about and who must not see it: an agency's code, or "user:" and a number
	Case       int64      `db:"case_id"`    // id of the first report of the same event (kasus); 0 for none
	ReceivedAt time.Time  `db:"-"`
	ChangedAt  time.Time  `db:"-"`
}

// EventKind says what happened to a report.
type EventKind string

// The kinds of events.
const (
	EventFiled     EventKind = "filed"     // the first one of every report
	EventAssigned  EventKind = "assigned"  // an agency holds it now
	EventTaken     EventKind = "taken"     // the holder, or the admin's own office, has begun
	EventReturned  EventKind = "returned"  // bukan wewenang: back to the admin, with a reason
	EventAsked     EventKind = "asked"     // the citizen was asked for more
	EventCompleted EventKind = "completed" // the citizen gave what was asked
	EventAnswered  EventKind = "answered"  // the citizen has an answer
	EventReopened  EventKind = "reopened"  // not solved, or not wholly
	EventClosed    EventKind = "closed"
	EventArchived  EventKind = "archived"
	EventRestored  EventKind = "restored"  // taken out of the archive
	EventCorrected EventKind = "corrected" // topic, kind or proposed agency mended by a person
	EventProtected EventKind = "protected" // protection raised, or lowered by the citizen
	EventBriefed   EventKind = "briefed"   // the brief was released
	EventAdded     EventKind = "added"     // the citizen added words
	EventRated     EventKind = "rated"
	EventHushed    EventKind = "hushed"   // the reporter said whether they may be written to: Reason is "aman" or "jangan"
	EventHanded    EventKind = "handed"   // the task went to another officer of the holder
	EventWondered  EventKind = "wondered" // an officer's question to a sealed reporter, which an admin must pass on
	EventWithheld  EventKind = "withheld" // Reason names whom the report is about, who must not see it; empty for nobody
	EventJoined    EventKind = "joined"   // made part of a case
	EventParted    EventKind = "parted"   // taken out of its case
	// Opening a reporter's identity: asked for with a reason, allowed or refused by a second person, and looked at.
	EventOpeningAsked   EventKind = "opening_asked"
	EventOpeningAllowed EventKind = "opening_allowed"
	EventOpeningRefused EventKind = "opening_refused"
	EventOpened         EventKind = "opened"
)

// Event is one entry of a report's history: appended, never edited. It holds ids and codes, never words.
// Empty fields leave what they name as it was, except that Status Received always empties the holder.
type Event struct {
	Report     int64      `db:"report_id"`
	Version    int        `db:"version"` // 1 for the first event of a report, then without gaps
	Kind       EventKind  `db:"kind"`
	At         time.Time  `db:"-"`
	Actor      Actor      `db:"actor"`
	Status     Status     `db:"status"` // after the event
	Agency     string     `db:"agency"` // the holder (the proposed one while Received) after the event
	Topic      string     `db:"topic"`
	ReportKind Kind       `db:"report_kind"`
	Protection Protection `db:"protection"`
	Reason     string     `db:"reason"`  // a code, e.g. "bukan_wewenang", "sebagian"; for EventClosed who closed
	Message    int64      `db:"message"` // the message that carries the words, 0 for none
	Rating     int        `db:"rating"`
	Officer    int64      `db:"officer_id"` // for EventHanded: whose task it is from now on
	Case       int64      `db:"case_id"`    // for EventJoined: id of the case's first report
}

// Actor is who did something: "citizen", "machine" (a decision of the model), "clock" (a date came),
// "import", or "user:" and the number of an officer or admin.
type Actor string

// Actors that are not users.
const (
	ByCitizen Actor = "citizen"
	ByMachine Actor = "machine"
	ByClock   Actor = "clock"
	ByImport  Actor = "import"
)

// ByUser is the actor of a signed-in or bound user.
func ByUser(id int64) Actor { return Actor(fmt.Sprintf("user:%d", id)) }

// Apply returns the state after one more event. It is the only place that changes a State; an event that
// the table of steps or the order of versions forbids gives an error wrapping ErrNotAllowed.
func (s State) Apply(e Event) (State, error) {
	if e.Version != s.Version+1 {
		return s, fmt.Errorf("event %d after version %d: %w", e.Version, s.Version, ErrConflict)
	}
	if e.Kind == EventFiled {
		if s.Version != 0 {
			return s, fmt.Errorf("filed twice: %w", ErrNotAllowed)
		}
		s.ReceivedAt, s.Protection = e.At, Open
	} else if e.Status != "" && !s.CanBecome(e.Status) {
		return s, fmt.Errorf("from %s to %s: %w", s.Status, e.Status, ErrNotAllowed)
	}
	s.Version, s.ChangedAt = e.Version, e.At
	s.step(e)
	if e.Topic != "" {
		s.Topic = e.Topic
	}
	if e.ReportKind != "" {
		s.Kind = e.ReportKind
	}
	if e.Protection != "" {
		s.Protection = e.Protection
	}
	if e.Rating != 0 {
		s.Rating = e.Rating
	}
	switch e.Kind {
	case EventBriefed:
		s.Brief = true
	case EventHushed:
		s.Hushed = e.Reason == Unsafe
	case EventHanded:
		s.Officer = e.Officer
	case EventWithheld:
		s.Withheld = e.Reason
	case EventJoined:
		s.Case = e.Case
	case EventParted:
		s.Case = 0
	}
	return s, nil
}

// Safe and Unsafe are a reporter's words on whether it is safe to write to them.
const (
	Safe   = "aman"
	Unsafe = "jangan"
)

// step moves status and holder.
func (s *State) step(e Event) {
	if e.Status == "" {
		if e.Agency != "" && s.Status == Received {
			s.Proposed = e.Agency
		}
		return
	}
	if e.Status == Incomplete && s.Status != Incomplete {
		s.Before = s.Status
	}
	if e.Status != Incomplete {
		s.Before = ""
	}
	s.Status = e.Status
	s.Reason = e.Reason
	s.ClosedBy = ""
	switch e.Status {
	case Received:
		s.Holder, s.HeldSince, s.Officer = "", 0, 0
		if e.Agency != "" {
			s.Proposed = e.Agency
		}
	case Closed:
		s.ClosedBy, s.Reason = e.Reason, ""
	default:
		if e.Agency != "" {
			if e.Agency != s.Holder || e.Kind == EventAssigned {
				s.HeldSince, s.Officer = e.Version, 0
			}
			s.Holder, s.Proposed = e.Agency, ""
		}
	}
}

// CanBecome tells whether the report may go to next; an incomplete one only returns to where it came from.
func (s State) CanBecome(next Status) bool {
	if s.Status == Incomplete && next != Archived && next != s.Before {
		return false
	}
	return s.Status.CanBecome(next)
}

// Fold replays a history from its first event.
func Fold(events []Event) (State, error) {
	var s State
	for _, e := range events {
		var err error
		if s, err = s.Apply(e); err != nil {
			return s, err
		}
	}
	return s, nil
}
