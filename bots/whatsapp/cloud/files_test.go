package cloud_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"kanal"
	"kanal/bots/whatsapp/cloud"
	"kanal/bots/whatsapp/cloud/cloudtest"
)

func TestFetch(t *testing.T) {
	w := newWorld(t, cloudtest.Options{}, nil)
	data := []byte(strings.Repeat("foto", 1000))
	fetch := func(f cloudtest.File) ([]byte, error) {
		return w.bot.Fetch(within(t), kanal.Attachment{ID: w.AddFile(f)}, 4000)
	}
	if got, err := fetch(cloudtest.File{Data: data, MIME: "image/jpeg"}); err != nil || string(got) != string(data) {
		t.Errorf("got %d bytes, %v", len(got), err)
	}
	own := w.APIURL()
	for name, f := range map[string]cloudtest.File{
		"too large":           {Data: append(data, 'x')},
		"larger than it says": {Data: append(data, 'x'), Bytes: 10},
		"another host":        {Data: data, URL: "https://lookaside.fbsbx.com.example.org/x"},
		"this machine":        {Data: data, URL: "http://127.0.0.1:1/x"},
		"unencrypted":         {Data: data, URL: "http://lookaside.fbsbx.com/x"},
		"another port":        {Data: data, URL: "https://lookaside.fbsbx.com:8443/x"},
		"a name in front":     {Data: data, URL: "https://lookaside.fbsbx.com@example.org/x"},
		"with a password":     {Data: data, URL: strings.Replace(own, "http://", "http://a:b@", 1)},
		"file":                {Data: data, URL: "file:///etc/passwd"},
		"gone":                {Data: data, URL: strings.TrimSuffix(own, "/v26.0") + "/files/1"},
	} {
		if _, err := fetch(f); !errors.Is(err, kanal.ErrNotFound) || strings.Contains(err.Error(), "example") {
			t.Errorf("%s: got %v", name, err)
		}
	}
	for _, id := range []string{"", "12345678", "../1065/messages", "1?x=1"} {
		if _, err := w.bot.Fetch(within(t), kanal.Attachment{ID: id}, 4000); !errors.Is(err, kanal.ErrNotFound) {
			t.Errorf("id %q: got %v", id, err)
		}
	}
	for _, call := range []string{"lookup", "file"} {
		for _, f := range []cloudtest.Failure{{Status: 503}, {Status: 401, Code: 190}, {Status: 302}} {
			w.Fail(call, f)
			if _, err := fetch(cloudtest.File{Data: data}); err == nil || errors.Is(err, kanal.ErrNotFound) {
				t.Errorf("%s %+v: got %v, want a passing error", call, f, err)
			}
		}
	}
}

// What Meta keeps is asked for at Meta, with the token; the test's client goes nowhere.
func TestFetchFromMetaItself(t *testing.T) {
	var asked []string
	w := newWorld(t, cloudtest.Options{}, func(o *cloud.Options) { o.HTTPClient = clientThat(t, o.APIURL, &asked) })
	id := w.AddFile(cloudtest.File{Data: []byte("x"), URL: "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1"})
	if _, err := w.bot.Fetch(within(t), kanal.Attachment{ID: id}, 10); err == nil || errors.Is(err, kanal.ErrNotFound) {
		t.Errorf("got %v", err)
	}
	if len(asked) != 1 || asked[0] != "lookaside.fbsbx.com" {
		t.Errorf("asked %q", asked)
	}
}

func TestSendsFiles(t *testing.T) {
	store := map[string][]byte{"a": []byte("jpeg"), "b": []byte("%PDF"), "c": []byte("MZ"), "d": []byte("OggS")}
	w := newWorld(t, cloudtest.Options{}, func(o *cloud.Options) {
		o.Files = func(_ context.Context, hash string) ([]byte, error) {
			if data, ok := store[hash]; ok {
				return data, nil
			}
			return nil, kanal.ErrNotFound
		}
	})
	out := kanal.Outgoing{Delivery: 4, Conversation: number(0), Text: "Sudah diperbaiki.", Choices: labels("Sudah", "Belum"), Attachments: []kanal.Attachment{
		{Hash: "a", MIME: "image/jpeg", Name: "foto.jpg"}, {Hash: "b", MIME: "application/pdf", Name: "../berita acara.pdf"},
		{Hash: "c", MIME: "application/x-msdownload", Name: "a.exe"}, {Hash: "d", MIME: "audio/ogg; codecs=opus"}, {Hash: "erased"}, {ID: "901"}}}
	got := w.send(out)
	if len(got) != 4 {
		t.Fatalf("got %+v", got)
	}
	for i, want := range []struct{ kind, data, name string }{{"image", "jpeg", ""}, {"document", "%PDF", "berita acara.pdf"}, {"audio", "OggS", ""}} {
		if got[i].Type != want.kind || string(got[i].File.Data) != want.data || got[i].FileName != want.name {
			t.Errorf("file %d: got %+v", i, got[i])
		}
	}
	if got[3].Text != out.Text || len(got[3].Choices) != 2 {
		t.Errorf("the words: got %+v", got[3])
	}
	w.Fail("media", cloudtest.Failure{Status: 503})
	if _, err := w.bot.Send(within(t), out); err == nil || errors.Is(err, kanal.ErrUndeliverable) {
		t.Errorf("Meta is away: got %v", err)
	}
	out.Text, out.Choices, out.Delivery = "", nil, 5
	if got := w.send(out); len(got) != 3 {
		t.Errorf("files alone: got %+v", got)
	}
}
