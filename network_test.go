package kanal_test

import (
	"testing"
	"time"

	"kanal"
)

func TestNetworkOf(t *testing.T) {
	for account, want := range map[string]struct {
		name    string
		buttons bool
	}{
		"telegram":          {"telegram", true},
		"sms:kannel":        {"sms", false},
		"whatsapp":          {"whatsapp", false},
		"whatsapp:officers": {"whatsapp", false},
		"whatsapp:cloud":    {"whatsapp", true}, // the account's own line wins over its network's
		"webchat:demo":      {"webchat", true},
		"pager:1":           {"pager", false},
	} {
		if got := kanal.NetworkOf(account); got.Name != want.name || got.Buttons != want.buttons || got.PerSecond < 1 {
			t.Errorf("%s: got %+v", account, got)
		}
	}
	if cloud := kanal.NetworkOf("whatsapp:cloud"); cloud.Leased || !cloud.Cards || !cloud.Officers || cloud.Window != 24*time.Hour {
		t.Errorf("whatsapp:cloud: got %+v", cloud)
	}
}
