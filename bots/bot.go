// Package bots is the seam between kanal and the messaging networks: what every channel promises, and what
// they share. A channel is a folder below this one; it knows its network and nothing of reports.
package bots

import (
	"context"
	"net/http"

	"kanal"
)

// Bot is one account at one network.
type Bot interface {
	// Account names the account, e.g. "telegram" or "sms:kannel"; the part before the colon is the network.
	// It never changes: rows of the database refer to it.
	Account() string
	// Run receives until ctx ends, and then returns nil within a few seconds. It is called once, and by one
	// process at a time (the caller holds a lease). It returns an error only when receiving can never work
	// (a revoked token); a network that is away is waited for. A bot that only receives over HTTP waits for ctx.
	Run(ctx context.Context, inbox Inbox) error
	// Send hands one message to the network and may be called by several goroutines and processes at once,
	// also while Run is not running. The same out.Delivery may come again when an earlier outcome was
	// unknown; it goes out as idempotency key where the network has one. A text longer than the network's
	// limit is split, choices on the last part. An error wraps kanal.ErrUndeliverable (give up), is a
	// *kanal.RetryError (not before), or anything else (again later); it contains no token, address or word.
	Send(ctx context.Context, out kanal.Outgoing) (kanal.Receipt, error)
}

// Inbox is where a bot hands in what its network delivers. Both functions return nil only after the commit;
// only then may the network be told "received". After an error the network must deliver again. The contents
// of a message never make them fail. They may block; they are safe for concurrent use, and finish their work
// though the caller's network connection goes away: pass a context that does not end with the request.
type Inbox struct {
	Receive func(ctx context.Context, message kanal.Incoming) error
	Status  func(ctx context.Context, status kanal.DeliveryStatus) error
}

// Route is one address a bot answers on, e.g. {"POST /hooks/telegram", h}; the pattern is net/http's.
type Route struct {
	Pattern string
	Handler http.Handler
}

// Served is a Bot that receives over HTTP, in every process and without a lease.
type Served interface {
	Routes(inbox Inbox) []Route
}

// Fetcher is a Bot whose network keeps the files of messages until they are fetched. Fetch returns the bytes of an
// attachment, at most limit of them. The error wraps kanal.ErrNotFound when the file is gone or larger: asking again
// is useless; it contains no token, address or word. Nothing that a sender wrote decides where it asks.
type Fetcher interface {
	Fetch(ctx context.Context, a kanal.Attachment, limit int64) ([]byte, error)
}

// Healthy is a Bot that can tell how its network is. Health returns nil, or an error whose text an operator
// reads in /readyz: no secret, no address of a person.
type Healthy interface {
	Health() error
}
