package cloud

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"syscall"
	"time"

	"kanal"
)

// apiError is a failed call. Its text is made of the call's name and of codes alone: the errors of net/http quote
// addresses, and Meta's messages may quote what was sent and to whom.
type apiError struct {
	call    string
	status  int           // of HTTP, 0 when there was no answer
	code    int           // Meta's own, 0 for none
	subcode int           // Meta's own, 0 for none
	after   time.Duration // as the answer's Retry-After says, 0 for nothing
	reason  string        // one of our own words
	cause   error         // context.Canceled or DeadlineExceeded, else nil
}

// Error names the code and in our own words what it is: operators read it in /readyz.
func (e *apiError) Error() string {
	text := "whatsapp cloud: " + e.call
	switch {
	case e.code != 0 && meanings[e.code] != "":
		return fmt.Sprintf("%s: code %d (%s)", text, e.code, meanings[e.code])
	case e.code != 0:
		return fmt.Sprintf("%s: code %d", text, e.code)
	case e.status != 0:
		return fmt.Sprintf("%s: status %d", text, e.status)
	}
	return text + ": " + e.reason
}

// Is makes refusals of a message or of its recipient undeliverable, and a closed window a closed window.
func (e *apiError) Is(target error) bool {
	switch target {
	case kanal.ErrUndeliverable:
		return e.kind() == forGood
	case kanal.ErrWindowClosed:
		return e.code == codeWindow
	}
	return false
}

// Unwrap returns the context's error where that ended the call.
func (e *apiError) Unwrap() error { return e.cause }

// ours tells whether something is wrong with the account, its token or the way to Meta, and not with one message.
func (e *apiError) ours() bool {
	return e.kind() == account || e.kind() == passing || e.code == codeSpam
}

// kind is what follows from a failure.
type kind int

const (
	passing kind = iota // again later: nothing is known about it, or Meta has trouble
	forGood             // this message will never arrive
	paced               // again, not before a pause
	account             // again later, and an operator has to do something
	closed              // the 24-hour window is closed
)

const (
	codeWindow    = 131047
	codeSpam      = 131048
	codeUnhealthy = 131049
	codeInvalid   = 100 // "invalid parameter": of the message, but with this subcode of the address:
	subcodeObject = 33  // "object does not exist or no permission": a wrong id of the phone number, a lost permission
)

// Codes as Meta's page of error codes has them (https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes).
var kinds = map[int]kind{
	codeWindow: closed,

	131008: forGood, // a parameter is missing
	131009: forGood, // a parameter's value is not valid
	131021: forGood, // the recipient is the sender
	131026: forGood, // not on WhatsApp, too old a program, blocks us, has not taken the terms
	131030: forGood, // a number of a test account that is not on its list
	131050: forGood, // wants no such templates
	131051: forGood, // a type of message that there is not
	131052: forGood, // the medium cannot be fetched
	131053: forGood, // the medium cannot be uploaded
	130472: forGood, // is part of an experiment and gets no marketing
	130497: forGood, // lives in a country where we may not write

	4:             paced, // the app calls too often
	80007:         paced, // the business account calls too often
	130429:        paced, // the phone number sends too fast
	codeSpam:      paced, // too many of our messages were blocked or called spam
	codeUnhealthy: paced, // Meta keeps this one back for now
	131056:        paced, // too many to this recipient
	131057:        paced, // maintenance, or an upgrade of the number

	3:      account, // the app lacks a capability
	10:     account, // a permission is missing
	33:     account, // the phone number is deleted
	190:    account, // the token has expired
	368:    account, // blocked for a violation of policies
	131005: account, // access denied
	131031: account, // the account is locked
	131037: account, // the display name is not approved
	131042: account, // payment
	131045: account, // the phone number is not registered
	133010: account, // the phone number is not registered
}

// meanings are for operators.
var meanings = map[int]string{
	3: "the app lacks a capability", 10: "a permission is missing", 33: "the phone number is deleted",
	190: "the token has expired", 368: "blocked for a violation of policies", 131005: "access denied", 131031: "the account is locked",
	131037: "the display name is not approved", 131042: "payment is not in order", 131045: "the phone number is not registered",
	133010: "the phone number is not registered", codeWindow: "the window is closed", 132001: "there is no such approved template in this language",
	132015: "the template is paused", 132016: "the template is disabled", codeSpam: "too many messages were called spam",
}

// waits are how long a pause is where Meta does not say. Per recipient one message in six seconds is allowed, more of
// them at once are borrowed from the time after; the limits of calls are counted by the hour.
var waits = map[int]time.Duration{
	4: 5 * time.Minute, 80007: 5 * time.Minute, 130429: 10 * time.Second, codeSpam: time.Hour, codeUnhealthy: time.Hour,
	131056: 30 * time.Second, 131057: 2 * time.Minute,
}

func (e *apiError) kind() kind {
	if k, known := kinds[e.code]; known {
		return k
	}
	switch {
	case e.code >= 132000 && e.code < 133000: // of a template: not approved, paused, wrong
		return forGood
	case e.code == codeInvalid && e.subcode != subcodeObject && e.status < http.StatusInternalServerError:
		return forGood
	case e.code >= 200 && e.code <= 299, e.code == codeInvalid, e.status == http.StatusUnauthorized:
		return account
	case e.status == http.StatusTooManyRequests:
		return paced
	}
	return passing
}

// retry makes what Send returns of a failure that asks for a pause.
func (e *apiError) retry() error {
	if e.kind() != paced {
		return e
	}
	wait := waits[e.code]
	if wait == 0 {
		wait = 30 * time.Second
	}
	return &kanal.RetryError{After: max(wait, e.after), Err: e}
}

// refused reads Meta's answer to a call that failed. Of the answer only its numbers are kept.
func refused(call string, response *http.Response) *apiError {
	var answer struct {
		Error struct {
			Code    int `json:"code"`
			Subcode int `json:"error_subcode"`
		} `json:"error"`
	}
	e := &apiError{call: call, status: response.StatusCode}
	if json.NewDecoder(io.LimitReader(response.Body, 1<<16)).Decode(&answer) == nil {
		e.code, e.subcode = answer.Error.Code, answer.Error.Subcode
	}
	if seconds, err := strconv.Atoi(response.Header.Get("Retry-After")); err == nil && seconds > 0 {
		e.after = min(time.Duration(seconds)*time.Second, time.Hour)
	}
	return e
}

// broken is a call without a usable answer; it says in our own words why.
func broken(call string, err error) *apiError {
	e := &apiError{call: call, reason: "no usable answer"}
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
