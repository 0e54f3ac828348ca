package whatsapp

import (
	"strings"
	"testing"

	"kanal"

	"go.mau.fi/whatsmeow/proto/waCommon"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"google.golang.org/protobuf/proto"
)

const madePath = "/v/t62.7118-24/1.enc?ccb=11-4"

func key32() []byte { return []byte(strings.Repeat("k", 32)) }

func TestReadsFiles(t *testing.T) {
	s := testSession(t)
	path, link, mime, size := proto.String(madePath), proto.String("https://evil.example/x"), proto.String("a/b"), proto.Uint64(99)
	for kind, m := range map[string]*waE2E.Message{
		"photo":    {ImageMessage: &waE2E.ImageMessage{DirectPath: path, URL: link, MediaKey: key32(), Mimetype: mime, FileLength: size, Caption: proto.String("ini")}},
		"video":    {VideoMessage: &waE2E.VideoMessage{DirectPath: path, URL: link, MediaKey: key32(), Mimetype: mime, FileLength: size, Caption: proto.String("ini")}},
		"voice":    {AudioMessage: &waE2E.AudioMessage{DirectPath: path, URL: link, MediaKey: key32(), Mimetype: mime, FileLength: size, PTT: proto.Bool(true)}},
		"audio":    {AudioMessage: &waE2E.AudioMessage{DirectPath: path, URL: link, MediaKey: key32(), Mimetype: mime, FileLength: size}},
		"document": {DocumentMessage: &waE2E.DocumentMessage{DirectPath: path, URL: link, MediaKey: key32(), Mimetype: mime, FileLength: size, Title: proto.String("surat.pdf"), Caption: proto.String("ini")}},
		"sticker":  {StickerMessage: &waE2E.StickerMessage{DirectPath: path, URL: link, MediaKey: key32(), Mimetype: mime, FileLength: size}},
	} {
		in := mustRead(t, s, from(sari, m))
		if len(in.Attachments) != 1 {
			t.Fatalf("%s: %+v", kind, in)
		}
		a := in.Attachments[0]
		if a.Kind != kind || a.MIME != "a/b" || a.Bytes != 99 || (kind == "document") != (a.Name == "surat.pdf") {
			t.Errorf("%s: %+v", kind, a)
		}
		if captioned := kind == "photo" || kind == "video" || kind == "document"; captioned != (in.Text == "ini") {
			t.Errorf("%s: caption %q", kind, in.Text)
		}
		r, err := parseReference(a.ID)
		if err != nil || r.Path != madePath || r.Length != 99 || string(r.Key) != string(key32()) {
			t.Errorf("%s: %+v, %v", kind, r, err)
		}
		mustNotName(t, a.ID+string(r.Origin), "evil.example", sari.User)
		if o, ok := s.origin(r); !ok || o.Chat != sari || o.ID != "AC01" {
			t.Errorf("%s: came with %+v, %t", kind, o, ok)
		}
	}
	round := mustRead(t, s, from(sari, &waE2E.Message{PtvMessage: &waE2E.VideoMessage{DirectPath: path, MediaKey: key32()}}))
	if round.Attachments[0].Kind != "video" {
		t.Errorf("a round video is a %s", round.Attachments[0].Kind)
	}
}

func TestFileWithoutAPlaceIsStillTold(t *testing.T) {
	s := testSession(t)
	for _, m := range []*waE2E.ImageMessage{{URL: proto.String("https://evil.example/x"), MediaKey: key32()}, {DirectPath: proto.String("@evil.example/x"), MediaKey: key32()},
		{DirectPath: proto.String(madePath)}, {}} {
		in := mustRead(t, s, from(sari, &waE2E.Message{ImageMessage: m}))
		if len(in.Attachments) != 1 || in.Attachments[0].ID != "" || in.Attachments[0].Kind != "photo" {
			t.Errorf("%+v", in.Attachments)
		}
	}
}

func TestAlbumsAreOne(t *testing.T) {
	s := testSession(t)
	m := &waE2E.Message{AssociatedChildMessage: wrap(&waE2E.Message{ImageMessage: &waE2E.ImageMessage{DirectPath: proto.String(madePath), MediaKey: key32()}}),
		MessageContextInfo: &waE2E.MessageContextInfo{MessageAssociation: &waE2E.MessageAssociation{
			AssociationType: waE2E.MessageAssociation_MEDIA_ALBUM.Enum(), ParentMessageKey: &waCommon.MessageKey{ID: proto.String("ALB")}}}}
	if in := mustRead(t, s, from(sari, m)); in.Attachments[0].Album != "ALB" {
		t.Errorf("%+v", in.Attachments)
	}
}

func TestReadsCards(t *testing.T) {
	s := testSession(t)
	vcard := "BEGIN:VCARD\nVERSION:3.0\nFN:Budi\nitem1.TEL;waid=6281100000002:+62 811-0000-0002\nTEL:0811\nEND:VCARD"
	budi := &waE2E.ContactMessage{DisplayName: proto.String("Budi"), Vcard: &vcard}
	one := mustRead(t, s, from(sari, &waE2E.Message{ContactMessage: budi}))
	two := mustRead(t, s, from(sari, &waE2E.Message{ContactsArrayMessage: &waE2E.ContactsArrayMessage{Contacts: []*waE2E.ContactMessage{budi, budi}}}))
	if one.Text != "Budi +62 811-0000-0002 0811" || two.Text != one.Text+"\n"+one.Text || one.Attachments != nil {
		t.Errorf("%q, %q, %+v", one.Text, two.Text, one.Attachments)
	}
	place := mustRead(t, s, from(sari, &waE2E.Message{LocationMessage: &waE2E.LocationMessage{DegreesLatitude: proto.Float64(-0.5),
		DegreesLongitude: proto.Float64(117.1), Name: proto.String("Pasar Segiri"), Address: proto.String("Samarinda")}}))
	if *place.Location != (kanal.Location{Latitude: -0.5, Longitude: 117.1}) || place.Text != "Pasar Segiri, Samarinda" {
		t.Errorf("%+v, %q", place.Location, place.Text)
	}
	moving := mustRead(t, s, from(sari, &waE2E.Message{LiveLocationMessage: &waE2E.LiveLocationMessage{DegreesLatitude: proto.Float64(1), DegreesLongitude: proto.Float64(2)}}))
	if *moving.Location != (kanal.Location{Latitude: 1, Longitude: 2}) {
		t.Errorf("%+v", moving.Location)
	}
}

func TestReadsAnswersToOtherPrograms(t *testing.T) {
	s := testSession(t)
	for name, m := range map[string]*waE2E.Message{
		"button":   {ButtonsResponseMessage: &waE2E.ButtonsResponseMessage{Response: &waE2E.ButtonsResponseMessage_SelectedDisplayText{SelectedDisplayText: "Ya"}}},
		"list":     {ListResponseMessage: &waE2E.ListResponseMessage{Title: proto.String("Ya")}},
		"template": {TemplateButtonReplyMessage: &waE2E.TemplateButtonReplyMessage{SelectedDisplayText: proto.String("Ya")}},
		"poll":     {PollCreationMessageV3: &waE2E.PollCreationMessage{Name: proto.String("Ya")}},
		"invite":   {GroupInviteMessage: &waE2E.GroupInviteMessage{Caption: proto.String("Ya")}},
	} {
		if in := mustRead(t, s, from(sari, m)); in.Text != "Ya" {
			t.Errorf("%s: %q", name, in.Text)
		}
	}
}

// Contacts without a name or a number are still a message; whatever comes, reading neither fails nor panics.
func FuzzRead(f *testing.F) {
	for _, m := range []*waE2E.Message{say("halo"), {ImageMessage: &waE2E.ImageMessage{DirectPath: proto.String(madePath), MediaKey: key32()}},
		{EphemeralMessage: wrap(say("a"))}, {PollUpdateMessage: &waE2E.PollUpdateMessage{}}, {ProtocolMessage: &waE2E.ProtocolMessage{}}} {
		packed, err := proto.Marshal(m)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(packed)
	}
	f.Fuzz(func(t *testing.T, packed []byte) {
		var m waE2E.Message
		if proto.Unmarshal(packed, &m) != nil {
			return // no message of theirs
		}
		c := contents(unwrap(&m))
		if text := kanal.Clean(c.text); text != kanal.Clean(text) {
			t.Fatalf("text %q", text)
		}
		if c.file != nil {
			c.attachment("")
		}
	})
}
