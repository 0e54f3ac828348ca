package router

import (
	"crypto/subtle"
	"sync"
	"time"

	"kanal"
)

// So many tries of one password or PIN, and by one address, are allowed within that time.
const (
	GuessesAllowed = 10
	GuessesWithin  = 10 * time.Minute
)

// Guesses counts tries of passwords and PINs in this process, by what is guessed and by who guesses.
type Guesses struct {
	mu    sync.Mutex
	now   func() time.Time
	made  map[string][]time.Time
	swept time.Time
}

// NewGuesses counts by that clock.
func NewGuesses(now func() time.Time) *Guesses {
	return &Guesses{now: now, made: map[string][]time.Time{}}
}

// Allow notes a guess and tells whether it may be made.
func (g *Guesses) Allow(who string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	g.sweep(now)
	recent := recentOf(g.made[who], now)
	if len(recent) >= GuessesAllowed {
		return false
	}
	g.made[who] = append(recent, now)
	return true
}

// Forget clears the guesses of somebody who knew.
func (g *Guesses) Forget(who string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.made, who)
}

// TakeBack makes the last guess uncounted.
func (g *Guesses) TakeBack(who string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if n := len(g.made[who]); n > 0 {
		g.made[who] = g.made[who][:n-1]
	}
}

// sweep drops what is over, so that strangers do not fill the memory.
func (g *Guesses) sweep(now time.Time) {
	if now.Sub(g.swept) < time.Minute {
		return
	}
	g.swept = now
	for who, times := range g.made {
		if len(recentOf(times, now)) == 0 {
			delete(g.made, who)
		}
	}
}

func recentOf(times []time.Time, now time.Time) []time.Time {
	for len(times) > 0 && now.Sub(times[0]) >= GuessesWithin {
		times = times[1:]
	}
	return times
}

// Len is how many are remembered.
func (g *Guesses) Len() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.made)
}

// Prove tells whether pin is the PIN of that report, and whether it could be tried at all: who guesses too often,
// at one report or from one place, must wait. from names the guesser: an address of a browser, a conversation.
func (r *Router) Prove(n kanal.Number, pin, from string) (proved, tried bool) {
	if !r.guesses.Allow("pin "+string(n)) || !r.guesses.Allow("pin from "+from) {
		return false, false
	}
	if subtle.ConstantTimeCompare([]byte(pin), []byte(r.store.PIN(n))) != 1 {
		return false, true
	}
	r.guesses.TakeBack("pin " + string(n))
	r.guesses.TakeBack("pin from " + from)
	return true, true
}
