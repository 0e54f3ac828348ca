package cloud

import (
	"encoding/json"
	"fmt"
	"strings"

	"kanal"
)

// event is what one item of a hook comes to.
type event struct {
	of      string // events of one conversation, or of one message of ours, keep their order
	message *kanal.Incoming
	status  *kanal.DeliveryStatus
	knock   string // whom to ask to write once the status is stored
}

// interpret never fails: what it does not understand is counted, and acknowledged like the rest.
func (b *Bot) interpret(e envelope) []event {
	var events []event
	for _, entry := range e.Entry {
		for _, change := range entry.Changes {
			v := change.Value
			if e.Object != "whatsapp_business_account" || change.Field != "messages" || string(v.Metadata.Phone) != b.phone {
				b.skip(change.Field, v)
				continue
			}
			for _, p := range v.Errors {
				b.unused.Add(1)
				b.log.Warn("meta reports an error", "account", b.account, "code", p.Code)
			}
			people := contacts(v.Contacts)
			for _, raw := range v.Messages {
				events = b.add(events, func() event { return b.read(raw, people) })
			}
			for _, raw := range v.Statuses {
				events = b.add(events, func() event { return b.outcome(raw) })
			}
		}
	}
	return events
}

// skip counts what is not for us. Messages for another number may mean that the settings name a wrong one.
func (b *Bot) skip(field string, v value) {
	b.unused.Add(int64(max(1, len(v.Messages)+len(v.Statuses))))
	if field == "messages" && len(v.Messages) > 0 && string(v.Metadata.Phone) != b.phone {
		b.strangers.Do(func() { b.log.Warn("messages for another phone number of the app are not taken", "account", b.account) })
	}
}

// add reads one item; a panic in it is an item that could not be read.
func (b *Bot) add(events []event, read func() event) []event {
	var e event
	func() {
		defer func() {
			if recover() != nil {
				b.log.Error("an item of a hook could not be read", "account", b.account)
				e = event{}
			}
		}()
		e = read()
	}()
	if e.message == nil && e.status == nil {
		b.unused.Add(1)
		return events
	}
	return append(events, e)
}

func contacts(list []json.RawMessage) []contact {
	var people []contact
	for _, raw := range list {
		var c contact
		if json.Unmarshal(raw, &c) == nil {
			people = append(people, c)
		}
	}
	return people
}

// read makes a message of ours of one of theirs; an empty event when nobody said anything in it.
func (b *Bot) read(raw json.RawMessage, people []contact) event {
	var m received
	if json.Unmarshal(raw, &m) != nil || m.ID == "" || m.Group != "" {
		return event{}
	}
	in := b.from(m, people)
	if in == nil {
		return event{}
	}
	in.Kind, in.ID, in.SentAt = kanal.KindMessage, kanal.Clean(m.ID), m.Time.time()
	in.ReplyTo = kanal.Clean(m.Context.ID)
	in.Forwarded = m.Context.Forwarded || m.Context.Often
	said := m.content
	if m.Edit != nil && m.Edit.Original != "" {
		in.Kind, in.ID = kanal.KindEdit, fmt.Sprintf("%s#%d", kanal.Clean(m.Edit.Original), m.Time.int64())
		said = m.Edit.Message
	}
	if said.Tapped != nil {
		return tappedEvent(in, said.Tapped)
	}
	fill(in, said)
	if in.Text == "" && len(in.Attachments) == 0 && in.Location == nil {
		return event{}
	}
	return event{of: in.Conversation, message: in}
}

// from tells who wrote. Somebody who shows no number has Meta's id alone; with a number that id is the other address
// of the same person.
func (b *Bot) from(m received, people []contact) *kanal.Incoming {
	number, user := string(m.From), m.User
	var who contact
	for _, c := range people {
		if number != "" && string(c.Number) == number || user != "" && c.User == user || len(people) == 1 {
			who = c
			break
		}
	}
	if !isNumber(number) { // some hooks put the id there
		if user == "" && isAddress(number) {
			user = number
		}
		number = string(who.Number)
	}
	if user == "" {
		user = who.User
	}
	in := &kanal.Incoming{Account: b.account, SenderName: kanal.Clean(strings.TrimSpace(who.Profile.Name))}
	switch {
	case isNumber(number):
		in.Conversation = number
		if isAddress(user) {
			in.Alias = user
		}
	case isAddress(user):
		in.Conversation = user
	default:
		return nil
	}
	in.Sender = in.Conversation
	return in
}

func tappedEvent(in *kanal.Incoming, t *tap) event {
	chosen := t.Button
	if chosen == nil {
		chosen = t.List
	}
	if chosen == nil || chosen.ID == "" {
		return event{}
	}
	in.Kind, in.Choice = kanal.KindTap, kanal.Clean(chosen.ID)
	return event{of: in.Conversation, message: in}
}

// fill puts in what a message says.
func fill(in *kanal.Incoming, c content) {
	attach := func(kind string, f *file) {
		if f == nil {
			return
		}
		in.Text = kanal.Clean(f.Caption)
		if isNumber(string(f.ID)) { // a file that Meta could not take has none; its caption stays
			in.Attachments = append(in.Attachments, kanal.Attachment{Kind: kind, ID: string(f.ID), Name: kanal.Clean(f.Name),
				MIME: kanal.Clean(f.MIME)})
		}
	}
	attach("photo", c.Image)
	attach("video", c.Video)
	attach("document", c.Document)
	attach("sticker", c.Sticker)
	if c.Audio != nil && c.Audio.Voice {
		attach("voice", c.Audio)
	} else {
		attach("audio", c.Audio)
	}
	switch {
	case c.Text != nil:
		in.Text = kanal.Clean(c.Text.Body)
	case c.Button != nil: // of a template, such as BUKA
		in.Text = kanal.Clean(c.Button.Text)
	case c.Location != nil:
		in.Location = &kanal.Location{Latitude: c.Location.Latitude, Longitude: c.Location.Longitude}
		in.Text = joinWords(", ", c.Location.Name, c.Location.Address)
	case len(c.Contacts) > 0: // no file: name and number stand in the text, where words are kept sealed
		in.Attachments = append(in.Attachments, kanal.Attachment{Kind: "contact"})
		var lines []string
		for _, card := range c.Contacts {
			line := []string{card.Name.Full}
			if card.Name.Full == "" {
				line[0] = card.Name.First
			}
			for _, p := range card.Phones {
				line = append(line, p.Phone)
			}
			lines = append(lines, joinWords(" ", line...))
		}
		in.Text = joinWords("\n", lines...)
	}
}
