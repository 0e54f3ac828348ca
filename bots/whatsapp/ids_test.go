package whatsapp

import (
	"regexp"
	"strings"
	"testing"

	"kanal"
)

func TestIDsAreTheSameOnEveryTry(t *testing.T) {
	s := testSession(t)
	out := kanal.Outgoing{Delivery: 7, Conversation: "6281100000001@s.whatsapp.net", Text: "Sudah kami terima."}
	id := s.messageID(out)
	if !regexp.MustCompile(`^3EB0[0-9A-F]{18}$`).MatchString(id) {
		t.Fatalf("id %q does not look like WhatsApp's", id)
	}
	moved := out
	moved.Conversation = "99000000000001@lid" // the same person under the other address
	if s.messageID(out) != id || s.messageID(moved) != id {
		t.Error("another try has another id")
	}
	for name, other := range map[string]kanal.Outgoing{
		"number":  {Delivery: 8, Text: out.Text},
		"words":   {Delivery: 7, Text: "Sudah kami teruskan."},
		"choices": {Delivery: 7, Text: out.Text, Choices: []kanal.Choice{{Label: "Ya"}}},
		"file":    {Delivery: 7, Text: out.Text, Attachments: []kanal.Attachment{{Hash: "ab"}}},
	} {
		if s.messageID(other) == id {
			t.Errorf("another %s has the same id", name)
		}
	}
	stranger := testSession(t)
	stranger.key = []byte(strings.Repeat("x", 32))
	if stranger.messageID(out) == id {
		t.Error("another link makes the same id: it can be guessed")
	}
	none := kanal.Outgoing{Text: out.Text}
	if one, other := s.messageID(none), s.messageID(none); one == other {
		t.Error("messages without a number share an id")
	}
}

func TestPartsBelongToTheirMessage(t *testing.T) {
	s := testSession(t)
	id := s.messageID(kanal.Outgoing{Delivery: 7, Text: "a"})
	for _, part := range []byte{lastPart, 1, 9, pollPart} {
		main, got, ours := s.splitID(s.partID(id, part))
		if main != id || got != part || !ours {
			t.Errorf("part %d: %q %d %t", part, main, got, ours)
		}
		if s.mainID(s.partID(id, part)) != id {
			t.Errorf("part %d is known by another id", part)
		}
	}
	foreign := 0
	for _, other := range []string{"", "3EB0", "3EB0C0FFEE", "ABCDEF0123456789", "3EB0zzzzzzzzzzzzzzzzzz", "3EB0" + strings.Repeat("0", 18),
		"3EB0" + strings.Repeat("1", 18), "3EB0" + strings.Repeat("A", 18), "3EB0" + strings.Repeat("F", 19)} {
		if _, _, ours := s.splitID(other); ours {
			foreign++
		}
		if _, _, ours := s.splitID(other); !ours && s.mainID(other) != other {
			t.Errorf("%q is changed", other)
		}
	}
	if foreign > 1 { // one byte tells them apart, so one in 256 may pass
		t.Errorf("%d foreign ids are taken for ours", foreign)
	}
}

func TestSentRemembers(t *testing.T) {
	var s sent
	if p := s.of("a", 5); p.done || p.parts != 0 {
		t.Errorf("new: %+v", p)
	}
	s.keep("a", 1, false)
	if p := s.of("a", 5); p.done || p.parts != 1 || s.delivery("a") != 5 {
		t.Errorf("half way: %+v", p)
	}
	for i := range remembered {
		s.of(string(rune('b'+i)), int64(i))
	}
	if s.delivery("a") != 0 || len(s.known) != remembered || len(s.order) != remembered {
		t.Errorf("%d and %d are remembered, want %d", len(s.known), len(s.order), remembered)
	}
}

func TestRecentKeepsTheBeginning(t *testing.T) {
	var r recent
	r.keep("a", strings.Repeat("é", 300))
	if got := r.text("a"); len(got) > quoted+4 || strings.ContainsRune(got, '�') || !strings.HasSuffix(got, "…") {
		t.Errorf("kept %q", got)
	}
	r.keep("b", "")
	if r.text("b") != "" || r.text("c") != "" {
		t.Error("something is kept of nothing")
	}
}
