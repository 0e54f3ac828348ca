package whatsapp_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"kanal"
	"kanal/bots"
	"kanal/bots/whatsapp"
	"kanal/bots/whatsapp/whatsapptest"
)

// What the other half of TestKilledInTheMiddle is told, in a process of its own.
const (
	childName  = "KANAL_TEST_WHATSAPP_DATABASE"
	childNet   = "KANAL_TEST_WHATSAPP_ADDRESS"
	childCert  = "KANAL_TEST_WHATSAPP_CERTIFICATE"
	childRoot  = "KANAL_TEST_WHATSAPP_ROOT"
	childEnter = "KANAL_TEST_WHATSAPP_ENTERED"
)

// child receives, and never comes back from storing: it says that it has begun, and is killed.
func child() {
	root, err := hex.DecodeString(os.Getenv(childRoot))
	if err != nil || len(root) != 32 {
		panic("no root key")
	}
	whatsapptest.Trust([32]byte(root))
	client, err := whatsapptest.NewClient(os.Getenv(childNet), []byte(os.Getenv(childCert)))
	if err != nil {
		panic(err)
	}
	bot, err := whatsapp.New(whatsapp.Options{Account: "whatsapp", Database: os.Getenv(childName), HTTPClient: client, Log: slog.New(slog.DiscardHandler),
		Sent: func(context.Context, string) (kanal.Outgoing, error) { return kanal.Outgoing{}, kanal.ErrNotFound }})
	if err != nil {
		panic(err)
	}
	whatsapp.Hurry(bot)
	fmt.Fprintln(os.Stderr, bot.Run(context.Background(), bots.Inbox{
		Receive: func(context.Context, kanal.Incoming) error {
			if err := os.WriteFile(os.Getenv(childEnter), []byte("entered"), 0o600); err != nil {
				panic(err)
			}
			select {}
		},
		Status: func(context.Context, kanal.DeliveryStatus) error { return nil },
	}))
}

// The process dies after whatsmeow has decrypted a message, and before it is stored.
func TestKilledInTheMiddle(t *testing.T) {
	each(t, func(w *world) {
		w.pair()
		w.stop()
		entered := filepath.Join(w.t.TempDir(), "entered")
		var said bytes.Buffer
		half := exec.Command(os.Args[0])
		half.Stderr = &said
		root := whatsapptest.RootKey()
		half.Env = append(os.Environ(), childName+"="+w.options.Database, childNet+"="+w.net.Address(), childCert+"="+string(w.net.Certificate()),
			childRoot+"="+hex.EncodeToString(root[:]), childEnter+"="+entered)
		if err := half.Start(); err != nil {
			w.t.Fatal(err)
		}
		w.says(w.citizen(), "AC01", "rahasia pertama")
		w.says(w.citizen(), "AC02", "rahasia kedua")
		w.await("the message is being stored", func() bool { _, err := os.Stat(entered); return err == nil })
		if err := half.Process.Kill(); err != nil {
			w.t.Fatal(err)
		}
		if err := half.Wait(); err == nil {
			w.t.Fatalf("it ended by itself: %s", &said)
		}
		if w.net.Pending() != 2 {
			w.t.Fatalf("%d messages wait, want both", w.net.Pending())
		}
		w.start()
		if all := w.stored(2); all[0].Text != "rahasia pertama" || all[1].Text != "rahasia kedua" {
			w.t.Errorf("stored %q, %q", all[0].Text, all[1].Text)
		}
		w.delivers(answer(w.citizen(), 1, "Kami terima."))
		w.shows(w.citizen(), 1)
	})
}
