package sms

import (
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"

	"kanal"
)

// Region is the country whose numbers may come without their country code (ISO 3166).
const Region = "ID"

// shortest is the least number of digits of a subscriber's number; what has fewer is a short code.
const shortest = 7

// Number returns the one form of a sender that serves as its conversation: "+62…" for 08…, 62… and +62…, and
// likewise for other countries. A name ("TELKOMSEL") and a short code ("1708") stay as they are. Applied to
// its own result it changes nothing.
func Number(raw string) string {
	raw = strings.TrimSpace(kanal.Clean(raw))
	digits := strings.Map(digit, raw)
	if len(digits) < shortest || strings.ContainsFunc(raw, unicode.IsLetter) {
		return raw
	}
	for _, guess := range guesses(raw, digits) {
		n, err := phonenumbers.Parse(guess.number, Region)
		if err != nil || !guess.accept(n) {
			continue
		}
		if number := phonenumbers.Format(n, phonenumbers.E164); stable(number) {
			return number
		}
	}
	return raw
}

// stable tells whether a number is read as itself. Some impossible ones lose a zero each time they are read, and
// what changes from one reading to the next is no key for a conversation.
func stable(number string) bool {
	n, err := phonenumbers.Parse(number, Region)
	return err == nil && phonenumbers.Format(n, phonenumbers.E164) == number
}

// Dialable tells whether an SMS can be sent to the conversation: a number or short code, and not a name.
func Dialable(conversation string) bool {
	digits := strings.TrimPrefix(conversation, "+")
	return digits != "" && strings.Map(digit, digits) == digits
}

// guess is one way of reading a number, and how sure one must be of it.
type guess struct {
	number string
	accept func(*phonenumbers.PhoneNumber) bool
}

// guesses lists the readings, likeliest first. Where the form says which country is meant, a possible length is
// enough: new prefixes appear before the library knows them.
func guesses(raw, digits string) []guess {
	switch {
	case strings.HasPrefix(raw, "+"):
		return []guess{{"+" + digits, phonenumbers.IsPossibleNumber}}
	case strings.HasPrefix(digits, "00"):
		return []guess{{"+" + digits[2:], phonenumbers.IsPossibleNumber}}
	case strings.HasPrefix(digits, "0"):
		return []guess{{digits, phonenumbers.IsPossibleNumber}}
	case strings.HasPrefix(digits, "62"):
		return []guess{{"+" + digits, phonenumbers.IsPossibleNumber}}
	}
	return []guess{{digits, phonenumbers.IsValidNumber}, {"+" + digits, phonenumbers.IsValidNumber}}
}

func digit(r rune) rune {
	if r < '0' || r > '9' {
		return -1
	}
	return r
}
