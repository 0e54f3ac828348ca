package whatsapp

import (
	"log/slog"
	"sync"

	"github.com/lib/pq"
	"go.mau.fi/libsignal/logger"
	"go.mau.fi/whatsmeow/store/sqlstore"
	waLog "go.mau.fi/whatsmeow/util/log"
)

// hush is the logger that whatsmeow is given. Its messages are fine, their arguments are not: they hold numbers of
// people and whole stanzas. So the arguments are dropped.
type hush struct {
	log     *slog.Logger
	account string
}

var _ waLog.Logger = (*hush)(nil)

// Errorf implements waLog.Logger.
func (h *hush) Errorf(message string, _ ...any) {
	h.log.Warn("whatsmeow reports an error", "account", h.account, "what", message)
}

// Warnf implements waLog.Logger. Most of these are everyday matters.
func (h *hush) Warnf(message string, _ ...any) {
	h.log.Debug("whatsmeow reports", "account", h.account, "what", message)
}

// Infof implements waLog.Logger.
func (h *hush) Infof(string, ...any) {}

// Debugf implements waLog.Logger.
func (h *hush) Debugf(string, ...any) {}

// Sub implements waLog.Logger.
func (h *hush) Sub(string) waLog.Logger { return h }

// mute is the logger of libsignal, which would print to the standard output, addresses included.
type mute struct{}

func (mute) Debug(string, string)   {}
func (mute) Info(string, string)    {}
func (mute) Warning(string, string) {}
func (mute) Error(string, string)   {}
func (mute) Configure(string)       {}

// prepare sets, once in a process, what the libraries keep in variables of their own.
var prepare = sync.OnceFunc(func() {
	var silent logger.Loggable = mute{}
	logger.Setup(&silent)
	sqlstore.PostgresArrayWrapper = pq.Array
})
