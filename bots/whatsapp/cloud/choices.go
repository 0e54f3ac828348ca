package cloud

import (
	"fmt"
	"strings"

	"kanal"
)

// Limits of Meta's pages on reply buttons and lists.
const (
	mostButtons     = 3
	mostRows        = 10
	longestButton   = 20
	longestRow      = 24
	longestDetail   = 72
	longestChoiceID = 200 // of a row; a button's may be 256 long
)

// interactive is a message whose choices are tapped.
type interactive struct {
	Type   string `json:"type"` // button, list
	Body   words  `json:"body"`
	Action action `json:"action"`
}

type words struct {
	Text string `json:"text"`
}

type action struct {
	Buttons  []replyButton `json:"buttons,omitempty"`
	Button   string        `json:"button,omitempty"` // what opens the list
	Sections []section     `json:"sections,omitempty"`
}

type replyButton struct {
	Type  string `json:"type"` // reply
	Reply row    `json:"reply"`
}

type section struct {
	Rows []row `json:"rows"`
}

type row struct {
	ID          string `json:"id"`
	Title       string `json:"title"`
	Description string `json:"description,omitempty"`
}

// usable leaves out what Meta would refuse the whole message for.
func usable(choices []kanal.Choice) []kanal.Choice {
	var list []kanal.Choice
	known := map[string]bool{}
	for _, c := range choices {
		id := strings.TrimSpace(c.Data)
		if strings.TrimSpace(c.Label) != "" && id != "" && id == c.Data && len(id) <= longestChoiceID && !known[id] {
			known[id] = true
			list = append(list, c)
		}
	}
	return list
}

// tapped makes a message with reply buttons, or with a list when there are more than three choices or a long one.
// It is nil when there are too many even for that: see numbered.
func tapped(body string, choices []kanal.Choice) *interactive {
	if len(choices) == 0 || len(choices) > mostRows {
		return nil
	}
	m := &interactive{Type: "button", Body: words{Text: body}}
	limit := longestButton
	for _, c := range choices {
		if len(choices) > mostButtons || units(strings.TrimSpace(c.Label)) > longestButton {
			m.Type, limit = "list", longestRow
		}
	}
	rows := make([]row, len(choices))
	titles := map[string]bool{}
	for i, c := range choices {
		label := strings.TrimSpace(c.Label)
		rows[i] = row{ID: c.Data, Title: short(label, limit)}
		if titles[rows[i].Title] { // no two may be called the same
			rows[i].Title = short(fmt.Sprintf("%d. %s", i+1, label), limit)
		}
		titles[rows[i].Title] = true
		if m.Type == "list" && rows[i].Title != label {
			rows[i].Description = short(label, longestDetail)
		}
	}
	if m.Type == "list" {
		m.Action = action{Button: "Pilih", Sections: []section{{Rows: rows}}}
		return m
	}
	for _, r := range rows {
		m.Action.Buttons = append(m.Action.Buttons, replyButton{Type: "reply", Reply: r})
	}
	return m
}

// numbered writes choices below a text; people answer with the number.
func numbered(text string, choices []kanal.Choice) string {
	lines := make([]string, 0, len(choices)+2)
	if text != "" {
		lines = append(lines, text, "")
	}
	for i, c := range choices {
		lines = append(lines, fmt.Sprintf("%d. %s", i+1, c.Label))
	}
	return strings.Join(lines, "\n")
}
