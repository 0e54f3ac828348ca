package router

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"kanal"
	"kanal/bots/whatsapp/cloud"
	"kanal/bots/whatsapp/cloud/cloudtest"
	"kanal/storage"
	"kanal/storage/storagetest"
)

// cloudHouse is a running router with the Cloud API's channel at a fake that keeps the 24-hour window.
type cloudHouse struct {
	*house
	meta    *cloudtest.Server
	citizen cloudtest.Person
}

// eachCloud runs a test on both databases, with a network that tells at once that the window is closed and with one
// that takes the message first.
func eachCloud(t *testing.T, test func(t *testing.T, h cloudHouse)) {
	t.Helper()
	for name, late := range map[string]bool{"at once": false, "late": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // a conversation goes at a person's pace
			storagetest.EachURL(t, func(t *testing.T, db storagetest.Database) { test(t, openCloud(t, db, late)) })
		})
	}
}

func openCloud(t *testing.T, db storagetest.Database, late bool) cloudHouse {
	t.Helper()
	at := &clock{at: monday}
	meta := cloudtest.New(cloudtest.Options{Now: at.now, Window: true, Late: late})
	bot, err := cloud.New(cloud.Options{Token: meta.Options().Token, AppSecret: meta.Options().AppSecret, VerifyToken: "kata",
		PhoneNumberID: meta.Options().PhoneNumberID, APIURL: meta.APIURL(), Template: "ada_jawaban", Now: at.now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	h := cloudHouse{newHouse(t, openAt(t, db, at), at, bot), meta, cloudtest.Person{Number: "6281155500101", User: "ID.8172000000000101", Name: "Warga"}}
	mux := http.NewServeMux()
	for _, route := range bot.Routes(h.router.Inbox()) {
		mux.Handle(route.Pattern, route.Handler)
	}
	server := httptest.NewServer(mux)
	meta.Connect(server.URL + "/hooks/whatsapp")
	stop := h.runs()
	t.Cleanup(func() {
		stop()
		meta.Close()
		server.Close()
	})
	return h
}

// brings lets the citizen write or tap, and a moment pass.
func (h cloudHouse) brings(fields map[string]any) {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.t.Context(), 20*time.Second)
	defer cancel()
	if err := h.meta.Deliver(ctx, cloudtest.Notification(h.meta.Change(h.citizen, h.meta.Message(h.citizen, fields)))); err != nil {
		h.t.Fatal(err)
	}
	h.quiet()
}

// hears waits until the citizen's phone shows these words in a message after the first n, and returns it.
func (h cloudHouse) hears(n int, words string) (found cloudtest.Sent) {
	h.t.Helper()
	storagetest.Eventually(h.t, "the citizen hears "+words, func() bool {
		for _, m := range h.meta.Sent()[n:] {
			if strings.Contains(m.Text, words) || m.Template == words {
				found = m
				return true
			}
		}
		return false
	})
	return found
}

// chooses taps a button of a message.
func (h cloudHouse) chooses(m cloudtest.Sent, title string) {
	h.t.Helper()
	i := slices.IndexFunc(m.Choices, func(c cloudtest.Choice) bool { return c.Title == title })
	if i < 0 {
		h.t.Fatalf("no button %q at %q", title, m.Text)
	}
	h.brings(cloudtest.Tap(m.Choices[i].ID, title, m.ID))
}

// The dialogue over more than a day: the answer finds the window closed, the citizen is asked once to write, writes
// BUKA, reads what waited, in order, and the rating goes on.
func TestAnswerAfterTheWindowClosed(t *testing.T) {
	eachCloud(t, func(t *testing.T, h cloudHouse) {
		h.officer("dpupr-pera", "201")
		h.brings(cloudtest.Text("jalan poros di Tenggarong Seberang rusak parah, banyak lubang, truk amblas"))
		h.chooses(h.hears(0, "Apakah begini maksud Anda?"), "Kirim")
		h.hears(1, h.only().Number.String())
		h.settled()

		h.clock.add(30 * time.Hour)
		before := len(h.meta.Sent())
		h.taps("telegram", "201", "Terima")
		h.hears(before, "ada_jawaban/id")
		h.taps("telegram", "201", "Jawab")
		h.says("telegram", "201", "Sudah kami tambal.")
		h.taps("telegram", "201", "Kirim")
		storagetest.Eventually(t, "both messages are held", func() bool { return h.held() == 2 })
		if got := h.meta.Sent()[before:]; len(got) != 1 {
			t.Fatalf("the citizen got %+v, want the template alone", got)
		}

		h.brings(cloudtest.Text("BUKA"))
		answer := h.hears(before, "Sudah kami tambal.")
		got := h.meta.Sent()[before+1:]
		if len(got) != 2 || !strings.Contains(got[0].Text, "sudah mulai mengerjakannya") || got[1].ID != answer.ID {
			t.Fatalf("after BUKA the citizen got %+v", got)
		}
		h.chooses(answer, "Sudah")
		h.chooses(h.hears(before+3, "bintang"), "★★★★★")
		h.hears(before+4, "Terima kasih")
		h.settled()
		if r := h.only(); r.Status != kanal.Closed || r.ClosedBy != "citizen" || r.Rating != 5 {
			t.Errorf("the report ended as %+v", r.State)
		}
		h.holds()
	})
}

func TestHeldMessagesAreGivenUpAfterThirtyDays(t *testing.T) {
	eachCourier(t, func(t *testing.T, h *house, bot *phoneBot, c *courier) {
		bot.answer = func(kanal.Outgoing) error { return kanal.ErrWindowClosed }
		list := h.post("sms:test", "1", "", "jawaban")
		h.turn(c)
		for _, days := range []struct {
			n    int
			want kanal.DeliveryState
		}{{29, kanal.StateHeld}, {2, kanal.StateDead}} {
			h.clock.add(time.Duration(days.n) * 24 * time.Hour)
			if err := h.router.keepDates(t.Context()); err != nil {
				t.Fatal(err)
			}
			if m := h.delivery(list[0].ID); m.State != days.want {
				t.Errorf("%d days later it is %s, want %s", days.n, m.State, days.want)
			}
		}
	})
}

// held counts what waits for the citizen to write.
func (h cloudHouse) held() int {
	n := 0
	for _, m := range h.heard("whatsapp:cloud", h.citizen.Number, 0) {
		if m.State == kanal.StateHeld {
			n++
		}
	}
	return n
}

// settled waits until nothing is under way to the citizen.
func (h cloudHouse) settled() {
	h.t.Helper()
	storagetest.Eventually(h.t, "all is sent", func() bool {
		return !slices.ContainsFunc(h.heard("whatsapp:cloud", h.citizen.Number, 0), func(m *storage.Message) bool { return m.State == kanal.StatePending })
	})
}
