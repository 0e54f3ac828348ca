package cloud_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"kanal"
	"kanal/bots/botstest"
	"kanal/bots/whatsapp/cloud"
	"kanal/bots/whatsapp/cloud/cloudtest"
)

// Whatever Meta posts, what is not JSON is refused, anything else is acknowledged, and what is stored can be stored.
func FuzzMessages(f *testing.F) {
	for _, seed := range []string{
		`{"id":"wamid.1","from":"6281155500001","timestamp":"1795510800","type":"text","text":{"body":"jalan rusak"}}`,
		`{"id":"wamid.1","from_user_id":"ID.8172","type":"image","image":{"id":"901","caption":"\u0000\ud800"}}`,
		`{"id":"wamid.1","from":6281155500001,"timestamp":1,"type":"edit","edit":{"original_message_id":"wamid.0","message":{"text":{"body":"x"}}}}`,
		`{"id":"wamid.1","from":"1","type":"interactive","interactive":{"list_reply":{"id":"a","title":"b"}},"context":{"id":"c","forwarded":true}}`,
		`{"id":"wamid.1","from":"1","contacts":[{"name":{},"phones":[{}]}]}`, `{"id":"wamid.1","from":"1","location":{"latitude":"x"}}`,
		`null`, `[]`, `""`, `{"id":[],"from":{}}`,
	} {
		f.Add(seed)
	}
	server := cloudtest.New(cloudtest.Options{})
	f.Cleanup(server.Close)
	bot, err := cloud.New(options(server, nil))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, message string) {
		inbox := &botstest.Inbox{}
		hook := http.NewServeMux()
		for _, route := range bot.Routes(inbox.Bots()) {
			hook.Handle(route.Pattern, route.Handler)
		}
		body := []byte(`{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"` +
			server.Options().PhoneNumberID + `"},"contacts":[` + message + `],"messages":[` + message + `],"statuses":[` + message + `]}}]}]}`)
		req := server.Request(context.Background(), body)
		req.URL.Path = "/hooks/whatsapp"
		answer := httptest.NewRecorder()
		hook.ServeHTTP(answer, req)
		want := http.StatusOK
		if !json.Valid(body) {
			want = http.StatusBadRequest
		}
		if answer.Code != want && !(want == http.StatusOK && answer.Code == http.StatusBadRequest && strings.Contains(message, "}")) {
			t.Errorf("answered %d, want %d", answer.Code, want)
		}
		for _, m := range inbox.Messages() {
			for _, text := range []string{m.Text, m.SenderName, m.ID, m.Choice, m.ReplyTo, m.Conversation, m.Alias} {
				if text != kanal.Clean(text) {
					t.Errorf("%q cannot be stored everywhere", text)
				}
			}
			if m.Conversation == "" || m.ID == "" {
				t.Errorf("no identity: %+v", m)
			}
		}
	})
}
