package cloud

import (
	"context"
	"errors"
	"sync"
	"time"
)

// window is how long after a person's last message Meta lets us write to them freely.
const window = 24 * time.Hour

// callbackKnock marks templates in what Meta tells later.
const callbackKnock = "knock"

// knock asks somebody by the template to write to us, once until they do. An error says that the template could not
// be sent for now, so that the message it is about must be tried again. A template that Meta refuses is only told to
// the operator: the message is held all the same, and read when the person writes of their own accord.
func (b *Bot) knock(ctx context.Context, conversation string) error {
	if b.template == "" || !b.knocks.begin(conversation, b.now()) {
		return nil
	}
	m := to(conversation)
	m.Type, m.Callback = "template", callbackKnock
	m.Template = &template{Name: b.template, Language: language{Code: b.language}}
	_, err := b.deliver(ctx, m)
	var api *apiError
	if errors.As(err, &api) && api.ofTemplate() {
		b.log.Error("the template cannot be sent", "account", b.account, "err", err)
		b.noteKnock(err)
		return nil
	}
	if err == nil {
		b.noteKnock(nil)
		return nil
	}
	b.knocks.forget(conversation)
	if api != nil {
		return api.retry()
	}
	return err
}

// ofTemplate tells of a failed template that another try would end the same way: it is not approved, or this person
// gets none.
func (e *apiError) ofTemplate() bool {
	return e.kind() == forGood || e.kind() == closed || e.code == codeUnhealthy
}

// knocks remembers who was asked lately. Outgoing.Knocked knows it better; this is for what goes wrong after Meta
// took several messages at once, and it is lost with the process: then somebody may be asked twice.
type knocks struct {
	mu sync.Mutex
	at map[string]time.Time
}

// mostKnocks bounds what is remembered.
const mostKnocks = 10_000

func (k *knocks) begin(conversation string, now time.Time) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if at, known := k.at[conversation]; known && now.Sub(at) < window {
		return false
	}
	if len(k.at) >= mostKnocks {
		clear(k.at)
	}
	k.at[conversation] = now
	return true
}

// forget is for when they have written, or the template did not go out.
func (k *knocks) forget(conversation string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.at, conversation)
}
