package storage

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/lib/pq"
)

// Wake says that there is something to do or to show.
type Wake struct {
	Account      string `json:"a,omitempty"` // a message to be sent through this account …
	Conversation int64  `json:"c,omitempty"` // … to this conversation was queued
	Model        bool   `json:"m,omitempty"` // another model is in use
}

// channel is the name that processes listen on, and pending how many wakes a slow subscriber may leave waiting.
const (
	channel = "kanal"
	pending = 1024
	// maxPayload is below the 8,000 bytes that PostgreSQL takes.
	maxPayload = 7800
)

// hub passes wakes on to the subscribers of this process.
type hub struct {
	mu          sync.Mutex
	subscribers map[chan Wake]bool
	listener    *pq.Listener
	origin      string // of this process, to know its own notes again
	closed      bool
}

// Wakes subscribes until ctx ends or the Store closes; then the channel closes. A wake may be lost when nobody
// takes it or while the connection is away, so poll besides. All wakes come in one database, of all processes.
func (s *Store) Wakes(ctx context.Context) <-chan Wake {
	c := make(chan Wake, pending)
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	if s.hub.closed {
		close(c)
		return c
	}
	if s.hub.subscribers == nil {
		s.hub.subscribers = make(map[chan Wake]bool)
	}
	if s.engine.shared && s.hub.listener == nil {
		s.listen()
	}
	s.hub.subscribers[c] = true
	context.AfterFunc(ctx, func() {
		s.hub.mu.Lock()
		defer s.hub.mu.Unlock()
		if s.hub.subscribers[c] {
			delete(s.hub.subscribers, c)
			close(c)
		}
	})
	return c
}

func (h *hub) publish(wakes []Wake) {
	if len(wakes) == 0 {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.subscribers {
		for _, w := range wakes {
			select {
			case c <- w:
			default: // the publisher must not wait
			}
		}
	}
}

func (h *hub) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for c := range h.subscribers {
		close(c)
	}
	clear(h.subscribers)
	if h.listener != nil {
		h.listener.Close()
	}
}

// note is what one process tells the others.
type note struct {
	Origin string `json:"o"`
	Wakes  []Wake `json:"w"`
}

// listen keeps a connection that hears the other processes, and makes another when it breaks.
func (s *Store) listen() {
	l := pq.NewListener(s.direct, 100*time.Millisecond, 10*time.Second, func(_ pq.ListenerEventType, err error) {
		if err != nil {
			s.log.Warn("no wakes from other processes for now", "err", err)
		}
	})
	s.hub.listener = l
	go func() {
		if err := l.Listen(channel); err != nil { // waits for the first connection; an error: closed
			return
		}
		for n := range l.NotificationChannel() {
			if n == nil { // connected again; what was lost the poll finds
				continue
			}
			var heard note
			if json.Unmarshal([]byte(n.Extra), &heard) == nil && heard.Origin != s.hub.origin {
				s.hub.publish(heard.Wakes)
			}
		}
	}()
}

// announce tells the other processes, as part of the transaction.
func (s *Store) announce(ctx context.Context) error {
	if !s.engine.shared {
		return nil
	}
	for wakes := s.wakes; len(wakes) > 0; {
		n := min(len(wakes), 100)
		packed, err := json.Marshal(note{s.hub.origin, wakes[:n]})
		for ; err == nil && len(packed) > maxPayload && n > 1; packed, err = json.Marshal(note{s.hub.origin, wakes[:n]}) {
			n /= 2
		}
		if err != nil {
			return fmt.Errorf("pack wakes: %w", err)
		}
		if _, err := s.exec(ctx, "SELECT pg_notify('"+channel+"', ?)", string(packed)); err != nil {
			return fmt.Errorf("notify: %w", err)
		}
		wakes = wakes[n:]
	}
	return nil
}
