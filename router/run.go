package router

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"kanal"
	"kanal/bots"
	"kanal/router/dialog"
	"kanal/router/texts"
	"kanal/storage"
)

const (
	dialogEach    = time.Second
	datesEach     = time.Minute
	directoryEach = time.Minute
	passSize      = 100 // rows of one pass; the rest comes with the next
)

// Run receives and delivers until ctx ends, and then returns nil when everything begun is done.
func (r *Router) Run(ctx context.Context) error {
	var running sync.WaitGroup
	couriers := map[string]*courier{}
	for _, bot := range r.bots {
		c := r.newCourier(bot)
		couriers[bot.Account()] = c
		account := func(ctx context.Context) { r.receiveFrom(ctx, bot) }
		deliver := func(ctx context.Context) { together(ctx, c.run, func(ctx context.Context) { r.fetchFrom(ctx, bot) }) }
		if kanal.NetworkOf(bot.Account()).Leased {
			account = func(ctx context.Context) { r.whole(ctx, bot, deliver) }
		} else {
			running.Go(func() { deliver(ctx) })
		}
		running.Go(func() { r.hold(ctx, AccountLease(bot.Account()), account) })
	}
	running.Go(func() { r.listen(ctx, couriers) })
	running.Go(func() { r.every(ctx, dialogEach, "silent drafts", r.fileSilentDrafts) })
	running.Go(func() { r.every(ctx, directoryEach, "directory", r.loadDirectory) })
	running.Go(func() { r.every(ctx, learnEach, "model", r.watchModel) })
	if r.study != nil {
		running.Go(func() { r.every(ctx, learnEach, "learning", r.keepLearning) })
	}
	running.Go(func() {
		r.hold(ctx, "dates", func(ctx context.Context) { r.every(ctx, datesEach, "dates", r.keepDates) })
	})
	running.Wait()
	return nil
}

// listen passes wakes on to the couriers.
func (r *Router) listen(ctx context.Context, couriers map[string]*courier) {
	for wake := range r.store.Wakes(ctx) {
		if wake.Model {
			if err := r.watchModel(ctx); err != nil {
				r.log.Warn("another model is in use and could not be loaded; it comes with the next look", "err", err)
			}
		}
		if c, ok := couriers[wake.Account]; ok {
			c.nudge()
		}
	}
}

// receiveFrom runs a bot; one that ends with an error is tried again after a while.
func (r *Router) receiveFrom(ctx context.Context, bot bots.Bot) {
	defer func() {
		if p := recover(); p != nil {
			r.log.Error("channel panicked", "account", bot.Account())
		}
	}()
	if err := bot.Run(ctx, r.Inbox()); err != nil && ctx.Err() == nil {
		r.log.Error("channel stopped", "account", bot.Account(), "err", err)
	}
}

// every does a pass again and again; a pass that fails is logged and comes again.
func (r *Router) every(ctx context.Context, pause time.Duration, name string, pass func(context.Context) error) {
	for ctx.Err() == nil {
		if err := pass(ctx); err != nil && ctx.Err() == nil {
			r.log.Warn("pass failed", "pass", name, "err", err)
		}
		sleep(ctx, pause)
	}
}

// fileSilentDrafts wakes the conversations whose time has come. It runs in every process: each conversation is
// locked, and looked at again under the lock.
func (r *Router) fileSilentDrafts(ctx context.Context) error {
	due, err := r.store.DueConversations(ctx, r.now(), passSize)
	if err != nil {
		return fmt.Errorf("looking for silent drafts: %w", err)
	}
	var failed error
	for _, id := range due { // one odd draft does not hold up the others
		if err := r.store.InTx(ctx, func(tx *storage.Store) error { return r.fileSilentDraft(ctx, tx, id) }); err != nil {
			failed = errors.Join(failed, fmt.Errorf("waking conversation %d: %w", id, err))
		}
	}
	return failed
}

func (r *Router) fileSilentDraft(ctx context.Context, tx *storage.Store, id int64) (err error) {
	defer func() {
		if p := recover(); p != nil {
			r.log.Error("panic while a draft was filed", "stack", string(debug.Stack()))
			err = errPanic
		}
	}()
	u := r.newUnit(tx)
	chat, err := u.conversation(ctx, id)
	if err != nil {
		return err
	}
	if chat.DueAt.IsZero() || chat.DueAt.After(u.at) {
		return nil
	}
	state, err := u.state(ctx, chat)
	if err != nil {
		return err
	}
	in := u.senses(chat)
	in.Silence = true
	user, err := u.boundTo(ctx, chat)
	if err != nil {
		return err
	}
	in.Officer = user != nil && user.Role == storage.Officer
	next, effects := dialog.Step(state, in)
	if err := u.carryOut(ctx, exchange{chat: chat, next: next}, effects); err != nil {
		return err
	}
	return u.write(ctx)
}

// digestAt is the hour (WITA) from which the digests of a working day go out.
const digestAt = 8

// sendDigests gives officers who want it the list of what is open, once a working day.
func (r *Router) sendDigests(ctx context.Context) error {
	now := r.now().In(kanal.WITA)
	day := now.Format(time.DateOnly)
	if now.Hour() < digestAt || !r.directory.Load().timetable.Works(now) {
		return nil
	}
	readers, err := r.store.DigestReaders(ctx, day)
	if err != nil {
		return fmt.Errorf("looking for readers of the digest: %w", err)
	}
	for _, officer := range readers {
		if err := r.store.InTx(ctx, func(tx *storage.Store) error { return r.sendDigest(ctx, tx, officer, day) }); err != nil {
			return fmt.Errorf("sending a digest: %w", err)
		}
	}
	return nil
}

func (r *Router) sendDigest(ctx context.Context, tx *storage.Store, officer *storage.User, day string) error {
	u := r.newUnit(tx)
	chat, err := u.conversation(ctx, officer.Bound)
	if err != nil {
		return err
	}
	due, err := tx.TakeDigest(ctx, officer.ID, day)
	if err != nil || !due {
		return err
	}
	open, err := u.tasks(ctx, officer, chat, true)
	if err != nil || len(open) == 0 {
		return err // nothing open is no message
	}
	to := u.to(chat)
	args := texts.Args{}
	u.fill(to, args, dialog.Say{Args: dialog.Args{Reports: open}})
	u.outgoing(chat, texts.Say(to, texts.TaskDigest, args), nil, nil)
	return u.write(ctx)
}

// eraseWhoAsked takes those out of the database who asked for it and have got their last message.
func (r *Router) eraseWhoAsked(ctx context.Context) error {
	list, err := r.store.Erasable(ctx, passSize)
	if err != nil {
		return fmt.Errorf("looking for who asked for erasure: %w", err)
	}
	for _, id := range list {
		if err := r.store.Erase(ctx, id); err != nil && !notFound(err) {
			return err
		}
	}
	return nil
}

// keepDates closes what the citizen left unanswered and archives what was never completed.
func (r *Router) keepDates(ctx context.Context) error {
	if err := r.store.DeleteExpiredSessions(ctx); err != nil {
		return fmt.Errorf("forgetting old sessions: %w", err)
	}
	if err := r.eraseWhoAsked(ctx); err != nil {
		return err
	}
	if err := r.sendDigests(ctx); err != nil {
		return err
	}
	if _, err := r.store.GiveUpHeld(ctx, r.now().Add(-heldFor)); err != nil {
		return err
	}
	silent, err := r.store.DueClocks(ctx, kanal.ClockCitizen, r.now(), passSize)
	if err != nil {
		return fmt.Errorf("looking for answers without an echo: %w", err)
	}
	for _, id := range silent {
		if err := r.byClock(ctx, id, Change{To: kanal.Closed}); err != nil {
			return err
		}
	}
	before := r.now().AddDate(0, 0, -1) // the exact date is checked below
	paused, err := r.store.PausedClocks(ctx, before, passSize)
	if err != nil {
		return fmt.Errorf("looking for incomplete reports: %w", err)
	}
	for _, id := range paused {
		clock, err := r.store.OpenClock(ctx, id)
		if err != nil {
			return fmt.Errorf("reading a clock: %w", err)
		}
		if clock == nil || clock.PausedAt.IsZero() || r.directory.Load().timetable.Until(kanal.TermComplete, clock.PausedAt).After(r.now()) {
			continue
		}
		if err := r.byClock(ctx, id, Change{To: kanal.Archived, Reason: "tidak_lengkap"}); err != nil {
			return err
		}
	}
	return nil
}

// byClock takes a step because a date came; that the report moved on meanwhile is no failure.
func (r *Router) byClock(ctx context.Context, id int64, c Change) error {
	report, err := r.store.Report(ctx, id)
	if err != nil {
		return fmt.Errorf("reading a report: %w", err)
	}
	c.Actor, c.Report, c.Version = kanal.ByClock, id, report.Version
	if report.Status == kanal.Incomplete && report.Protection.Sealed() { // its reporter may leave a question open: the work goes on
		c.To, c.Reason = report.Before, ""
	}
	err = r.ChangeStatus(ctx, c)
	if errors.Is(err, kanal.ErrConflict) || errors.Is(err, kanal.ErrNotAllowed) {
		return nil
	}
	return err
}
