package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"kanal/bots"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

const (
	pollTimeout    = 50 * time.Second // how long Telegram may hold a poll
	callTimeout    = 30 * time.Second // for every other call
	answerTimeout  = 5 * time.Second  // for answering a tap, which nothing depends on
	batch          = 100              // updates per poll, the most that Telegram gives
	chatsAtOnce    = 16               // chats whose messages are stored side by side
	longestAnswer  = 32 << 20         // bytes read of one answer
	lastStorePause = 5 * time.Second
)

// allowed are the updates that we ask for.
func allowed() []string {
	return []string{models.AllowedUpdateMessage, models.AllowedUpdateEditedMessage, models.AllowedUpdateCallbackQuery,
		models.AllowedUpdateMyChatMember}
}

// poll receives until ctx ends or a call fails. The offset of a poll acknowledges everything below it, so it
// moves only after every update of the poll before is stored.
func (b *Bot) poll(ctx context.Context, inbox bots.Inbox) error {
	call, cancel := context.WithTimeout(ctx, callTimeout)
	_, err := b.api.DeleteWebhook(call, &tg.DeleteWebhookParams{}) // Telegram allows no polls beside a webhook
	cancel()
	if err != nil {
		return failure("deleteWebhook", err)
	}
	for offset := int64(0); ; {
		updates, err := b.getUpdates(ctx, offset)
		if err != nil {
			return err
		}
		b.note(nil)
		if len(updates) == 0 {
			continue
		}
		if err := b.storeAll(ctx, inbox, updates); err != nil {
			return err
		}
		offset = updates[len(updates)-1].ID + 1
	}
}

// getUpdates is one poll. The library's own loop hands updates to a channel and acknowledges them with its next
// poll, stored or not, and it does not export the call; hence this one.
func (b *Bot) getUpdates(ctx context.Context, offset int64) ([]models.Update, error) {
	const method = "getUpdates"
	ctx, cancel := context.WithTimeout(ctx, pollTimeout+callTimeout)
	defer cancel()
	body, err := json.Marshal(map[string]any{
		"offset": offset, "limit": batch, "timeout": int(pollTimeout.Seconds()), "allowed_updates": allowed(),
	})
	if err != nil {
		return nil, fmt.Errorf("telegram: writing %s: %w", method, err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, b.apiURL+"/bot"+b.token+"/"+method, bytes.NewReader(body))
	if err != nil {
		return nil, broken(method, err)
	}
	req.Header.Set("Content-Type", "application/json")
	answer, err := b.client.Do(req)
	if err != nil {
		return nil, broken(method, err)
	}
	defer answer.Body.Close()
	var result struct {
		OK         bool              `json:"ok"`
		Result     []json.RawMessage `json:"result"`
		Code       int               `json:"error_code"`
		Parameters struct {
			RetryAfter int `json:"retry_after"`
		} `json:"parameters"`
	}
	if err := json.NewDecoder(io.LimitReader(answer.Body, longestAnswer)).Decode(&result); err != nil {
		return nil, broken(method, err)
	}
	if result.Code == http.StatusTooManyRequests {
		return nil, throttled(method, result.Parameters.RetryAfter)
	}
	if !result.OK {
		return nil, &apiError{method: method, code: result.Code, reason: "not ok"}
	}
	updates := make([]models.Update, 0, len(result.Result))
	for _, raw := range result.Result {
		update, err := decode(raw)
		if err != nil {
			return nil, broken(method, err) // not even a number: there is nothing that could be acknowledged
		}
		updates = append(updates, update)
	}
	return updates, nil
}

// storeAll stores the updates of one poll: those of one chat in order, some chats side by side. It returns
// nil when all are stored, or ctx's error.
func (b *Bot) storeAll(ctx context.Context, inbox bots.Inbox, updates []models.Update) error {
	chats := map[int64][]event{}
	for _, u := range updates {
		e := b.interpret(u)
		chats[e.chat] = append(chats[e.chat], e)
	}
	free := make(chan struct{}, chatsAtOnce)
	var all sync.WaitGroup
	for _, events := range chats {
		free <- struct{}{}
		all.Go(func() {
			defer func() { <-free }()
			for _, e := range events {
				b.storeSurely(ctx, inbox, e)
			}
		})
	}
	all.Wait()
	return ctx.Err()
}

// storeSurely tries until the event is stored or ctx ends; the chat's next ones wait. It does not skip: what
// fails is the database, never the content (bots.Inbox promises that).
func (b *Bot) storeSurely(ctx context.Context, inbox bots.Inbox, e event) {
	for pause := firstPause / 4; ctx.Err() == nil; pause = min(2*pause, lastStorePause) {
		err := e.store(ctx, inbox)
		if err == nil {
			break
		}
		if ctx.Err() != nil {
			return
		}
		b.log.Error("an update is not stored yet", "account", account, "err", err)
		wait(ctx, pause)
	}
	if e.tap == "" || ctx.Err() != nil {
		return
	}
	// The phone shows a clock on the button until the tap is answered. A stale tap cannot be; that is no loss.
	call, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	_, _ = b.api.AnswerCallbackQuery(call, &tg.AnswerCallbackQueryParams{CallbackQueryID: e.tap})
}

// store hands the event in. A panic of the inbox is an error like any other; its value may quote words.
func (e event) store(ctx context.Context, inbox bots.Inbox) (err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("panic while storing an update")
		}
	}()
	if e.message != nil {
		return inbox.Receive(ctx, *e.message)
	}
	if e.status != nil {
		return inbox.Status(ctx, *e.status)
	}
	return nil
}

// decode reads an update. The library refuses a whole update when one part of it is of a kind that came
// after its release (a new origin of forwarded messages, say); then we read the essentials ourselves.
func decode(raw []byte) (models.Update, error) {
	var u models.Update
	if err := json.Unmarshal(raw, &u); err == nil && u.ID != 0 {
		return u, nil
	}
	type message struct {
		ID       int                `json:"message_id"`
		From     *models.User       `json:"from"`
		Chat     models.Chat        `json:"chat"`
		Date     int                `json:"date"`
		EditDate int                `json:"edit_date"`
		Text     string             `json:"text"`
		Caption  string             `json:"caption"`
		Photo    []models.PhotoSize `json:"photo"`
		Voice    *models.Voice      `json:"voice"`
		Video    *models.Video      `json:"video"`
		Document *models.Document   `json:"document"`
		Location *models.Location   `json:"location"`
	}
	var bare struct {
		ID      int64    `json:"update_id"`
		Message *message `json:"message"`
		Edited  *message `json:"edited_message"`
		Tap     *struct {
			ID      string      `json:"id"`
			From    models.User `json:"from"`
			Data    string      `json:"data"`
			Message *message    `json:"message"`
		} `json:"callback_query"`
	}
	if err := json.Unmarshal(raw, &bare); err != nil && bare.ID == 0 {
		return models.Update{}, errors.New("not an update")
	}
	if bare.ID == 0 {
		return models.Update{}, errors.New("an update without its number")
	}
	u = models.Update{ID: bare.ID}
	full := func(m *message) *models.Message {
		if m == nil {
			return nil
		}
		return &models.Message{ID: m.ID, From: m.From, Chat: m.Chat, Date: m.Date, EditDate: m.EditDate, Text: m.Text,
			Caption: m.Caption, Photo: m.Photo, Voice: m.Voice, Video: m.Video, Document: m.Document, Location: m.Location}
	}
	u.Message, u.EditedMessage = full(bare.Message), full(bare.Edited)
	if t := bare.Tap; t != nil {
		u.CallbackQuery = &models.CallbackQuery{ID: t.ID, From: t.From, Data: t.Data,
			Message: models.MaybeInaccessibleMessage{Message: full(t.Message)}}
	}
	return u, nil
}
