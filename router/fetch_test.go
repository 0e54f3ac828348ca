package router

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"testing"
	"time"

	"kanal"
	"kanal/files"
	"kanal/storage"
	"kanal/storage/storagetest"
)

// album is a network that keeps files.
type album struct {
	phoneBot
	kept  map[string][]byte
	fails map[string][]error // by file, one for each try
}

func (a *album) Fetch(_ context.Context, at kanal.Attachment, _ int64) ([]byte, error) {
	if list := a.fails[at.ID]; len(list) > 0 {
		a.fails[at.ID] = list[1:]
		if list[0] == nil {
			panic("a decoder breaks")
		}
		return nil, list[0]
	}
	data, ok := a.kept[at.ID]
	if !ok {
		return nil, kanal.ErrNotFound
	}
	return data, nil
}

func photo(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, 900, 600)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// gallery is a house with a network that keeps files, and a store for them.
func gallery(t *testing.T, test func(t *testing.T, h *house, a *album)) {
	storagetest.EachURL(t, func(t *testing.T, db storagetest.Database) {
		c := &clock{at: monday}
		a := &album{phoneBot: phoneBot{account: "telegram"}, kept: map[string][]byte{"foto": photo(t)}, fails: map[string][]error{}}
		h := newHouse(t, openAt(t, db, c), c, a)
		var err error
		if h.router.files, err = files.Open(t.TempDir()); err != nil {
			t.Fatal(err)
		}
		test(t, h, a)
	})
}

func (h *house) sends(chat, text string, kinds ...string) {
	h.t.Helper()
	m := h.message("telegram", chat, text)
	for _, kind := range kinds {
		m.Attachments = append(m.Attachments, kanal.Attachment{Kind: "photo", ID: kind})
	}
	h.receive(m)
	h.quiet()
}

func (h *house) fetches(a *album) {
	h.t.Helper()
	if err := h.router.fetchDue(h.t.Context(), "telegram", a); err != nil {
		h.t.Fatal(err)
	}
}

// A picture is fetched after the report is filed; what fails passes is tried again, what is gone or of no kind that
// is kept is noted, and the words never wait.
func TestFilesAreFetchedAfterTheCommit(t *testing.T) {
	gallery(t, func(t *testing.T, h *house, a *album) {
		a.kept["program"] = []byte("\x7fELF\x02\x01\x01\x00")
		a.fails["foto"] = []error{errors.New("away"), nil}
		h.sends("101", road, "foto", "hilang", "program")
		h.taps("telegram", "101", "Kirim")
		r := h.only()
		of := func() map[string]storage.File {
			t.Helper()
			list, err := h.store.FilesOf(t.Context(), r.ID)
			if err != nil || len(list) != 3 {
				t.Fatalf("%d files, %v", len(list), err)
			}
			found := map[string]storage.File{}
			for _, f := range list {
				found[f.Source] = f
			}
			return found
		}
		h.fetches(a)
		list := of()
		if list["foto"].State != storage.FilePending || list["hilang"].Trouble != "gone" || list["program"].Trouble != "kind" {
			t.Errorf("after one try: %+v", list)
		}
		h.fetches(a) // not due again
		if got := of()["foto"]; got.Tries != 1 {
			t.Errorf("tried again at once: %+v", got)
		}
		h.clock.add(pauses[0])
		h.fetches(a) // a panic is one file's end, never the channel's
		if got := of()["foto"]; got.State != storage.FileLost || got.Trouble != "broken" {
			t.Errorf("after a panic: %+v", got)
		}
		h.sends("102", "jembatan gantung di Loa Kulu putus", "foto")
		h.fetches(a)
		f, err := h.store.FileBySource(t.Context(), "foto")
		if err != nil || f.State != storage.FileKept || f.MIME != "image/jpeg" || f.Clean == "" || f.Thumb == "" || f.Bytes == 0 {
			t.Fatalf("kept: %+v, %v", f, err)
		}
		for _, hash := range []string{f.Hash, f.Clean, f.Thumb} {
			if data, err := h.router.files.Get(t.Context(), hash); err != nil || len(data) == 0 {
				t.Errorf("%.8s: %v", hash, err)
			}
		}
	})
}

// What two processes fetch at once is fetched once.
func TestAFileIsClaimed(t *testing.T) {
	gallery(t, func(t *testing.T, h *house, a *album) {
		h.sends("101", road, "foto")
		until := h.clock.now().Add(time.Minute)
		first, err := h.store.ClaimFiles(t.Context(), "telegram", until, 10)
		if err != nil || len(first) != 1 {
			t.Fatalf("%+v, %v", first, err)
		}
		if second, err := h.store.ClaimFiles(t.Context(), "telegram", until, 10); err != nil || len(second) != 0 {
			t.Errorf("claimed twice: %+v, %v", second, err)
		}
		h.clock.add(2 * time.Minute) // the process died
		if again, err := h.store.ClaimFiles(t.Context(), "telegram", h.clock.now().Add(time.Minute), 10); err != nil || len(again) != 1 || again[0].Tries != 2 {
			t.Errorf("after the claim lapsed: %+v, %v", again, err)
		}
	})
}

// A picture of the finished work goes with the answer, as its clean copy; the words wait for it, but not for ever.
func TestAnOfficersPictureGoesWithTheAnswer(t *testing.T) {
	for _, lost := range []bool{false, true} {
		t.Run(fmt.Sprintf("lost %t", lost), func(t *testing.T) {
			gallery(t, func(t *testing.T, h *house, a *album) {
				h.officer("dpupr-pera", "201")
				h.says("telegram", "101", road)
				h.taps("telegram", "101", "Kirim")
				h.taps("telegram", "201", "Jawab")
				h.sends("201", "Sudah rata.", "foto")
				h.taps("telegram", "201", "Kirim")
				c := h.router.newCourier(a)
				send := func() (sent []kanal.Outgoing) {
					for {
						claimed := c.claim(t.Context(), 32)
						if len(claimed) == 0 {
							return sent
						}
						for _, d := range claimed {
							if err := h.store.Finish(t.Context(), h.router.owner, c.send(t.Context(), d)); err != nil {
								t.Fatal(err)
							}
						}
						sent = a.all()
					}
				}
				find := func(list []kanal.Outgoing) *kanal.Outgoing {
					for i := range list {
						if list[i].Conversation == "101" && bytes.Contains([]byte(list[i].Text), []byte("Sudah rata.")) {
							return &list[i]
						}
					}
					return nil
				}
				if find(send()) != nil {
					t.Fatal("the answer went without its picture")
				}
				if lost {
					h.clock.add(longestWait)
				} else {
					h.fetches(a)
					h.clock.add(pollEach)
				}
				answer := find(send())
				if answer == nil {
					t.Fatal("the answer never went")
				}
				f, err := h.store.FileBySource(t.Context(), "foto")
				if err != nil {
					t.Fatal(err)
				}
				switch {
				case lost && len(answer.Attachments) != 0:
					t.Errorf("went with %+v", answer.Attachments)
				case !lost && (len(answer.Attachments) != 1 || answer.Attachments[0].Hash != f.Clean):
					t.Errorf("went with %+v, want %.8s", answer.Attachments, f.Clean)
				}
			})
		})
	}
}
