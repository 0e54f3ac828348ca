package router

import (
	"testing"
	"time"

	"kanal"
)

func TestImportIsOnceAndFolds(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		past := []Past{
			{Key: "a", Text: "jalan rusak di depan pasar", Agency: "dpupr-pera", Status: kanal.Closed, ReceivedAt: monday.AddDate(0, -2, 0), ClosedAt: monday.AddDate(0, -1, 0)},
			{Key: "b", Agency: "disdikbud", Status: kanal.InProgress, ReceivedAt: monday.AddDate(0, -1, 0), Subject: "PUNGLI", Topic: "pungutan_sekolah"},
			{Key: "c", Status: kanal.Received, ReceivedAt: monday.Add(-time.Hour)},
		}
		for _, want := range []int{3, 0} {
			added, err := h.router.Import(t.Context(), past)
			if err != nil || added != want {
				t.Fatalf("added %d, %v, want %d", added, err, want)
			}
		}
		if n := len(h.reports()); n != 3 {
			t.Fatalf("%d reports", n)
		}
		for _, r := range h.reports() {
			if r.ImportKey == "a" {
				thread, err := h.store.Thread(t.Context(), r.ID)
				if err != nil || len(thread) != 1 || thread[0].Text != past[0].Text {
					t.Errorf("thread %v, %v", thread, err)
				}
			}
		}
		h.holds()
	})
}
