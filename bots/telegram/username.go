package telegram

import (
	"context"
	"fmt"
)

// Username asks Telegram for the bot's name, for links such as https://t.me/NAME?start=TOKEN.
func (b *Bot) Username(ctx context.Context) (string, error) {
	me, err := b.api.GetMe(ctx)
	if err != nil {
		return "", fmt.Errorf("asking for the bot's name: %w", failure("getMe", err))
	}
	return me.Username, nil
}
