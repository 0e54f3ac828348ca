package whatsapp

import (
	"context"
	"crypto/sha256"
	"sync"
	"time"

	"go.mau.fi/whatsmeow/types"
)

// pace keeps the same words from going to many people at once, which is how WhatsApp knows spam.
type pace struct {
	mu    sync.Mutex
	said  map[[sha256.Size]byte][]saying
	wrote map[string]time.Time // when people wrote last
}

type saying struct {
	to string
	at time.Time
}

const (
	window    = time.Minute
	crowd     = 5  // other people who may get the same words within a window
	askers    = 30 // the same, of answers to people who have just written: on a bad day many are greeted
	answering = 10 * time.Minute
)

// heard says that a person has written.
func (p *pace) heard(from string, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.wrote == nil || len(p.wrote) >= 2*remembered {
		p.wrote = map[string]time.Time{}
	}
	p.wrote[from] = now
}

// wait returns how long the same words must wait before this person gets them, 0 for not at all.
func (p *pace) wait(text, to string, now time.Time) time.Duration {
	if text == "" {
		return 0
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	key := sha256.Sum256([]byte(text))
	var others []saying
	for _, s := range p.said[key] {
		if s.to != to && now.Sub(s.at) < window {
			others = append(others, s)
		}
	}
	limit := crowd
	if at, ok := p.wrote[to]; ok && now.Sub(at) < answering {
		limit = askers
	}
	if len(others) < limit {
		return 0
	}
	return window - now.Sub(others[len(others)-limit].at)
}

// note says that a person is getting these words.
func (p *pace) note(text, to string, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.said == nil {
		p.said = map[[sha256.Size]byte][]saying{}
	}
	for key, list := range p.said {
		for len(list) > 0 && now.Sub(list[0].at) >= window {
			list = list[1:]
		}
		if p.said[key] = list; len(list) == 0 {
			delete(p.said, key)
		}
	}
	key := sha256.Sum256([]byte(text))
	p.said[key] = append(p.said[key], saying{to, now})
}

// write shows the recipient that an answer is being written, for about as long as it would take. Afterwards nobody sits
// in front of the screen any more: present.
func (s *session) write(ctx context.Context, to types.JID, text string) {
	pause := s.bot.tempo.typing(text)
	if pause <= 0 {
		return
	}
	// Both are a courtesy; without them the answer comes all the same.
	if s.client.SendPresence(ctx, types.PresenceAvailable) != nil {
		s.bot.options.Log.Debug("no presence sent", "account", s.bot.options.Account)
	}
	if s.client.SendChatPresence(ctx, to, types.ChatPresenceComposing, types.ChatPresenceMediaText) == nil {
		sleep(ctx, pause)
	}
}
