package router

import (
	"fmt"
	"strings"
	"testing"

	"kanal"
)

// The office that a person picks themselves counts, whatever the model thinks, if it is one of the province's.
func TestChosenAgencyCounts(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.says("telegram", "101", road)
		offer := h.taps("telegram", "101", "Ubah")[0].Choices
		if len(offer) < 2 || offer[len(offer)-1].Label != "Bukan, yang lain" {
			t.Fatalf("offered %+v", offer)
		}
		for i, c := range offer[:len(offer)-1] {
			chat := fmt.Sprint("2", i)
			h.says("whatsapp", chat, road)
			h.says("whatsapp", chat, "ubah")
			wantText(t, h.says("whatsapp", chat, fmt.Sprint(i+1)), c.Label)
			h.says("whatsapp", chat, "1")
			r, code := h.reports()[0], strings.TrimPrefix(c.Data, "agency::")
			inside := h.router.directory.Load().inside(code)
			if inside && (r.Status != kanal.Assigned || r.Holder != code) || !inside && r.Proposed != code {
				t.Errorf("%s was chosen; the report is %s with %q, %q proposed", code, r.Status, r.Holder, r.Proposed)
			}
		}
		h.holds()
	})
}

// Ten thousand characters are a report like any other.
func TestVeryLongMessage(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		long := strings.Repeat(road+". ", 10000/len(road)+1)
		wantText(t, h.says("telegram", "101", long), "Apakah begini maksud Anda?")
		h.taps("telegram", "101", "Kirim")
		thread, err := h.store.Thread(t.Context(), h.only().ID)
		if err != nil || thread[0].Text != long {
			t.Errorf("of %d bytes %d are stored, %v", len(long), len(thread[0].Text), err)
		}
		answer := h.says("sms:kannel", "+628125550001", long)
		if len(answer) != 1 || len(answer[0].Text) > 160 {
			t.Errorf("answered by %s", lines(answer))
		}
		if n := h.attention(); n != 0 {
			t.Errorf("%d messages stored raw", n)
		}
	})
}
