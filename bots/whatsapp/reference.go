package whatsapp

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"
)

// reference is what an attachment's ID holds: where the file lies at WhatsApp, the key that opens it, and sealed, since
// it names people, the message it came with, by which the phone can be asked to upload it again.
type reference struct {
	Path   string `json:"p"` // at whatever host the network names; never an address of the sender's
	Key    []byte `json:"k"`
	Hash   []byte `json:"h"`
	Stored []byte `json:"e"` // hash of the encrypted file
	Length uint64 `json:"n"` // as announced
	Type   string `json:"t"`
	Origin []byte `json:"o,omitempty"`
}

// origin is the message that brought a file.
type origin struct {
	Chat   types.JID `json:"c"`
	Sender types.JID `json:"s"`
	ID     string    `json:"i"`
	Group  bool      `json:"g,omitempty"`
}

// mediaTypes by the kinds of attachments; it is part of how a file's key is derived.
func mediaType(kind string) whatsmeow.MediaType {
	switch kind {
	case "photo", "sticker":
		return whatsmeow.MediaImage
	case "video":
		return whatsmeow.MediaVideo
	case "voice", "audio":
		return whatsmeow.MediaAudio
	}
	return whatsmeow.MediaDocument
}

// reference names the file of a message; empty when the message does not say where it lies.
func (s *session) reference(e *events.Message, c content) string {
	if !strings.HasPrefix(c.file.GetDirectPath(), "/") || len(c.file.GetMediaKey()) == 0 {
		return ""
	}
	r := reference{Path: c.file.GetDirectPath(), Key: c.file.GetMediaKey(), Hash: c.file.GetFileSHA256(), Stored: c.file.GetFileEncSHA256(),
		Length: c.bytes, Type: c.kind}
	if from, err := json.Marshal(origin{e.Info.Chat, e.Info.Sender.ToNonAD(), e.Info.ID, e.Info.IsGroup}); err == nil {
		r.Origin = s.seal(from)
	}
	packed, err := json.Marshal(r)
	if err != nil {
		return "" // strings and bytes always marshal
	}
	return base64.RawURLEncoding.EncodeToString(packed)
}

var errReference = errors.New("whatsapp: not the name of a file")

func parseReference(id string) (reference, error) {
	var r reference
	packed, err := base64.RawURLEncoding.DecodeString(id)
	if err != nil || json.Unmarshal(packed, &r) != nil || !strings.HasPrefix(r.Path, "/") || len(r.Key) == 0 {
		return reference{}, errReference
	}
	return r, nil
}

// origin opens what names the message; it cannot be opened once another phone is linked.
func (s *session) origin(r reference) (o origin, ok bool) {
	clear, ok := s.unseal(r.Origin)
	return o, ok && json.Unmarshal(clear, &o) == nil
}

func (s *session) box() cipher.AEAD {
	block, err := aes.NewCipher(s.key)
	if err != nil {
		panic(err) // the key is a hash: always 32 bytes
	}
	box, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	return box
}

func (s *session) seal(clear []byte) []byte {
	box := s.box()
	nonce := make([]byte, box.NonceSize())
	rand.Read(nonce)
	return box.Seal(nonce, nonce, clear, nil)
}

func (s *session) unseal(sealed []byte) ([]byte, bool) {
	box := s.box()
	if len(sealed) < box.NonceSize() {
		return nil, false
	}
	clear, err := box.Open(nil, sealed[:box.NonceSize()], sealed[box.NonceSize():], nil)
	return clear, err == nil
}
