package botstest

import (
	"context"
	"errors"
	"slices"
	"sync"

	"kanal"
	"kanal/bots"
)

// Key is the identity of an incoming message.
type Key struct{ Account, Conversation, ID string }

// KeyOf returns the identity of a message.
func KeyOf(m kanal.Incoming) Key { return Key{m.Account, m.Conversation, m.ID} }

// Inbox is the storage of a test: it keeps every message once by its identity, as the database does, and can
// be told to fail. The zero value is ready.
type Inbox struct {
	mu       sync.Mutex
	before   func(ctx context.Context, m kanal.Incoming) error
	messages []kanal.Incoming
	statuses []kanal.DeliveryStatus
	calls    int
	changed  chan struct{} // closed and replaced at every call
}

// Bots returns the inbox as a bot is given it.
func (i *Inbox) Bots() bots.Inbox { return bots.Inbox{Receive: i.receive, Status: i.status} }

// Before sets what happens in Receive and Status before anything is stored: it may wait, panic, or return
// an error, and then nothing is stored. For Status the message holds only Account and Conversation.
func (i *Inbox) Before(f func(ctx context.Context, m kanal.Incoming) error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.before = f
}

// Messages returns what is stored, in the order of storing.
func (i *Inbox) Messages() []kanal.Incoming {
	i.mu.Lock()
	defer i.mu.Unlock()
	return slices.Clone(i.messages)
}

// Statuses returns the stored statuses.
func (i *Inbox) Statuses() []kanal.DeliveryStatus {
	i.mu.Lock()
	defer i.mu.Unlock()
	return slices.Clone(i.statuses)
}

// Calls counts the calls of Receive and Status that have begun.
func (i *Inbox) Calls() int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.calls
}

// Wait returns when ok holds, which is asked again at every change, or with ctx's error.
func (i *Inbox) Wait(ctx context.Context, ok func(*Inbox) bool) error {
	for {
		i.mu.Lock()
		changed := i.signal()
		i.mu.Unlock()
		if ok(i) {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (i *Inbox) receive(ctx context.Context, m kanal.Incoming) error {
	if err := i.begin(ctx, m); err != nil {
		return err
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	known := slices.ContainsFunc(i.messages, func(old kanal.Incoming) bool { return KeyOf(old) == KeyOf(m) })
	if !known {
		i.messages = append(i.messages, m)
	}
	i.announce()
	return nil
}

func (i *Inbox) status(ctx context.Context, s kanal.DeliveryStatus) error {
	if err := i.begin(ctx, kanal.Incoming{Account: s.Account, Conversation: s.Conversation}); err != nil {
		return err
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.statuses = append(i.statuses, s)
	i.announce()
	return nil
}

// begin counts the call and does what Before asked for. A context that is over stores nothing, like a
// database.
func (i *Inbox) begin(ctx context.Context, m kanal.Incoming) error {
	i.mu.Lock()
	i.calls++
	before := i.before
	i.announce()
	i.mu.Unlock()
	if before != nil {
		if err := before(ctx, m); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// signal and announce are called with mu held.
func (i *Inbox) signal() chan struct{} {
	if i.changed == nil {
		i.changed = make(chan struct{})
	}
	return i.changed
}

func (i *Inbox) announce() {
	close(i.signal())
	i.changed = nil
}

var errStorage = errors.New("the database is away")
