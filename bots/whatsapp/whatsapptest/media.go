package whatsapptest

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"go.mau.fi/whatsmeow"
	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/proto/waMmsRetry"
	"go.mau.fi/whatsmeow/util/cbcutil"
	"google.golang.org/protobuf/proto"
)

// media is what lies on the servers of files, encrypted, and what the owner's phone still has.
type media struct {
	mu       sync.Mutex
	blobs    map[string][]byte // by path
	kept     map[string]File   // by id of the message that showed it
	lost     map[string]bool   // ids of messages whose file the phone has no more
	statuses []int             // for the next downloads
	uploads  []int             // for the next uploads
	asked    int
}

// File is a file on the servers, as a message describes it.
type File struct {
	Path         string // whatsmeow's DirectPath
	Key          []byte
	Hash, Stored []byte // SHA-256 of the file, and of what lies on the server
	Length       uint64
	kind         whatsmeow.MediaType
	plain        []byte
}

// Put lays a file down, as a phone does before it sends it.
func (s *Server) Put(kind whatsmeow.MediaType, plain []byte) File {
	f := File{Key: make([]byte, 32), Length: uint64(len(plain)), kind: kind, plain: plain}
	rand.Read(f.Key) // never fails
	hash := sha256.Sum256(plain)
	f.Hash = hash[:]
	return s.put(f)
}

// put encrypts a file and lays it under a fresh path.
func (s *Server) put(f File) File {
	iv, cipherKey, macKey := mediaKeys(f.Key, f.kind)
	blob, err := cbcutil.Encrypt(cipherKey, iv, f.plain)
	if err != nil {
		panic(err) // the keys have the right size
	}
	mac := hmac.New(sha256.New, macKey)
	mac.Write(iv)
	mac.Write(blob)
	blob = append(blob, mac.Sum(nil)[:macSize]...)
	stored := sha256.Sum256(blob)
	f.Stored, f.Path = stored[:], s.store(blob)
	return f
}

// macSize is how much of the code of authenticity follows a file.
const macSize = 10

func mediaKeys(key []byte, kind whatsmeow.MediaType) (iv, cipherKey, macKey []byte) {
	all := derive(key, nil, string(kind), 112)
	return all[:16], all[16:48], all[48:80]
}

// store keeps a blob and returns its path, to which clients append "&hash=…".
func (s *Server) store(blob []byte) string {
	path := "/v/" + s.id("file") + ".enc"
	s.media.mu.Lock()
	defer s.media.mu.Unlock()
	s.media.blobs[path] = blob
	return path + "?ccb=1"
}

// Remove takes a file off the servers, as happens after some weeks; phones keep theirs.
func (s *Server) Remove(f File) {
	path, _, _ := strings.Cut(f.Path, "?")
	s.media.mu.Lock()
	defer s.media.mu.Unlock()
	delete(s.media.blobs, path)
}

// Image is a message's content that shows the file as a picture.
func (f File) Image(mime, caption string) *waE2E.Message {
	return &waE2E.Message{ImageMessage: &waE2E.ImageMessage{DirectPath: &f.Path, MediaKey: f.Key, FileSHA256: f.Hash, FileEncSHA256: f.Stored,
		FileLength: &f.Length, Mimetype: &mime, Caption: unlessEmpty(caption)}}
}

// Document is a message's content that offers the file under a name.
func (f File) Document(mime, name, caption string) *waE2E.Message {
	return &waE2E.Message{DocumentMessage: &waE2E.DocumentMessage{DirectPath: &f.Path, MediaKey: f.Key, FileSHA256: f.Hash, FileEncSHA256: f.Stored,
		FileLength: &f.Length, Mimetype: &mime, FileName: &name, Title: &name, Caption: unlessEmpty(caption)}}
}

// Voice is a message's content that plays the file as a voice note.
func (f File) Voice(mime string) *waE2E.Message {
	return &waE2E.Message{AudioMessage: &waE2E.AudioMessage{DirectPath: &f.Path, MediaKey: f.Key, FileSHA256: f.Hash, FileEncSHA256: f.Stored,
		FileLength: &f.Length, Mimetype: &mime, PTT: proto.Bool(true)}}
}

func unlessEmpty(words string) *string {
	if words == "" {
		return nil
	}
	return &words
}

// Open returns the file that a phone was sent, decrypted, as a phone that looks at it does.
func (s *Server) Open(r Received) ([]byte, error) {
	var file whatsmeow.DownloadableMessage
	switch m := r.Message; {
	case m.GetImageMessage() != nil:
		file = m.GetImageMessage()
	case m.GetDocumentMessage() != nil:
		file = m.GetDocumentMessage()
	case m.GetAudioMessage() != nil:
		file = m.GetAudioMessage()
	case m.GetVideoMessage() != nil:
		file = m.GetVideoMessage()
	default:
		return nil, errors.New("whatsapptest: the message shows no file")
	}
	path, _, _ := strings.Cut(file.GetDirectPath(), "?")
	s.media.mu.Lock()
	blob := s.media.blobs[path]
	s.media.mu.Unlock()
	stored := sha256.Sum256(blob)
	if len(blob) < macSize || string(stored[:]) != string(file.GetFileEncSHA256()) {
		return nil, errors.New("whatsapptest: the file does not lie where the message says")
	}
	iv, cipherKey, macKey := mediaKeys(file.GetMediaKey(), whatsmeow.GetMediaType(file))
	body, code := blob[:len(blob)-macSize], blob[len(blob)-macSize:]
	mac := hmac.New(sha256.New, macKey)
	mac.Write(iv)
	mac.Write(body)
	if !hmac.Equal(mac.Sum(nil)[:macSize], code) {
		return nil, errors.New("whatsapptest: the file was changed on its way")
	}
	plain, err := cbcutil.Decrypt(cipherKey, iv, append([]byte(nil), body...))
	if err != nil {
		return nil, fmt.Errorf("decrypting a file: %w", err)
	}
	return plain, nil
}

// FailDownloads answers the next requests for files with these HTTP codes (403, 404, 410, 503 …).
func (s *Server) FailDownloads(codes ...int) {
	s.media.mu.Lock()
	defer s.media.mu.Unlock()
	s.media.statuses = append(s.media.statuses, codes...)
}

// FailUploads answers the next uploads with these HTTP codes.
func (s *Server) FailUploads(codes ...int) {
	s.media.mu.Lock()
	defer s.media.mu.Unlock()
	s.media.uploads = append(s.media.uploads, codes...)
}

// Downloads counts the requests for files.
func (s *Server) Downloads() int {
	s.media.mu.Lock()
	defer s.media.mu.Unlock()
	return s.media.asked
}

// Keep makes the owner's phone upload the file of that message again when the device asks for it. A phone that was
// told nothing of the message is switched off: it does not answer.
func (s *Server) Keep(message string, f File) {
	s.media.mu.Lock()
	defer s.media.mu.Unlock()
	s.media.kept[message] = f
}

// Lose makes the owner's phone answer that it has the file of that message no more.
func (s *Server) Lose(message string) {
	s.media.mu.Lock()
	defer s.media.mu.Unlock()
	s.media.lost[message] = true
}

// shift takes the next code of a list; 0 when there is none.
func (m *media) shift(codes *[]int) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(*codes) == 0 {
		return 0
	}
	code := (*codes)[0]
	*codes = (*codes)[1:]
	return code
}

func (s *Server) upload(w http.ResponseWriter, r *http.Request) {
	if code := s.media.shift(&s.media.uploads); code != 0 {
		http.Error(w, "not now", code)
		return
	}
	blob, err := io.ReadAll(r.Body)
	if err != nil {
		return // the client is gone
	}
	path := s.store(blob)
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(map[string]string{"url": "https://" + mediaHost + path, "direct_path": path})
}

func (s *Server) download(w http.ResponseWriter, r *http.Request) {
	code := s.media.shift(&s.media.statuses)
	s.media.mu.Lock()
	s.media.asked++
	blob, known := s.media.blobs[r.URL.Path]
	s.media.mu.Unlock()
	switch {
	case code != 0:
		http.Error(w, "not now", code)
	case !known:
		http.NotFound(w, r)
	default:
		w.Write(blob)
	}
}

// mediaHost is where clients are told to bring and fetch files.
const mediaHost = "mmg.whatsapp.net"

func (s *Server) mediaConnection(ctx context.Context, c *wire, node *waBinary.Node) error {
	return s.answer(ctx, c, node, waBinary.Node{Tag: "media_conn", Attrs: waBinary.Attrs{"auth": "loopback", "ttl": 300, "auth_ttl": 300, "max_buckets": 12},
		Content: []waBinary.Node{{Tag: "host", Attrs: waBinary.Attrs{"hostname": mediaHost}}}})
}

// mediaRetry lets the owner's phone answer the device's wish for a file that has left the servers.
func (s *Server) mediaRetry(ctx context.Context, c *wire, node *waBinary.Node) error {
	d, id := s.deviceOf(c), node.AttrGetter().OptionalString("id")
	about, ok := node.GetOptionalChildByTag("rmr")
	s.media.mu.Lock()
	f, kept := s.media.kept[id]
	lost := s.media.lost[id]
	s.media.mu.Unlock()
	if d == nil || !ok || !kept && !lost {
		return nil
	}
	answer := waBinary.Node{Tag: "error", Attrs: waBinary.Attrs{"code": 2}}
	if kept {
		var err error
		if answer, err = s.uploadedAgain(id, f); err != nil {
			return err
		}
	}
	s.enqueue(ctx, d, "notification:"+id, waBinary.Node{Tag: "notification", Attrs: waBinary.Attrs{"id": id, "from": s.owner.id, "type": "mediaretry", "t": stamp()},
		Content: []waBinary.Node{about, answer}})
	return nil
}

// uploadedAgain lays a file down once more and tells its new path, under the file's own key.
func (s *Server) uploadedAgain(id string, f File) (waBinary.Node, error) {
	path := s.put(f).Path
	plain, err := proto.Marshal(&waMmsRetry.MediaRetryNotification{StanzaID: &id, DirectPath: &path, Result: waMmsRetry.MediaRetryNotification_SUCCESS.Enum()})
	if err != nil {
		return waBinary.Node{}, fmt.Errorf("writing where a file lies now: %w", err)
	}
	iv := make([]byte, 12)
	rand.Read(iv)
	sealed := aead(derive(f.Key, nil, "WhatsApp Media Retry Notification", 32)).Seal(nil, iv, plain, []byte(id))
	return waBinary.Node{Tag: "encrypt", Content: []waBinary.Node{{Tag: "enc_p", Content: sealed}, {Tag: "enc_iv", Content: iv}}}, nil
}
