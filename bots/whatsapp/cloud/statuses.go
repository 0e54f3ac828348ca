package cloud

import (
	"encoding/json"
	"errors"
	"strconv"

	"kanal"
)

// outcome reads what became of a message of ours. Most failures come this way, after Meta took the message.
func (b *Bot) outcome(raw json.RawMessage) event {
	var o outcome
	if json.Unmarshal(raw, &o) != nil || o.ID == "" {
		return event{}
	}
	failure := &apiError{call: "delivery", reason: "failed"}
	if len(o.Errors) > 0 {
		failure.code = o.Errors[0].Code
	}
	if o.Callback == callbackKnock {
		b.knocked(o, failure)
		return event{}
	}
	s := &kanal.DeliveryStatus{Account: b.account, ID: kanal.Clean(o.ID), At: o.Time.time()}
	if n, err := strconv.ParseInt(o.Callback, 10, 64); err == nil && n > 0 {
		s.Delivery = n
	}
	e := event{of: s.ID, status: s}
	switch o.Status {
	case "sent":
		s.State = kanal.StateSent
	case "delivered":
		s.State = kanal.StateDelivered
	case "read", "played":
		s.State = kanal.StateRead
	case "failed":
		s.Reason = strconv.Itoa(failure.code)
		e.knock = b.judge(s, o, failure)
	default:
		return event{}
	}
	return e
}

// judge says what a failure comes to, and returns who is to be asked to write.
func (b *Bot) judge(s *kanal.DeliveryStatus, o outcome, failure *apiError) string {
	switch failure.kind() {
	case closed:
		s.State = kanal.StateHeld
		if isAddress(string(o.Recipient)) {
			return string(o.Recipient)
		}
		if isAddress(o.User) {
			return o.User
		}
	case forGood:
		s.State = kanal.StateFailed
	case account:
		b.log.Error("a message failed through the account", "account", b.account, "err", failure)
		b.note(failure)
		s.State = kanal.StatePending
	default:
		s.State = kanal.StatePending
	}
	return ""
}

// knocked takes note of a template that failed after Meta took it.
func (b *Bot) knocked(o outcome, failure *apiError) {
	if o.Status != "failed" {
		return
	}
	failure.call = "template"
	b.log.Warn("a template failed", "account", b.account, "err", failure)
	if !errors.Is(failure, kanal.ErrUndeliverable) {
		b.noteKnock(failure)
	}
}
