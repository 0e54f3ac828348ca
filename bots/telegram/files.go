package telegram

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"strings"
	"time"

	"kanal"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

// fetchTimeout is for one file of the largest size on a slow line.
const fetchTimeout = 45 * time.Second

// Fetch implements bots.Fetcher. Where the file lies is Telegram's word, on Telegram's own address.
func (b *Bot) Fetch(ctx context.Context, a kanal.Attachment, limit int64) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	f, err := b.api.GetFile(ctx, &tg.GetFileParams{FileID: a.ID})
	if err != nil {
		err = failure("getFile", err)
		b.note(err)
		if errors.Is(err, kanal.ErrUndeliverable) { // "invalid file_id", "file is too big"
			err = fmt.Errorf("%w: %w", err, kanal.ErrNotFound)
		}
		return nil, err
	}
	if f.FilePath == "" || f.FileSize > limit || strings.Contains(f.FilePath, "..") {
		return nil, fmt.Errorf("telegram: the file cannot be fetched: %w", kanal.ErrNotFound)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, b.apiURL+"/file/bot"+b.token+"/"+f.FilePath, nil)
	if err != nil {
		return nil, &apiError{method: "file", reason: "no address"} // the error would quote the token
	}
	response, err := b.client.Do(request)
	if err != nil {
		return nil, failure("file", err)
	}
	defer response.Body.Close()
	switch {
	case response.StatusCode == http.StatusNotFound:
		return nil, fmt.Errorf("telegram: the file is gone: %w", kanal.ErrNotFound)
	case response.StatusCode != http.StatusOK:
		return nil, &apiError{method: "file", code: response.StatusCode}
	}
	data, err := io.ReadAll(io.LimitReader(response.Body, limit+1))
	if err != nil {
		return nil, failure("file", err)
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("telegram: the file is larger than announced: %w", kanal.ErrNotFound)
	}
	return data, nil
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

// sendFile uploads one file of the store; a JPEG goes as a photo, anything else as a document.
func (b *Bot) sendFile(ctx context.Context, chat int64, a kanal.Attachment) error {
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	data, err := b.files(ctx, a.Hash)
	if err != nil {
		return fmt.Errorf("telegram: reading a file to send: %w", err)
	}
	name := path.Base(a.Name)
	if a.MIME == "image/jpeg" {
		_, err = b.api.SendPhoto(ctx, &tg.SendPhotoParams{ChatID: chat, Photo: &models.InputFileUpload{Filename: "foto.jpg", Data: bytes.NewReader(data)}})
	} else {
		if name == "." || name == "/" {
			name = "berkas"
		}
		_, err = b.api.SendDocument(ctx, &tg.SendDocumentParams{ChatID: chat, Document: &models.InputFileUpload{Filename: name, Data: bytes.NewReader(data)}})
	}
	err = failure("sendFile", err)
	b.note(err)
	return err
}
