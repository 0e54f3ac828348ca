package botstest

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"unicode"
	"unicode/utf8"

	"kanal"
)

func sendChecks() []check {
	return []check{
		{name: "send/plain", run: sendsPlain},
		{name: "send/without Run", idle: true, run: sendsPlain},
		{name: "send/many at once", run: sendsAtOnce},
		{name: "send/buttons", needs: []Feature{Buttons}, run: sendsButtons},
		{name: "send/choices", run: sendsChoices},
		{name: "send/long", needs: []Feature{Splitting}, run: splitsLong},
		{name: "send/same delivery again", needs: []Feature{Idempotency}, run: sendsOnce},
		{name: "send/refused for good", needs: []Feature{Refusals}, run: knowsPermanent},
		{name: "send/throttled", needs: []Feature{Throttling}, run: knowsPause},
		{name: "send/server error", needs: []Feature{Outages}, run: knowsOutage},
		{name: "send/connection drops", needs: []Feature{Drops}, run: knowsDrop},
	}
}

func sendsPlain(t *testing.T, r *rig) {
	text := "Laporan Anda sudah kami terima. Terima kasih, Pak 🙏 <b>&amp;_*"
	receipt, err := r.send(kanal.Outgoing{Delivery: 1, Conversation: r.Address(1), Text: text})
	if err != nil {
		t.Fatal(err)
	}
	sent := r.Sent()
	if len(sent) != 1 || sent[0].Text != text || sent[0].Conversation != r.Address(1) {
		t.Fatalf("the network got %+v, want the text as it is", sent)
	}
	if _, lacks := r.network.Lacks[ReceiptIDs]; !lacks && (receipt.ID == "" || receipt.ID != sent[0].ID) {
		t.Errorf("receipt %q, the network gave %q", receipt.ID, sent[0].ID)
	}
}

func sendsAtOnce(t *testing.T, r *rig) {
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			out := kanal.Outgoing{Delivery: int64(i + 1), Conversation: r.Address(i % 3), Text: fmt.Sprintf("kabar nomor %d", i)}
			if _, err := r.send(out); err != nil {
				t.Errorf("sending: %v", err)
			}
		})
	}
	all.Wait()
	if n := len(r.Sent()); n != 20 {
		t.Errorf("the network got %d messages, want 20", n)
	}
}

func sendsButtons(t *testing.T, r *rig) {
	choices := []kanal.Choice{{Label: "Kirim", Data: "kirim:1"}, {Label: "Ubah", Data: "ubah:1"},
		{Label: "Bukan wewenang kami", Data: "bukan:1"}, {Label: "Batal", Data: "batal:1"}}
	out := kanal.Outgoing{Delivery: 1, Conversation: r.Address(0), Text: "Sudah benar?", Choices: choices}
	if _, err := r.send(out); err != nil {
		t.Fatal(err)
	}
	if sent := r.Sent(); len(sent) != 1 || !reflect.DeepEqual(sent[0].Choices, choices) {
		t.Errorf("the network got %+v, want buttons %+v", sent, choices)
	}
}

// sendsChoices holds for networks with and without buttons: what can be chosen can be read.
func sendsChoices(t *testing.T, r *rig) {
	out := kanal.Outgoing{Delivery: 1, Conversation: r.Address(0), Text: "Sudah selesai?",
		Choices: []kanal.Choice{{Label: "Sudah", Data: "sudah"}, {Label: "Belum", Data: "belum"}}}
	if _, err := r.send(out); err != nil {
		t.Fatal(err)
	}
	sent := r.Sent()
	if len(sent) == 0 {
		t.Fatal("the network got nothing")
	}
	shown := sent[len(sent)-1].Text
	for _, c := range sent[len(sent)-1].Choices {
		shown += "\n" + c.Label
	}
	for _, c := range out.Choices {
		if !strings.Contains(shown, c.Label) {
			t.Errorf("choice %q is not shown in %q", c.Label, shown)
		}
	}
}

func splitsLong(t *testing.T, r *rig) {
	if r.network.Limit == 0 || r.network.Count == nil {
		t.Fatal("Network.Limit and Count are needed")
	}
	texts := map[string]string{
		"words":     strings.Repeat("jalan rusak é 😀 ", r.network.Limit/5),
		"one word":  strings.Repeat("a", 2*r.network.Limit+1),
		"emoji":     "x" + strings.Repeat("😀", r.network.Limit+1),
		"escaped":   "ab" + strings.Repeat("€[", r.network.Limit),
		"lines":     strings.Repeat("baris yang cukup panjang untuk satu layar\n", r.network.Limit/15),
		"just fits": strings.Repeat("a", r.network.Limit),
	}
	for name, text := range texts {
		before := len(r.Sent())
		receipt, err := r.send(kanal.Outgoing{Delivery: 1, Conversation: r.Address(0), Text: text,
			Choices: []kanal.Choice{{Label: "Sudah", Data: "sudah"}}})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		r.checkParts(name, text, r.Sent()[before:], receipt)
	}
}

func (r *rig) checkParts(name, text string, parts []Sent, receipt kanal.Receipt) {
	r.t.Helper()
	var joined strings.Builder
	for i, part := range parts {
		last := i == len(parts)-1
		joined.WriteString(part.Text)
		if n := r.network.Count(part.Text); n > r.network.Limit || n == 0 {
			r.t.Errorf("%s: part %d holds %d units, want 1 to %d", name, i, n, r.network.Limit)
		}
		if !utf8.ValidString(part.Text) || strings.ContainsRune(part.Text, utf8.RuneError) {
			r.t.Errorf("%s: part %d is cut inside a character", name, i)
		}
		if len(part.Choices) > 0 && !last {
			r.t.Errorf("%s: part %d of %d carries the choices", name, i, len(parts))
		}
		if _, lacks := r.network.Lacks[Buttons]; last && !lacks && len(part.Choices) != 1 {
			r.t.Errorf("%s: the last part has %d choices, want 1", name, len(part.Choices))
		}
		if _, lacks := r.network.Lacks[ReceiptIDs]; last && !lacks && receipt.ID != part.ID {
			r.t.Errorf("%s: receipt %q, the last part is %q", name, receipt.ID, part.ID)
		}
	}
	if !strings.HasPrefix(letters(joined.String()), letters(text)) {
		r.t.Errorf("%s: the %d parts do not add up to the text", name, len(parts))
	}
}

// letters drops white space, which a split may swallow.
func letters(text string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) {
			return -1
		}
		return c
	}, text)
}

func sendsOnce(t *testing.T, r *rig) {
	out := kanal.Outgoing{Delivery: 42, Conversation: r.Address(0), Text: "hanya sekali"}
	for range 2 {
		if _, err := r.send(out); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(r.Sent()); n != 1 {
		t.Errorf("the network shows it %d times, want once", n)
	}
}

// fails scripts one answer and returns what Send makes of it; the next send must work again.
func (r *rig) fails(answer Answer) error {
	r.t.Helper()
	r.Answer(answer)
	out := kanal.Outgoing{Delivery: 1, Conversation: r.Address(0), Text: "rahasia warga sebelas"}
	_, err := r.send(out)
	if err == nil {
		r.t.Fatal("Send returned nil")
	}
	if _, again := r.send(kanal.Outgoing{Delivery: 2, Conversation: r.Address(0), Text: "berikutnya"}); again != nil {
		r.t.Errorf("the next send fails too: %v", again)
	}
	return err
}

func knowsPermanent(t *testing.T, r *rig) {
	if err := r.fails(Refuse); !errors.Is(err, kanal.ErrUndeliverable) {
		t.Errorf("got %v, want an error that wraps kanal.ErrUndeliverable", err)
	}
}

func knowsPause(t *testing.T, r *rig) {
	err := r.fails(Throttle)
	var retry *kanal.RetryError
	if !errors.As(err, &retry) || retry.After < Pause || errors.Is(err, kanal.ErrUndeliverable) {
		t.Errorf("got %v, want a *kanal.RetryError of at least %s", err, Pause)
	}
}

func knowsOutage(t *testing.T, r *rig) { r.passing(r.fails(Outage)) }

func knowsDrop(t *testing.T, r *rig) { r.passing(r.fails(Drop)) }

func (r *rig) passing(err error) {
	r.t.Helper()
	var retry *kanal.RetryError
	if errors.Is(err, kanal.ErrUndeliverable) || errors.As(err, &retry) {
		r.t.Errorf("got %v, want a passing error without a pause", err)
	}
}
