package telegram

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"unicode/utf8"

	"kanal"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

// Send implements bots.Bot. Telegram has no idempotency key: a message whose answer was lost goes out again.
func (b *Bot) Send(ctx context.Context, out kanal.Outgoing) (kanal.Receipt, error) {
	chat, err := strconv.ParseInt(out.Conversation, 10, 64)
	if err != nil {
		return kanal.Receipt{}, fmt.Errorf("telegram: the conversation is not a chat: %w", kanal.ErrUndeliverable)
	}
	texts := split(out.Text)
	files := b.sendable(out.Attachments)
	var receipt kanal.Receipt
	for n := min(b.parts.take(out.Delivery), len(files)+len(texts)-1); n < len(files)+len(texts); n++ {
		if n < len(files) { // pictures first: the words and the buttons stand below them
			if err := b.sendFile(ctx, chat, files[n]); err != nil {
				b.parts.keep(out.Delivery, n)
				return kanal.Receipt{}, err
			}
			continue
		}
		i := n - len(files)
		params := &tg.SendMessageParams{ChatID: chat, Text: texts[i]}
		if i == 0 {
			params.ReplyParameters = replyTo(out.ReplyTo)
		}
		if i == len(texts)-1 {
			params.ReplyMarkup = keyboard(out.Choices)
		}
		message, err := b.sendPart(ctx, params)
		if err != nil {
			b.parts.keep(out.Delivery, n)
			return kanal.Receipt{}, err
		}
		receipt.ID = strconv.Itoa(message.ID)
	}
	return receipt, nil
}

// sendPart sends one message; when a group has become a supergroup, to its new id.
func (b *Bot) sendPart(ctx context.Context, params *tg.SendMessageParams) (*models.Message, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	message, err := b.api.SendMessage(ctx, params)
	var moved *tg.MigrateError
	if errors.As(err, &moved) {
		params.ChatID = int64(moved.MigrateToChatID)
		message, err = b.api.SendMessage(ctx, params)
	}
	err = failure("sendMessage", err)
	b.note(err)
	return message, err
}

func replyTo(id string) *models.ReplyParameters {
	number, err := strconv.Atoi(id)
	if err != nil {
		return nil
	}
	return &models.ReplyParameters{MessageID: number, AllowSendingWithoutReply: true}
}

// inlineKeyboard and button are written here because the library's button always carries an empty
// copy_text, and Telegram wants exactly one action for each button.
type inlineKeyboard struct {
	Rows [][]button `json:"inline_keyboard"`
}

type button struct {
	Text string `json:"text"`
	Data string `json:"callback_data"`
}

const (
	longestData = 64 // bytes of a button's data
	shortLabel  = 14 // characters up to which three buttons fit beside each other on a small phone
	rowLength   = 3
)

// keyboard lays out the choices, up to three short ones in a row. Telegram refuses a whole message for one
// invalid button, so such a choice is left out. The result is nil, not a typed nil, when there is none.
func keyboard(choices []kanal.Choice) models.ReplyMarkup {
	var buttons []button
	row := rowLength
	for _, c := range choices {
		if c.Label == "" || c.Data == "" || len(c.Data) > longestData || !utf8.ValidString(c.Data) {
			continue
		}
		if utf8.RuneCountInString(c.Label) > shortLabel {
			row = 1
		}
		buttons = append(buttons, button{Text: c.Label, Data: c.Data})
	}
	if len(buttons) == 0 {
		return nil
	}
	if row > 1 && len(buttons) == 4 {
		row = 2 // two and two look better than three and one
	}
	var k inlineKeyboard
	for len(buttons) > 0 {
		n := min(row, len(buttons))
		k.Rows = append(k.Rows, buttons[:n])
		buttons = buttons[n:]
	}
	return k
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
