package telegramtest

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/go-telegram/bot/models"
)

// Person is somebody with a phone, in a private chat with the bot.
type Person struct {
	server *Server
	user   models.User
	seen   int // how many of the shown messages Wait has passed; guarded by server.mu
	taps   int
}

// Written names what a person did: the message's id in its chat, and the update that tells the bot.
type Written struct {
	Message int
	Update  int64
}

// Person returns the person with this id, who is new at the first call. The bot can write to them from then on.
func (s *Server) Person(id int64, name string) *Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.people[id]; p != nil {
		return p
	}
	p := &Person{server: s, user: models.User{ID: id, FirstName: name, LanguageCode: "id"}}
	s.people[id] = p
	s.addChat(models.Chat{ID: id, Type: models.ChatTypePrivate, FirstName: name})
	return p
}

// Group makes a group chat known; ids of groups are negative.
func (s *Server) Group(id int64, title string) models.Chat {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := models.Chat{ID: id, Type: models.ChatTypeSupergroup, Title: title}
	s.addChat(c)
	return c
}

func (s *Server) addChat(c models.Chat) {
	if s.chats[c.ID] == nil {
		s.chats[c.ID] = &chat{Chat: c, texts: map[int]bool{}, changed: make(chan struct{})}
	}
}

// ID is the person's id, which is also that of their chat.
func (p *Person) ID() int64 { return p.user.ID }

// Write sends a text.
func (p *Person) Write(text string) Written { return p.Send(models.Message{Text: text}) }

// Reply sends a text that answers a message of the chat.
func (p *Person) Reply(to int, text string) Written {
	return p.Send(models.Message{Text: text, ReplyToMessage: &models.Message{ID: to, Date: 1, Chat: models.Chat{ID: p.user.ID}}})
}

// Send sends any message. Chat, sender, id and date are filled in where they are missing; a message with an id
// of its own goes out under it, also a second time.
func (p *Person) Send(m models.Message) Written {
	p.server.mu.Lock()
	if m.Chat.ID == 0 {
		m.Chat = p.server.chats[p.user.ID].Chat
	}
	c := p.server.chats[m.Chat.ID]
	if m.ID == 0 {
		c.lastID++
		m.ID = c.lastID
	}
	c.lastID = max(c.lastID, m.ID)
	c.texts[m.ID] = true
	if m.From == nil {
		m.From = &p.user
	}
	if m.Date == 0 {
		m.Date = int(time.Now().Unix())
	}
	p.server.mu.Unlock()
	return Written{Message: m.ID, Update: p.server.Push(m.Chat.ID, models.Update{Message: &m})}
}

// Edit changes the text of a message of the person's own.
func (p *Person) Edit(id int, text string) Written {
	now := int(time.Now().Unix())
	m := models.Message{ID: id, From: &p.user, Chat: models.Chat{ID: p.user.ID, Type: models.ChatTypePrivate},
		Date: now, EditDate: now, Text: text}
	return Written{Message: id, Update: p.server.Push(p.user.ID, models.Update{EditedMessage: &m})}
}

// Tap presses the button with this label under a message of the bot. It fails where there is no such button.
func (p *Person) Tap(m Message, label string) (Written, error) {
	for _, b := range m.Buttons {
		if b.Label == label {
			return p.TapData(m.ID, b.Data), nil
		}
	}
	return Written{}, fmt.Errorf("the message has no button %q, only %v", label, m.Buttons)
}

// TapData presses a button by its data, also one that is not there any more.
func (p *Person) TapData(message int, data string) Written {
	p.server.mu.Lock()
	p.taps++
	id := strconv.FormatInt(p.user.ID, 10) + "-" + strconv.Itoa(p.taps)
	p.server.mu.Unlock()
	return p.TapQuery(id, message, data)
}

// TapQuery presses a button under a callback query id of the caller's choice.
func (p *Person) TapQuery(id string, message int, data string) Written {
	p.server.mu.Lock()
	if _, known := p.server.taps[id]; !known {
		p.server.taps[id] = false
	}
	p.server.mu.Unlock()
	q := &models.CallbackQuery{ID: id, From: p.user, Data: data, ChatInstance: "1",
		Message: models.MaybeInaccessibleMessage{Message: &models.Message{ID: message, Date: int(time.Now().Unix()),
			Chat: models.Chat{ID: p.user.ID, Type: models.ChatTypePrivate}}}}
	return Written{Message: message, Update: p.server.Push(p.user.ID, models.Update{CallbackQuery: q})}
}

// Block stops the bot from writing and tells it so.
func (p *Person) Block() Written { return p.member(true) }

// Unblock lets the bot write again and tells it so.
func (p *Person) Unblock() Written { return p.member(false) }

func (p *Person) member(blocked bool) Written {
	p.server.mu.Lock()
	p.server.chats[p.user.ID].blocked = blocked
	p.server.mu.Unlock()
	bot := models.User{ID: 1, IsBot: true, FirstName: "kanal"}
	before := models.ChatMember{Type: models.ChatMemberTypeMember, Member: &models.ChatMemberMember{User: &bot}}
	after := models.ChatMember{Type: models.ChatMemberTypeBanned, Banned: &models.ChatMemberBanned{User: &bot}}
	if !blocked {
		before, after = after, before
	}
	return Written{Update: p.server.Push(p.user.ID, models.Update{MyChatMember: &models.ChatMemberUpdated{
		Chat: models.Chat{ID: p.user.ID, Type: models.ChatTypePrivate}, From: p.user, Date: int(time.Now().Unix()),
		OldChatMember: before, NewChatMember: after,
	}})}
}

// Messages lists what the bot showed to the person, edits included, in order.
func (p *Person) Messages() []Message { return p.server.Shown(p.user.ID) }

// Wait returns the next message of the bot that contains a text, and passes over those before it: a later Wait
// looks only at what came after. When ctx ends it says what had come instead.
func (p *Person) Wait(ctx context.Context, contains string) (Message, error) {
	for {
		found, changed := p.next(contains)
		if found != nil {
			return *found, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return Message{}, fmt.Errorf("waiting for a message with %q: %w; there are %+v", contains, ctx.Err(), p.Messages())
		}
	}
}

// next finds the message, or returns what tells that there are more.
func (p *Person) next(contains string) (*Message, <-chan struct{}) {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	c := p.server.chats[p.user.ID]
	for i := p.seen; i < len(c.shown); i++ {
		if strings.Contains(c.shown[i].Text, contains) {
			m := c.shown[i]
			p.seen = i + 1
			return &m, nil
		}
	}
	return nil, c.changed
}
