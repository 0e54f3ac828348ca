package telegram

import (
	"log/slog"
	"reflect"
	"testing"
	"time"

	"kanal"
)

func testBot(t *testing.T) *Bot {
	t.Helper()
	b, err := New(Options{Token: "1:token", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// in builds what a message of person 7 in their private chat becomes.
func in(change func(*kanal.Incoming)) *kanal.Incoming {
	m := &kanal.Incoming{Account: "telegram", Conversation: "7", Sender: "7", SenderName: "Sari Dewi", ID: "3",
		Kind: kanal.KindMessage, SentAt: time.Unix(1700000000, 0).UTC()}
	change(m)
	return m
}

func file(a kanal.Attachment) func(*kanal.Incoming) {
	return func(m *kanal.Incoming) { m.Attachments = []kanal.Attachment{a} }
}

const private = `"message_id":3,"date":1700000000,"from":{"id":7,"first_name":"Sari","last_name":"Dewi"},"chat":{"id":7,"type":"private"}`

func TestMessagesAreRead(t *testing.T) {
	tests := map[string]struct {
		json string // what stands beside the common fields of a private message
		want *kanal.Incoming
	}{
		"text":  {`"text":"jalan rusak"`, in(func(m *kanal.Incoming) { m.Text = "jalan rusak" })},
		"start": {`"text":"/start ABCD"`, in(func(m *kanal.Incoming) { m.Text = "/start ABCD" })},
		"caption": {`"caption":"ini","document":{"file_id":"D","file_name":"a.pdf","mime_type":"application/pdf","file_size":9}`,
			in(func(m *kanal.Incoming) {
				m.Text = "ini"
				m.Attachments = []kanal.Attachment{{Kind: "document", ID: "D", Name: "a.pdf", MIME: "application/pdf", Bytes: 9}}
			})},
		"largest photo of an album": {`"media_group_id":"G","photo":[{"file_id":"s","width":90,"height":60},
			{"file_id":"L","width":900,"height":600,"file_size":77},{"file_id":"m","width":300,"height":200}]`,
			in(file(kanal.Attachment{Kind: "photo", ID: "L", MIME: "image/jpeg", Bytes: 77, Album: "G"}))},
		"voice": {`"voice":{"file_id":"V","mime_type":"audio/ogg","file_size":5}`,
			in(file(kanal.Attachment{Kind: "voice", ID: "V", MIME: "audio/ogg", Bytes: 5}))},
		"audio":      {`"audio":{"file_id":"A","file_name":"x.mp3"}`, in(file(kanal.Attachment{Kind: "audio", ID: "A", Name: "x.mp3"}))},
		"video":      {`"video":{"file_id":"V"}`, in(file(kanal.Attachment{Kind: "video", ID: "V"}))},
		"video note": {`"video_note":{"file_id":"N","file_size":4}`, in(file(kanal.Attachment{Kind: "video", ID: "N", Bytes: 4}))},
		"animation": {`"animation":{"file_id":"G"},"document":{"file_id":"G"}`,
			in(file(kanal.Attachment{Kind: "video", ID: "G"}))},
		"sticker": {`"sticker":{"file_id":"S","emoji":"👍"}`, in(file(kanal.Attachment{Kind: "sticker", ID: "S"}))},
		"contact": {`"contact":{"phone_number":"+62811","first_name":"Pak","last_name":"RT"}`, in(func(m *kanal.Incoming) {
			m.Text = "Pak RT +62811"
			m.Attachments = []kanal.Attachment{{Kind: "contact"}}
		})},
		"location": {`"location":{"latitude":-0.5,"longitude":117.1}`, in(func(m *kanal.Incoming) {
			m.Location = &kanal.Location{Latitude: -0.5, Longitude: 117.1}
		})},
		"venue": {`"location":{"latitude":-0.5,"longitude":117.1},"venue":{"location":{"latitude":-0.5,"longitude":117.1},
			"title":"Pasar","address":"Jl. Pasar"}`, in(func(m *kanal.Incoming) {
			m.Text = "Pasar, Jl. Pasar"
			m.Location = &kanal.Location{Latitude: -0.5, Longitude: 117.1}
		})},
		"reply": {`"text":"ya","reply_to_message":{"message_id":2,"date":1,"chat":{"id":7,"type":"private"}}`,
			in(func(m *kanal.Incoming) { m.Text, m.ReplyTo = "ya", "2" })},
		"forwarded": {`"text":"diteruskan","forward_origin":{"type":"hidden_user","date":1,"sender_user_name":"X"}`,
			in(func(m *kanal.Incoming) { m.Text, m.Forwarded = "diteruskan", true })},
		"an origin of later years": {`"text":"tetap dibaca","forward_origin":{"type":"hologram"}`,
			in(func(m *kanal.Incoming) { m.Text = "tetap dibaca" })},
		"service":  {`"pinned_message":{"message_id":1,"date":1,"chat":{"id":7,"type":"private"}}`, nil},
		"migrated": {`"migrate_to_chat_id":-1007`, nil},
		"dice":     {`"dice":{"emoji":"🎲","value":3}`, nil},
		"NUL only": {`"text":"\u0000"`, nil},
	}
	for name, test := range tests {
		b := testBot(t)
		update, err := decode([]byte(`{"update_id":5,"message":{` + private + `,` + test.json + `}}`))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := b.interpret(update)
		if !reflect.DeepEqual(got.message, test.want) || got.chat != 7 || got.status != nil {
			t.Errorf("%s:\n got %+v\nwant %+v", name, got.message, test.want)
		}
		if (b.Unused() == 1) != (test.want == nil) {
			t.Errorf("%s: %d unused updates", name, b.Unused())
		}
	}
}

func TestOtherUpdatesAreRead(t *testing.T) {
	tap := in(func(m *kanal.Incoming) {
		m.Kind, m.ID, m.Choice, m.ReplyTo, m.SentAt = kanal.KindTap, "tap:Q", "kirim:1", "9", time.Time{}
	})
	from := `"id":"Q","from":{"id":7,"first_name":"Sari","last_name":"Dewi"},"data":"kirim:1"`
	status := func(state kanal.DeliveryState) *kanal.DeliveryStatus {
		return &kanal.DeliveryStatus{Account: "telegram", Conversation: "7", State: state, At: time.Unix(1700000000, 0).UTC()}
	}
	member := func(now string) string {
		return `"my_chat_member":{"date":1700000000,"chat":{"id":7,"type":"private"},"from":{"id":7,"first_name":"S"},
			"old_chat_member":{"status":"left"},"new_chat_member":` + now + `}`
	}
	tests := map[string]struct {
		json string
		want event
	}{
		"edit": {`"edited_message":{` + private + `,"edit_date":1700000050,"text":"baru"}`, event{chat: 7, message: in(func(m *kanal.Incoming) {
			m.Kind, m.ID, m.Text, m.SentAt = kanal.KindEdit, "3#1700000050", "baru", time.Unix(1700000050, 0).UTC()
		})}},
		"tap":                {`"callback_query":{` + from + `,"message":{"message_id":9,"date":5,"chat":{"id":7,"type":"private"}}}`, event{chat: 7, tap: "Q", message: tap}},
		"tap of an old card": {`"callback_query":{` + from + `,"message":{"message_id":9,"date":0,"chat":{"id":7,"type":"private"}}}`, event{chat: 7, tap: "Q", message: tap}},
		"tap without chat":   {`"callback_query":{` + from + `,"inline_message_id":"x"}`, event{tap: "Q"}},
		"blocked":            {member(`{"status":"kicked","user":{"id":1},"until_date":0}`), event{chat: 7, status: status(kanal.StateBlocked)}},
		"unblocked":          {member(`{"status":"member","user":{"id":1}}`), event{chat: 7, status: status(kanal.StateUnblocked)}},
		"left":               {member(`{"status":"left","user":{"id":1}}`), event{chat: 7, status: status(kanal.StateBlocked)}},
		"restricted away":    {member(`{"status":"restricted","is_member":false,"user":{"id":1}}`), event{chat: 7, status: status(kanal.StateBlocked)}},
		"a rank of later":    {member(`{"status":"emperor"}`), event{}},
		"poll":               {`"poll":{"id":"1","question":"?"}`, event{}},
		"kind of later":      {`"hologram":{"id":1}`, event{}},
	}
	for name, test := range tests {
		update, err := decode([]byte(`{"update_id":5,` + test.json + `}`))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if got := testBot(t).interpret(update); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s:\n got %+v %+v %+v\nwant %+v %+v %+v", name, got, got.message, got.status, test.want, test.want.message, test.want.status)
		}
	}
}

func TestGroupsAreRead(t *testing.T) {
	for text, want := range map[string]string{
		"/status@kanal_bot 4821-0937": "/status 4821-0937", "/status@kanal_bot": "/status", "surel a@b.id": "surel a@b.id",
	} {
		update, err := decode([]byte(`{"update_id":5,"message":{"message_id":3,"date":1,"text":"` + text + `",
			"from":{"id":7,"first_name":"S"},"chat":{"id":-100,"type":"supergroup","title":"RT 5"}}}`))
		if err != nil {
			t.Fatal(err)
		}
		m := testBot(t).interpret(update).message
		if m == nil || !m.Group || m.Conversation != "-100" || m.Sender != "7" || m.Text != want {
			t.Errorf("%q became %+v", text, m)
		}
	}
}

// FuzzDecode holds that no body, however odd, panics or yields something that cannot be stored.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"update_id":5,"message":{` + private + `,"text":"x\u0000\ud800"}}`))
	f.Add([]byte(`{"update_id":5,"message":{"text":"` + "\xff\xfe" + `"}}`))
	f.Add([]byte(`{"update_id":5,"callback_query":{}}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		b, err := New(Options{Token: "1:t", Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		update, err := decode(body)
		if err != nil {
			return
		}
		if m := b.interpret(update).message; m != nil && (m.Text != kanal.Clean(m.Text) || m.Choice != kanal.Clean(m.Choice) ||
			m.SenderName != kanal.Clean(m.SenderName) || m.ID == "" || m.Conversation == "") {
			t.Errorf("%q became %+v", body, m)
		}
	})
}

func TestGroupsAddressTheBot(t *testing.T) {
	b := testBot(t) // its id is 1
	b.username = "kanal_bot"
	for text, want := range map[string]bool{
		`"text":"jalan rusak"`: false,
		`"text":"/status@kanal_bot 1","entities":[{"type":"bot_command","offset":0,"length":17}]`:                                                 true,
		`"text":"/status@lain_bot","entities":[{"type":"bot_command","offset":0,"length":16}]`:                                                    false,
		`"text":"/bantuan","entities":[{"type":"bot_command","offset":0,"length":8}]`:                                                             true,
		`"text":"😡 @Kanal_Bot tolong","entities":[{"type":"mention","offset":3,"length":10}]`:                                                     true,
		`"caption":"@kanal_bot","photo":[{"file_id":"s"}],"caption_entities":[{"type":"mention","length":10}]`:                                    true,
		`"text":"@orang","entities":[{"type":"mention","offset":0,"length":6}]`:                                                                   false,
		`"text":"x","entities":[{"type":"mention","offset":0,"length":600}]`:                                                                      false,
		`"text":"ya","reply_to_message":{"message_id":2,"date":1,"chat":{"id":-9,"type":"group"},"from":{"id":1,"is_bot":true,"first_name":"k"}}`: true,
		`"text":"ya","reply_to_message":{"message_id":2,"date":1,"chat":{"id":-9,"type":"group"},"from":{"id":8,"first_name":"k"}}`:               false,
	} {
		update, err := decode([]byte(`{"update_id":5,"message":{"message_id":3,"date":1,"from":{"id":7,"first_name":"S"},"chat":{"id":-9,"type":"group"},` + text + `}}`))
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if m := b.interpret(update).message; m == nil || m.Addressed != want {
			t.Errorf("%s: %+v, want addressed %t", text, m, want)
		}
	}
}
