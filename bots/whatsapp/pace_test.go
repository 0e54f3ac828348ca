package whatsapp

import (
	"fmt"
	"testing"
	"time"
)

func TestTheSameWordsGoToFewAtOnce(t *testing.T) {
	var p pace
	now := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
	say := func(text, to string) time.Duration {
		wait := p.wait(text, to, now)
		if wait == 0 {
			p.note(text, to, now)
		}
		return wait
	}
	for i := range crowd {
		if wait := say("Kantor tutup besok.", fmt.Sprint(i)); wait != 0 {
			t.Fatalf("person %d waits %s", i, wait)
		}
		now = now.Add(time.Second)
	}
	if wait := say("Kantor tutup besok.", "lain"); wait != window-crowd*time.Second {
		t.Errorf("one more person waits %s, want until the first is a minute ago", wait)
	}
	p.heard("penanya", now)
	if wait := say("Kantor tutup besok.", "penanya"); wait != 0 {
		t.Errorf("somebody who has just asked waits %s", wait)
	}
	if wait := say("Kantor tutup besok.", "0"); wait != 0 && wait > window {
		t.Errorf("somebody who has them waits %s", wait)
	}
	if wait := say("Laporan Anda 4821-0937.", "lain"); wait != 0 {
		t.Errorf("other words wait %s", wait)
	}
	now = now.Add(window)
	if wait := say("Kantor tutup besok.", "lain"); wait != 0 {
		t.Errorf("after a minute they wait %s", wait)
	}
	p.note("baru", "x", now.Add(window))
	if len(p.said) != 1 {
		t.Errorf("%d texts are remembered, want 1", len(p.said))
	}
}

func TestBackoff(t *testing.T) {
	b := backoff{time.Second, time.Minute}
	for failures, want := range map[int]time.Duration{1: time.Second, 2: 2 * time.Second, 4: 8 * time.Second, 7: time.Minute, 1000: time.Minute} {
		if got := b.after(failures); got != want {
			t.Errorf("after %d: %s, want %s", failures, got, want)
		}
	}
}

func TestTypingTakesAWhileButNotLong(t *testing.T) {
	for _, text := range []string{"", "Ya", string(make([]byte, 10_000))} {
		if d := typing(text); d < 700*time.Millisecond || d > 4*time.Second {
			t.Errorf("%d characters take %s", len(text), d)
		}
	}
}
