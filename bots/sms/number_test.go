package sms_test

import (
	"testing"

	"kanal/bots/sms"

	"pgregory.net/rapid"
)

func TestNumber(t *testing.T) {
	for raw, want := range map[string]string{
		"08115550123":       "+628115550123",
		"628115550123":      "+628115550123",
		"+628115550123":     "+628115550123",
		" 628115550123":     "+628115550123", // a plus that became a space on its way
		"+62 811-5550-123":  "+628115550123",
		"0811.5550.123":     "+628115550123",
		"00628115550123":    "+628115550123",
		"+6208115550123":    "+628115550123", // country code and zero, as people write it
		"8115550123":        "+628115550123",
		"0541555012":        "+62541555012", // a landline
		"60123456789":       "+60123456789", // a phone from across the border
		"+60123456789":      "+60123456789",
		"1708":              "1708",
		"TELKOMSEL":         "TELKOMSEL",
		"Info 08115550123":  "Info 08115550123",
		"BANK-62811555":     "BANK-62811555",
		"":                  "",
		"  ":                "",
		"+":                 "+",
		"62":                "62",
		"00000000000":       "00000000000",
		"99999999999999999": "99999999999999999",
		"TELK\x00OM\xff":    "TELKOM\ufffd",
	} {
		if got := sms.Number(raw); got != want {
			t.Errorf("Number(%q) = %q, want %q", raw, got, want)
		}
	}
}

func TestNumberTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := rapid.OneOf(rapid.String(), rapid.StringMatching(`[+0-9 -]{0,20}`), rapid.StringMatching(`(0|62|\+62)8[0-9]{6,12}`)).Draw(t, "raw")
		once := sms.Number(raw)
		if twice := sms.Number(once); twice != once {
			t.Fatalf("%q became %q and then %q", raw, once, twice)
		}
	})
}

func TestDialable(t *testing.T) {
	for conversation, want := range map[string]bool{
		"+628115550123": true, "1708": true, "TELKOMSEL": false, "": false, "+": false, "+62 811": false, "62+811": false,
	} {
		if got := sms.Dialable(conversation); got != want {
			t.Errorf("Dialable(%q) = %t", conversation, got)
		}
	}
}
