package cloud

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"kanal"
)

// envelope is what Meta posts: several entries, changes, numbers and messages may come at once. Messages and statuses
// are read one by one, so that an odd one does not keep the others out.
type envelope struct {
	Object string `json:"object"`
	Entry  []struct {
		Changes []struct {
			Field string `json:"field"`
			Value value  `json:"value"`
		} `json:"changes"`
	} `json:"entry"`
}

type value struct {
	Metadata struct {
		Phone flexible `json:"phone_number_id"`
	} `json:"metadata"`
	Contacts []json.RawMessage `json:"contacts"`
	Messages []json.RawMessage `json:"messages"`
	Statuses []json.RawMessage `json:"statuses"`
	Errors   []problem         `json:"errors"`
}

// contact is who the messages beside it are from.
type contact struct {
	Number  flexible `json:"wa_id"`   // missing when they show no number
	User    string   `json:"user_id"` // Meta's id of this person for this business; missing from older hooks
	Profile struct {
		Name string `json:"name"`
	} `json:"profile"`
}

type problem struct {
	Code int `json:"code"`
}

// received is one message that somebody sent.
type received struct {
	ID      string   `json:"id"`
	From    flexible `json:"from"`
	User    string   `json:"from_user_id"`
	Group   string   `json:"group_id"`
	Time    flexible `json:"timestamp"`
	Context struct {
		ID        string `json:"id"`
		Forwarded bool   `json:"forwarded"`
		Often     bool   `json:"frequently_forwarded"`
	} `json:"context"`
	content
	Edit *struct {
		Original string  `json:"original_message_id"`
		Message  content `json:"message"`
	} `json:"edit"`
}

// content is what a message says; the field that Type names is set.
type content struct {
	Type     string    `json:"type"`
	Text     *body     `json:"text"`
	Image    *file     `json:"image"`
	Audio    *file     `json:"audio"`
	Video    *file     `json:"video"`
	Document *file     `json:"document"`
	Sticker  *file     `json:"sticker"`
	Location *spot     `json:"location"`
	Contacts []card    `json:"contacts"`
	Button   *body     `json:"button"`
	Tapped   *tap      `json:"interactive"`
	Errors   []problem `json:"errors"`
}

type body struct {
	Body string `json:"body"`
	Text string `json:"text"` // of a template's button
}

type file struct {
	ID      flexible `json:"id"`
	MIME    string   `json:"mime_type"`
	Name    string   `json:"filename"`
	Caption string   `json:"caption"`
	Voice   bool     `json:"voice"`
}

type spot struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Name      string  `json:"name"`
	Address   string  `json:"address"`
}

type card struct {
	Name struct {
		Full  string `json:"formatted_name"`
		First string `json:"first_name"`
	} `json:"name"`
	Phones []struct {
		Phone string `json:"phone"`
	} `json:"phones"`
}

type tap struct {
	Button *row `json:"button_reply"`
	List   *row `json:"list_reply"`
}

// outcome is what became of a message of ours.
type outcome struct {
	ID        string    `json:"id"`
	Status    string    `json:"status"`
	Time      flexible  `json:"timestamp"`
	Recipient flexible  `json:"recipient_id"`
	User      string    `json:"recipient_user_id"`
	Callback  string    `json:"biz_opaque_callback_data"`
	Errors    []problem `json:"errors"`
}

// flexible is a text that some hooks write as a number.
type flexible string

// UnmarshalJSON implements json.Unmarshaler.
func (f *flexible) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	if data[0] != '"' {
		*f = flexible(data)
		return nil
	}
	return json.Unmarshal(data, (*string)(f))
}

func (f flexible) int64() int64 {
	n, err := strconv.ParseInt(string(f), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// time reads seconds since 1970; zero when there are none.
func (f flexible) time() time.Time {
	if n := f.int64(); n > 0 {
		return time.Unix(n, 0).UTC()
	}
	return time.Time{}
}

// joinWords puts what is not empty into one line.
func joinWords(separator string, words ...string) string {
	var list []string
	for _, w := range words {
		if w = strings.TrimSpace(kanal.Clean(w)); w != "" {
			list = append(list, w)
		}
	}
	return strings.Join(list, separator)
}
