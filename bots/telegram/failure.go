package telegram

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"syscall"
	"time"

	"kanal"

	tg "github.com/go-telegram/bot"
)

// apiError is a failed call. Its text is made of the method and codes alone: errors of the library and of
// net/http may quote addresses with the token, chat ids, and what Telegram answered.
type apiError struct {
	method string
	code   int    // Telegram's error_code, 0 when there was none
	reason string // one of our own words
	cause  error  // context.Canceled or DeadlineExceeded, else nil
}

func (e *apiError) Error() string {
	if e.code != 0 {
		return fmt.Sprintf("telegram: %s: %d", e.method, e.code)
	}
	return fmt.Sprintf("telegram: %s: %s", e.method, e.reason)
}

// Is makes a refusal of the message or the chat an undeliverable one. Telegram says 403 for "blocked by the
// user" and "user is deactivated", and 400 for "chat not found" and for messages that it will never take.
func (e *apiError) Is(target error) bool {
	return target == kanal.ErrUndeliverable && (e.code == http.StatusForbidden || e.code == http.StatusBadRequest)
}

// Unwrap returns the context's error where that ended the call.
func (e *apiError) Unwrap() error { return e.cause }

// answered tells whether Telegram works and knows us, although it said no.
func (e *apiError) answered() bool {
	return e.code == http.StatusForbidden || e.code == http.StatusBadRequest || e.code == http.StatusTooManyRequests
}

// failure makes an error of ours from one of the library's.
func failure(method string, err error) error {
	var many *tg.TooManyRequestsError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &many):
		return throttled(method, many.RetryAfter)
	case errors.Is(err, tg.ErrorForbidden):
		return &apiError{method: method, code: http.StatusForbidden}
	case errors.Is(err, tg.ErrorBadRequest), tg.IsMigrateError(err):
		return &apiError{method: method, code: http.StatusBadRequest}
	case errors.Is(err, tg.ErrorUnauthorized):
		return &apiError{method: method, code: http.StatusUnauthorized}
	case errors.Is(err, tg.ErrorNotFound):
		return &apiError{method: method, code: http.StatusNotFound}
	case errors.Is(err, tg.ErrorConflict):
		return &apiError{method: method, code: http.StatusConflict}
	}
	return broken(method, err)
}

// throttled is Telegram's 429. A pause of zero seconds would make the sender knock at once.
func throttled(method string, seconds int) error {
	return &kanal.RetryError{
		After: time.Duration(max(seconds, 1)) * time.Second,
		Err:   &apiError{method: method, code: http.StatusTooManyRequests},
	}
}

// broken is a call without a usable answer; it says in our own words why.
func broken(method string, err error) error {
	e := &apiError{method: method, reason: "no usable answer"}
	var (
		network net.Error
		dns     *net.DNSError
		number  syscall.Errno
	)
	switch {
	case errors.Is(err, context.Canceled):
		e.reason, e.cause = "canceled", context.Canceled
	case errors.Is(err, context.DeadlineExceeded):
		e.reason, e.cause = "timeout", context.DeadlineExceeded
	case errors.As(err, &dns):
		e.reason = "host not found"
	case errors.As(err, &number):
		e.reason = number.Error()
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		e.reason = "connection broken"
	case errors.As(err, &network) && network.Timeout():
		e.reason = "timeout"
	}
	return e
}
