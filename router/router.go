// Package router is the one place where reports change: it receives messages, runs the conversation, assigns,
// keeps the dates and delivers. Everybody else reads the store and asks the router.
package router

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"kanal"
	"kanal/bots"
	"kanal/classifier"
	"kanal/files"
	"kanal/storage"
)

// Threshold is the calibrated confidence from which on a report is assigned without a person looking.
const Threshold = 0.70

// Options are what a Router works with.
type Options struct {
	Store     *storage.Store
	Model     *classifier.Model // used while the database has none in use
	Study     Study             // nil where nothing is learned
	Exam      []classifier.Row  // by which a candidate is judged
	Bots      []bots.Bot
	Files     files.Store // of what people send; nil where none is kept
	PublicURL string      // where people reach the pages, without a slash at the end
	Officers  string      // number of kanal.OfficersAccount in digits, to tell officers; "" where it is not known
	Log       *slog.Logger
	Now       func() time.Time // nil is time.Now
}

// Study trains a model on the corpus and more rows. It runs in a process of its own, for training may take its
// process down. Homes are the agencies of the topics now; Report.Unseen is of the more rows alone.
type Study func(ctx context.Context, more []classifier.Row, homes map[string]string) (classifier.Study, error)

// Router receives, decides and delivers.
type Router struct {
	store          *storage.Store
	shipped        *classifier.Model
	study          Study
	exam           []classifier.Row
	model          atomic.Pointer[classifier.Model]
	watching       sync.Mutex        // over the next three
	loaded         *classifier.Model // without homes
	version        string            // of loaded in the database
	homes          *directory        // that the model in use has its topics' agencies from
	directory      atomic.Pointer[directory]
	bots           []bots.Bot
	publicURL      string
	officersNumber string
	log            *slog.Logger
	now            func() time.Time
	owner          string // this process, in claims and leases
	intake         *intake
	files          files.Store
	guesses        *Guesses // of PINs
}

// New makes a router over an open store. Run must be called for anything to be received or sent.
func New(ctx context.Context, o Options) (*Router, error) {
	r := &Router{store: o.Store, bots: o.Bots, publicURL: o.PublicURL, officersNumber: o.Officers, log: o.Log, now: o.Now, owner: newOwner(),
		shipped: o.Model, study: o.Study, exam: o.Exam, files: o.Files}
	if r.log == nil {
		r.log = slog.New(slog.DiscardHandler)
	}
	if r.now == nil {
		r.now = time.Now
	}
	if err := r.loadDirectory(ctx); err != nil {
		return nil, err
	}
	if err := r.watchModel(ctx); err != nil {
		return nil, err
	}
	r.intake = newIntake(r)
	r.guesses = NewGuesses(r.now)
	return r, nil
}

// Inbox is what the bots hand their messages to.
func (r *Router) Inbox() bots.Inbox { return bots.Inbox{Receive: r.Receive, Status: r.status} }

// Classify says what the live model makes of a text, with its reasons.
func (r *Router) Classify(text string) kanal.Prediction { return r.model.Load().Classify(text) }

func newOwner() string {
	var b [8]byte
	rand.Read(b[:]) // never fails (crypto/rand)
	return hex.EncodeToString(b[:])
}

// status takes a delivery report or a block from a bot.
func (r *Router) status(ctx context.Context, s kanal.DeliveryStatus) error {
	ctx = context.WithoutCancel(ctx)
	if s.State == kanal.StateBlocked || s.State == kanal.StateUnblocked {
		address := storage.Address{Account: s.Account, Chat: s.Conversation}
		if err := r.store.SetBlocked(ctx, address, s.State == kanal.StateBlocked); err != nil && !notFound(err) {
			return fmt.Errorf("noting a block: %w", err)
		}
		return nil
	}
	if err := r.store.SetDelivery(ctx, s); err != nil && !notFound(err) {
		return fmt.Errorf("noting a delivery report: %w", err)
	}
	return nil
}
