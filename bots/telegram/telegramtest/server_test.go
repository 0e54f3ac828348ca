package telegramtest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"kanal/bots/telegram/telegramtest"
)

const token = "1:token"

// call makes one call of the Bot API and returns the whole answer.
func call(t *testing.T, s *telegramtest.Server, method string, values ...string) (answer struct {
	OK          bool            `json:"ok"`
	Code        int             `json:"error_code"`
	Description string          `json:"description"`
	Result      json.RawMessage `json:"result"`
}) {
	t.Helper()
	form := url.Values{}
	for i := 0; i < len(values); i += 2 {
		form.Set(values[i], values[i+1])
	}
	response, err := http.PostForm(s.URL()+"/bot"+token+"/"+method, form)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

func server(t *testing.T) *telegramtest.Server {
	s := telegramtest.New(token)
	t.Cleanup(s.Close)
	return s
}

func within(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func TestGetUpdatesRepeatsUntilTheOffsetPasses(t *testing.T) {
	s := server(t)
	sari := s.Person(7, "Sari")
	first, second := sari.Write("satu"), sari.Write("dua")
	texts := func(offset int64) string {
		return string(call(t, s, "getUpdates", "offset", fmt.Sprint(offset)).Result)
	}
	for range 2 {
		if got := texts(0); !strings.Contains(got, "satu") || !strings.Contains(got, "dua") {
			t.Fatalf("got %s, want both", got)
		}
	}
	if s.Acknowledged(first.Update) || s.Tries(first.Update) != 2 {
		t.Errorf("acknowledged %t after %d deliveries", s.Acknowledged(first.Update), s.Tries(first.Update))
	}
	if got := texts(first.Update + 1); strings.Contains(got, "satu") || !strings.Contains(got, "dua") {
		t.Errorf("got %s, want the second alone", got)
	}
	if !s.Acknowledged(first.Update) || s.Acknowledged(second.Update) || s.Pending() != 1 {
		t.Error("the offset acknowledges what is below it and nothing else")
	}
	if got := texts(second.Update + 1); got != "[]" || s.Pending() != 0 {
		t.Errorf("got %s, want nothing", got)
	}
}

func TestGetUpdatesWaitsForTheNextMessage(t *testing.T) {
	s := server(t)
	got := make(chan string)
	go func() {
		response, err := http.PostForm(s.URL()+"/bot"+token+"/getUpdates", url.Values{"timeout": {"10"}})
		if err != nil {
			got <- err.Error()
			return
		}
		defer response.Body.Close()
		body, _ := io.ReadAll(response.Body)
		got <- string(body)
	}()
	if err := s.WaitCalls(within(t), "getUpdates", 1); err != nil {
		t.Fatal(err)
	}
	s.Person(7, "Sari").Write("akhirnya")
	if body := <-got; !strings.Contains(body, "akhirnya") {
		t.Errorf("got %s", body)
	}
}

func TestGetUpdatesConflictsWithAWebhook(t *testing.T) {
	s := server(t)
	call(t, s, "setWebhook", "url", "http://127.0.0.1:1/x", "secret_token", "s")
	if a := call(t, s, "getUpdates"); a.Code != http.StatusConflict {
		t.Errorf("got %+v, want 409", a)
	}
	call(t, s, "deleteWebhook")
	if a := call(t, s, "getUpdates"); !a.OK {
		t.Errorf("got %+v, want an answer", a)
	}
}

func TestSendMessageRefusesWhatTelegramRefuses(t *testing.T) {
	s := server(t)
	s.Person(7, "Sari")
	s.Person(8, "Budi").Block()
	keyboard := func(data string) string {
		return `{"inline_keyboard":[[{"text":"Ya","callback_data":"` + data + `"}]]}`
	}
	for name, test := range map[string]struct {
		values []string
		code   int
	}{
		"good":              {[]string{"chat_id", "7", "text", "halo", "reply_markup", keyboard("ya")}, 0},
		"stranger":          {[]string{"chat_id", "9", "text", "halo"}, 400},
		"blocked":           {[]string{"chat_id", "8", "text", "halo"}, 403},
		"empty":             {[]string{"chat_id", "7", "text", " "}, 400},
		"too long":          {[]string{"chat_id", "7", "text", strings.Repeat("😀", 2049)}, 400},
		"long data":         {[]string{"chat_id", "7", "text", "halo", "reply_markup", keyboard(strings.Repeat("x", 65))}, 400},
		"no data":           {[]string{"chat_id", "7", "text", "halo", "reply_markup", keyboard("")}, 400},
		"two actions":       {[]string{"chat_id", "7", "text", "halo", "reply_markup", strings.Replace(keyboard("ya"), "}", `,"copy_text":{"text":""}}`, 1)}, 400},
		"reply to nothing":  {[]string{"chat_id", "7", "text", "halo", "reply_parameters", `{"message_id":99}`}, 400},
		"reply if possible": {[]string{"chat_id", "7", "text", "halo", "reply_parameters", `{"message_id":99,"allow_sending_without_reply":true}`}, 0},
	} {
		if a := call(t, s, "sendMessage", test.values...); a.Code != test.code || a.OK != (test.code == 0) {
			t.Errorf("%s: got %t %d %s, want %d", name, a.OK, a.Code, a.Description, test.code)
		}
	}
}

func TestPeopleSeeMessagesEditsAndButtons(t *testing.T) {
	s := server(t)
	sari := s.Person(7, "Sari")
	call(t, s, "sendMessage", "chat_id", "7", "text", "Apakah begini?", "reply_markup",
		`{"inline_keyboard":[[{"text":"Kirim","callback_data":"kirim:1"}]]}`)
	call(t, s, "editMessageText", "chat_id", "7", "message_id", "1", "text", "Sudah kami terima")
	card, err := sari.Wait(within(t), "begini")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sari.Tap(card, "Batal"); err == nil {
		t.Error("tapped a button that is not there")
	}
	tap, err := sari.Tap(card, "Kirim")
	if err != nil {
		t.Fatal(err)
	}
	if updates := string(call(t, s, "getUpdates").Result); !strings.Contains(updates, `"data":"kirim:1"`) || tap.Message != card.ID {
		t.Errorf("the bot gets %s", updates)
	}
	edited, err := sari.Wait(within(t), "terima")
	if err != nil || !edited.Edited || edited.ID != card.ID {
		t.Errorf("got %+v, %v; want the edited card", edited, err)
	}
	over, cancel := context.WithCancel(within(t))
	cancel()
	if _, err := sari.Wait(over, "begini"); err == nil {
		t.Error("Wait returned a message twice")
	}
	for id, want := range map[string]bool{"7-1": true, "unknown": false} {
		if a := call(t, s, "answerCallbackQuery", "callback_query_id", id); a.OK != want {
			t.Errorf("answering %s: %+v", id, a)
		}
	}
	if !s.TapAnswered("7-1") || call(t, s, "answerCallbackQuery", "callback_query_id", "7-1").OK {
		t.Error("a tap is answered once")
	}
}

func TestTheWebhookIsCalledInOrderUntilItAcknowledges(t *testing.T) {
	s := server(t)
	var calls atomic.Int32
	var bodies []string // written by one call after the other
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		bodies = append(bodies, string(body))
		if r.Header.Get("X-Telegram-Bot-Api-Secret-Token") != "rahasia" {
			t.Error("called without the secret")
		}
		if calls.Add(1) <= 2 {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		fmt.Fprint(w, `{"method":"sendMessage","chat_id":7,"text":"dari jawaban"}`)
	}))
	defer hook.Close()
	sari := s.Person(7, "Sari")
	first, second := sari.Write("satu"), sari.Write("dua")
	call(t, s, "setWebhook", "url", hook.URL, "secret_token", "rahasia")
	if err := s.WaitAcknowledged(within(t)); err != nil {
		t.Fatal(err)
	}
	if s.Tries(first.Update) != 3 || s.Tries(second.Update) != 1 || !strings.Contains(bodies[3], "dua") {
		t.Errorf("delivered %d and %d times, bodies %q", s.Tries(first.Update), s.Tries(second.Update), bodies)
	}
	if _, err := sari.Wait(within(t), "dari jawaban"); err != nil {
		t.Errorf("the call in the answer was not made: %v", err)
	}
	if !s.Redeliver(within(t), first.Update) || s.Tries(first.Update) != 4 {
		t.Error("an acknowledged update was not delivered again")
	}
}

func TestFiles(t *testing.T) {
	s := server(t)
	s.AddFile("foto", "photos/1.jpg", []byte("isi"))
	s.AddFile("besar", "", nil)
	if a := call(t, s, "getFile", "file_id", "foto"); !strings.Contains(string(a.Result), "photos/1.jpg") {
		t.Errorf("got %s", a.Result)
	}
	if a := call(t, s, "getFile", "file_id", "besar"); !a.OK || strings.Contains(string(a.Result), "file_path") {
		t.Errorf("got %+v, want no path", a)
	}
	if a := call(t, s, "getFile", "file_id", "tidak ada"); a.Code != http.StatusBadRequest {
		t.Errorf("got %+v, want 400", a)
	}
	for path, want := range map[string]int{"photos/1.jpg": 200, "": 404, "lain": 404} {
		response, err := http.Get(s.URL() + "/file/bot" + token + "/" + path)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != want {
			t.Errorf("file %q: %d, want %d", path, response.StatusCode, want)
		}
	}
}

func TestAnUnknownTokenIsRefused(t *testing.T) {
	response, err := http.Get(server(t).URL() + "/bot2:other/getMe")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusUnauthorized {
		t.Errorf("got %d, want 401", response.StatusCode)
	}
}
