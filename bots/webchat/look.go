package webchat

import (
	"fmt"
	"strings"

	"kanal"
)

// Look is the manner in which a page shows its thread.
type Look string

// The looks. The last three resemble a network, so that a demonstration shows what its users would see.
const (
	LookWebchat  Look = "webchat"
	LookTelegram Look = "telegram" // choices are buttons below the bubble
	LookWhatsApp Look = "whatsapp" // choices are numbered lines of the text
	LookSMS      Look = "sms"      // the same, and each message tells how many SMS it takes
)

func (l Look) known() bool {
	switch l {
	case "", LookWebchat, LookTelegram, LookWhatsApp, LookSMS:
		return true
	}
	return false
}

func (l Look) render(item Item) event {
	shown := event{
		ID:      item.MessageID,
		Mine:    item.Mine,
		Text:    item.Text,
		Photos:  item.Photos,
		Choices: item.Choices,
		Choice:  item.Choice,
		ReplyTo: item.ReplyTo,
		At:      item.At,
	}
	if l == LookWhatsApp || l == LookSMS {
		shown.Text, shown.Choices = Numbered(item.Text, item.Choices), nil
	}
	if l != LookSMS {
		for i := range item.Pictures {
			shown.Pictures = append(shown.Pictures, pictureAddress(item.ID, i))
		}
	}
	if l == LookSMS {
		units, parts := SMSLength(shown.Text)
		shown.Note = fmt.Sprintf("%d karakter · %d SMS", units, parts)
	}
	return shown
}

// Numbered is a text with its choices as numbered lines, for networks without buttons: people answer with
// the number, or with the words.
func Numbered(text string, choices []kanal.Choice) string {
	if len(choices) == 0 {
		return text
	}
	lines := make([]string, 0, len(choices)+2)
	if text != "" {
		lines = append(lines, text, "")
	}
	for i, choice := range choices {
		lines = append(lines, fmt.Sprintf("%d. %s", i+1, choice.Label))
	}
	return strings.Join(lines, "\n")
}
