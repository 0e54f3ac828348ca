package whatsapp

import (
	"math/rand/v2"
	"time"
	"unicode/utf8"
)

// tempo is how fast everything goes. There is one in production; tests have a quicker one.
type tempo struct {
	storing  []time.Duration // pauses before the tries to store one message, inside the handler
	refused  backoff         // before the network is asked to deliver again what could not be stored
	failed   backoff         // after a connection that could not be made
	replaced backoff         // after another program took the link
	outdated backoff         // after the network wanted a newer client
	banned   time.Duration   // for a ban whose end is not told; also beyond the end of one that is
	stopped  backoff         // sending rests this long after the network refused to bring answers (463)
	link     time.Duration   // before Options.Link is called again after an error
	phone    time.Duration   // how often Options.Phone is asked
	pairing  time.Duration   // how long the network has to finish a pairing
	retry    time.Duration   // how long the phone has to upload a file again
	typing   func(text string) time.Duration
}

var usual = tempo{
	storing:  []time.Duration{0, 100 * time.Millisecond, time.Second, 3 * time.Second},
	refused:  backoff{time.Second, time.Minute},
	failed:   backoff{2 * time.Second, time.Minute},
	replaced: backoff{time.Minute, 15 * time.Minute},
	outdated: backoff{time.Minute, time.Hour},
	banned:   time.Hour,
	stopped:  backoff{time.Hour, 24 * time.Hour},
	link:     time.Second,
	phone:    3 * time.Second,
	pairing:  15 * time.Second,
	retry:    20 * time.Second,
	typing:   typing,
}

// backoff is a pause that doubles from first to last.
type backoff struct{ first, last time.Duration }

// after returns the pause after so many failures in a row, from 1.
func (b backoff) after(failures int) time.Duration {
	pause := b.first
	for range failures - 1 {
		if pause = 2 * pause; pause >= b.last {
			return b.last
		}
	}
	return pause
}

// typing is how long somebody quick would seem to type a text, never quite the same.
func typing(text string) time.Duration {
	spent := 700*time.Millisecond + time.Duration(utf8.RuneCountInString(text))*12*time.Millisecond
	return min(spent, 3*time.Second) + rand.N(600*time.Millisecond)
}
