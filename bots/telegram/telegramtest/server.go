// Package telegramtest is a fake of Telegram's Bot API on 127.0.0.1, with people who write to the bot, tap its
// buttons and block it. It keeps Telegram's rules where they matter for a bot: an update is delivered again
// until it is acknowledged (by the offset of getUpdates, or by a 200 of the webhook), one chat's updates come
// in order, and sendMessage refuses what Telegram refuses. Message ids are numbered per chat on purpose, so that
// equal ids in different chats come up.
//
//	server := telegramtest.New("1:token")
//	defer server.Close()
//	// … a bot with the API address server.URL() …
//	sari := server.Person(7001, "Sari")
//	sari.Write("jalan rusak")
//	card, err := sari.Wait(ctx, "Sudah benar?")
//	err = sari.Tap(card, "Kirim")
package telegramtest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	"github.com/go-telegram/bot/models"
)

// Server is the fake. All methods are safe for concurrent use.
type Server struct {
	token string
	http  *httptest.Server
	post  *http.Client // calls the webhook

	mu       sync.Mutex
	changed  chan struct{} // closed and replaced whenever anything happens
	closed   bool
	held     bool  // nothing is delivered but by Redeliver
	nextID   int64 // of updates
	nextPoll int   // number of the latest getUpdates; an older one ends with a conflict
	updates  []*update
	head     int // index of the first update that may not be acknowledged
	queues   map[int64]*queue
	hook     webhook
	posting  sync.WaitGroup
	stop     context.CancelFunc // ends the webhook calls under way
	life     context.Context

	chats    map[int64]*chat
	people   map[int64]*Person
	taps     map[string]bool // callback queries: answered?
	files    map[string]file
	failures map[string][]*Failure // nil: this call works
	calls    map[string]int
}

// update is one update on its way to the bot.
type update struct {
	id           int64
	chat         int64
	body         json.RawMessage
	tries        int // how often it was delivered
	acknowledged bool
}

// Failure is an answer that a method gives instead of doing its work.
type Failure struct {
	Code        int    // HTTP status and error_code, e.g. 429; 0 to drop the connection
	Description string // as Telegram says it, e.g. "Forbidden: user is deactivated"
	RetryAfter  int    // seconds, for 429
	Migrate     int64  // parameters.migrate_to_chat_id
	HTML        bool   // a page of a proxy instead of JSON
	Late        bool   // the work is done, only its answer is lost
}

// New starts a server for the bot with this token.
func New(token string) *Server {
	s := &Server{
		token: token, changed: make(chan struct{}), nextID: 100,
		queues: map[int64]*queue{}, chats: map[int64]*chat{}, people: map[int64]*Person{}, taps: map[string]bool{},
		files: map[string]file{}, failures: map[string][]*Failure{}, calls: map[string]int{},
		post: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: hookConnections, MaxConnsPerHost: hookConnections}, Timeout: time.Minute},
	}
	s.life, s.stop = context.WithCancel(context.Background())
	s.http = httptest.NewServer(http.HandlerFunc(s.serve))
	return s
}

// URL is the address to use instead of https://api.telegram.org.
func (s *Server) URL() string { return s.http.URL }

// Close ends everything; nothing of it goes on running.
func (s *Server) Close() {
	s.mu.Lock()
	s.closed = true
	s.announce()
	s.mu.Unlock()
	s.stop()
	s.posting.Wait()
	s.http.CloseClientConnections()
	s.http.Close()
	s.post.CloseIdleConnections()
}

// Push hands any update to the bot, e.g. one of a kind that no Person method makes, and returns its number.
// Its ID is set here.
func (s *Server) Push(chat int64, u models.Update) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.nextID++
	u.ID = s.nextID
	body, err := json.Marshal(&u)
	if err != nil {
		panic(fmt.Sprintf("telegramtest: an update that is none: %v", err)) // a mistake of the test
	}
	return s.enqueue(chat, u.ID, body)
}

// PushRaw hands over an update as JSON text in which every %d stands for the update's number.
func (s *Server) PushRaw(chat int64, format string) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.nextID++
	return s.enqueue(chat, s.nextID, json.RawMessage(fmt.Sprintf(format, s.nextID)))
}

func (s *Server) enqueue(chat, id int64, body json.RawMessage) int64 {
	u := &update{id: id, chat: chat, body: body}
	s.updates = append(s.updates, u)
	q := s.queues[chat]
	if q == nil {
		q = &queue{}
		s.queues[chat] = q
	}
	q.waiting = append(q.waiting, u)
	s.dispatch(q)
	s.announce()
	return id
}

// Fail makes the next calls of a method, e.g. "sendMessage", fail, one for each failure.
func (s *Server) Fail(method string, failures ...Failure) { s.FailAfter(method, 0, failures...) }

// FailAfter lets some calls of a method through and then makes it fail like Fail.
func (s *Server) FailAfter(method string, calls int, failures ...Failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := append(s.failures[method], make([]*Failure, calls)...)
	for _, f := range failures {
		list = append(list, &f)
	}
	s.failures[method] = list
}

// Calls counts the calls of a method so far.
func (s *Server) Calls(method string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[method]
}

// WaitCalls waits until a method was called n times.
func (s *Server) WaitCalls(ctx context.Context, method string, n int) error {
	return s.wait(ctx, func() bool { return s.calls[method] >= n })
}

// Acknowledged tells whether the bot has acknowledged the update of this number.
func (s *Server) Acknowledged(id int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.find(id)
	return u != nil && u.acknowledged
}

// Tries tells how often an update was delivered.
func (s *Server) Tries(id int64) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if u := s.find(id); u != nil {
		return u.tries
	}
	return 0
}

// Pending counts the updates that are not acknowledged.
func (s *Server) Pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, u := range s.updates[s.head:] {
		if !u.acknowledged {
			n++
		}
	}
	return n
}

// WaitAcknowledged waits until the bot has acknowledged these updates, or all when none is named.
func (s *Server) WaitAcknowledged(ctx context.Context, ids ...int64) error {
	return s.wait(ctx, func() bool {
		for _, id := range ids {
			if u := s.find(id); u == nil || !u.acknowledged {
				return false
			}
		}
		return len(ids) > 0 || s.head == len(s.updates)
	})
}

// TapAnswered tells whether the bot has answered this callback query.
func (s *Server) TapAnswered(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.taps[id]
}

// WaitTap waits until the bot has answered this callback query.
func (s *Server) WaitTap(ctx context.Context, id string) error {
	return s.wait(ctx, func() bool { return s.taps[id] })
}

// Hold keeps the updates back, as if nobody wrote, until Resume; Redeliver still posts them one by one.
func (s *Server) Hold() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held = true
}

// Resume delivers what was held back.
func (s *Server) Resume() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held = false
	for _, q := range s.queues {
		s.dispatch(q)
	}
	s.announce()
}

// WebhookURL is the address that the bot registered; empty while it polls.
func (s *Server) WebhookURL() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.hook.url
}

// find looks an update up; its numbers are consecutive. Called with mu held, as are the next two.
func (s *Server) find(id int64) *update {
	if len(s.updates) == 0 || id < s.updates[0].id || id > s.nextID {
		return nil
	}
	return s.updates[id-s.updates[0].id]
}

func (s *Server) announce() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// wait returns when ok, asked with mu held at every change, is true; or with ctx's error.
func (s *Server) wait(ctx context.Context, ok func() bool) error {
	for {
		s.mu.Lock()
		done, changed := ok(), s.changed
		s.mu.Unlock()
		if done {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
