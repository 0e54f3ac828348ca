package kanal

import (
	"errors"
	"fmt"
	"time"
)

// Errors on which callers decide. They are wrapped with %w and what was being done; compare with errors.Is.
var (
	// ErrNotFound says that there is no such row, or none that the asker may see.
	ErrNotFound = errors.New("not found")
	// ErrConflict says that the row has moved on since the caller read it: read again and decide again.
	ErrConflict = errors.New("changed meanwhile")
	// ErrNotAllowed says that a rule forbids the step, whoever asks for it and however often.
	ErrNotAllowed = errors.New("not allowed")
	// ErrUndeliverable says that a message can never reach this recipient (blocked, no such number, not
	// routable): the sender gives up and shows it.
	ErrUndeliverable = errors.New("undeliverable")
	// ErrWindowClosed says that the network lets us write only to people who wrote lately, and that this one did
	// not: the message is held until they write. The bot has asked them to, unless it was told that it need not.
	ErrWindowClosed = errors.New("the recipient has not written lately")
)

// RetryError says that a network refused a message for now. Any other error of a Send that is not
// ErrUndeliverable counts as passing too, with a pause of the sender's own choice.
type RetryError struct {
	After time.Duration // the earliest time at which to try again, counted from now
	Err   error         // what happened; without words, addresses or secrets
}

func (e *RetryError) Error() string { return fmt.Sprintf("again in %s: %v", e.After, e.Err) }

// Unwrap returns what happened.
func (e *RetryError) Unwrap() error { return e.Err }
