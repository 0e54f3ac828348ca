package webchat

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strings"
	"time"

	"kanal"
)

const (
	maxBody   = 64 << 10 // bytes of one posted message
	maxText   = 4000     // characters, at which the page stops people; what comes longer is taken all the same
	maxChoice = 64       // bytes, as in kanal.Choice
	maxID     = 64       // bytes of the client's id
	minID     = 16       // shorter ones were not made at random

	receiveWithin = 30 * time.Second // then the browser is told to try again
)

// message is what the page posts. It repeats the same ID until we answer 200.
type message struct {
	ID      string `json:"id"`
	Text    string `json:"text"`
	Choice  string `json:"choice"`
	ReplyTo string `json:"reply_to"`
	File    string `json:"file"` // name of a picture uploaded before
}

// messages takes what people write. 200 means stored; after 503 the page tries again, after 4xx it does not.
type messages struct {
	bot     *Bot
	who     identity
	receive func(context.Context, kanal.Incoming) error
}

func (m messages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	conversation, name, ok := m.who.conversation(r)
	if !ok {
		http.Error(w, "open the page first", http.StatusUnauthorized)
		return
	}
	posted, status, err := decode(w, r)
	if err != nil {
		http.Error(w, err.Error(), status)
		return
	}
	incoming := kanal.Incoming{
		Account:      m.bot.options.Account,
		Conversation: conversation,
		Sender:       conversation,
		SenderName:   name,
		ID:           posted.ID,
		Kind:         kanal.KindMessage,
		Text:         kanal.Clean(posted.Text),
		Choice:       posted.Choice,
		ReplyTo:      posted.ReplyTo,
	}
	if incoming.Choice != "" {
		incoming.Kind = kanal.KindTap
	}
	if posted.File != "" {
		incoming.Attachments = []kanal.Attachment{{Kind: "photo", ID: posted.File}}
	}
	if err := m.store(r.Context(), incoming); err != nil {
		m.bot.options.Log.Error("storing a message of the web chat",
			"account", m.bot.options.Account, "message", posted.ID, "err", err)
		w.Header().Set("Retry-After", "2")
		http.Error(w, "not stored, please repeat", http.StatusServiceUnavailable)
		return
	}
	m.bot.hub.wake(conversation)
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	fmt.Fprintln(w, `{"ok":true}`)
}

// store hands the message in; a browser that goes away does not stop it half-way, and a panic is an error.
func (m messages) store(ctx context.Context, incoming kanal.Incoming) (err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), receiveWithin)
	defer cancel()
	defer func() {
		if broken := recover(); broken != nil {
			err = fmt.Errorf("panic of type %T", broken) // its value may hold the citizen's words
		}
	}()
	return m.receive(ctx, incoming)
}

// decode reads and checks a posted message; with an error comes the HTTP status that says it.
func decode(w http.ResponseWriter, r *http.Request) (message, int, error) {
	var posted message
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return posted, http.StatusUnsupportedMediaType, errors.New("send application/json")
	}
	err = json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(&posted)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return posted, http.StatusRequestEntityTooLarge, errors.New("too large")
	case err != nil:
		return posted, http.StatusBadRequest, errors.New("not the JSON expected")
	}
	if err := posted.check(); err != nil {
		return posted, http.StatusBadRequest, err
	}
	return posted, http.StatusOK, nil
}

func (m message) check() error {
	switch {
	case len(m.ID) < minID || len(m.ID) > maxID || !plain(m.ID):
		return errors.New("id must be 16 to 64 letters, digits or hyphens")
	case m.Choice == "" && strings.TrimSpace(m.Text) == "" && m.File == "":
		return errors.New("neither text nor choice nor file")
	case m.File != "" && !fileName(m.File):
		return errors.New("file is no uploaded file's name")
	case len(m.Choice) > maxChoice || !ascii(m.Choice):
		return fmt.Errorf("choice longer than %d bytes of ASCII", maxChoice)
	case len(m.ReplyTo) > maxID || !plain(m.ReplyTo):
		return errors.New("reply_to is no message's id")
	}
	return nil
}

func plain(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool {
		return !(r == '-' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z')
	}) < 0
}

func ascii(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) < 0
}
