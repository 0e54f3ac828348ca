package whatsapptest_test

import (
	"testing"

	"go.mau.fi/whatsmeow"

	"kanal/bots/whatsapp/whatsapptest"
)

func TestOnlyCodesOfThisServerAreScanned(t *testing.T) {
	l := begin(t)
	for _, code := range []string{"", "halo", "2@x,AAAA,AAAA,AAAA"} {
		if err := l.server.Owner().Scan(limit(t), code); err == nil {
			t.Errorf("%q is scanned", code)
		}
	}
}

func TestTellsTheVersion(t *testing.T) {
	s := whatsapptest.New(t)
	if v, err := whatsmeow.GetLatestVersion(limit(t), s.Client()); err != nil || v[2] != whatsapptest.Revision {
		t.Errorf("the version is %v, %v", v, err)
	}
}
