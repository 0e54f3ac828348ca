package router

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"kanal/bots"
	"kanal/storage"
)

// leaseFor is how long a lease lasts that is not renewed: so long an account is still after its process died.
const leaseFor = 15 * time.Second

// AccountLease names the lease of who receives for an account.
func AccountLease(account string) string { return "bot:" + account }

// HoldAccount runs work while this process, known as owner, is the one that receives for an account; it waits for that
// and for ctx to end. It is for commands that do without a Router.
func HoldAccount(ctx context.Context, store *storage.Store, account, owner string, work func(context.Context)) {
	r := &Router{store: store, owner: owner, log: slog.New(slog.DiscardHandler)}
	r.hold(ctx, AccountLease(account), work)
}

// hold runs work while this process has the lease of that name, again and again until ctx ends.
func (r *Router) hold(ctx context.Context, name string, work func(context.Context)) {
	for ctx.Err() == nil {
		held, err := r.store.Lease(ctx, name, r.owner, leaseFor)
		if err == nil && held {
			r.whileHeld(ctx, name, work)
		} else if err != nil && ctx.Err() == nil {
			r.log.Warn("lease not to be had", "lease", name, "err", err)
		}
		sleep(ctx, leaseFor/3)
	}
	release, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if err := r.store.Release(release, name, r.owner); err != nil {
		r.log.Warn("lease not given back; it runs out", "lease", name, "err", err)
	}
}

// whileHeld runs work and renews the lease; when it is lost, work is told to end.
func (r *Router) whileHeld(ctx context.Context, name string, work func(context.Context)) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	done := make(chan struct{})
	go func() {
		defer close(done)
		work(ctx)
	}()
	renewed := time.Now()
	for {
		select {
		case <-done:
			return
		case <-time.After(leaseFor / 3):
		}
		held, err := r.store.Lease(ctx, name, r.owner, leaseFor)
		if err == nil && held {
			renewed = time.Now()
		} else if err == nil || time.Since(renewed) > leaseFor*2/3 {
			cancel()
			<-done
			return
		}
	}
}

// whole runs a bot and, as long as it runs, what sends and fetches through it.
func (r *Router) whole(ctx context.Context, bot bots.Bot, deliver func(context.Context)) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	together(ctx, deliver, func(ctx context.Context) {
		defer cancel()
		r.receiveFrom(ctx, bot)
	})
}

// together runs all of these and waits for them.
func together(ctx context.Context, all ...func(context.Context)) {
	var running sync.WaitGroup
	for _, run := range all {
		running.Go(func() { run(ctx) })
	}
	running.Wait()
}
