package telegram

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf16"

	"kanal"

	"github.com/go-telegram/bot/models"
)

// Username asks Telegram for the bot's name, for links such as https://t.me/NAME?start=TOKEN.
func (b *Bot) Username(ctx context.Context) (string, error) {
	me, err := b.api.GetMe(ctx)
	if err != nil {
		return "", fmt.Errorf("asking for the bot's name: %w", failure("getMe", err))
	}
	return me.Username, nil
}

// nameTimeout is how long a message of a group waits for the bot's own name, which is asked for once.
const nameTimeout = 5 * time.Second

// ownName is the bot's user name in small letters; "" while Telegram does not tell.
func (b *Bot) ownName() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.username == "" {
		ctx, cancel := context.WithTimeout(context.Background(), nameTimeout)
		defer cancel()
		if name, err := b.Username(ctx); err == nil {
			b.username = strings.ToLower(name)
		}
	}
	return b.username
}

// addressed tells whether a message of a group is meant for the bot: it answers the bot, names it, or is a command
// that is not another bot's.
func (b *Bot) addressed(m *models.Message) bool {
	if r := m.ReplyToMessage; r != nil && r.From != nil && number(r.From.ID) == b.id {
		return true
	}
	text, entities := m.Text, m.Entities
	if text == "" {
		text, entities = m.Caption, m.CaptionEntities
	}
	units := utf16.Encode([]rune(text)) // offsets count these
	for _, e := range entities {
		if e.Offset < 0 || e.Length <= 0 || e.Offset+e.Length > len(units) {
			continue
		}
		word := strings.ToLower(string(utf16.Decode(units[e.Offset : e.Offset+e.Length])))
		switch e.Type {
		case models.MessageEntityTypeMention:
			if word == "@"+b.ownName() {
				return true
			}
		case models.MessageEntityTypeBotCommand:
			if _, to, named := strings.Cut(word, "@"); !named || to == b.ownName() {
				return true
			}
		case models.MessageEntityTypeTextMention:
			if e.User != nil && number(e.User.ID) == b.id {
				return true
			}
		}
	}
	return false
}

// mark notes in a message what only the bot itself can tell.
func (b *Bot) mark(in *kanal.Incoming, m *models.Message) *kanal.Incoming {
	if in != nil {
		in.Forwarded = m.ForwardOrigin != nil
		in.Addressed = in.Group && b.addressed(m)
	}
	return in
}
