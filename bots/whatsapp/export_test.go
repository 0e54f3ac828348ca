package whatsapp

import "time"

// Hurry makes everything go as fast as tests against a fake network want it.
func Hurry(b *Bot) {
	quick := backoff{20 * time.Millisecond, 100 * time.Millisecond}
	b.tempo = tempo{storing: []time.Duration{0, time.Millisecond, time.Millisecond}, refused: quick, failed: quick, replaced: quick,
		outdated: quick, banned: 300 * time.Millisecond, stopped: backoff{time.Hour, time.Hour}, link: time.Millisecond,
		phone: 20 * time.Millisecond, pairing: 10 * time.Second, retry: 2 * time.Second, typing: func(string) time.Duration { return 0 }}
}

// TypeFor makes answers take a while, as if somebody typed them.
func TypeFor(b *Bot, d time.Duration) { b.tempo.typing = func(string) time.Duration { return d } }
