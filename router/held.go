package router

import (
	"context"
	"time"

	"kanal"
	"kanal/storage"
)

// heldFor is how long a message waits for its recipient to write; then it is given up.
const heldFor = 30 * 24 * time.Hour

// release lets what waited for the people who write now go to them, in the order in which it was made, and remembers
// whose it was. It happens with the message that opens the window: a bot that finds it closed meanwhile locks the
// same conversations.
func (u *unit) release(ctx context.Context, chats []*storage.Conversation, batch []*arrival) error {
	var open []int64
	for i, c := range chats {
		// A mended message is no new one: the network's window stays as it was.
		if kanal.NetworkOf(batch[i].message.Account).Window > 0 && batch[i].message.Kind != kanal.KindEdit {
			open = append(open, c.ID)
		}
	}
	if len(open) == 0 {
		return nil
	}
	var err error
	u.released, err = u.tx.ReleaseHeld(ctx, open...)
	return err
}

// tired tells whether a message that still cannot be sent is given up. Where it may have been held until its
// recipient wrote, the time counts from then.
func (c *courier) tired(d storage.Delivery) bool {
	since := d.MadeAt
	if c.network.Window > 0 && d.HeardAt.After(since) {
		since = d.HeardAt
	}
	return c.now().Sub(since) > giveUpAfter
}
