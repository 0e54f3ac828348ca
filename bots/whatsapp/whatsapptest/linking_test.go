package whatsapptest_test

import (
	"net/http"
	"testing"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/types/events"

	"kanal/bots/whatsapp/whatsapptest"
)

// typedCode begins to link and asks for a code that is typed.
func typedCode(t *testing.T) (l *linked, code string) {
	t.Helper()
	l = begin(t)
	l.connect()
	wait[*events.QR](l)
	code, err := l.client.PairPhone(limit(t), "6281100000001", true, whatsmeow.PairClientChrome, "Chrome (Linux)")
	if err != nil {
		t.Fatal(err)
	}
	return l, code
}

func TestLinksByATypedCode(t *testing.T) {
	l, code := typedCode(t)
	if err := l.server.Owner().Type(limit(t), code); err != nil {
		t.Fatal(err)
	}
	wait[*events.Connected](l)
	if _, err := l.server.Phone("6281200000101").Send(limit(t), whatsapptest.Message{Text: "halo"}); err != nil {
		t.Fatal(err)
	}
	if got := wait[*events.Message](l); got.Message.GetConversation() != "halo" {
		t.Errorf("it heard %v", got.Message)
	}
}

func TestAWrongCodeLinksNothing(t *testing.T) {
	l, code := typedCode(t)
	wrong := "ABCD-1234"
	if code == wrong {
		wrong = "ABCD-1235"
	}
	if err := l.server.Owner().Type(limit(t), wrong); err == nil || l.client.Store.ID != nil {
		t.Errorf("a wrong code is taken: %v", err)
	}
}

func TestOnlyCodesOfThisServerAreScanned(t *testing.T) {
	l := begin(t)
	for _, code := range []string{"", "halo", "2@x,AAAA,AAAA,AAAA"} {
		if err := l.server.Owner().Scan(limit(t), code); err == nil {
			t.Errorf("%q is scanned", code)
		}
	}
}

func TestReachesNobodyElse(t *testing.T) {
	s := whatsapptest.New(t)
	for _, url := range []string{"https://example.com/", "https://whatsapp.com.example.org/", "https://notwhatsapp.net/"} {
		if answer, err := s.Client().Get(url); err == nil {
			answer.Body.Close()
			t.Errorf("%s is reached", url)
		}
	}
	if v, err := whatsmeow.GetLatestVersion(limit(t), s.Client()); err != nil || v[2] != whatsapptest.Revision {
		t.Errorf("the version is %v, %v", v, err)
	}
	s.RefuseDials(http.StatusServiceUnavailable)
	answer, err := s.Client().Get("https://web.whatsapp.com/ws/chat")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("a dial is answered %d", answer.StatusCode)
	}
}
