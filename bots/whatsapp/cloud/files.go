package cloud

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"path"
	"strings"
	"time"

	"kanal"
)

// fetchTimeout is for one file of the largest size on a slow line.
const fetchTimeout = 45 * time.Second

// Fetch implements bots.Fetcher. Meta keeps a file for seven days. Where it lies Meta says anew each time, and only
// Meta's own addresses are asked: the token goes along.
func (b *Bot) Fetch(ctx context.Context, a kanal.Attachment, limit int64) ([]byte, error) {
	if !isNumber(a.ID) {
		return nil, fmt.Errorf("whatsapp cloud: the attachment has no file: %w", kanal.ErrNotFound)
	}
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	place := b.api.JoinPath(a.ID)
	place.RawQuery = "phone_number_id=" + b.phone // a file of another number of ours is none
	var about struct {
		URL   string   `json:"url"`
		Bytes flexible `json:"file_size"`
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, place.String(), nil)
	if err != nil {
		return nil, &apiError{call: "media", reason: "no address"}
	}
	if err := b.exchange(request, "media", &about); err != nil {
		return nil, gone(err)
	}
	if about.Bytes.int64() > limit {
		return nil, fmt.Errorf("whatsapp cloud: the file is too large: %w", kanal.ErrNotFound)
	}
	at, err := url.Parse(about.URL)
	if err != nil || !b.trusted(at) {
		return nil, fmt.Errorf("whatsapp cloud: the file lies at an address that is not Meta's: %w", kanal.ErrNotFound)
	}
	return b.download(ctx, at, limit)
}

// hosts are where Meta keeps files; what the settings name as the API's address may keep them as well.
var hosts = []string{".fbsbx.com", ".fbcdn.net", ".whatsapp.net"}

func (b *Bot) trusted(at *url.URL) bool {
	if at.User != nil {
		return false
	}
	if at.Scheme == b.api.Scheme && at.Host == b.api.Host {
		return true
	}
	name := strings.ToLower(at.Hostname())
	for _, end := range hosts {
		if at.Scheme == "https" && (at.Port() == "" || at.Port() == "443") && strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

func (b *Bot) download(ctx context.Context, at *url.URL, limit int64) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
	if err != nil {
		return nil, &apiError{call: "file", reason: "no address"}
	}
	request.Header.Set("Authorization", "Bearer "+b.token)
	response, err := b.client.Do(request)
	if err != nil {
		return nil, broken("file", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, gone(&apiError{call: "file", status: response.StatusCode})
	}
	data, err := io.ReadAll(io.LimitReader(response.Body, limit+1))
	if err != nil {
		return nil, broken("file", err)
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("whatsapp cloud: the file is larger than announced: %w", kanal.ErrNotFound)
	}
	return data, nil
}

// gone says of a failure to fetch whether asking again is useless.
func gone(err error) error {
	var api *apiError
	if !errors.As(err, &api) {
		return err
	}
	missing := api.status == http.StatusNotFound || api.status == http.StatusGone
	if missing || api.code == codeInvalid || api.kind() == forGood {
		return fmt.Errorf("%w: %w", err, kanal.ErrNotFound)
	}
	return err
}

// sendable are the files that can be sent: those of the store.
func (b *Bot) sendable(list []kanal.Attachment) []kanal.Attachment {
	var files []kanal.Attachment
	for _, a := range list {
		if a.Hash != "" && b.files != nil {
			files = append(files, a)
		}
	}
	return files
}

// Sizes up to which Meta shows a file as what it is; larger ones go as documents.
const (
	largestImage = 5 << 20
	largestSound = 16 << 20 // and video
)

// sendFile uploads one file of the store and sends it. A file that Meta will never take is left out: the words that
// belong to it must arrive all the same.
func (b *Bot) sendFile(ctx context.Context, conversation string, a kanal.Attachment) (id string, err error) {
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	data, err := b.files(ctx, a.Hash)
	if errors.Is(err, kanal.ErrNotFound) {
		return "", nil // erased meanwhile
	}
	if err != nil {
		return "", fmt.Errorf("whatsapp cloud: reading a file to send: %w", err)
	}
	kind, name := a.MIME, path.Base(kanal.Clean(a.Name))
	if media, _, err := mime.ParseMediaType(a.MIME); err == nil {
		kind = media
	}
	if name == "." || name == "/" {
		name = "berkas"
	}
	uploaded, err := b.upload(ctx, kind, data)
	if err == nil {
		m := to(conversation)
		switch {
		case (kind == "image/jpeg" || kind == "image/png") && len(data) <= largestImage:
			m.Type, m.Image = "image", &medium{ID: uploaded}
		case strings.HasPrefix(kind, "audio/") && len(data) <= largestSound:
			m.Type, m.Audio = "audio", &medium{ID: uploaded}
		case (kind == "video/mp4" || kind == "video/3gpp") && len(data) <= largestSound:
			m.Type, m.Video = "video", &medium{ID: uploaded}
		default:
			m.Type, m.Document = "document", &medium{ID: uploaded, Name: name}
		}
		id, err = b.deliver(ctx, m)
	}
	var api *apiError
	if errors.As(err, &api) && (api.code == codeInvalid && api.kind() == forGood || api.code == 131009 || api.code == 131053) {
		b.log.Warn("a file is left out of a message", "account", b.account, "err", err)
		return "", nil
	}
	return id, err
}

// upload hands a file to Meta and returns the id under which a message may carry it.
func (b *Bot) upload(ctx context.Context, kind string, data []byte) (string, error) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	header := textproto.MIMEHeader{}
	header.Set("Content-Disposition", `form-data; name="file"; filename="file"`)
	header.Set("Content-Type", kind)
	// Writes into memory do not fail.
	_ = form.WriteField("messaging_product", "whatsapp")
	_ = form.WriteField("type", kind)
	if file, err := form.CreatePart(header); err == nil {
		_, _ = file.Write(data)
	}
	_ = form.Close()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, b.api.JoinPath(b.phone, "media").String(), &body)
	if err != nil {
		return "", &apiError{call: "media", reason: "no address"}
	}
	request.Header.Set("Content-Type", form.FormDataContentType())
	var answer struct {
		ID string `json:"id"`
	}
	if err := b.do(request, "media", &answer); err != nil {
		return "", err
	}
	if answer.ID == "" {
		return "", broken("media", errors.New("no id"))
	}
	return answer.ID, nil
}
