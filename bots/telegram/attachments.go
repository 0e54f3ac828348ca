package telegram

import (
	"kanal"

	"github.com/go-telegram/bot/models"
)

// attachments lists the files of a message; a message has at most one, and an album is several messages with
// the same group.
func attachments(m *models.Message) []kanal.Attachment {
	a, ok := attachment(m)
	if !ok {
		return nil
	}
	a.Name, a.MIME, a.Album = kanal.Clean(a.Name), kanal.Clean(a.MIME), kanal.Clean(m.MediaGroupID)
	return []kanal.Attachment{a}
}

func attachment(m *models.Message) (kanal.Attachment, bool) {
	switch {
	case len(m.Photo) > 0:
		p := largest(m.Photo)
		return kanal.Attachment{Kind: "photo", ID: p.FileID, MIME: "image/jpeg", Bytes: int64(p.FileSize)}, true
	case m.Voice != nil:
		return kanal.Attachment{Kind: "voice", ID: m.Voice.FileID, MIME: m.Voice.MimeType, Bytes: m.Voice.FileSize}, true
	case m.Audio != nil:
		return kanal.Attachment{Kind: "audio", ID: m.Audio.FileID, Name: m.Audio.FileName, MIME: m.Audio.MimeType,
			Bytes: m.Audio.FileSize}, true
	case m.Video != nil:
		return kanal.Attachment{Kind: "video", ID: m.Video.FileID, Name: m.Video.FileName, MIME: m.Video.MimeType,
			Bytes: m.Video.FileSize}, true
	case m.VideoNote != nil:
		return kanal.Attachment{Kind: "video", ID: m.VideoNote.FileID, Bytes: int64(m.VideoNote.FileSize)}, true
	case m.Animation != nil: // comes as a document too, for old programs
		return kanal.Attachment{Kind: "video", ID: m.Animation.FileID, Name: m.Animation.FileName, MIME: m.Animation.MimeType,
			Bytes: m.Animation.FileSize}, true
	case m.Document != nil:
		return kanal.Attachment{Kind: "document", ID: m.Document.FileID, Name: m.Document.FileName, MIME: m.Document.MimeType,
			Bytes: m.Document.FileSize}, true
	case m.Sticker != nil:
		return kanal.Attachment{Kind: "sticker", ID: m.Sticker.FileID, Bytes: int64(m.Sticker.FileSize)}, true
	case m.Contact != nil: // no file: name and number stand in the text, where words are kept sealed
		return kanal.Attachment{Kind: "contact"}, true
	}
	return kanal.Attachment{}, false
}

// largest picks the photo itself among its thumbnails.
func largest(sizes []models.PhotoSize) models.PhotoSize {
	best := sizes[0]
	for _, s := range sizes[1:] {
		if s.Width*s.Height > best.Width*best.Height {
			best = s
		}
	}
	return best
}
