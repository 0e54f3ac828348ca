package whatsapp_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"kanal"
	"kanal/bots/whatsapp/whatsapptest"

	"go.mau.fi/whatsmeow"
	"google.golang.org/protobuf/proto"
)

func TestFetchesFiles(t *testing.T) {
	each(t, func(w *world) {
		w.pair()
		sari := w.citizen()
		picture := []byte(strings.Repeat("gambar", 20_000))
		n := 0
		// comes brings a picture whose message names another address and another size than the true ones.
		comes := func(prepare func(id string, f whatsapptest.File)) kanal.Attachment {
			w.t.Helper()
			n++
			id := fmt.Sprintf("AF%02d", n)
			f := w.net.Put(whatsmeow.MediaImage, picture)
			m := f.Image("image/jpeg", "")
			m.ImageMessage.URL, m.ImageMessage.FileLength = proto.String("https://evil.example/x"), proto.Uint64(100)
			prepare(id, f)
			w.brings(sari, id, m)
			in := w.stored(n)[n-1]
			if len(in.Attachments) != 1 || in.Attachments[0].Kind != "photo" {
				w.t.Fatalf("came as %+v", in)
			}
			return in.Attachments[0]
		}
		plain := func(string, whatsapptest.File) {}
		if data, err := w.bot.Fetch(w.t.Context(), comes(plain), 1<<20); err != nil || string(data) != string(picture) {
			w.t.Errorf("%d bytes, %v", len(data), err)
		}
		if _, err := w.bot.Fetch(w.t.Context(), comes(plain), 1000); !errors.Is(err, kanal.ErrNotFound) {
			w.t.Errorf("it is larger than it says: %v", err)
		}
		for _, code := range []int{403, 404, 410} {
			kept := comes(func(id string, f whatsapptest.File) { w.net.FailDownloads(code); w.net.Keep(id, f) })
			if data, err := w.bot.Fetch(w.t.Context(), kept, 1<<20); err != nil || string(data) != string(picture) {
				w.t.Errorf("%d, uploaded again: %d bytes, %v", code, len(data), err)
			}
			lost := comes(func(id string, _ whatsapptest.File) { w.net.FailDownloads(code); w.net.Lose(id) })
			if _, err := w.bot.Fetch(w.t.Context(), lost, 1<<20); !errors.Is(err, kanal.ErrNotFound) {
				w.t.Errorf("%d, the phone has it no more: %v", code, err)
			}
			gone := comes(func(id string, f whatsapptest.File) { w.net.FailDownloads(code, code); w.net.Keep(id, f) })
			if _, err := w.bot.Fetch(w.t.Context(), gone, 1<<20); !errors.Is(err, kanal.ErrNotFound) {
				w.t.Errorf("%d twice: %v", code, err)
			}
		}
		off := comes(func(string, whatsapptest.File) { w.net.FailDownloads(404) })
		if _, err := w.bot.Fetch(w.t.Context(), off, 1<<20); err == nil || errors.Is(err, kanal.ErrNotFound) {
			w.t.Errorf("the phone is switched off, and may answer later: %v", err)
		}
		if data, err := w.bot.Fetch(w.t.Context(), comes(func(string, whatsapptest.File) { w.net.FailDownloads(503) }), 1<<20); err != nil || string(data) != string(picture) {
			w.t.Errorf("503 once: %d bytes, %v", len(data), err)
		}
	})
}

func TestSendsFiles(t *testing.T) {
	w := newWorld(t, sqlite(t), true)
	w.pair()
	sari := w.citizen()
	w.says(sari, "AC01", "halo")
	w.stored(1)
	w.files["h1"], w.files["h2"] = []byte(strings.Repeat("gambar", 1000)), []byte("surat")
	out := answer(sari, 1, "Ini fotonya.")
	out.Attachments = []kanal.Attachment{{Kind: "photo", Hash: "h1", MIME: "image/jpeg"}, {Kind: "document", Hash: "h2", MIME: "application/pdf", Name: "../surat.pdf"},
		{Kind: "photo", ID: "not kept"}}
	w.net.FailUploads(503)
	if _, err := w.send(out); err == nil || errors.Is(err, kanal.ErrUndeliverable) {
		t.Errorf("an upload that fails: %v", err)
	}
	receipt := w.delivers(out)
	got := w.shows(sari, 3)
	for i, want := range []string{string(w.files["h1"]), "surat"} {
		if data, err := w.net.Open(got[i]); err != nil || string(data) != want {
			t.Errorf("file %d: %d bytes, %v", i, len(data), err)
		}
	}
	if name := got[1].Message.GetDocumentMessage().GetFileName(); name != "surat.pdf" || got[2].Text != out.Text || got[2].ID != receipt.ID {
		t.Errorf("%q, %q, %s", name, got[2].Text, got[2].ID)
	}
}
