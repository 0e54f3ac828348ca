package main

import (
	"context"

	"kanal/bots/webchat"
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
			items[i] = webchat.Item{ID: m.ID, Mine: !m.Out, MessageID: m.External, Text: m.Text, Choices: m.Choices,
				Choice: m.Choice, ReplyTo: m.ReplyTo, At: m.At}
			if m.Out {
				items[i].MessageID = webchat.MessageID(m.ID)
			}
		}
		return items, nil
	}
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
