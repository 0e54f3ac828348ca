package webchat

import "sync"

// hub wakes the streams of this process that show a conversation.
type hub struct {
	mu      sync.Mutex
	streams map[string]map[chan struct{}]bool
}

func newHub() hub { return hub{streams: map[string]map[chan struct{}]bool{}} }

// subscribe returns a channel that holds a signal when there may be news, and the end of the subscription.
func (h *hub) subscribe(conversation string) (<-chan struct{}, func()) {
	signal := make(chan struct{}, 1)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.streams[conversation] == nil {
		h.streams[conversation] = map[chan struct{}]bool{}
	}
	h.streams[conversation][signal] = true
	return signal, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.streams[conversation], signal)
		if len(h.streams[conversation]) == 0 {
			delete(h.streams, conversation)
		}
	}
}

func (h *hub) wake(conversation string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for signal := range h.streams[conversation] {
		select {
		case signal <- struct{}{}:
		default: // one signal is waiting already, and it suffices
		}
	}
}
