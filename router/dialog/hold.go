package dialog

import (
	"hash/fnv"
	"time"

	"kanal"
)

// Echo is what a conversation remembers to notice that it talks to a machine, or to somebody who only plays.
type Echo struct {
	Sum   uint32    `json:"sum,omitempty"`   // of the last text
	Times int       `json:"times,omitempty"` // how often it was answered in a row
	Said  int       `json:"said,omitempty"`  // answers since At
	At    time.Time `json:"at,omitzero"`
}

const (
	echoWithin = 10 * time.Minute
	mostEqual  = 2  // answers to equal messages in a row
	mostSaid   = 40 // answers within echoWithin; far more than a person needs to tell something
)

// hold keeps back what would do harm to say: everything where the person said JANGAN, and the answers to a
// machine that answers us. A message that files, settles or changes something is always answered.
func hold(before, next State, in Input, effects []Effect) (State, []Effect) {
	if before.Hushed && next.Hushed {
		return next, withoutWords(effects, func(s Say) bool { return s.Sentence == StatusFull })
	}
	if in.Officer || in.Relay || in.Silence && before.Name != Gather { // the summing up of what came is an answer like any other
		return next, effects
	}
	e := before.Echo
	if in.Now.Sub(e.At) >= echoWithin {
		e = Echo{At: in.Now, Sum: e.Sum}
	}
	if sum := sumOf(in.Message); !in.Silence && sum != e.Sum {
		e.Sum, e.Times = sum, 0
	}
	only := len(effects) > 0
	for _, effect := range effects {
		switch effect.(type) {
		case Say, Dismiss:
		default:
			only = false
		}
	}
	if only && (e.Times >= mostEqual || e.Said >= mostSaid) && in.Message.Kind != kanal.KindTap {
		effects = withoutWords(effects, func(Say) bool { return false })
	}
	said := e.Said
	for _, effect := range effects {
		if _, ok := effect.(Say); ok {
			e.Said++
		}
	}
	if e.Sum != 0 && e.Said > said {
		e.Times++
	}
	next.Echo = e
	return next, effects
}

// withoutWords leaves out what would be said, but for some sentences.
func withoutWords(effects []Effect, but func(Say) bool) []Effect {
	var kept []Effect
	for _, effect := range effects {
		switch e := effect.(type) {
		case Copy, Bind: // they answer of their own accord
			continue
		case Say:
			if !but(e) {
				continue
			}
		}
		kept = append(kept, effect)
	}
	return kept
}

func sumOf(m kanal.Incoming) uint32 {
	if m.Text == "" || m.Kind == kanal.KindTap || Command(m.Text) {
		return 0
	}
	h := fnv.New32a()
	h.Write([]byte(m.Text))
	return h.Sum32()
}
