package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"kanal"
	"kanal/bots/webchat"
	"kanal/files"
	"kanal/storage"
)

// The web chat reads its threads from the store by these functions, since channels do not know the store.

// history reads the thread of one conversation of an account.
func history(store *storage.Store, account string) func(context.Context, string, int64, int) ([]webchat.Item, error) {
	return func(ctx context.Context, conversation string, after int64, limit int) ([]webchat.Item, error) {
		id, found, err := store.ConversationOf(ctx, storage.Address{Account: account, Chat: conversation})
		if err != nil || !found {
			return nil, err
		}
		messages, err := store.History(ctx, id, after, limit)
		if err != nil {
			return nil, err
		}
		items := make([]webchat.Item, len(messages))
		for i, m := range messages {
			items[i] = webchat.Item{ID: m.ID, Mine: !m.Out, MessageID: m.External, Text: m.Text, Photos: len(m.Attachments), Choices: m.Choices,
				Choice: m.Choice, ReplyTo: m.ReplyTo, At: m.At}
			if items[i].Pictures, err = pictures(ctx, store, m.Attachments); err != nil {
				return nil, err
			}
			if m.Out {
				items[i].MessageID = webchat.MessageID(m.ID)
			}
		}
		return items, nil
	}
}

// pictures are the copies of photos that may leave us, in order; "" stands for one that is not fetched, or lost.
func pictures(ctx context.Context, store *storage.Store, attachments []kanal.Attachment) ([]string, error) {
	var names []string
	for _, a := range attachments {
		if a.Kind != "photo" {
			continue
		}
		f, err := store.FileBySource(ctx, a.ID)
		if err != nil && !errors.Is(err, kanal.ErrNotFound) {
			return nil, err
		}
		names = append(names, f.Clean)
	}
	return names, nil
}

// woken signals when something may be new in a conversation of an account.
func woken(store *storage.Store, account string) func(string) (<-chan struct{}, func()) {
	return func(conversation string) (<-chan struct{}, func()) {
		ctx, cancel := context.WithCancel(context.Background())
		news := make(chan struct{}, 1)
		go func() {
			var id int64 // 0 until the conversation's first message
			for wake := range store.Wakes(ctx) {
				if wake.Account != account {
					continue
				}
				if id == 0 {
					id, _, _ = store.ConversationOf(ctx, storage.Address{Account: account, Chat: conversation}) // the poll covers a failure
				}
				if wake.Conversation == id {
					select {
					case news <- struct{}{}:
					default:
					}
				}
			}
		}()
		return news, cancel
	}
}

// keepPicture puts what the web chat's pages upload into the store of files; only pictures are taken.
func keepPicture(kept files.Store) func(context.Context, []byte) (string, error) {
	return func(ctx context.Context, data []byte) (string, error) {
		if kind, err := files.Kind(data); err != nil || !strings.HasPrefix(kind, "image/") {
			return "", fmt.Errorf("an upload of %q: %w", kind, kanal.ErrNotAllowed)
		}
		return kept.Put(ctx, data)
	}
}
