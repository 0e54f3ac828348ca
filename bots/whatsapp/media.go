package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"
	"sync"
	"time"

	"kanal"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/proto/waMmsRetry"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"
	"google.golang.org/protobuf/proto"
)

// errPhoneSilent says that the phone did not answer; it may later.
var errPhoneSilent = errors.New("the phone does not answer")

// fetchWait is for one file of the largest size on a slow line.
const fetchWait = 45 * time.Second

// Fetch implements bots.Fetcher. The file is asked for at the hosts that the network names, by the path that came
// with the message; a file that WhatsApp has dropped is asked of the phone once.
func (b *Bot) Fetch(ctx context.Context, a kanal.Attachment, limit int64) ([]byte, error) {
	r, err := parseReference(a.ID)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", err, kanal.ErrNotFound)
	}
	if r.Length > uint64(max(limit, 0)) {
		return nil, fmt.Errorf("whatsapp: the file is too large: %w", kanal.ErrNotFound)
	}
	b.mu.Lock()
	s := b.session
	b.mu.Unlock()
	if s == nil || !s.connected.Load() {
		return nil, errors.New("whatsapp: not connected")
	}
	data, err := s.download(ctx, r, limit)
	if dropped(err) {
		var path string
		if path, err = s.askPhone(ctx, r); err == nil {
			r.Path = path
			if data, err = s.download(ctx, r, limit); dropped(err) {
				err = fmt.Errorf("whatsapp: the file is gone: %w", kanal.ErrNotFound)
			}
		}
	}
	if err != nil {
		return nil, s.fetchFailure(err)
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("whatsapp: the file is larger than announced: %w", kanal.ErrNotFound)
	}
	return data, nil
}

// overhead is what encryption adds to a file at most: padding and a code of authenticity.
const overhead = 64

func (s *session) download(ctx context.Context, r reference, limit int64) ([]byte, error) {
	ctx, cancel := context.WithTimeout(withLimit(ctx, limit+overhead), fetchWait)
	defer cancel()
	// The length is not compared: it is the sender's word, and the hash says more.
	return s.client.DownloadMediaWithPath(ctx, r.Path, r.Stored, r.Hash, r.Key, -1, mediaType(r.Type), "")
}

func dropped(err error) bool {
	return errors.Is(err, whatsmeow.ErrMediaDownloadFailedWith403) || errors.Is(err, whatsmeow.ErrMediaDownloadFailedWith404) ||
		errors.Is(err, whatsmeow.ErrMediaDownloadFailedWith410)
}

// fetchFailure tells what never gets better from what may.
func (s *session) fetchFailure(err error) error {
	if errors.Is(err, kanal.ErrNotFound) {
		return err
	}
	for _, final := range []error{errTooLarge, whatsmeow.ErrTooShortFile, whatsmeow.ErrInvalidMediaHMAC,
		whatsmeow.ErrInvalidMediaEncSHA256, whatsmeow.ErrInvalidMediaSHA256, whatsmeow.ErrFileLengthMismatch} {
		if errors.Is(err, final) {
			return fmt.Errorf("whatsapp: fetching a file: %w: %w", final, kanal.ErrNotFound)
		}
	}
	var answer whatsmeow.DownloadHTTPError
	if errors.As(err, &answer) {
		return fmt.Errorf("whatsapp: fetching a file: the network answers %d", answer.StatusCode)
	}
	var refusal *whatsmeow.IQError
	if errors.As(err, &refusal) {
		return fmt.Errorf("whatsapp: fetching a file: the network answers %d", refusal.Code)
	}
	return fmt.Errorf("whatsapp: fetching a file: %w", plain(err))
}

// mediaRetries are the files that the phone was asked to upload again.
type mediaRetries struct {
	mu      sync.Mutex
	waiting map[string]chan *events.MediaRetry // by the id of the message
}

func (m *mediaRetries) await(id string) chan *events.MediaRetry {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.waiting[id] = make(chan *events.MediaRetry, 1)
	return m.waiting[id]
}

func (m *mediaRetries) forget(id string, c chan *events.MediaRetry) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.waiting[id] == c {
		delete(m.waiting, id)
	}
}

func (m *mediaRetries) deliver(e *events.MediaRetry) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if c := m.waiting[e.MessageID]; c != nil {
		select {
		case c <- e:
		default:
		}
	}
}

// askPhone asks for a file to be uploaded again and returns its new path. That the phone has it no more is final; that
// it does not answer, perhaps since it is switched off, is not.
func (s *session) askPhone(ctx context.Context, r reference) (string, error) {
	gone := fmt.Errorf("whatsapp: the file is gone: %w", kanal.ErrNotFound)
	from, ok := s.origin(r)
	if !ok {
		return "", gone
	}
	answer := s.retries.await(from.ID)
	defer s.retries.forget(from.ID, answer)
	info := &types.MessageInfo{ID: from.ID, MessageSource: types.MessageSource{Chat: from.Chat, Sender: from.Sender, IsGroup: from.Group}}
	if err := s.client.SendMediaRetryReceipt(ctx, info, r.Key); err != nil {
		return "", err
	}
	limit := time.NewTimer(s.bot.tempo.retry)
	defer limit.Stop()
	select {
	case e := <-answer:
		again, err := whatsmeow.DecryptMediaRetryNotification(e, r.Key)
		if err != nil || again.GetResult() != waMmsRetry.MediaRetryNotification_SUCCESS || !strings.HasPrefix(again.GetDirectPath(), "/") {
			return "", gone
		}
		return again.GetDirectPath(), nil
	case <-limit.C:
		return "", errPhoneSilent
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// upload brings a file of the store to WhatsApp and makes the message that shows it.
func (s *session) upload(ctx context.Context, a kanal.Attachment, quote *waE2E.ContextInfo) (*waE2E.Message, error) {
	data, err := s.bot.options.Files(ctx, a.Hash)
	if err != nil {
		return nil, fmt.Errorf("whatsapp: reading a file to send: %w", err)
	}
	kind := whatsmeow.MediaDocument
	if a.MIME == "image/jpeg" || a.MIME == "image/png" {
		kind = whatsmeow.MediaImage
	}
	up, err := s.client.Upload(ctx, data, kind)
	if err != nil {
		return nil, s.bot.failure("uploading a file", err)
	}
	if kind == whatsmeow.MediaImage {
		return &waE2E.Message{ImageMessage: &waE2E.ImageMessage{URL: &up.URL, DirectPath: &up.DirectPath, MediaKey: up.MediaKey,
			FileEncSHA256: up.FileEncSHA256, FileSHA256: up.FileSHA256, FileLength: &up.FileLength, Mimetype: proto.String(a.MIME),
			ContextInfo: quote}}, nil
	}
	name := path.Base(a.Name)
	if name == "." || name == "/" {
		name = "berkas"
	}
	mime := a.MIME
	if mime == "" {
		mime = "application/octet-stream"
	}
	return &waE2E.Message{DocumentMessage: &waE2E.DocumentMessage{URL: &up.URL, DirectPath: &up.DirectPath, MediaKey: up.MediaKey,
		FileEncSHA256: up.FileEncSHA256, FileSHA256: up.FileSHA256, FileLength: &up.FileLength, Mimetype: proto.String(mime),
		FileName: proto.String(name), Title: proto.String(name), ContextInfo: quote}}, nil
}
