package cloud

import (
	"context"
	"errors"
	"sync"
	"time"

	"kanal"
	"kanal/bots"
)

type parts struct {
	mu   sync.Mutex
	sent map[int64]int
}

type knocks struct {
	mu sync.Mutex
	at map[string]time.Time
}

type apiError struct{ code int }

func (e *apiError) Error() string { return "whatsapp cloud" }
func (e *apiError) ours() bool    { return true }

// Routes implements bots.Served.
func (b *Bot) Routes(inbox bots.Inbox) []bots.Route { return nil }

// Fetch implements bots.Fetcher.
func (b *Bot) Fetch(ctx context.Context, a kanal.Attachment, limit int64) ([]byte, error) {
	return nil, errors.New("whatsapp cloud: not yet")
}

// Send implements bots.Bot.
func (b *Bot) Send(ctx context.Context, out kanal.Outgoing) (kanal.Receipt, error) {
	return kanal.Receipt{}, errors.New("whatsapp cloud: not yet")
}
