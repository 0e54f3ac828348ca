package telegramtest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"time"
)

const (
	longestBatch    = 100
	hookConnections = 40 // Telegram's own default
)

// getUpdates gives the oldest updates that are not acknowledged, after acknowledging those below offset.
func (s *Server) getUpdates(r *http.Request, p params) (any, *refusal) {
	s.mu.Lock()
	if s.hook.url != "" {
		s.mu.Unlock()
		return nil, &refusal{code: http.StatusConflict,
			description: "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"}
	}
	s.nextPoll++
	me := s.nextPoll
	s.acknowledgeBelow(p.number("offset"))
	s.announce()
	s.mu.Unlock()

	limit := int(p.number("limit"))
	if limit <= 0 || limit > longestBatch {
		limit = longestBatch
	}
	ctx, cancel := context.WithTimeout(r.Context(), time.Duration(p.number("timeout"))*time.Second)
	defer cancel()
	result := []json.RawMessage{}
	replaced := false
	_ = s.wait(ctx, func() bool { // at the end of the time the answer is empty
		replaced = s.nextPoll != me
		if !replaced {
			result = s.oldest(limit)
		}
		return replaced || len(result) > 0 || s.closed
	})
	if replaced {
		return nil, &refusal{code: http.StatusConflict,
			description: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"}
	}
	return result, nil
}

// acknowledgeBelow and the next two are called with mu held.
func (s *Server) acknowledgeBelow(offset int64) {
	for _, u := range s.updates[s.head:] {
		if u.id >= offset {
			return
		}
		s.acknowledge(u)
	}
}

func (s *Server) acknowledge(u *update) {
	u.acknowledged = true
	for s.head < len(s.updates) && s.updates[s.head].acknowledged {
		s.head++
	}
	q := s.queues[u.chat]
	for len(q.waiting) > 0 && q.waiting[0].acknowledged {
		q.waiting = q.waiting[1:]
	}
}

func (s *Server) oldest(limit int) []json.RawMessage {
	result := []json.RawMessage{}
	for _, u := range s.updates[s.head:] {
		if len(result) == limit || s.held {
			break
		}
		if !u.acknowledged {
			u.tries++
			result = append(result, u.body)
		}
	}
	return result
}

// webhook is what the bot registered.
type webhook struct {
	url, secret string
}

// queue holds the updates of one chat, of which the webhook gets one at a time.
type queue struct {
	waiting []*update
	busy    bool
}

func (s *Server) setWebhook(_ *http.Request, p params) (any, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hook = webhook{url: p["url"], secret: p["secret_token"]}
	for _, q := range s.queues {
		s.dispatch(q)
	}
	s.announce()
	return true, nil
}

func (s *Server) deleteWebhook(*http.Request, params) (any, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hook = webhook{}
	s.announce()
	return true, nil
}

// dispatch starts bringing a chat's updates to the webhook, unless that is under way. Called with mu held.
func (s *Server) dispatch(q *queue) {
	if s.hook.url == "" || s.closed || s.held || q.busy || len(q.waiting) == 0 {
		return
	}
	q.busy = true
	s.posting.Go(func() { s.bring(q) })
}

// bring delivers a chat's updates in order, each until it is acknowledged, with growing pauses.
func (s *Server) bring(q *queue) {
	pause := 5 * time.Millisecond
	for {
		s.mu.Lock()
		if s.hook.url == "" || s.closed || s.held || len(q.waiting) == 0 {
			q.busy = false
			s.mu.Unlock()
			return
		}
		u := q.waiting[0]
		s.mu.Unlock()
		if s.call(s.life, u) {
			pause = 5 * time.Millisecond
			continue
		}
		select {
		case <-time.After(pause):
			pause = min(2*pause, time.Second)
		case <-s.life.Done():
		}
	}
}

// Redeliver posts an update to the webhook at once, whatever the others do and though it was acknowledged, as
// Telegram does when the answer was lost on the way. It tells whether the bot acknowledged it; when ctx ends
// first, the connection is closed.
func (s *Server) Redeliver(ctx context.Context, id int64) bool {
	s.mu.Lock()
	u := s.find(id)
	s.mu.Unlock()
	return u != nil && s.call(ctx, u)
}

// call is one try of one update; it tells whether the bot acknowledged it.
func (s *Server) call(ctx context.Context, u *update) bool {
	s.mu.Lock()
	hook := s.hook
	u.tries++
	s.mu.Unlock()
	if hook.url == "" {
		return false
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, hook.url, bytes.NewReader(u.body))
	if err != nil {
		return false
	}
	req.Header.Set("Content-Type", "application/json")
	if hook.secret != "" {
		req.Header.Set("X-Telegram-Bot-Api-Secret-Token", hook.secret)
	}
	answer, err := s.post.Do(req)
	if err != nil {
		return false
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode < 200 || answer.StatusCode > 299 {
		return false
	}
	s.mu.Lock()
	s.acknowledge(u)
	s.announce()
	s.mu.Unlock()
	s.callInAnswer(body)
	return true
}

// callInAnswer makes the call that a bot may write into its answer to a webhook; nobody learns how it went.
func (s *Server) callInAnswer(body []byte) {
	var object map[string]json.RawMessage
	if json.Unmarshal(body, &object) != nil {
		return
	}
	p := params{}
	for name, raw := range object {
		p[name] = plain(raw)
	}
	if method := s.methods()[p["method"]]; method != nil && p["method"] != "getUpdates" {
		_, _ = method(nil, p)
	}
}
