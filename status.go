package kanal

import "slices"

// Status is where a report stands.
type Status string

// The statuses of a report's life.
const (
	Received   Status = "received"    // Menunggu verifikasi: an admin has it
	Incomplete Status = "incomplete"  // Perlu dilengkapi: the citizen was asked
	Assigned   Status = "assigned"    // Diteruskan: an agency has it and has not begun
	InProgress Status = "in_progress" // Diproses
	Answered   Status = "answered"    // Dijawab: the citizen has the word
	Closed     Status = "closed"      // Selesai
	Archived   Status = "archived"    // Diarsipkan, with a reason
)

// Statuses lists them all in the order of a report's life.
var Statuses = []Status{Received, Incomplete, Assigned, InProgress, Answered, Closed, Archived}

// steps is the whole table of allowed changes (docs/report-life.md draws it). Who may take a step, and what
// it needs, is the router's to check.
var steps = map[Status][]Status{
	Received:   {Assigned, Incomplete, InProgress, Answered, Archived},
	Incomplete: {Received, Assigned, InProgress, Archived}, // back to the one it came from: Report.CanBecome
	Assigned:   {InProgress, Answered, Incomplete, Received, Assigned, Archived},
	InProgress: {Answered, Incomplete, Received, Assigned, Archived},
	Answered:   {Closed, InProgress, Archived},
	Closed:     {InProgress},
	Archived:   {Received},
}

// CanBecome tells whether the table of steps leads from s to next.
func (s Status) CanBecome(next Status) bool { return slices.Contains(steps[s], next) }

// Open tells whether a report of this status still needs somebody.
func (s Status) Open() bool { return s != Closed && s != Archived }

// Valid tells whether s is a status.
func (s Status) Valid() bool { return slices.Contains(Statuses, s) }
