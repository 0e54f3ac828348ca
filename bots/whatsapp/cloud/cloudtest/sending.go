package cloudtest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf16"
)

// Sent is a message that the API took.
type Sent struct {
	ID       string
	To       string // a phone number, or an id of somebody who shows none
	Type     string
	Text     string // or the body above buttons
	Choices  []Choice
	List     bool   // the choices are a list
	Template string // its name and language, "name/id"
	File     *File  // of an image, a document …
	FileName string
	ReplyTo  string
	Callback string
}

// Choice is a button, or a row of a list.
type Choice struct {
	ID          string `json:"id"`
	Title       string `json:"title"`
	Description string `json:"description"`
}

// Sent returns what the API took, in order.
func (s *Server) Sent() []Sent {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.sent)
}

// posted is what POST /messages takes.
type posted struct {
	Product   string `json:"messaging_product"`
	Kind      string `json:"recipient_type"`
	To        string `json:"to"`
	Recipient string `json:"recipient"`
	Type      string `json:"type"`
	Callback  string `json:"biz_opaque_callback_data"`
	Context   struct {
		ID string `json:"message_id"`
	} `json:"context"`
	Text struct {
		Body string `json:"body"`
	} `json:"text"`
	Interactive struct {
		Type string `json:"type"`
		Body struct {
			Text string `json:"text"`
		} `json:"body"`
		Action struct {
			Button  string `json:"button"`
			Buttons []struct {
				Type  string `json:"type"`
				Reply Choice `json:"reply"`
			} `json:"buttons"`
			Sections []struct {
				Rows []Choice `json:"rows"`
			} `json:"sections"`
		} `json:"action"`
	} `json:"interactive"`
	Template struct {
		Name     string `json:"name"`
		Language struct {
			Code string `json:"code"`
		} `json:"language"`
	} `json:"template"`
	Image, Audio, Video, Document carried
}

type carried struct {
	ID   string `json:"id"`
	Name string `json:"filename"`
}

// takeMessage answers POST /messages.
func (s *Server) takeMessage(w http.ResponseWriter, r *http.Request) {
	var m posted
	if err := json.NewDecoder(r.Body).Decode(&m); err != nil || m.Product != "whatsapp" || m.Kind != "individual" {
		refuse(w, Failure{Status: http.StatusBadRequest, Code: 100})
		return
	}
	out, code := s.check(m)
	if code != 0 {
		refuse(w, Failure{Status: http.StatusBadRequest, Code: code})
		return
	}
	s.mu.Lock()
	shut := s.o.Window && m.Type != "template" && s.o.Now().Sub(s.heard[out.To]) >= 24*time.Hour
	if shut && !s.o.Late {
		s.mu.Unlock()
		refuse(w, Failure{Status: http.StatusBadRequest, Code: 131047})
		return
	}
	out.ID = "wamid.OUT" + s.number()
	if !shut {
		s.sent = append(s.sent, out)
	}
	s.mu.Unlock()
	writeJSON(w, map[string]any{"messaging_product": "whatsapp", "contacts": []any{map[string]string{"input": out.To, "wa_id": out.To}},
		"messages": []any{map[string]string{"id": out.ID}}})
	if shut {
		s.Later(Outcome{ID: out.ID, To: out.To, Status: "failed", Code: 131047, Callback: out.Callback})
	}
}

// check holds a message to Meta's limits; the code is what Meta refuses it with, 0 for none.
func (s *Server) check(m posted) (Sent, int) {
	out := Sent{To: m.To, Type: m.Type, ReplyTo: m.Context.ID, Callback: m.Callback}
	if out.To == "" {
		out.To = m.Recipient
	}
	switch {
	case m.To == "" && m.Recipient == "":
		return out, 131008
	case m.To != "" && strings.Trim(m.To, "0123456789") != "", m.Recipient != "" && !strings.Contains(m.Recipient, "."):
		return out, 131009
	case len(m.Callback) > 512:
		return out, 131009
	}
	switch m.Type {
	case "text":
		out.Text = m.Text.Body
		return out, within(out.Text, 1, 4096)
	case "interactive":
		return s.checkChoices(out, m)
	case "template":
		out.Template = m.Template.Name + "/" + m.Template.Language.Code
		if m.Template.Name == "" || m.Template.Language.Code == "" {
			return out, 132001
		}
		return out, 0
	case "image", "audio", "video", "document":
		file := map[string]carried{"image": m.Image, "audio": m.Audio, "video": m.Video, "document": m.Document}[m.Type]
		s.mu.Lock()
		defer s.mu.Unlock()
		out.File, out.FileName = s.files[file.ID], file.Name
		if out.File == nil {
			return out, 131009
		}
		return out, 0
	}
	return out, 131051
}

func (s *Server) checkChoices(out Sent, m posted) (Sent, int) {
	out.Text = m.Interactive.Body.Text
	title, id := 20, 256
	most := 3
	if m.Interactive.Type == "list" {
		out.List, title, id, most = true, 24, 200, 10
		for _, section := range m.Interactive.Action.Sections {
			out.Choices = append(out.Choices, section.Rows...)
		}
		if within(m.Interactive.Action.Button, 1, 20) != 0 {
			return out, 131009
		}
	}
	for _, b := range m.Interactive.Action.Buttons {
		if b.Type != "reply" {
			return out, 131009
		}
		out.Choices = append(out.Choices, b.Reply)
	}
	if len(out.Choices) == 0 || len(out.Choices) > most || within(out.Text, 1, 1024) != 0 {
		return out, 131009
	}
	titles, ids := map[string]bool{}, map[string]bool{}
	for _, c := range out.Choices {
		if titles[c.Title] || ids[c.ID] || within(c.Title, 1, title) != 0 || within(c.ID, 1, id) != 0 || within(c.Description, 0, 72) != 0 {
			return out, 131009
		}
		titles[c.Title], ids[c.ID] = true, true
	}
	return out, 0
}

func within(text string, least, most int) int {
	if n := len(utf16.Encode([]rune(text))); n < least || n > most {
		return 131009
	}
	return 0
}
