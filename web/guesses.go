package web

import (
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

const (
	guessesAllowed = 10
	guessesWithin  = 10 * time.Minute
)

// guesses counts tries of passwords and PINs in this process, by what is guessed and by who guesses.
type guesses struct {
	mu    sync.Mutex
	now   func() time.Time
	made  map[string][]time.Time
	swept time.Time
}

func newGuesses(now func() time.Time) *guesses {
	return &guesses{now: now, made: map[string][]time.Time{}}
}

// allow notes a guess and tells whether it may be made.
func (g *guesses) allow(who string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	g.sweep(now)
	recent := recentOf(g.made[who], now)
	if len(recent) >= guessesAllowed {
		return false
	}
	g.made[who] = append(recent, now)
	return true
}

// forget clears the guesses of somebody who knew.
func (g *guesses) forget(who string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.made, who)
}

// takeBack makes the last guess uncounted.
func (g *guesses) takeBack(who string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if n := len(g.made[who]); n > 0 {
		g.made[who] = g.made[who][:n-1]
	}
}

// sweep drops what is over, so that strangers do not fill the memory.
func (g *guesses) sweep(now time.Time) {
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
	for len(times) > 0 && now.Sub(times[0]) >= guessesWithin {
		times = times[1:]
	}
	return times
}

// addressOf is whose browser it is: the address before the last proxy, where one of our own network stands
// before us, else the peer's.
func addressOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	peer := net.ParseIP(host)
	forwarded := r.Header.Values("X-Forwarded-For")
	if peer == nil || !peer.IsLoopback() && !peer.IsPrivate() || len(forwarded) == 0 {
		return host
	}
	chain := strings.Split(forwarded[len(forwarded)-1], ",")
	if last := net.ParseIP(strings.TrimSpace(chain[len(chain)-1])); last != nil {
		return last.String()
	}
	return host
}
