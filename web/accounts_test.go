package web

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"kanal"
	"kanal/bots"
	"kanal/router"
	"kanal/storage"
)

// linked is an office with two accounts of WhatsApp that run somewhere, and a network that is away.
func linked(t *testing.T, test func(t *testing.T, o *office, admin *person, is func(account string, l kanal.Link))) {
	t.Helper()
	each(t, func(t *testing.T, o *office) {
		o.web.bots = []bots.Bot{idle{account: "webchat"}, idle{account: "sms:kannel", err: errors.New("smsbox cannot be reached")},
			idle{account: "whatsapp"}, idle{account: "whatsapp:officers"}}
		for _, account := range []string{"whatsapp", "whatsapp:officers"} {
			if held, err := o.store.Lease(t.Context(), router.AccountLease(account), "a process", time.Hour); err != nil || !held {
				t.Fatal(err)
			}
		}
		test(t, o, o.signedIn(storage.Admin, ""), func(account string, l kanal.Link) {
			t.Helper()
			if err := o.store.SetLink(t.Context(), account, l); err != nil {
				t.Fatal(err)
			}
		})
	})
}

// needsPhone makes an account wait for somebody to scan its code.
func (o *office) needsPhone(account string) {
	o.t.Helper()
	o.web.bots = append(o.web.bots, idle{account: account})
	if held, err := o.store.Lease(o.t.Context(), router.AccountLease(account), "a process", time.Hour); err != nil || !held {
		o.t.Fatal(err)
	}
	code := "2@" + strings.Repeat("code", 30) + "," + strings.Repeat("key", 40)
	if err := o.store.SetLink(o.t.Context(), account, kanal.Link{State: kanal.LinkNeeded, Code: code}); err != nil {
		o.t.Fatal(err)
	}
}

func TestAccountsTellHowTheyStand(t *testing.T) {
	linked(t, func(t *testing.T, o *office, admin *person, is func(string, kanal.Link)) {
		is("whatsapp:officers", kanal.Link{State: kanal.LinkConnected})
		for state, words := range map[kanal.LinkState]string{kanal.LinkConnecting: "sedang menyambung", kanal.LinkAway: "tidak terjangkau",
			kanal.LinkNeeded: "menunggu dipindai", kanal.LinkBanned: "diblokir WhatsApp sampai Senin, 23 November 2026, 12.00 WITA",
			kanal.LinkOutdated: "perlu versi kanal yang lebih baru", kanal.LinkReplaced: "dipakai program lain"} {
			is("whatsapp", kanal.Link{State: state, Until: monday.Add(2 * time.Hour)})
			page := admin.get("/konsol/kanal").is(t, 200)
			page.wants(t, words, "Chat di situs", "smsbox cannot be reached", "WhatsApp untuk petugas", "terhubung")
			if page.header.Get("Refresh") == "" {
				t.Errorf("%s: the page stands still", state)
			}
			o.stranger().get("/readyz").is(t, 200).wants(t, `"whatsapp":"`+string(state), `"whatsapp:officers":"connected"`)
		}
		is("whatsapp", kanal.Link{State: kanal.LinkConnected})
		page := admin.get("/konsol/kanal")
		if page.lacks(t, "Sambungkan"); page.header.Get("Refresh") != "" {
			t.Error("the page is loaded again and again for nothing")
		}
		if err := o.store.Release(t.Context(), router.AccountLease("whatsapp"), "a process"); err != nil {
			t.Fatal(err)
		}
		admin.get("/konsol/kanal").wants(t, "sedang tidak dijalankan")
		o.stranger().get("/readyz").wants(t, `"whatsapp":"not running"`)
	})
}

func TestAnAccountIsLinkedFromTheConsole(t *testing.T) {
	linked(t, func(t *testing.T, o *office, admin *person, is func(string, kanal.Link)) {
		is("whatsapp", kanal.Link{State: kanal.LinkNeeded})
		admin.get("/konsol/kanal").wants(t, "Kodenya sedang diminta")
		is("whatsapp", kanal.Link{State: kanal.LinkNeeded, Code: "2@first-code"})
		first := admin.get("/konsol/kanal").is(t, 200)
		first.wants(t, "Sambungkan WhatsApp", `src="data:image/png;base64,`, `alt="Kode QR untuk WhatsApp"`)
		first.lacks(t, "2@first-code")
		is("whatsapp", kanal.Link{State: kanal.LinkNeeded, Code: "2@second-code"})
		if second := admin.get("/konsol/kanal"); second.body == first.body {
			t.Error("the picture did not follow the code")
		}
		typing := admin.get("/konsol/kanal?akun=whatsapp")
		if typing.wants(t, "Minta kode"); typing.header.Get("Refresh") != "" {
			t.Error("what is being typed is lost")
		}
		ask := func(account, phone string) answer {
			return admin.post("/konsol/kanal", url.Values{"akun": {account}, "nomor": {phone}})
		}
		ask("whatsapp", "08x").is(t, 200).wants(t, "belum benar", "Minta kode")
		ask("whatsapp:officers", "0812").is(t, 400)
		ask("telegram", "081234567890").is(t, 400)
		ask("whatsapp", "0812-3456 7890").is(t, 200).wants(t, "Kode untuk diketik sedang diminta")
		if phone, err := o.store.WantedPhone(t.Context(), "whatsapp"); err != nil || phone != "6281234567890" {
			t.Errorf("asked for %q, %v", phone, err)
		}
		is("whatsapp", kanal.Link{State: kanal.LinkNeeded, Code: "ABCD-EFGH", Typed: true})
		page := admin.get("/konsol/kanal")
		page.wants(t, "ABCD-EFGH", "Pakai kode pindai saja")
		page.lacks(t, "81234567890", "data:image/png")
		ask("whatsapp", "").is(t, 200)
		if phone, err := o.store.WantedPhone(t.Context(), "whatsapp"); err != nil || phone != "" {
			t.Errorf("still asks for %q, %v", phone, err)
		}
		if strings.Contains(o.log.String(), "81234567890") {
			t.Error("the log holds a phone number")
		}
	})
}

func TestPhoneNumbersAsPeopleWriteThem(t *testing.T) {
	for typed, want := range map[string]string{"0812 3456 7890": "6281234567890", "+62 812-3456-7890": "6281234567890", "6281234567890": "6281234567890",
		"+44 20 7946 0958": "442079460958", "0": "", "12": "", "+0812345678": "", "0812345678901234": "", "08123x": "", "": ""} {
		if got := phoneDigits(typed); got != want {
			t.Errorf("%q is read as %q, want %q", typed, got, want)
		}
	}
}

func TestABacklogIsShown(t *testing.T) {
	linked(t, func(t *testing.T, o *office, admin *person, _ func(string, kanal.Link)) {
		list, err := o.store.Conversations(t.Context(), []storage.Address{{Account: "sms:kannel", Chat: "1"}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		w := &storage.Work{}
		for _, state := range []kanal.DeliveryState{kanal.StatePending, kanal.StateDead, kanal.StateHeld} {
			w.Messages = append(w.Messages, &storage.Message{Conversation: list[0].ID, Out: true, Account: "sms:kannel", State: state, At: monday})
		}
		if err := o.store.Write(t.Context(), w); err != nil {
			t.Fatal(err)
		}
		admin.get("/konsol/kanal").wants(t, "1 menunggu dikirim", "1 menunggu warga menulis", "1 tidak terkirim")
	})
}
