package telegramtest

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/go-telegram/bot/models"
)

// Message is a message of the bot as it stands on a phone.
type Message struct {
	ID      int
	Chat    int64
	Text    string
	Buttons []Button // row by row
	ReplyTo int      // id of the message it answers, or 0
	Edited  bool     // shown in place of an earlier one with the same id
	File    []byte   // of a photo or document that the bot uploaded
}

// Button is one button under a message.
type Button struct {
	Label, Data string
	Row         int
}

// chat is one conversation between the bot and a person or a group.
type chat struct {
	models.Chat
	lastID  int
	blocked bool
	texts   map[int]bool  // ids of its messages
	shown   []Message     // of the bot, in order
	changed chan struct{} // closed and replaced when shown grows; its own, since thousands may wait at once
}

// show puts a message on the phone. Called with mu held.
func (c *chat) show(m Message) {
	c.texts[m.ID] = true
	c.shown = append(c.shown, m)
	close(c.changed)
	c.changed = make(chan struct{})
}

// Shown lists what the bot wrote into a chat, edits included, in order.
func (s *Server) Shown(chat int64) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.chats[chat]; c != nil {
		return append([]Message(nil), c.shown...)
	}
	return nil
}

func (s *Server) getMe(*http.Request, params) (any, *refusal) {
	return models.User{ID: 1, IsBot: true, FirstName: "kanal", Username: "kanal_bot"}, nil
}

func (s *Server) sendMessage(_ *http.Request, p params) (any, *refusal) {
	buttons, refused := parseButtons(p["reply_markup"])
	if refused != nil {
		return nil, refused
	}
	text := strings.TrimSpace(p["text"])
	s.mu.Lock()
	defer s.mu.Unlock()
	c, refused := s.reachable(p, text)
	if refused != nil {
		return nil, refused
	}
	m := Message{Chat: c.ID, Text: text, Buttons: buttons}
	if p["reply_parameters"] != "" {
		var reply models.ReplyParameters
		if json.Unmarshal([]byte(p["reply_parameters"]), &reply) != nil {
			return nil, bad("can't parse reply parameters JSON object")
		}
		if !c.texts[reply.MessageID] && !reply.AllowSendingWithoutReply {
			return nil, bad("message to be replied not found")
		}
		if c.texts[reply.MessageID] {
			m.ReplyTo = reply.MessageID
		}
	}
	c.lastID++
	m.ID = c.lastID
	c.show(m)
	return models.Message{ID: m.ID, Chat: c.Chat, Date: int(time.Now().Unix()), Text: text}, nil
}

// sendFile takes an upload; the library names the part after the field or after the file.
func (s *Server) sendFile(field string) func(*http.Request, params) (any, *refusal) {
	return func(_ *http.Request, p params) (any, *refusal) {
		var data []byte
		for name, value := range p {
			if strings.HasPrefix(name, "file:") {
				data = []byte(value)
			}
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		c, refused := s.reachable(p, field)
		if refused != nil {
			return nil, refused
		}
		if len(data) == 0 {
			return nil, bad("there is no " + field + " in the request")
		}
		c.lastID++
		c.show(Message{ID: c.lastID, Chat: c.ID, File: data})
		return models.Message{ID: c.lastID, Chat: c.Chat, Date: int(time.Now().Unix())}, nil
	}
}

func (s *Server) editMessageText(_ *http.Request, p params) (any, *refusal) {
	buttons, refused := parseButtons(p["reply_markup"])
	if refused != nil {
		return nil, refused
	}
	text := strings.TrimSpace(p["text"])
	s.mu.Lock()
	defer s.mu.Unlock()
	c, refused := s.reachable(p, text)
	if refused != nil {
		return nil, refused
	}
	id := int(p.number("message_id"))
	for i := len(c.shown) - 1; i >= 0; i-- {
		old := c.shown[i]
		if old.ID != id {
			continue
		}
		if old.Text == text && len(old.Buttons) == len(buttons) {
			return nil, bad("message is not modified")
		}
		c.show(Message{ID: id, Chat: c.ID, Text: text, Buttons: buttons, ReplyTo: old.ReplyTo, Edited: true})
		return models.Message{ID: id, Chat: c.Chat, Date: int(time.Now().Unix()), Text: text}, nil
	}
	return nil, bad("message to edit not found")
}

// reachable finds the chat of a call and checks the text. Called with mu held.
func (s *Server) reachable(p params, text string) (*chat, *refusal) {
	c := s.chats[p.number("chat_id")]
	switch {
	case c == nil:
		return nil, bad("chat not found") // a bot cannot begin a conversation
	case c.blocked:
		return nil, &refusal{code: http.StatusForbidden, description: "Forbidden: bot was blocked by the user"}
	case text == "":
		return nil, bad("message text is empty")
	case len(utf16.Encode([]rune(text))) > 4096:
		return nil, bad("message is too long")
	}
	return c, nil
}

// parseButtons reads an inline keyboard. One bad button spoils the message, as with Telegram.
func parseButtons(markup string) ([]Button, *refusal) {
	if markup == "" {
		return nil, nil
	}
	var keyboard struct {
		Rows [][]map[string]json.RawMessage `json:"inline_keyboard"`
	}
	if json.Unmarshal([]byte(markup), &keyboard) != nil {
		return nil, bad("can't parse reply keyboard markup JSON object")
	}
	var buttons []Button
	for row, list := range keyboard.Rows {
		for _, b := range list {
			button := Button{Label: plain(b["text"]), Data: plain(b["callback_data"]), Row: row}
			switch {
			case button.Label == "":
				return nil, bad("inline keyboard button text must be non-empty")
			case button.Data == "" || len(button.Data) > 64:
				return nil, bad("BUTTON_DATA_INVALID")
			case len(b) != 2:
				return nil, bad("exactly one of the optional fields of a button must be used")
			}
			buttons = append(buttons, button)
		}
	}
	return buttons, nil
}

func (s *Server) answerCallbackQuery(_ *http.Request, p params) (any, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := p["callback_query_id"]
	if answered, known := s.taps[id]; !known || answered {
		return nil, bad("query is too old and response timeout expired or query ID is invalid")
	}
	s.taps[id] = true
	s.announce()
	return true, nil
}

// file is something a person sent that the bot may fetch.
type file struct {
	path    string
	content []byte
}

// AddFile makes a file known to getFile under an id. Without a path Telegram names none, as it does of
// files over 20 MB.
func (s *Server) AddFile(id, path string, content []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files[id] = file{path: path, content: content}
}

func (s *Server) getFile(_ *http.Request, p params) (any, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, ok := s.files[p["file_id"]]
	if !ok {
		return nil, bad("invalid file_id")
	}
	return models.File{FileID: p["file_id"], FileUniqueID: p["file_id"], FileSize: int64(len(f.content)), FilePath: f.path}, nil
}

func (s *Server) download(w http.ResponseWriter, path string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.files {
		if f.path == path && path != "" {
			_, _ = w.Write(f.content) // a bot that hung up does not read it
			return
		}
	}
	w.WriteHeader(http.StatusNotFound)
}
