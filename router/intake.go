package router

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"kanal"
	"kanal/storage"
)

const (
	// batchSize is the most messages that share one commit.
	batchSize = 64
	// commitTimeout ends a commit that hangs; the network then delivers again.
	commitTimeout = 30 * time.Second
)

// intake gathers messages that arrive at about the same time into shared commits. Messages of one
// conversation are handled one after the other, in the order in which they came.
type intake struct {
	router  *Router
	mu      sync.Mutex
	waiting []*arrival
	working bool // a batch is being committed
}

// arrival is one message on its way to the store.
type arrival struct {
	message    kanal.Incoming
	caller     storage.Caller
	prediction kanal.Prediction // of the message alone, made before the transaction
	done       chan struct{}
	err        error
}

func newIntake(r *Router) *intake { return &intake{router: r} }

// Receive takes one message. It returns nil only after the message and all that follows from it is committed,
// and also for a repeat; an error means that the network must deliver again. The work goes on when ctx ends.
func (r *Router) Receive(ctx context.Context, m kanal.Incoming) error {
	m.Text = kanal.Clean(m.Text)
	m.SenderName = kanal.Clean(m.SenderName)
	if m.Kind == "" {
		m.Kind = kanal.KindMessage
	}
	a := &arrival{message: m, done: make(chan struct{}),
		caller: storage.Caller{Address: storage.Address{Account: m.Account, Chat: m.Conversation}, Alias: m.Alias, Name: m.SenderName}}
	a.prediction = r.foresee(m.Text)
	r.intake.add(a)
	select {
	case <-a.done:
		return a.err
	case <-ctx.Done():
		return fmt.Errorf("receiving: %w", context.Cause(ctx)) // the commit goes on; a repeat will find it
	}
}

// foresee classifies a message before its transaction. A panic there comes again inside it, where it is handled.
func (r *Router) foresee(text string) (p kanal.Prediction) {
	defer func() {
		if recover() != nil {
			p = kanal.Prediction{}
		}
	}()
	if text == "" {
		return kanal.Prediction{}
	}
	return r.classify(text)
}

func (in *intake) add(a *arrival) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.waiting = append(in.waiting, a)
	if !in.working {
		in.working = true
		go in.work()
	}
}

// work commits batch after batch until nothing waits. One at a time: while a batch is committed the next one
// grows, and larger batches gain more than several committers side by side (docs/figures.md).
func (in *intake) work() {
	for batch := in.take(); len(batch) > 0; batch = in.take() {
		ctx, cancel := context.WithTimeout(context.Background(), commitTimeout)
		in.router.commit(ctx, batch)
		cancel()
		for _, a := range batch {
			close(a.done)
		}
	}
}

// take picks the next batch: in order, at most one message of a conversation, by whichever of its addresses.
func (in *intake) take() []*arrival {
	in.mu.Lock()
	defer in.mu.Unlock()
	var batch []*arrival
	rest := in.waiting[:0]
	taken := map[storage.Address]bool{}
	for _, a := range in.waiting {
		address, alias := a.caller.Address, storage.Address{Account: a.caller.Account, Chat: a.caller.Alias}
		if len(batch) < batchSize && !taken[address] && !taken[alias] {
			batch = append(batch, a)
		} else {
			rest = append(rest, a)
		}
		taken[address] = true
		if alias.Chat != "" {
			taken[alias] = true
		}
	}
	clear(in.waiting[len(rest):])
	in.waiting = rest
	in.working = len(batch) > 0
	return batch
}

// commit stores a batch in one transaction. A batch that fails is run again one by one, so that one odd
// message does not hold up the others; one that fails alone as well, through its contents, is stored raw.
func (r *Router) commit(ctx context.Context, batch []*arrival) {
	err := r.store.InTx(ctx, func(tx *storage.Store) error { return r.interpretAll(ctx, tx, batch) })
	if err == nil {
		return
	}
	if len(batch) > 1 {
		r.log.Warn("batch rolled back; its messages go in one by one", "messages", len(batch), "err", err)
	}
	for _, a := range batch {
		a.err = r.commitOne(ctx, a)
	}
}

func (r *Router) commitOne(ctx context.Context, a *arrival) error {
	alone := func(tx *storage.Store) error { return r.interpretAll(ctx, tx, []*arrival{a}) }
	err := r.store.InTx(ctx, alone)
	if errors.Is(err, kanal.ErrConflict) { // somebody was faster; what they left decides
		err = r.store.InTx(ctx, alone)
	}
	if err == nil || storage.Unavailable(err) || ctx.Err() != nil {
		return err
	}
	r.log.Error("message not understood by the program; stored for an admin", "account", a.message.Account, "err", err)
	if err := r.store.InTx(ctx, func(tx *storage.Store) error { return r.storeRaw(ctx, tx, a) }); err != nil {
		return fmt.Errorf("storing a message raw: %w", err)
	}
	return nil
}

// errPanic marks a panic while a message was interpreted.
var errPanic = errors.New("panic")

// interpretAll does everything for a batch inside its transaction.
func (r *Router) interpretAll(ctx context.Context, tx *storage.Store, batch []*arrival) (err error) {
	defer func() {
		if p := recover(); p != nil {
			// The value of a panic may quote the message, so it is not logged; the stack holds no words.
			r.log.Error("panic while interpreting", "stack", string(debug.Stack()))
			err = errPanic
		}
	}()
	conversations, err := r.lock(ctx, tx, batch)
	if err != nil {
		return err
	}
	keys := make([]storage.MessageKey, len(batch))
	for i, a := range batch {
		keys[i] = storage.MessageKey{Conversation: conversations[i].ID, External: a.message.ID}
	}
	seen, err := tx.Seen(ctx, keys...)
	if err != nil {
		return fmt.Errorf("looking for repeats: %w", err)
	}
	u := r.newUnit(tx)
	if err := u.drawNumbers(ctx, len(batch)); err != nil {
		return err
	}
	if err := u.release(ctx, conversations, batch); err != nil {
		return err
	}
	for _, c := range conversations { // an officer's message may change what the dialog of another one remembers
		u.chats[c.ID] = c
	}
	for i, a := range batch {
		if seen[keys[i]] {
			continue
		}
		if err := u.interpret(ctx, conversations[i], a); err != nil {
			return fmt.Errorf("interpreting: %w", err)
		}
	}
	return u.write(ctx)
}

// lock locks the conversations of a batch, and only then are they read and decided upon.
func (r *Router) lock(ctx context.Context, tx *storage.Store, batch []*arrival) ([]*storage.Conversation, error) {
	callers := make([]storage.Caller, len(batch))
	for i, a := range batch {
		callers[i] = a.caller
	}
	conversations, err := tx.Callers(ctx, callers)
	if err != nil {
		return nil, fmt.Errorf("locking conversations: %w", err)
	}
	found := make(map[int64]bool, len(batch))
	for _, c := range conversations {
		if found[c.ID] { // by two addresses that are one person's: each message is decided on what the one before left
			return nil, fmt.Errorf("two messages of conversation %d at once: %w", c.ID, kanal.ErrConflict)
		}
		found[c.ID] = true
	}
	return conversations, nil
}

// storeRaw keeps a message whose interpretation fails, and tells its sender that a person will read it.
func (r *Router) storeRaw(ctx context.Context, tx *storage.Store, a *arrival) error {
	conversations, err := r.lock(ctx, tx, []*arrival{a})
	if err != nil {
		return err
	}
	key := storage.MessageKey{Conversation: conversations[0].ID, External: a.message.ID}
	seen, err := tx.Seen(ctx, key)
	if err != nil || seen[key] {
		return err
	}
	u := r.newUnit(tx)
	u.chats[conversations[0].ID] = conversations[0]
	if err := u.release(ctx, conversations, []*arrival{a}); err != nil {
		return err
	}
	m := u.incoming(conversations[0], a.message)
	m.Attention = true
	if _, err := u.state(ctx, conversations[0]); err != nil {
		return err
	}
	u.sayRaw(conversations[0])
	return u.write(ctx)
}
