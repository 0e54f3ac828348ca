package router

import (
	"fmt"
	"testing"

	"kanal"
	"kanal/storage/storagetest"
)

func TestReportsOfDeliveryNeverStepBack(t *testing.T) {
	eachCourier(t, func(t *testing.T, h *house, _ *phoneBot, c *courier) {
		list := h.post("sms:test", "1", "", "a")
		h.turn(c)
		steps := []struct{ told, is kanal.DeliveryState }{
			{kanal.StateSent, kanal.StateSent}, {kanal.StateRead, kanal.StateRead}, {kanal.StateDelivered, kanal.StateRead},
			{kanal.StateSent, kanal.StateRead}, {kanal.StateFailed, kanal.StateRead},
		}
		for i, s := range steps {
			status := kanal.DeliveryStatus{Account: "sms:test", Delivery: list[0].ID, State: s.told}
			if i%2 == 1 { // by the network's name of it
				status.Delivery, status.ID = 0, fmt.Sprint("net-", list[0].ID)
			}
			if err := h.router.Inbox().Status(t.Context(), status); err != nil {
				t.Fatal(err)
			}
			if is := h.delivery(list[0].ID).State; is != s.is {
				t.Errorf("told %s it is %s, want %s", s.told, is, s.is)
			}
		}
		unknown := kanal.DeliveryStatus{Account: "sms:test", ID: "net-never", State: kanal.StateDelivered}
		if err := h.router.Inbox().Status(t.Context(), unknown); err != nil {
			t.Errorf("a report about nothing we sent: %v", err)
		}
	})
}

func TestStoppingRecordsWhatWasSent(t *testing.T) {
	eachCourier(t, func(t *testing.T, h *house, bot *phoneBot, _ *courier) {
		inside, release := make(chan struct{}), make(chan struct{})
		bot.answer = func(kanal.Outgoing) error {
			inside <- struct{}{}
			<-release
			return nil
		}
		stop := h.runs()
		list := h.post("sms:test", "1", "", "a")
		<-inside
		stopped := make(chan struct{})
		go func() {
			defer close(stopped)
			stop()
		}()
		close(release)
		<-stopped
		if m := h.delivery(list[0].ID); m.State != kanal.StateSent || m.Receipt == "" {
			t.Errorf("it is %s", m.State)
		}
	})
}

func TestTwoCouriersSendNothingTwice(t *testing.T) {
	db := storagetest.Database{Name: "postgres", URL: storagetest.Postgres(t)}
	at := &clock{at: monday}
	one, two := &phoneBot{account: "sms:test"}, &phoneBot{account: "sms:test"}
	left, right := newHouse(t, openAt(t, db, at), at, one), newHouse(t, openAt(t, db, at), at, two)
	left.runs()
	right.runs()
	const people, each = 40, 4
	for range each {
		for p := range people {
			left.post("sms:test", fmt.Sprint(p), "", "halo")
		}
	}
	storagetest.Eventually(t, "all is sent", func() bool { return len(one.all())+len(two.all()) >= people*each })
	times := map[int64]int{}
	for _, out := range append(one.all(), two.all()...) {
		if times[out.Delivery]++; times[out.Delivery] > 1 {
			t.Errorf("delivery %d sent twice", out.Delivery)
		}
	}
	t.Logf("%d and %d", len(one.all()), len(two.all()))
}
