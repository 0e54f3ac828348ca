package cloudtest

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// Person is somebody on WhatsApp.
type Person struct {
	Number string // empty: they show none
	User   string // Meta's id of them, such as "ID.8172…"; empty: an older hook without it
	Name   string
}

// address is what messages to them go to.
func (p Person) address() string {
	if p.Number != "" {
		return p.Number
	}
	return p.User
}

// Message makes a message of somebody. fields are the message's own ("type", "text" …); id and timestamp are filled
// in where they are missing.
func (s *Server) Message(p Person, fields map[string]any) map[string]any {
	m := map[string]any{"timestamp": strconv.FormatInt(s.o.Now().Unix(), 10)}
	if p.Number != "" {
		m["from"] = p.Number
	}
	if p.User != "" {
		m["from_user_id"] = p.User
	}
	for key, field := range fields {
		m[key] = field
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if m["id"] == nil {
		m["id"] = "wamid.IN" + s.number()
	}
	s.heard[p.address()] = s.o.Now()
	return m
}

// Text is the fields of a text message.
func Text(words string) map[string]any {
	return map[string]any{"type": "text", "text": map[string]any{"body": words}}
}

// Tap is the fields of a tap on a reply button of a message of ours.
func Tap(id, title, of string) map[string]any {
	return map[string]any{"type": "interactive", "context": map[string]any{"id": of},
		"interactive": map[string]any{"type": "button_reply", "button_reply": map[string]any{"id": id, "title": title}}}
}

// Change is a notification's part with messages of one person.
func (s *Server) Change(p Person, messages ...map[string]any) map[string]any {
	contact := map[string]any{"profile": map[string]any{"name": p.Name}}
	if p.Number != "" {
		contact["wa_id"] = p.Number
	}
	if p.User != "" {
		contact["user_id"] = p.User
	}
	value := s.value()
	value["contacts"], value["messages"] = []any{contact}, messages
	return map[string]any{"field": "messages", "value": value}
}

func (s *Server) value() map[string]any {
	return map[string]any{"messaging_product": "whatsapp",
		"metadata": map[string]any{"display_phone_number": "62541700000", "phone_number_id": s.o.PhoneNumberID}}
}

// Outcome is what becomes of a message to somebody.
type Outcome struct {
	ID       string
	To       string
	Status   string // sent, delivered, read, failed
	Code     int    // of a failure
	Callback string
}

// Statuses is a notification's part with outcomes.
func (s *Server) Statuses(list ...Outcome) map[string]any {
	var statuses []any
	for _, o := range list {
		status := map[string]any{"id": o.ID, "status": o.Status, "timestamp": strconv.FormatInt(s.o.Now().Unix(), 10), "recipient_id": o.To}
		if o.Callback != "" {
			status["biz_opaque_callback_data"] = o.Callback
		}
		if o.Code != 0 {
			status["errors"] = []any{map[string]any{"code": o.Code, "title": "something about " + o.To}}
		}
		statuses = append(statuses, status)
	}
	value := s.value()
	value["statuses"] = statuses
	return map[string]any{"field": "messages", "value": value}
}

// Notification wraps parts into what is posted, as one entry.
func Notification(changes ...map[string]any) []byte {
	data, err := json.Marshal(map[string]any{"object": "whatsapp_business_account",
		"entry": []any{map[string]any{"id": "102290129340398", "changes": changes}}})
	if err != nil {
		panic(err) // a test's own mistake
	}
	return data
}

// Sign is the signature header of a body.
func (s *Server) Sign(body []byte) string {
	mac := hmac.New(sha256.New, []byte(s.o.AppSecret))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

// Request is a signed notification.
func (s *Server) Request(ctx context.Context, body []byte) *http.Request {
	s.mu.Lock()
	hook := s.hook
	s.mu.Unlock()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, hook, bytes.NewReader(body))
	if err != nil {
		panic(err) // a test's own mistake
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Hub-Signature-256", s.Sign(body))
	return req
}

// Post brings a notification once and returns the answer's code, 0 for a broken connection.
func (s *Server) Post(ctx context.Context, body []byte) int {
	answer, err := s.client.Do(s.Request(ctx, body))
	if err != nil {
		return 0
	}
	answer.Body.Close()
	return answer.StatusCode
}

// Deliver brings a notification again and again until it is acknowledged.
func (s *Server) Deliver(ctx context.Context, body []byte) error {
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		if s.Post(ctx, body) == http.StatusOK {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("not acknowledged: %w", ctx.Err())
		case <-s.closed:
			return fmt.Errorf("the fake is closed")
		}
	}
}

// Later delivers outcomes while the caller goes on.
func (s *Server) Later(list ...Outcome) {
	body := Notification(s.Statuses(list...))
	s.working.Go(func() {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		go func() {
			select {
			case <-s.closed:
				cancel()
			case <-ctx.Done():
			}
		}()
		_ = s.Deliver(ctx, body) // ends with the fake
	})
}
