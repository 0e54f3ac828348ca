package webchat_test

import (
	"context"
	"sync"
	"time"

	"kanal"
	"kanal/bots"
	"kanal/bots/webchat"
)

// threads is the store of these tests: all conversations in one order, each message once.
type threads struct {
	mu    sync.Mutex
	items []stored
	fail  error
	calls int
	woken map[string][]chan struct{}
}

type stored struct {
	conversation string
	webchat.Item
}

func (s *threads) History(_ context.Context, conversation string, after int64, limit int) ([]webchat.Item, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		return nil, s.fail
	}
	var found []webchat.Item
	for _, item := range s.items {
		if item.conversation == conversation && item.ID > after && len(found) < limit {
			found = append(found, item.Item)
		}
	}
	return found, nil
}

// Woken is the database's notification, which reaches every process.
func (s *threads) Woken(conversation string) (<-chan struct{}, func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	signal := make(chan struct{}, 1)
	if s.woken == nil {
		s.woken = map[string][]chan struct{}{}
	}
	s.woken[conversation] = append(s.woken[conversation], signal)
	return signal, func() {}
}

// add keeps an item unless it is a repeat, and tells every process when it should.
func (s *threads) add(conversation string, item webchat.Item, notify bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, old := range s.items {
		if old.conversation == conversation && old.MessageID == item.MessageID {
			return
		}
	}
	item.ID = int64(len(s.items)+1) * 10
	if item.At.IsZero() {
		item.At = time.Date(2026, 10, 5, 9, 30, len(s.items), 0, time.UTC)
	}
	s.items = append(s.items, stored{conversation, item})
	if !notify {
		return
	}
	for _, signal := range s.woken[conversation] {
		select {
		case signal <- struct{}{}:
		default:
		}
	}
}

// Receive stores what a person writes.
func (s *threads) Receive(_ context.Context, m kanal.Incoming) error {
	s.mu.Lock()
	fail := s.fail
	s.calls++
	s.mu.Unlock()
	if fail != nil {
		return fail
	}
	s.add(m.Conversation, webchat.Item{Mine: true, MessageID: m.ID, Text: m.Text, Choice: m.Choice, ReplyTo: m.ReplyTo}, true)
	return nil
}

// answer commits one of our messages as a delivery, without waking anybody.
func (s *threads) answer(out kanal.Outgoing) {
	s.add(out.Conversation, webchat.Item{MessageID: webchat.MessageID(out.Delivery), Text: out.Text, Choices: out.Choices}, false)
}

func (s *threads) inbox() bots.Inbox { return bots.Inbox{Receive: s.Receive} }

// breakDown lets the store fail from now on, or work again (nil).
func (s *threads) breakDown(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail = err
}

func (s *threads) counts() (items, calls int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.items), s.calls
}
