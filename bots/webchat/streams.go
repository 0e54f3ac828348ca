package webchat

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"kanal"
)

const (
	historyPage = 200              // items asked for at once
	writeWithin = 20 * time.Second // a browser that takes nothing for so long is gone

	reconnectAfter = 2 * time.Second
	// A browser opens at most six connections to one server over HTTP/1, and the demo shows more pages than
	// that side by side. So a phone's stream ends as soon as all is told, and the browser comes back by itself.
	phoneReconnectAfter = 600 * time.Millisecond
)

// streams tell the page what is new in its thread, as server-sent events.
type streams struct {
	bot *Bot
	who identity
}

func (s streams) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	conversation, _, ok := s.who.conversation(r)
	if !ok {
		http.Error(w, "open the page first", http.StatusUnauthorized)
		return
	}
	after, err := seen(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	header := w.Header()
	header.Set("Content-Type", "text/event-stream")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Accel-Buffering", "no") // proxies that would gather the stream
	stream := stream{bot: s.bot, conversation: conversation, after: after, w: w, control: http.NewResponseController(w)}
	if _, brief := s.who.(Phone); brief {
		stream.brief(r)
		return
	}
	stream.run(r)
}

// seen is the last event the browser has: it repeats the header by itself when it reconnects.
func seen(r *http.Request) (int64, error) {
	last := r.Header.Get("Last-Event-ID")
	if last == "" {
		last = r.URL.Query().Get("after")
	}
	if last == "" {
		return 0, nil
	}
	after, err := strconv.ParseInt(last, 10, 64)
	if err != nil || after < 0 {
		return 0, errors.New("the last event's id must be a number")
	}
	return after, nil
}

// stream is one browser's connection.
type stream struct {
	bot          *Bot
	conversation string
	after        int64 // the last event it was sent
	ready        bool  // it was told that the thread so far is complete
	w            http.ResponseWriter
	control      *http.ResponseController
}

// brief tells what there is and ends.
func (s *stream) brief(r *http.Request) {
	if s.write("retry: %d\n\n", phoneReconnectAfter.Milliseconds()) == nil {
		s.catchUp(r) // a browser that is gone cannot be told so
	}
}

// run tells everything that comes until the browser goes away.
func (s *stream) run(r *http.Request) {
	local, leave := s.bot.hub.subscribe(s.conversation)
	defer leave()
	var elsewhere <-chan struct{}
	if s.bot.options.Woken != nil {
		woken, end := s.bot.options.Woken(s.conversation)
		defer end()
		elsewhere = woken
	}
	poll := time.NewTicker(s.bot.options.Poll)
	defer poll.Stop()
	heartbeat := time.NewTicker(s.bot.options.Heartbeat)
	defer heartbeat.Stop()

	err := s.write("retry: %d\n\n", reconnectAfter.Milliseconds())
	if err == nil {
		err = s.catchUp(r)
	}
	for err == nil {
		select {
		case <-r.Context().Done():
			return
		case <-local:
			err = s.catchUp(r)
		case _, open := <-elsewhere:
			if !open {
				elsewhere = nil
			}
			err = s.catchUp(r)
		case <-poll.C:
			err = s.catchUp(r)
		case <-heartbeat.C:
			err = s.write(": \n\n")
		}
	}
}

// catchUp sends what is new. A history that fails is asked again at the next poll; an error says only that
// the browser is gone.
func (s *stream) catchUp(r *http.Request) error {
	for {
		items, err := s.bot.options.History(r.Context(), s.conversation, s.after, historyPage)
		if err != nil {
			if r.Context().Err() == nil {
				s.bot.options.Log.Error("reading a thread of the web chat",
					"account", s.bot.options.Account, "err", err)
			}
			return nil
		}
		for _, item := range items {
			if err := s.send(item); err != nil {
				return err
			}
		}
		if len(items) < historyPage {
			break
		}
	}
	if s.ready {
		return nil
	}
	s.ready = true
	return s.write("event: ready\ndata: {\"thread\":%q}\n\n", threadName(s.conversation))
}

// threadName lets a page notice that its cookie has changed, without telling it the cookie's value.
func threadName(conversation string) string {
	sum := sha256.Sum256([]byte(conversation))
	return hex.EncodeToString(sum[:8])
}

// event is an item as the page reads it.
type event struct {
	ID       string         `json:"id"`
	Mine     bool           `json:"mine,omitempty"`
	Text     string         `json:"text"`
	Photos   int            `json:"photos,omitempty"`
	Pictures []string       `json:"pictures,omitempty"` // their addresses
	Choices  []kanal.Choice `json:"choices,omitempty"`
	Choice   string         `json:"choice,omitempty"`
	ReplyTo  string         `json:"reply_to,omitempty"`
	Note     string         `json:"note,omitempty"`
	At       time.Time      `json:"at"`
}

func (s *stream) send(item Item) error {
	data, err := json.Marshal(s.bot.options.Look.render(item))
	if err != nil {
		return fmt.Errorf("encoding an item of a thread: %w", err)
	}
	if err := s.write("id: %d\ndata: %s\n\n", item.ID, data); err != nil {
		return err
	}
	s.after = item.ID
	return nil
}

func (s *stream) write(format string, values ...any) error {
	deadline := time.Now().Add(writeWithin)
	if err := s.control.SetWriteDeadline(deadline); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	if _, err := fmt.Fprintf(s.w, format, values...); err != nil {
		return err
	}
	return s.control.Flush()
}
