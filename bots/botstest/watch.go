package botstest

import (
	"bytes"
	"log"
	"log/slog"
	"strings"
	"sync"
	"testing"
)

// watch keeps every log line and every error of a check, and searches them for what must not be there.
type watch struct {
	mu        sync.Mutex
	kept      bytes.Buffer
	forbidden map[string]bool
}

// newWatch also takes over the process's own loggers, for code that does not use the one it is given. Hence
// no check of the suite runs in parallel with another test.
func newWatch(t *testing.T) *watch {
	w := &watch{forbidden: map[string]bool{}}
	old, flags, out := slog.Default(), log.Flags(), log.Writer()
	slog.SetDefault(w.log())
	t.Cleanup(func() {
		slog.SetDefault(old)
		log.SetFlags(flags)
		log.SetOutput(out)
	})
	return w
}

// Write implements io.Writer for the loggers.
func (w *watch) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.kept.Write(p)
}

func (w *watch) log() *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

func (w *watch) std() *log.Logger { return log.New(w, "", 0) }

// note keeps an error that the bot returned; nil is nothing.
func (w *watch) note(err error) {
	if err == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.kept.WriteString("error: " + err.Error() + "\n")
}

// forbid adds what must not appear. Of a long text its beginning is enough; what is shorter than six bytes
// could stand in any line by chance.
func (w *watch) forbid(secrets ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, s := range secrets {
		if runes := []rune(s); len(runes) > 24 {
			s = string(runes[:24])
		}
		if len(s) >= 6 {
			w.forbidden[s] = true
		}
	}
}

func (w *watch) report(t *testing.T) {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	kept := w.kept.String()
	for secret := range w.forbidden {
		if strings.Contains(kept, secret) {
			t.Errorf("log or error contains %q, which is a secret, an address or a citizen's text:\n%s", secret, kept)
		}
	}
}
