package whatsapp

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"kanal"

	"go.mau.fi/libsignal/logger"
)

// What is told of the link is told in order and not lost, though it could not be noted at first.
func TestLinksAreToldInOrder(t *testing.T) {
	var mu sync.Mutex
	var told []kanal.LinkState
	calls := 0
	all := make(chan struct{})
	b := testBot(t, Options{Link: func(_ context.Context, l kanal.Link) error {
		mu.Lock()
		defer mu.Unlock()
		if calls++; calls == 2 {
			return errors.New("the database is away")
		}
		if told = append(told, l.State); len(told) == 3 {
			close(all)
		}
		return nil
	}})
	b.tempo.link = time.Millisecond
	for _, state := range []kanal.LinkState{kanal.LinkConnecting, kanal.LinkConnected, kanal.LinkConnected, kanal.LinkAway} {
		b.note(kanal.Link{State: state})
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); b.tellLinks(ctx) }()
	select {
	case <-all:
	case <-time.After(10 * time.Second):
		t.Fatal("not all was told")
	}
	cancel()
	<-ended
	if want := []kanal.LinkState{kanal.LinkConnecting, kanal.LinkConnected, kanal.LinkAway}; !slices.Equal(told, want) {
		t.Errorf("told %q, want %q", told, want)
	}
}

func TestHealthTellsEveryState(t *testing.T) {
	b := testBot(t, Options{Now: func() time.Time { return noon }})
	if err := b.Health(); err != nil {
		t.Errorf("where it does not run: %v", err)
	}
	b.setRunning(true)
	said := map[string]bool{}
	for _, state := range []kanal.LinkState{kanal.LinkConnecting, kanal.LinkNeeded, kanal.LinkBanned, kanal.LinkOutdated, kanal.LinkReplaced} {
		b.note(kanal.Link{State: state})
		if err := b.Health(); err == nil || said[err.Error()] {
			t.Errorf("%s: %v", state, err)
		} else {
			said[err.Error()] = true
		}
	}
	b.note(kanal.Link{State: kanal.LinkConnected})
	if err := b.Health(); err != nil {
		t.Errorf("connected: %v", err)
	}
}

// Whatever the libraries want to say, no argument of theirs reaches a log.
func TestLibrariesAreHushed(t *testing.T) {
	var j journal
	h := &hush{j.log(), "whatsapp"}
	for _, say := range []func(string, ...any){h.Errorf, h.Warnf, h.Infof, h.Debugf, h.Sub("x").Errorf} {
		say("something about %s", sari)
	}
	mustNotName(t, j.String(), sari.User)
	if j.String() == "" {
		t.Error("errors are not told at all")
	}
	prepare()
	logger.Warning("something about "+sari.User, "x")
}

func TestSealedOriginsCannotBeChanged(t *testing.T) {
	s := testSession(t)
	sealed := s.seal([]byte("asal"))
	if clear, ok := s.unseal(sealed); !ok || string(clear) != "asal" {
		t.Errorf("opened as %q, %t", clear, ok)
	}
	sealed[len(sealed)-1] ^= 1
	for _, wrong := range [][]byte{sealed, nil, {1, 2, 3}} {
		if _, ok := s.unseal(wrong); ok {
			t.Errorf("%x is opened", wrong)
		}
	}
	for _, wrong := range []string{"", "!", "e30", "bnVsbA"} {
		if _, err := s.bot.Fetch(t.Context(), kanal.Attachment{ID: wrong}, 100); !errors.Is(err, kanal.ErrNotFound) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}

// A message is sent again only to the chat that it was for, whatever id somebody asks for.
func TestSendsAgainOnlyToTheSameChat(t *testing.T) {
	var id string
	b := testBot(t, Options{Sent: func(_ context.Context, asked string) (kanal.Outgoing, error) {
		if asked != id {
			return kanal.Outgoing{}, kanal.ErrNotFound
		}
		return kanal.Outgoing{Delivery: 5, Conversation: sariLID.String(), Text: "PIN 1234", Choices: []kanal.Choice{{Label: "Ya"}, {Label: "Tidak"}}}, nil
	}})
	s := sessionOf(t, b, noInbox())
	out, _ := b.options.Sent(t.Context(), id)
	id = s.messageID(out)
	if m := s.messageForRetry(sari, sari, id); m != nil {
		t.Error("a number that is not known to be the same gets it")
	}
	if err := s.client.Store.LIDs.PutLIDMapping(t.Context(), sariLID, sari); err != nil {
		t.Fatal(err)
	}
	want := "PIN 1234\n\n1. Ya\n2. Tidak"
	if m := s.messageForRetry(sari, sari, id); m.GetConversation() != want {
		t.Errorf("by number: %q", m.GetConversation())
	}
	if m := s.messageForRetry(sariLID, sariLID, id); m.GetConversation() != want {
		t.Errorf("by LID: %q", m.GetConversation())
	}
	first, again := s.messageForRetry(sariLID, sariLID, s.partID(id, pollPart)), s.messageForRetry(sariLID, sariLID, s.partID(id, pollPart))
	if len(first.GetPollCreationMessage().GetOptions()) != 2 || string(first.GetMessageContextInfo().GetMessageSecret()) != string(again.GetMessageContextInfo().GetMessageSecret()) {
		t.Error("a poll is not made again as it was")
	}
	for _, other := range []string{"3EB0AA", s.partID(id, 3), s.messageID(kanal.Outgoing{Delivery: 6})} {
		if s.messageForRetry(sariLID, sariLID, other) != nil {
			t.Errorf("%q is found", other)
		}
	}
	if m := s.messageForRetry(ownPhone, ownPhone, id); m != nil {
		t.Error("somebody else gets it")
	}
}

func TestQuotesWhatItAnswers(t *testing.T) {
	s := testSession(t)
	s.bot.recent.keep("AC01", "Jalan rusak")
	q := s.quote(sariLID, "AC01#5")
	if q.GetStanzaID() != "AC01" || q.GetParticipant() != sariLID.String() || q.GetQuotedMessage().GetConversation() != "Jalan rusak" {
		t.Errorf("%v", q)
	}
	ours := s.messageID(kanal.Outgoing{Delivery: 1, Text: "a"})
	if a, b := s.quote(sariLID, ours), s.quote(sari, ours); a.GetParticipant() != ownLID.String() || b.GetParticipant() != ownPhone.String() {
		t.Errorf("%q, %q", a.GetParticipant(), b.GetParticipant())
	}
	if s.quote(sari, "") != nil {
		t.Error("nothing is quoted")
	}
}
