package main

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kanal"
	"kanal/files"
	"kanal/router"
	"kanal/storage"
	"kanal/storage/storagetest"
)

// pairing is kanal whatsapp pair beside a server that holds the account.
type pairing struct {
	t     *testing.T
	store *storage.Store
	out   *os.File
	ended chan error
}

// startPairing runs the command until ctx ends.
func startPairing(t *testing.T, ctx context.Context, phone string) *pairing {
	t.Helper()
	store := storagetest.Open(t, storagetest.SQLite(t))
	if held, err := store.Lease(ctx, router.AccountLease("whatsapp"), "a server", time.Hour); err != nil || !held {
		t.Fatal(err)
	}
	out, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	kept, err := files.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	p := &pairing{t: t, store: store, out: out, ended: make(chan error, 1)}
	s := service{config: Config{WhatsApp: "on", DataDir: t.TempDir(), DatabaseURL: "sqlite:x"}, store: store, files: kept, log: slog.New(slog.DiscardHandler)}
	go func() { p.ended <- pair(ctx, s, &pairCommand{Account: "whatsapp", Phone: phone}, out) }()
	return p
}

func (p *pairing) is(l kanal.Link) {
	p.t.Helper()
	if err := p.store.SetLink(p.t.Context(), "whatsapp", l); err != nil {
		p.t.Fatal(err)
	}
}

func (p *pairing) shows(words string) {
	p.t.Helper()
	storagetest.Eventually(p.t, "the command shows "+words, func() bool { return strings.Contains(p.text(), words) })
}

func (p *pairing) text() string {
	text, err := os.ReadFile(p.out.Name())
	if err != nil {
		p.t.Fatal(err)
	}
	return string(text)
}

func TestPairingShowsWhatTheServerOffers(t *testing.T) {
	p := startPairing(t, t.Context(), "")
	for _, code := range []string{"2@first", "2@second"} {
		p.is(kanal.Link{State: kanal.LinkNeeded, Code: code})
		drawn, err := halfBlocks(code)
		if err != nil {
			t.Fatal(err)
		}
		p.shows(drawn)
	}
	p.is(kanal.Link{State: kanal.LinkAway})
	p.shows("cannot be reached")
	p.is(kanal.Link{State: kanal.LinkConnected})
	if err := <-p.ended; err != nil {
		t.Error(err)
	}
	if p.shows("The account whatsapp is linked and connected.\n"); strings.Contains(p.text(), "2@first") {
		t.Error("the code is shown in letters as well")
	}
}

func TestPairingByANumber(t *testing.T) {
	p := startPairing(t, t.Context(), "6281234567890")
	storagetest.Eventually(t, "the number is left for the server", func() bool {
		phone, err := p.store.WantedPhone(t.Context(), "whatsapp")
		return err == nil && phone == "6281234567890"
	})
	p.is(kanal.Link{State: kanal.LinkNeeded, Code: "2@to-scan"})
	p.is(kanal.Link{State: kanal.LinkNeeded, Code: "ABCD-EFGH", Typed: true})
	p.shows("Type ABCD-EFGH")
	if strings.Contains(p.text(), "█") {
		t.Error("a code to scan is shown to somebody who types")
	}
	p.is(kanal.Link{State: kanal.LinkConnected})
	if err := <-p.ended; err != nil {
		t.Error(err)
	}
}

func TestPairingEndsInOneSentence(t *testing.T) {
	for words, l := range map[string]kanal.Link{
		"banned the account until 24 November 2026": {State: kanal.LinkBanned, Until: time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)},
		"newer client":    {State: kanal.LinkOutdated},
		"another program": {State: kanal.LinkReplaced},
	} {
		p := startPairing(t, t.Context(), "")
		p.is(l)
		if err := <-p.ended; err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%+v ends with %v", l, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	p := startPairing(t, ctx, "6281234567890")
	p.is(kanal.Link{State: kanal.LinkNeeded, Code: "ABCD-EFGH", Typed: true})
	p.shows("ABCD-EFGH")
	cancel()
	if err := <-p.ended; err == nil || err.Error() != "stopped before a phone was linked" {
		t.Errorf("Ctrl-C ends it with %v", err)
	}
	if phone, err := p.store.WantedPhone(t.Context(), "whatsapp"); err != nil || phone != "" {
		t.Errorf("%q still waits for a code, %v", phone, err)
	}
}

func TestPairingWantsTheAccountSwitchedOn(t *testing.T) {
	i := newInstall(t, storagetest.SQLite(t))
	i.env["KANAL_WHATSAPP"] = "on"
	for _, c := range [][]string{
		{"KANAL_WHATSAPP_OFFICERS", "whatsapp", "pair", "--account", "whatsapp:officers"},
		{"--phone must be digits", "whatsapp", "pair", "--phone", "0812"},
	} {
		if err := i.command(c[1:]...).Run(); err == nil || !strings.Contains(i.output(), c[0]) {
			t.Errorf("%v: %v\n%s", c, err, i.output())
		}
	}
}
