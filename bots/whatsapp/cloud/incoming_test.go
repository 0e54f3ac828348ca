package cloud_test

import (
	"context"
	"net/http"
	"reflect"
	"testing"
	"time"

	"kanal"
	"kanal/bots/whatsapp/cloud/cloudtest"
)

// medium is the fields of a message with a file.
func medium(kind string, file map[string]any) map[string]any {
	return map[string]any{"type": kind, kind: file}
}

func TestKindsOfMessages(t *testing.T) {
	pin := map[string]any{"latitude": -0.5021, "longitude": 117.1536, "name": "Pasar Pagi", "address": "Samarinda"}
	card := map[string]any{"name": map[string]any{"formatted_name": "Ketua RT 4"}, "phones": []any{map[string]any{"phone": "+62 811 0000"}}}
	for name, c := range map[string]struct {
		fields map[string]any
		want   kanal.Incoming
	}{
		"text":  {cloudtest.Text("jalan rusak"), kanal.Incoming{Text: "jalan rusak"}},
		"photo": {medium("image", map[string]any{"id": "901", "mime_type": "image/jpeg", "caption": "lubang"}), with("lubang", "photo", "901", "image/jpeg", "")},
		"number for an id": {medium("image", map[string]any{"id": 901, "mime_type": "image/jpeg"}),
			with("", "photo", "901", "image/jpeg", "")},
		"voice":    {medium("audio", map[string]any{"id": "902", "mime_type": "audio/ogg; codecs=opus", "voice": true}), with("", "voice", "902", "audio/ogg; codecs=opus", "")},
		"audio":    {medium("audio", map[string]any{"id": "902", "mime_type": "audio/mpeg"}), with("", "audio", "902", "audio/mpeg", "")},
		"video":    {medium("video", map[string]any{"id": "903", "mime_type": "video/mp4", "caption": "asap"}), with("asap", "video", "903", "video/mp4", "")},
		"document": {medium("document", map[string]any{"id": "904", "mime_type": "application/pdf", "filename": "surat.pdf"}), with("", "document", "904", "application/pdf", "surat.pdf")},
		"sticker":  {medium("sticker", map[string]any{"id": "905", "mime_type": "image/webp"}), with("", "sticker", "905", "image/webp", "")},
		"photo that Meta lost": {map[string]any{"type": "image", "image": map[string]any{"caption": "hanya kata"}, "errors": []any{map[string]any{"code": 131052}}},
			kanal.Incoming{Text: "hanya kata"}},
		"place":   {map[string]any{"type": "location", "location": pin}, kanal.Incoming{Text: "Pasar Pagi, Samarinda", Location: &kanal.Location{Latitude: -0.5021, Longitude: 117.1536}}},
		"contact": {map[string]any{"type": "contacts", "contacts": []any{card}}, kanal.Incoming{Text: "Ketua RT 4 +62 811 0000", Attachments: []kanal.Attachment{{Kind: "contact"}}}},
		"button of the template": {map[string]any{"type": "button", "button": map[string]any{"payload": "BUKA", "text": "BUKA"}, "context": map[string]any{"id": "wamid.T"}},
			kanal.Incoming{Text: "BUKA", ReplyTo: "wamid.T"}},
		"reply button": {cloudtest.Tap("solved:1:yes", "Sudah", "wamid.O"), kanal.Incoming{Kind: kanal.KindTap, Choice: "solved:1:yes", ReplyTo: "wamid.O"}},
		"row of a list": {map[string]any{"type": "interactive", "context": map[string]any{"id": "wamid.O"},
			"interactive": map[string]any{"type": "list_reply", "list_reply": map[string]any{"id": "rate:1:5", "title": "★★★★★", "description": ""}}},
			kanal.Incoming{Kind: kanal.KindTap, Choice: "rate:1:5", ReplyTo: "wamid.O"}},
		"answer": {map[string]any{"type": "text", "text": map[string]any{"body": "sudah"}, "context": map[string]any{"from": "62541", "id": "wamid.Q"}},
			kanal.Incoming{Text: "sudah", ReplyTo: "wamid.Q"}},
		"forwarded":       {map[string]any{"type": "text", "text": map[string]any{"body": "info"}, "context": map[string]any{"forwarded": true}}, kanal.Incoming{Text: "info", Forwarded: true}},
		"forwarded often": {map[string]any{"type": "text", "text": map[string]any{"body": "info"}, "context": map[string]any{"frequently_forwarded": true}}, kanal.Incoming{Text: "info", Forwarded: true}},
		"edit": {map[string]any{"type": "edit", "edit": map[string]any{"original_message_id": "wamid.X", "message": cloudtest.Text("jalan rusak parah")}},
			kanal.Incoming{Kind: kanal.KindEdit, ID: "wamid.X#1795510800", Text: "jalan rusak parah"}},
		"edited caption": {map[string]any{"type": "edit", "edit": map[string]any{"original_message_id": "wamid.X",
			"message": medium("image", map[string]any{"id": "901", "mime_type": "image/jpeg", "caption": "lubang besar"})}},
			edited(with("lubang besar", "photo", "901", "image/jpeg", ""), "wamid.X#1795510800")},
	} {
		w := newWorld(t, cloudtest.Options{}, nil)
		fields := c.fields
		fields["id"] = "wamid.1"
		got := w.bring(person(number(0)), fields)
		want := c.want
		want.Account, want.Conversation, want.Sender, want.SenderName = "whatsapp:cloud", number(0), number(0), "Warga"
		want.SentAt = w.now
		if want.ID == "" {
			want.ID = "wamid.1"
		}
		if want.Kind == "" {
			want.Kind = kanal.KindMessage
		}
		if len(got) != 1 || !reflect.DeepEqual(got[0], want) {
			t.Errorf("%s: got %+v\nwant %+v", name, got, want)
		}
	}
}

func with(text, kind, id, mime, name string) kanal.Incoming {
	return kanal.Incoming{Text: text, Attachments: []kanal.Attachment{{Kind: kind, ID: id, MIME: mime, Name: name}}}
}

func edited(m kanal.Incoming, id string) kanal.Incoming {
	m.Kind, m.ID = kanal.KindEdit, id
	return m
}

func TestWhatIsNotUsedIsCounted(t *testing.T) {
	for name, fields := range map[string]map[string]any{
		"reaction":     {"type": "reaction", "reaction": map[string]any{"message_id": "wamid.O", "emoji": "👍"}},
		"new number":   {"type": "system", "system": map[string]any{"body": "pindah nomor", "type": "user_changed_number", "wa_id": "62811"}},
		"unsupported":  {"type": "unsupported", "errors": []any{map[string]any{"code": 131051}}, "unsupported": map[string]any{"type": "poll_creation"}},
		"taken back":   {"type": "revoke", "revoke": map[string]any{"original_message_id": "wamid.X"}},
		"order":        {"type": "order", "order": map[string]any{"catalog_id": "1"}},
		"flow":         {"type": "interactive", "interactive": map[string]any{"type": "nfm_reply", "nfm_reply": map[string]any{"name": "flow"}}},
		"empty":        {"type": "text", "text": map[string]any{"body": ""}},
		"of a group":   {"type": "text", "text": map[string]any{"body": "halo"}, "group_id": "grup"},
		"odd shape":    {"type": "text", "text": "halo"},
		"nothing else": {"type": "entah"},
	} {
		w := newWorld(t, cloudtest.Options{}, nil)
		got := w.bring(person(number(0)), fields, cloudtest.Text("yang berikut tetap masuk"))
		if len(got) != 1 || got[0].Text != "yang berikut tetap masuk" || w.bot.Unused() != 1 {
			t.Errorf("%s: stored %+v, counted %d", name, got, w.bot.Unused())
		}
	}
}

// The number is the address where there is one, so that messages from before Meta had ids of people keep their place.
func TestPeopleWithAndWithoutANumber(t *testing.T) {
	const user = "ID.8172000000000001"
	for name, c := range map[string]struct {
		who                 cloudtest.Person
		conversation, alias string
	}{
		"number alone":   {cloudtest.Person{Number: number(0)}, number(0), ""},
		"id alone":       {cloudtest.Person{User: user}, user, ""},
		"both":           {cloudtest.Person{Number: number(0), User: user}, number(0), user},
		"of a portfolio": {cloudtest.Person{User: "ID.ENT.8172000000000001"}, "ID.ENT.8172000000000001", ""},
	} {
		w := newWorld(t, cloudtest.Options{}, nil)
		got := w.bring(c.who, cloudtest.Text("halo"))
		if len(got) != 1 || got[0].Conversation != c.conversation || got[0].Sender != c.conversation || got[0].Alias != c.alias {
			t.Errorf("%s: got %+v", name, got)
		}
	}
	w := newWorld(t, cloudtest.Options{}, nil)
	m := w.Message(cloudtest.Person{User: user}, cloudtest.Text("halo"))
	delete(m, "from_user_id") // only the contact beside it tells
	if err := w.Deliver(within(t), cloudtest.Notification(w.Change(cloudtest.Person{User: user, Number: number(2)}, m))); err != nil {
		t.Fatal(err)
	}
	m = w.Message(cloudtest.Person{}, cloudtest.Text("tanpa pengirim"))
	if err := w.Deliver(within(t), cloudtest.Notification(w.Change(cloudtest.Person{}, m))); err != nil {
		t.Fatal(err)
	}
	if got := w.inbox.Messages(); len(got) != 1 || got[0].Conversation != number(2) || got[0].Alias != user {
		t.Errorf("got %+v", got)
	}
}

func TestBatches(t *testing.T) {
	w := newWorld(t, cloudtest.Options{}, nil)
	other := w.Change(person(number(3)), w.Message(person(number(3)), cloudtest.Text("untuk nomor lain")))
	other["value"].(map[string]any)["metadata"].(map[string]any)["phone_number_id"] = "999"
	field := map[string]any{"field": "message_template_status_update", "value": map[string]any{"event": "APPROVED"}}
	var first []map[string]any
	for _, text := range []string{"satu", "dua", "tiga"} {
		first = append(first, w.Message(person(number(0)), cloudtest.Text(text)))
	}
	body := cloudtest.Notification(w.Change(person(number(0)), first...), other, field,
		w.Change(person(number(1)), w.Message(person(number(1)), cloudtest.Text("orang kedua"))),
		w.Statuses(cloudtest.Outcome{ID: "wamid.O1", Status: "delivered", Callback: "7"}, cloudtest.Outcome{ID: "wamid.O2", Status: "read"},
			cloudtest.Outcome{ID: "wamid.O3", Status: "warning"}))
	tries := 0
	w.inbox.Before(func(_ context.Context, m kanal.Incoming) error {
		if m.Text == "dua" {
			if tries++; tries == 1 {
				return context.DeadlineExceeded
			}
		}
		return nil
	})
	if code := w.Post(within(t), body); code != http.StatusInternalServerError {
		t.Errorf("one failed: answered %d", code)
	}
	if n := len(w.inbox.Messages()); n != 2 {
		t.Errorf("one failed: %d are stored, want those before it and of others", n)
	}
	if code := w.Post(within(t), body); code != http.StatusOK {
		t.Errorf("again: answered %d", code)
	}
	var texts []string
	for _, m := range w.inbox.Messages() {
		if m.Conversation == number(0) {
			texts = append(texts, m.Text)
		}
	}
	if !reflect.DeepEqual(texts, []string{"satu", "dua", "tiga"}) || len(w.inbox.Messages()) != 4 {
		t.Errorf("stored %q in order, %d in all", texts, len(w.inbox.Messages()))
	}
	if w.bot.Unused() != 6 { // twice: another number's, another field's, a status that says nothing
		t.Errorf("counted %d", w.bot.Unused())
	}
}

func TestStatuses(t *testing.T) {
	w := newWorld(t, cloudtest.Options{}, nil)
	for _, c := range []struct {
		outcome cloudtest.Outcome
		state   kanal.DeliveryState
		reason  string
	}{
		{cloudtest.Outcome{Status: "sent"}, kanal.StateSent, ""},
		{cloudtest.Outcome{Status: "delivered"}, kanal.StateDelivered, ""},
		{cloudtest.Outcome{Status: "read"}, kanal.StateRead, ""},
		{cloudtest.Outcome{Status: "failed", Code: 131026}, kanal.StateFailed, "131026"},
		{cloudtest.Outcome{Status: "failed", Code: 131047}, kanal.StateHeld, "131047"},
		{cloudtest.Outcome{Status: "failed", Code: 131000}, kanal.StatePending, "131000"},
		{cloudtest.Outcome{Status: "failed", Code: 131042}, kanal.StatePending, "131042"},
	} {
		for _, callback := range []string{"42", ""} {
			o := c.outcome
			o.ID, o.To, o.Callback = "wamid.OUT9", number(0), callback
			if err := w.Deliver(within(t), cloudtest.Notification(w.Statuses(o))); err != nil {
				t.Fatal(err)
			}
			all := w.inbox.Statuses()
			want := kanal.DeliveryStatus{Account: "whatsapp:cloud", ID: "wamid.OUT9", State: c.state, Reason: c.reason, At: w.now}
			if callback != "" {
				want.Delivery = 42
			}
			if got := all[len(all)-1]; got != want {
				t.Errorf("%+v: got %+v, want %+v", o, got, want)
			}
		}
	}
	if w.bot.Health() == nil {
		t.Error("a failure of the account is not told")
	}
}

func TestVerification(t *testing.T) {
	w := newWorld(t, cloudtest.Options{}, nil)
	address := w.Request(context.Background(), nil).URL.String()
	for query, want := range map[string]int{
		"hub.mode=subscribe&hub.verify_token=" + verifyToken + "&hub.challenge=1158201444":   200,
		"hub.mode=subscribe&hub.verify_token=lain&hub.challenge=1158201444":                  403,
		"hub.mode=subscribe&hub.challenge=1158201444":                                        403,
		"hub.mode=unsubscribe&hub.verify_token=" + verifyToken + "&hub.challenge=1158201444": 403,
		"hub.mode=subscribe&hub.verify_token=" + verifyToken + "&hub.challenge=%3Cscript%3E": 400,
		"": 403,
	} {
		answer, err := http.Get(address + "?" + query)
		if err != nil {
			t.Fatal(err)
		}
		body := make([]byte, 64)
		n, _ := answer.Body.Read(body)
		answer.Body.Close()
		if answer.StatusCode != want || want == 200 && string(body[:n]) != "1158201444" {
			t.Errorf("%s: answered %d %q, want %d", query, answer.StatusCode, body[:n], want)
		}
	}
}

func TestForgeries(t *testing.T) {
	w := newWorld(t, cloudtest.Options{}, nil)
	p := person(number(0))
	body := cloudtest.Notification(w.Change(p, w.Message(p, cloudtest.Text("palsu"))))
	good := w.Sign(body)
	for name, signature := range map[string]string{
		"none":          "",
		"word alone":    "sha256=",
		"unprefixed":    good[len("sha256="):],
		"other digest":  "sha1=" + good[len("sha256="):],
		"cut":           good[:len(good)-2],
		"longer":        good + "00",
		"one digit off": good[:len(good)-1] + string(rune('0'+(good[len(good)-1]-'0'+1)%2)),
		"not hex":       "sha256=" + "zz" + good[len("sha256=")+2:],
		"other body":    w.Sign(append([]byte(" "), body...)),
	} {
		req := w.Request(context.Background(), body)
		req.Header.Set("X-Hub-Signature-256", signature)
		if signature == good {
			continue
		}
		answer, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s: answered %d", name, answer.StatusCode)
		}
	}
	if w.inbox.Calls() != 0 {
		t.Error("something was stored")
	}
	if code := w.Post(within(t), body); code != http.StatusOK {
		t.Errorf("the genuine one: answered %d", code)
	}
}

func TestTimesAsNumbers(t *testing.T) {
	w := newWorld(t, cloudtest.Options{}, nil)
	if got := w.bring(person(number(0)), map[string]any{"type": "text", "text": map[string]any{"body": "x"}, "timestamp": 1795510800}); len(got) != 1 ||
		!got[0].SentAt.Equal(time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)) {
		t.Errorf("got %+v", got)
	}
}
