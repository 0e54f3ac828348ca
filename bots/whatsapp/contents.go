package whatsapp

import (
	"strings"

	"kanal"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waE2E"
)

// content is what a message holds.
type content struct {
	text    string
	place   *kanal.Location
	file    file // nil where there is none
	kind    string
	name    string
	mime    string
	bytes   uint64
	album   string
	context *waE2E.ContextInfo
}

// file is a file at WhatsApp. Its address in the message is never looked at: the sender chooses it.
type file interface {
	whatsmeow.DownloadableMessage
	GetMimetype() string
	GetFileLength() uint64
}

func (c content) empty() bool {
	return strings.TrimSpace(kanal.Clean(c.text)) == "" && c.place == nil && c.file == nil && c.kind == ""
}

func (c content) attachment(reference string) kanal.Attachment {
	return kanal.Attachment{Kind: c.kind, ID: reference, Name: kanal.Clean(c.name), MIME: kanal.Clean(c.mime),
		Bytes: int64(min(c.bytes, 1<<40)), Album: kanal.Clean(c.album)}
}

// unwrap takes off what says only how a message is to be shown: for a while, once, with a caption.
func unwrap(m *waE2E.Message) *waE2E.Message {
	info := m.GetMessageContextInfo()
	for range 8 { // nobody wraps deeper but to tease
		inner := wrapped(m)
		if inner == nil {
			break
		}
		m = inner
		if m.MessageContextInfo != nil {
			info = m.MessageContextInfo
		}
	}
	if m != nil && m.MessageContextInfo == nil && info != nil {
		m.MessageContextInfo = info
	}
	return m
}

func wrapped(m *waE2E.Message) *waE2E.Message {
	if inner := m.GetDeviceSentMessage().GetMessage(); inner != nil {
		return inner
	}
	for _, w := range []*waE2E.FutureProofMessage{m.GetEphemeralMessage(), m.GetViewOnceMessage(), m.GetViewOnceMessageV2(),
		m.GetViewOnceMessageV2Extension(), m.GetDocumentWithCaptionMessage(), m.GetEditedMessage(), m.GetLottieStickerMessage(),
		m.GetAssociatedChildMessage(), m.GetGroupMentionedMessage(), m.GetBotInvokeMessage()} {
		if inner := w.GetMessage(); inner != nil {
			return inner
		}
	}
	return nil
}

// contents reads an unwrapped message; what kanal does not use is empty.
func contents(m *waE2E.Message) content {
	c := spoken(m)
	if c.empty() {
		c = pictured(m)
	}
	if c.empty() {
		c = carded(m)
	}
	if c.empty() {
		c = answered(m)
	}
	if a := m.GetMessageContextInfo().GetMessageAssociation(); a.GetAssociationType() == waE2E.MessageAssociation_MEDIA_ALBUM {
		c.album = a.GetParentMessageKey().GetID()
	}
	return c
}

func spoken(m *waE2E.Message) content {
	if x := m.GetExtendedTextMessage(); x != nil {
		return content{text: x.GetText(), context: x.GetContextInfo()}
	}
	return content{text: m.GetConversation()}
}

func pictured(m *waE2E.Message) content {
	c := content{}
	switch {
	case m.GetImageMessage() != nil:
		x := m.GetImageMessage()
		c = content{file: x, kind: "photo", text: x.GetCaption(), context: x.GetContextInfo()}
	case m.GetVideoMessage() != nil:
		x := m.GetVideoMessage()
		c = content{file: x, kind: "video", text: x.GetCaption(), context: x.GetContextInfo()}
	case m.GetPtvMessage() != nil:
		x := m.GetPtvMessage()
		c = content{file: x, kind: "video", text: x.GetCaption(), context: x.GetContextInfo()}
	case m.GetAudioMessage() != nil:
		x := m.GetAudioMessage()
		c = content{file: x, kind: "audio", context: x.GetContextInfo()}
		if x.GetPTT() {
			c.kind = "voice"
		}
	case m.GetDocumentMessage() != nil:
		x := m.GetDocumentMessage()
		c = content{file: x, kind: "document", text: x.GetCaption(), name: x.GetFileName(), context: x.GetContextInfo()}
		if c.name == "" {
			c.name = x.GetTitle()
		}
	case m.GetStickerMessage() != nil:
		x := m.GetStickerMessage()
		c = content{file: x, kind: "sticker", context: x.GetContextInfo()}
	default:
		return c
	}
	c.mime, c.bytes = c.file.GetMimetype(), c.file.GetFileLength()
	return c
}

// carded reads places and contacts. A contact's name and number stand in the text, where words are kept sealed.
func carded(m *waE2E.Message) content {
	switch {
	case m.GetLocationMessage() != nil:
		x := m.GetLocationMessage()
		return content{place: &kanal.Location{Latitude: x.GetDegreesLatitude(), Longitude: x.GetDegreesLongitude()},
			text: joined(", ", x.GetName(), x.GetAddress(), x.GetComment()), context: x.GetContextInfo()}
	case m.GetLiveLocationMessage() != nil:
		x := m.GetLiveLocationMessage()
		return content{place: &kanal.Location{Latitude: x.GetDegreesLatitude(), Longitude: x.GetDegreesLongitude()},
			text: x.GetCaption(), context: x.GetContextInfo()}
	case m.GetContactMessage() != nil:
		x := m.GetContactMessage()
		return content{kind: "contact", text: card(x), context: x.GetContextInfo()}
	case m.GetContactsArrayMessage() != nil:
		x := m.GetContactsArrayMessage()
		var cards []string
		for _, one := range x.GetContacts() {
			cards = append(cards, card(one))
		}
		return content{kind: "contact", text: strings.Join(cards, "\n"), context: x.GetContextInfo()}
	}
	return content{}
}

// answered reads what people choose in the lists and buttons of other programs, and the words of an invitation.
func answered(m *waE2E.Message) content {
	switch {
	case m.GetButtonsResponseMessage() != nil:
		x := m.GetButtonsResponseMessage()
		return content{text: x.GetSelectedDisplayText(), context: x.GetContextInfo()}
	case m.GetListResponseMessage() != nil:
		x := m.GetListResponseMessage()
		return content{text: x.GetTitle(), context: x.GetContextInfo()}
	case m.GetTemplateButtonReplyMessage() != nil:
		x := m.GetTemplateButtonReplyMessage()
		return content{text: x.GetSelectedDisplayText(), context: x.GetContextInfo()}
	case m.GetGroupInviteMessage() != nil:
		x := m.GetGroupInviteMessage()
		return content{text: x.GetCaption(), context: x.GetContextInfo()}
	}
	for _, poll := range []*waE2E.PollCreationMessage{m.GetPollCreationMessage(), m.GetPollCreationMessageV2(), m.GetPollCreationMessageV3()} {
		if poll != nil {
			return content{text: poll.GetName(), context: poll.GetContextInfo()}
		}
	}
	return content{}
}

// card is the name and the numbers of a vCard, which says "TEL;type=CELL;waid=62…:+62 …".
func card(x *waE2E.ContactMessage) string {
	parts := []string{x.GetDisplayName()}
	for line := range strings.Lines(x.GetVcard()) {
		field, value, ok := strings.Cut(strings.TrimSpace(line), ":")
		if _, rest, grouped := strings.Cut(field, "."); grouped { // "item1.TEL"
			field = rest
		}
		if name, _, _ := strings.Cut(field, ";"); ok && strings.EqualFold(name, "TEL") {
			parts = append(parts, value)
		}
	}
	return joined(" ", parts...)
}

func joined(between string, parts ...string) string {
	var there []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			there = append(there, p)
		}
	}
	return strings.Join(there, between)
}
