package telegram

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"kanal"

	"github.com/go-telegram/bot/models"
)

// event is what one update comes to: a message, or a status, or nothing that kanal uses.
type event struct {
	chat    int64 // events of one chat keep their order
	message *kanal.Incoming
	status  *kanal.DeliveryStatus
	tap     string // callback query to answer once the event is stored
}

// interpret never fails: an update that it does not understand is counted, and acknowledged like the others.
func (b *Bot) interpret(u models.Update) (e event) {
	defer func() {
		if recover() != nil {
			b.log.Error("an update could not be read", "account", account, "message", u.ID)
			e = event{}
		}
		if e.message == nil && e.status == nil {
			b.unused.Add(1)
		}
	}()
	switch {
	case u.Message != nil:
		return event{chat: u.Message.Chat.ID, message: b.mark(written(u.Message), u.Message)}
	case u.EditedMessage != nil:
		m := b.mark(written(u.EditedMessage), u.EditedMessage)
		if m != nil {
			m.Kind = kanal.KindEdit
			m.ID = fmt.Sprintf("%d#%d", u.EditedMessage.ID, u.EditedMessage.EditDate)
			m.SentAt = at(u.EditedMessage.EditDate)
		}
		return event{chat: u.EditedMessage.Chat.ID, message: m}
	case u.CallbackQuery != nil:
		return tapped(u.CallbackQuery)
	case u.MyChatMember != nil:
		return event{chat: u.MyChatMember.Chat.ID, status: membership(u.MyChatMember)}
	}
	return event{}
}

// written reads a message; nil when nobody said anything in it (a service message).
func written(m *models.Message) *kanal.Incoming {
	in := inChat(m.Chat)
	in.Kind = kanal.KindMessage
	in.ID = strconv.Itoa(m.ID)
	in.SentAt = at(m.Date)
	switch {
	case m.From != nil:
		in.Sender, in.SenderName = number(m.From.ID), name(m.From)
	case m.SenderChat != nil: // an anonymous admin, or a channel that writes in its group
		in.Sender, in.SenderName = number(m.SenderChat.ID), kanal.Clean(m.SenderChat.Title)
	default:
		in.Sender = in.Conversation
	}
	if m.ReplyToMessage != nil {
		in.ReplyTo = strconv.Itoa(m.ReplyToMessage.ID)
	}
	in.Text = words(m, in.Group)
	in.Attachments = attachments(m)
	if m.Venue != nil {
		in.Location = place(&m.Venue.Location)
	} else {
		in.Location = place(m.Location)
	}
	if in.Text == "" && len(in.Attachments) == 0 && in.Location == nil {
		return nil
	}
	return in
}

// words returns the text, the caption, or in words what a card says: a contact's name and number, the name
// of a place.
func words(m *models.Message, group bool) string {
	text := m.Text
	if text == "" {
		text = m.Caption
	}
	switch {
	case text == "" && m.Contact != nil:
		text = strings.Join(strings.Fields(m.Contact.FirstName+" "+m.Contact.LastName+" "+m.Contact.PhoneNumber), " ")
	case text == "" && m.Venue != nil:
		text = strings.Trim(m.Venue.Title+", "+m.Venue.Address, ", ")
	}
	if group {
		text = withoutBotName(text)
	}
	return kanal.Clean(text)
}

// withoutBotName makes "/status@kanal_bot 4821" of a group plain. Commands to other bots do not reach us.
func withoutBotName(text string) string {
	command, rest, spaced := strings.Cut(text, " ")
	if !strings.HasPrefix(command, "/") {
		return text
	}
	command, _, _ = strings.Cut(command, "@")
	if spaced {
		return command + " " + rest
	}
	return command
}

// tapped reads a tap. The message of an old button comes without its contents, but with chat and number.
func tapped(q *models.CallbackQuery) event {
	e := event{tap: q.ID}
	var chat models.Chat
	var message int
	switch {
	case q.Message.Message != nil:
		chat, message = q.Message.Message.Chat, q.Message.Message.ID
	case q.Message.InaccessibleMessage != nil:
		chat, message = q.Message.InaccessibleMessage.Chat, q.Message.InaccessibleMessage.MessageID
	}
	if chat.ID == 0 || q.ID == "" || q.Data == "" {
		return e
	}
	in := inChat(chat)
	in.Kind = kanal.KindTap
	in.ID = "tap:" + kanal.Clean(q.ID)
	in.Choice = kanal.Clean(q.Data)
	in.ReplyTo = strconv.Itoa(message)
	in.Sender, in.SenderName = number(q.From.ID), name(&q.From)
	e.chat, e.message = chat.ID, in
	return e
}

// membership tells that a person blocked the bot or a group removed it, or the contrary. Telegram says
// "kicked" of a private chat whose person blocked the bot.
func membership(c *models.ChatMemberUpdated) *kanal.DeliveryStatus {
	state := kanal.StateUnblocked
	switch c.NewChatMember.Type {
	case models.ChatMemberTypeBanned, models.ChatMemberTypeLeft:
		state = kanal.StateBlocked
	case models.ChatMemberTypeRestricted:
		if r := c.NewChatMember.Restricted; r == nil || !r.IsMember {
			state = kanal.StateBlocked
		}
	}
	return &kanal.DeliveryStatus{Account: account, Conversation: number(c.Chat.ID), State: state, At: at(c.Date)}
}

func inChat(chat models.Chat) *kanal.Incoming {
	group := chat.Type != models.ChatTypePrivate && chat.Type != ""
	return &kanal.Incoming{Account: account, Conversation: number(chat.ID), Group: group}
}

func number(id int64) string { return strconv.FormatInt(id, 10) }

func name(u *models.User) string {
	return kanal.Clean(strings.TrimSpace(u.FirstName + " " + u.LastName))
}

func at(seconds int) time.Time {
	if seconds == 0 {
		return time.Time{}
	}
	return time.Unix(int64(seconds), 0).UTC()
}

func place(l *models.Location) *kanal.Location {
	if l == nil {
		return nil
	}
	return &kanal.Location{Latitude: l.Latitude, Longitude: l.Longitude}
}
