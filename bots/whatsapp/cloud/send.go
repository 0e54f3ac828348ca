package cloud

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"kanal"
)

// message is one message as the API takes it; of the pointers the one that Type names is set.
type message struct {
	Product     string       `json:"messaging_product"`
	Kind        string       `json:"recipient_type"`
	To          string       `json:"to,omitempty"`        // a phone number, or …
	Recipient   string       `json:"recipient,omitempty"` // … Meta's own id of somebody who shows no number
	Type        string       `json:"type"`
	Context     *quoted      `json:"context,omitempty"`
	Callback    string       `json:"biz_opaque_callback_data,omitempty"` // comes back with what becomes of the message
	Text        *text        `json:"text,omitempty"`
	Interactive *interactive `json:"interactive,omitempty"`
	Image       *medium      `json:"image,omitempty"`
	Audio       *medium      `json:"audio,omitempty"`
	Video       *medium      `json:"video,omitempty"`
	Document    *medium      `json:"document,omitempty"`
	Template    *template    `json:"template,omitempty"`
}

type quoted struct {
	ID string `json:"message_id"`
}

type text struct {
	Body    string `json:"body"`
	Preview bool   `json:"preview_url"`
}

type medium struct {
	ID   string `json:"id"`
	Name string `json:"filename,omitempty"` // of a document
}

type template struct {
	Name     string   `json:"name"`
	Language language `json:"language"`
}

type language struct {
	Code string `json:"code"`
}

// to begins a message to a conversation.
func to(conversation string) message {
	m := message{Product: "whatsapp", Kind: "individual"}
	if isNumber(conversation) {
		m.To = conversation
	} else {
		m.Recipient = conversation
	}
	return m
}

// isAddress tells whether a conversation is a phone number in digits, or an id of Meta's such as "ID.81720…".
func isAddress(conversation string) bool {
	if isNumber(conversation) {
		return true
	}
	country, id, cut := strings.Cut(conversation, ".")
	odd := strings.IndexFunc(country+id, func(c rune) bool {
		return !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.')
	})
	return cut && country != "" && id != "" && odd < 0 && len(conversation) <= 160
}

// Send implements bots.Bot. The API has no idempotency key: a message whose answer was lost goes out again.
//
// When somebody has not written for a day the window is closed: they are asked once, by the template, to write, and
// the error is kanal.ErrWindowClosed. Mostly Meta takes the message at first and says so later, see statuses.go.
func (b *Bot) Send(ctx context.Context, out kanal.Outgoing) (kanal.Receipt, error) {
	if !isAddress(out.Conversation) {
		return kanal.Receipt{}, fmt.Errorf("whatsapp cloud: the conversation has no address: %w", kanal.ErrUndeliverable)
	}
	if out.Knocked { // an earlier message waits for them to write, so Meta need not be asked
		return kanal.Receipt{}, fmt.Errorf("whatsapp cloud: an earlier message is held: %w", kanal.ErrWindowClosed)
	}
	texts, files := b.texts(out), b.sendable(out.Attachments)
	all := len(files) + len(texts)
	if all == 0 {
		return kanal.Receipt{}, fmt.Errorf("whatsapp cloud: an empty message: %w", kanal.ErrUndeliverable)
	}
	var receipt kanal.Receipt
	for n := min(b.parts.take(out.Delivery), all-1); n < all; n++ {
		var id string
		var err error
		if n < len(files) { // pictures first: the words and the buttons stand below them
			id, err = b.sendFile(ctx, out.Conversation, files[n])
		} else {
			id, err = b.deliver(ctx, texts[n-len(files)])
		}
		if err != nil {
			b.parts.keep(out.Delivery, n)
			return kanal.Receipt{}, b.failed(ctx, out.Conversation, err)
		}
		receipt.ID = id
	}
	return receipt, nil
}

// texts are the messages that carry the words; the last one has the choices, and tells what becomes of the delivery.
func (b *Bot) texts(out kanal.Outgoing) []message {
	choices, words := usable(out.Choices), out.Text
	if strings.TrimSpace(words) == "" && len(choices) == 0 {
		return nil
	}
	if len(choices) > mostRows {
		choices, words = nil, numbered(words, choices)
	}
	parts := split(words, len(choices) > 0)
	list := make([]message, len(parts))
	for i, part := range parts {
		list[i] = to(out.Conversation)
		list[i].Type, list[i].Text = "text", &text{Body: part}
	}
	if id, _, _ := strings.Cut(out.ReplyTo, "#"); strings.HasPrefix(id, "wamid.") { // of an edit the message itself
		list[0].Context = &quoted{ID: id}
	}
	last := &list[len(list)-1]
	if out.Delivery != 0 {
		last.Callback = strconv.FormatInt(out.Delivery, 10)
	}
	if body := parts[len(parts)-1]; len(choices) > 0 {
		if strings.TrimSpace(body) == "" {
			body = "👇" // a message with buttons must have words
		}
		last.Type, last.Text, last.Interactive = "interactive", nil, tapped(body, choices)
	}
	return list
}

// deliver sends one message and returns the id that Meta gives it.
func (b *Bot) deliver(ctx context.Context, m message) (string, error) {
	var answer struct {
		Messages []struct {
			ID string `json:"id"`
		} `json:"messages"`
	}
	if err := b.post(ctx, "messages", m, &answer); err != nil {
		return "", err
	}
	if len(answer.Messages) == 0 || answer.Messages[0].ID == "" {
		return "", broken("messages", errors.New("no id"))
	}
	return answer.Messages[0].ID, nil
}

// failed makes what Send returns of a failure.
func (b *Bot) failed(ctx context.Context, conversation string, err error) error {
	var api *apiError
	if !errors.As(err, &api) {
		return err
	}
	if api.kind() == closed {
		if err := b.knock(ctx, conversation); err != nil {
			return err
		}
	}
	return api.retry()
}

// parts remembers how many parts of a long message went out before one failed, so that the next try of the
// same delivery goes on there. It is lost with the process; then the message begins again.
type parts struct {
	mu   sync.Mutex
	sent map[int64]int
}

// mostParts bounds what is remembered; beyond it the oldest tries have long been given up.
const mostParts = 10_000

func (p *parts) take(delivery int64) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := p.sent[delivery]
	delete(p.sent, delivery)
	return n
}

func (p *parts) keep(delivery int64, n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if n == 0 || delivery == 0 {
		return
	}
	if len(p.sent) >= mostParts {
		clear(p.sent)
	}
	p.sent[delivery] = n
}
