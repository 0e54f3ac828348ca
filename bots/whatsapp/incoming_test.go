package whatsapp

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"kanal"
	"kanal/bots"

	"go.mau.fi/whatsmeow/proto/waCommon"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"
	"google.golang.org/protobuf/proto"
)

var noon = time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)

// from is an event as whatsmeow dispatches it.
func from(sender types.JID, m *waE2E.Message) *events.Message {
	e := &events.Message{RawMessage: m, Info: types.MessageInfo{ID: "AC01", PushName: "Sari", Timestamp: noon,
		MessageSource: types.MessageSource{Chat: sender.ToNonAD(), Sender: sender}}}
	return e.UnwrapRaw()
}

func say(text string) *waE2E.Message { return &waE2E.Message{Conversation: proto.String(text)} }

func wrap(m *waE2E.Message) *waE2E.FutureProofMessage { return &waE2E.FutureProofMessage{Message: m} }

func mustRead(t *testing.T, s *session, e *events.Message) *kanal.Incoming {
	t.Helper()
	in, err := s.read(e)
	if err != nil || in == nil {
		t.Fatalf("read %+v, %v", in, err)
	}
	return in
}

func TestReadsText(t *testing.T) {
	s := testSession(t)
	got := mustRead(t, s, from(sari, say("Jalan rusak")))
	want := &kanal.Incoming{Account: "whatsapp", Conversation: sari.String(), Sender: sari.String(), SenderName: "Sari", ID: "AC01",
		Kind: kanal.KindMessage, Text: "Jalan rusak", SentAt: noon}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	odd := mustRead(t, s, from(sari, say("a\x00b\xff")))
	if odd.Text != kanal.Clean("a\x00b\xff") {
		t.Errorf("text %q cannot be stored everywhere", odd.Text)
	}
}

func TestKnowsPeopleByBothAddresses(t *testing.T) {
	s := testSession(t)
	phone := sari
	phone.Device = 7
	told := from(phone, say("a"))
	told.Info.SenderAlt = sariLID
	byLID := from(sariLID, say("b"))
	byLID.Info.SenderAlt = sari
	for name, e := range map[string]*events.Message{"by number": told, "by LID": byLID} {
		if in := mustRead(t, s, e); in.Conversation != sariLID.String() || in.Sender != in.Conversation || in.Alias != sari.String() {
			t.Errorf("%s: %q, alias %q", name, in.Conversation, in.Alias)
		}
	}
	if in := mustRead(t, s, from(sariLID, say("c"))); in.Conversation != sariLID.String() || in.Alias != "" {
		t.Errorf("a number that nobody told: %q, alias %q", in.Conversation, in.Alias)
	}
}

// The mapping may have come with an earlier message: whatsmeow remembers it.
func TestKnowsTheOtherAddressFromBefore(t *testing.T) {
	s := testSession(t)
	if err := s.client.Store.LIDs.PutLIDMapping(t.Context(), sariLID, sari); err != nil {
		t.Fatal(err)
	}
	for _, address := range []types.JID{sari, sariLID} {
		if in := mustRead(t, s, from(address, say("a"))); in.Conversation != sariLID.String() || in.Alias != sari.String() {
			t.Errorf("%q, alias %q", in.Conversation, in.Alias)
		}
	}
}

func TestIgnoresWhatIsNotForUs(t *testing.T) {
	s := testSession(t)
	own := from(ownPhone, say("a"))
	own.Info.IsFromMe = true
	in := func(chat types.JID) *events.Message {
		e := from(sari, say("a"))
		e.Info.Chat = chat
		return e
	}
	key := &waCommon.MessageKey{ID: proto.String("AC00")}
	for name, e := range map[string]*events.Message{
		"our own":      own,
		"status":       in(types.StatusBroadcastJID),
		"broadcast":    in(types.NewJID("1", types.BroadcastServer)),
		"newsletter":   in(types.NewJID("1", types.NewsletterServer)),
		"WhatsApp":     from(types.PSAJID, say("a")),
		"robot":        from(types.MetaAIJID, say("a")),
		"empty":        from(sari, &waE2E.Message{}),
		"nothing":      from(sari, nil),
		"blank":        from(sari, say(" \n\x00")),
		"reaction":     from(sari, &waE2E.Message{ReactionMessage: &waE2E.ReactionMessage{Key: key, Text: proto.String("👍")}}),
		"revoked":      from(sari, &waE2E.Message{ProtocolMessage: &waE2E.ProtocolMessage{Key: key, Type: waE2E.ProtocolMessage_REVOKE.Enum()}}),
		"album head":   from(sari, &waE2E.Message{AlbumMessage: &waE2E.AlbumMessage{ExpectedImageCount: proto.Uint32(2)}}),
		"key":          from(sari, &waE2E.Message{SenderKeyDistributionMessage: &waE2E.SenderKeyDistributionMessage{}}),
		"other's poll": from(sari, &waE2E.Message{PollUpdateMessage: &waE2E.PollUpdateMessage{PollCreationMessageKey: key}}),
	} {
		if got, err := s.read(e); got != nil || err != nil {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestReadsEveryWrapping(t *testing.T) {
	s := testSession(t)
	for name, m := range map[string]*waE2E.Message{
		"ephemeral":   {EphemeralMessage: wrap(say("isi"))},
		"view once":   {ViewOnceMessage: wrap(say("isi"))},
		"version 2":   {ViewOnceMessageV2: wrap(say("isi"))},
		"extension":   {ViewOnceMessageV2Extension: wrap(say("isi"))},
		"both":        {EphemeralMessage: wrap(&waE2E.Message{ViewOnceMessageV2: wrap(say("isi"))})},
		"the other":   {ViewOnceMessageV2: wrap(&waE2E.Message{EphemeralMessage: wrap(say("isi"))})},
		"with file":   {DocumentWithCaptionMessage: wrap(say("isi"))},
		"of an album": {AssociatedChildMessage: wrap(say("isi"))},
		"extended":    {ExtendedTextMessage: &waE2E.ExtendedTextMessage{Text: proto.String("isi")}},
	} {
		if in := mustRead(t, s, from(sari, m)); in.Text != "isi" {
			t.Errorf("%s: %q", name, in.Text)
		}
	}
	deep := say("isi")
	for range 100 {
		deep = &waE2E.Message{EphemeralMessage: wrap(deep)}
	}
	if in, err := s.read(from(sari, deep)); in != nil || err != nil {
		t.Errorf("a hundred wrappings: %+v, %v", in, err)
	}
}

func TestReadsEdits(t *testing.T) {
	s := testSession(t)
	at := noon.Add(time.Minute)
	edit := &waE2E.Message{EditedMessage: wrap(&waE2E.Message{ProtocolMessage: &waE2E.ProtocolMessage{
		Key: &waCommon.MessageKey{ID: proto.String("AC00")}, Type: waE2E.ProtocolMessage_MESSAGE_EDIT.Enum(),
		EditedMessage: say("jembatan rusak"), TimestampMS: proto.Int64(at.UnixMilli())}})}
	in := mustRead(t, s, from(sari, edit))
	if id, stamp, ok := strings.Cut(in.ID, "#"); !ok || id != "AC00" || stamp == "" || in.Kind != kanal.KindEdit || in.Text != "jembatan rusak" {
		t.Errorf("got %+v", in)
	}
}

func TestReadsRepliesAndForwards(t *testing.T) {
	s := testSession(t)
	ours := s.messageID(kanal.Outgoing{Delivery: 3, Text: "a"})
	for quoted, want := range map[string]string{"AC00": "AC00", s.partID(ours, 2): ours} {
		in := mustRead(t, s, from(sari, &waE2E.Message{ExtendedTextMessage: &waE2E.ExtendedTextMessage{Text: proto.String("ya"),
			ContextInfo: &waE2E.ContextInfo{StanzaID: &quoted, IsForwarded: proto.Bool(true)}}}))
		if in.ReplyTo != want || !in.Forwarded {
			t.Errorf("answers %q, forwarded %t; want %q", in.ReplyTo, in.Forwarded, want)
		}
	}
}

func TestReadsGroups(t *testing.T) {
	s := testSession(t)
	group := types.NewJID("120363000000000001", types.GroupServer)
	in := func(text string, c *waE2E.ContextInfo) *kanal.Incoming {
		e := from(sari, &waE2E.Message{ExtendedTextMessage: &waE2E.ExtendedTextMessage{Text: &text, ContextInfo: c}})
		e.Info.Chat, e.Info.IsGroup, e.Info.SenderAlt = group, true, sariLID
		return mustRead(t, s, e)
	}
	plain := in("sudah makan?", nil)
	if !plain.Group || plain.Addressed || plain.Conversation != group.String() || plain.Sender != sariLID.String() || plain.Alias != "" {
		t.Errorf("plain: %+v", plain)
	}
	named := in("@6281100000099 jalan rusak", &waE2E.ContextInfo{MentionedJID: []string{ownPhone.String()}})
	byLID := in("@99000000000099 jalan rusak", &waE2E.ContextInfo{MentionedJID: []string{ownLID.String()}})
	for _, m := range []*kanal.Incoming{named, byLID} {
		if !m.Addressed || m.Text != "jalan rusak" {
			t.Errorf("named: %t, %q", m.Addressed, m.Text)
		}
	}
	other := in("@6281100000001 ikut?", &waE2E.ContextInfo{MentionedJID: []string{sari.String()}, StanzaID: proto.String("AC00"), Participant: proto.String(sari.String())})
	answer := in("ya", &waE2E.ContextInfo{StanzaID: proto.String("3EB0"), Participant: proto.String(ownLID.String())})
	if other.Addressed || !answer.Addressed || !in("/status 4821-0937", nil).Addressed || in("1/2 jam", nil).Addressed || in("/", nil).Addressed {
		t.Error("it is not told who is meant")
	}
}

func TestHandlerSucceedsOnlyAfterTheCommit(t *testing.T) {
	var tries int
	for name, c := range map[string]struct {
		receive func() error
		ok      bool
		tries   int
	}{
		"stored":       {func() error { return nil }, true, 1},
		"stored later": {func() error { return map[bool]error{true: errors.New("away")}[tries == 1] }, true, 2},
		"never stored": {func() error { return errors.New("away") }, false, 2},
		"panics":       {func() error { panic("in the inbox") }, false, 2},
		"panics at first": {func() error {
			if tries == 1 {
				panic("in the inbox")
			}
			return nil
		}, true, 2},
	} {
		tries = 0
		var j journal
		s := sessionOf(t, testBot(t, Options{Log: j.log()}), bots.Inbox{Receive: func(context.Context, kanal.Incoming) error {
			tries++
			return c.receive()
		}})
		if ok := s.handle(from(sari, say("rahasia sekali"))); ok != c.ok || tries != c.tries {
			t.Errorf("%s: %t after %d tries", name, ok, tries)
		}
		if s.closed.Load() == c.ok {
			t.Errorf("%s: the session ends: %t", name, s.closed.Load())
		}
		if !c.ok {
			if how := <-s.ends; how.cause != refused {
				t.Errorf("%s: ends as %q", name, how.cause)
			}
			// What comes behind is refused as well, or it would overtake.
			if s.handle(from(sari, say("berikutnya"))) || s.handle(&events.Receipt{Type: types.ReceiptTypeRead}) {
				t.Errorf("%s: a later one is taken", name)
			}
		}
		mustNotName(t, j.String(), "rahasia", sari.User, "Sari")
	}
}

func TestPanicOfOurOwnIsARefusal(t *testing.T) {
	s := testSession(t) // its inbox has no functions
	s.inbox = bots.Inbox{}
	if s.handle(from(sari, say("a"))) || !s.closed.Load() {
		t.Error("a panic is taken for success")
	}
	other := testSession(t)
	if other.handle((*events.Message)(nil)) || !other.closed.Load() {
		t.Error("a panic while reading is taken for success")
	}
}

func TestReceiptsBecomeStatuses(t *testing.T) {
	var got []kanal.DeliveryStatus
	s := sessionOf(t, testBot(t, Options{}), bots.Inbox{Status: func(_ context.Context, d kanal.DeliveryStatus) error {
		got = append(got, d)
		return kanal.ErrNotFound // of an account before this one: nothing to be done
	}})
	id := s.messageID(kanal.Outgoing{Delivery: 5, Text: "a"})
	s.bot.sent.of(id, 5)
	receipt := func(kind types.ReceiptType, ids ...string) *events.Receipt {
		return &events.Receipt{Type: kind, MessageIDs: ids, Timestamp: noon, MessageSource: types.MessageSource{Chat: sari, Sender: sari}}
	}
	own := receipt(types.ReceiptTypeRead, id)
	own.IsFromMe = true
	for _, e := range []*events.Receipt{receipt(types.ReceiptTypeDelivered, "3EB0FFFF", s.partID(id, 1), id), receipt(types.ReceiptTypeRead, id),
		receipt(types.ReceiptTypeRetry, id), receipt(types.ReceiptTypeInactive, id), receipt(types.ReceiptTypeSender, id), own} {
		if !s.handle(e) {
			t.Errorf("%q is refused", e.Type)
		}
	}
	want := kanal.DeliveryStatus{Account: "whatsapp", Delivery: 5, ID: id, Conversation: sari.String(), State: kanal.StateDelivered, At: noon}
	read := want
	read.State = kanal.StateRead
	if !reflect.DeepEqual(got, []kanal.DeliveryStatus{want, read}) {
		t.Errorf("got %+v", got)
	}
}
