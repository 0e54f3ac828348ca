package router

import (
	"context"
	"errors"
	"sync"
	"time"

	"kanal"
	"kanal/bots"
	"kanal/storage"
)

const (
	senders      = 32               // sends of one account under way at once
	claimFor     = 45 * time.Second // longer than any send; then another process may try
	sendTimeout  = 30 * time.Second
	pollEach     = time.Second // wakes can be lost
	giveUpAfter  = 3 * 24 * time.Hour
	unpacedAbove = 1000 // an account faster than this needs no pace
)

// pauses before the next tries after passing failures; the last one repeats until giveUpAfter.
var pauses = []time.Duration{2 * time.Second, 10 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute,
	30 * time.Minute, time.Hour, 3 * time.Hour}

// courier delivers the queue of one account: it claims what is due, commits the claim, sends, and records how
// it ended. Of one recipient only the oldest unfinished message is ever claimed, so order holds.
type courier struct {
	*Router
	bot      bots.Bot
	network  kanal.Network
	wake     chan struct{}
	outcomes chan storage.Outcome
	mu       sync.Mutex
	last     map[string]time.Time // by recipient: when something was sent last
}

func (r *Router) newCourier(bot bots.Bot) *courier {
	return &courier{Router: r, bot: bot, network: kanal.NetworkOf(bot.Account()), wake: make(chan struct{}, 1), last: map[string]time.Time{}}
}

// nudge says that there may be something to send.
func (c *courier) nudge() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// run delivers until ctx ends, then waits for the sends under way and records them. It may be called again then.
func (c *courier) run(ctx context.Context) {
	c.outcomes = make(chan storage.Outcome, senders)
	recorded := make(chan struct{})
	go func() {
		defer close(recorded)
		c.record()
	}()
	var sends sync.WaitGroup
	slots := make(chan struct{}, senders)
	for ctx.Err() == nil {
		claimed := c.claim(ctx, cap(slots)-len(slots))
		for _, d := range claimed {
			slots <- struct{}{}
			sends.Go(func() {
				defer func() { <-slots }()
				c.outcomes <- c.send(ctx, d)
			})
		}
		if len(claimed) == 0 {
			c.wait(ctx)
		}
	}
	sends.Wait()
	close(c.outcomes)
	<-recorded
}

func (c *courier) wait(ctx context.Context) {
	timer := time.NewTimer(pollEach)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-c.wake:
	case <-timer.C:
	}
}

// claim takes up to n deliveries and keeps the account's pace.
func (c *courier) claim(ctx context.Context, n int) []storage.Delivery {
	if n == 0 {
		return nil
	}
	n = min(n, c.network.PerSecond)
	claimed, err := c.store.Claim(ctx, c.bot.Account(), c.owner, c.now().Add(claimFor), n)
	if err != nil {
		if ctx.Err() == nil {
			c.log.Warn("deliveries could not be claimed", "account", c.bot.Account(), "err", err)
		}
		return nil
	}
	if len(claimed) == 0 || c.network.PerSecond >= unpacedAbove {
		return claimed
	}
	pause, err := c.store.Pace(ctx, c.bot.Account(), c.network.PerSecond, len(claimed))
	if err != nil {
		pause = time.Second // the pace is unknown: a careful guess
	}
	sleep(ctx, pause)
	return claimed
}

// send makes one try and says how it ended.
func (c *courier) send(ctx context.Context, d storage.Delivery) storage.Outcome {
	out := storage.Outcome{Delivery: d.Delivery}
	if d.Blocked {
		out.State, out.Trouble = kanal.StateDead, "blocked"
		return out
	}
	c.space(ctx, d.Conversation)
	if ctx.Err() != nil { // stopping: not sent, so the next process may at once
		out.State, out.NextAt = kanal.StatePending, c.now()
		return out
	}
	sending, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendTimeout)
	defer cancel()
	err := c.resolve(sending, &d)
	if errors.Is(err, errWaiting) {
		out.State, out.NextAt = kanal.StatePending, c.now().Add(pollEach)
		return out
	}
	var receipt kanal.Receipt
	out.Began = c.now()
	if err == nil {
		receipt, err = c.try(sending, d.Outgoing)
	}
	if err == nil {
		out.State, out.Receipt = kanal.StateSent, receipt.ID
		return out
	}
	out.Trouble = "passing"
	var later *kanal.RetryError
	switch {
	case errors.Is(err, kanal.ErrUndeliverable):
		out.State, out.Trouble = kanal.StateDead, "undeliverable"
	case errors.Is(err, kanal.ErrWindowClosed):
		out.State, out.Trouble = kanal.StateHeld, "window"
		return out
	case c.tired(d):
		out.State, out.Trouble = kanal.StateDead, "gave_up"
	case errors.As(err, &later):
		out.State, out.NextAt, out.Trouble = kanal.StatePending, c.now().Add(later.After), "throttled"
	default:
		out.State, out.NextAt = kanal.StatePending, c.now().Add(pauses[min(d.Tries, len(pauses))-1])
	}
	c.log.Warn("delivery failed", "account", c.bot.Account(), "delivery", d.Delivery, "tries", d.Tries, "state", out.State, "err", err)
	return out
}

// try calls the bot; a panic in a channel is a passing failure of one message.
func (c *courier) try(ctx context.Context, out kanal.Outgoing) (receipt kanal.Receipt, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = errPanic
		}
	}()
	return c.bot.Send(ctx, out)
}

// space keeps the network's pause between two messages to one recipient.
func (c *courier) space(ctx context.Context, chat string) {
	if c.network.PerRecipient == 0 {
		return
	}
	c.mu.Lock()
	now := time.Now()
	at := now
	if next := c.last[chat].Add(c.network.PerRecipient); next.After(now) {
		at = next
	}
	c.last[chat] = at
	for other, when := range c.last {
		if len(c.last) > senders && now.Sub(when) > c.network.PerRecipient {
			delete(c.last, other)
		}
	}
	c.mu.Unlock()
	sleep(ctx, at.Sub(now))
}

// record writes outcomes down, several at once where they come together, and looks for what may go next.
func (c *courier) record() {
	for first := range c.outcomes {
		batch := []storage.Outcome{first}
		for open := true; open && len(batch) < batchSize; {
			select {
			case next, ok := <-c.outcomes:
				if open = ok; ok {
					batch = append(batch, next)
				}
			default:
				open = false
			}
		}
		ctx, cancel := context.WithTimeout(context.Background(), commitTimeout)
		if err := c.store.Finish(ctx, c.owner, batch...); err != nil {
			// The claim runs out and the messages are sent again with the same numbers.
			c.log.Error("outcomes of deliveries not recorded", "account", c.bot.Account(), "deliveries", len(batch), "err", err)
		}
		cancel()
		c.nudge()
	}
}

// sleep waits for d or until ctx ends.
func sleep(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
