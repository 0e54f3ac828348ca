package whatsapp

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kanal"

	"go.mau.fi/whatsmeow/proto/waCompanionReg"
	"go.mau.fi/whatsmeow/store"
	"google.golang.org/protobuf/proto"
)

// The settings on which it depends whether messages are lost.
func TestDatabaseAddresses(t *testing.T) {
	db, err := parseDatabase("sqlite:/var/lib/kanal/whats app#1?.db", "whatsapp")
	if err != nil || db.driver != "sqlite" || !strings.HasPrefix(db.dsn, "file:/var/lib/kanal/whats%20app%231%3F.db?_pragma=") {
		t.Errorf("%+v, %v", db, err)
	}
	for _, part := range []string{"foreign_keys(1)", "journal_mode(WAL)", "busy_timeout(10000)", "synchronous(FULL)", "_txlock=immediate"} {
		if !strings.Contains(db.dsn, part) {
			t.Errorf("%s is missing", part)
		}
	}
	db, err = parseDatabase("postgres://u:p@h/d?sslmode=disable", "whatsapp:officers")
	if err != nil || db.schema != "whatsapp_officers" || db.dsn != "postgres://u:p@h/d?search_path=whatsapp_officers&sslmode=disable" {
		t.Errorf("%+v, %v", db, err)
	}
	db, err = parseDatabase("postgresql://h/d?search_path=own", "whatsapp")
	if err != nil || db.schema != "" || !strings.Contains(db.dsn, "search_path=own") {
		t.Errorf("%+v, %v", db, err)
	}
	for _, wrong := range []string{"", "sqlite:", "mysql://h/d", "/var/lib/kanal.db", "postgres:// /%zz"} {
		if _, err := parseDatabase(wrong, "whatsapp"); err == nil {
			t.Errorf("%q is taken", wrong)
		}
	}
}

func TestDatabaseIsItsOwnersAlone(t *testing.T) {
	file := filepath.Join(t.TempDir(), "new", "a b#c?d%25.db")
	b := testBot(t, Options{Database: "sqlite:" + file})
	tables, err := b.openTables(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tables.Close()
	info, err := os.Stat(file)
	if err != nil || info.Size() == 0 || info.Mode().Perm() != 0o600 {
		t.Errorf("%+v, %v", info, err)
	}
}

func TestRunEndsWhereThereCanBeNoDatabase(t *testing.T) {
	b := testBot(t, Options{Database: "sqlite:" + t.TempDir()})
	if err := b.Run(t.Context(), noInbox()); err == nil || errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Run returned %v", err)
	}
}

func TestNewNamesWhatIsImpossible(t *testing.T) {
	sent := func(context.Context, string) (kanal.Outgoing, error) { return kanal.Outgoing{}, kanal.ErrNotFound }
	for _, o := range []Options{{Database: "sqlite:a", Sent: sent}, {Account: "telegram", Database: "sqlite:a", Sent: sent},
		{Account: "whatsapp", Database: "postgres://geheim@h:x/d", Sent: sent}, {Account: "whatsapp", Database: "sqlite:a"}} {
		if _, err := New(o); err == nil {
			t.Errorf("%+v is taken", o)
		} else {
			mustNotName(t, err.Error(), "geheim")
		}
	}
}

func TestPayloadNamesVersionAndDevice(t *testing.T) {
	s := testSession(t)
	version := store.WAVersionContainer{2, 3000, 4_000_000_000}
	login := payload(s.client.Store, version, "kanal Kaltim")
	if v := login.GetUserAgent().GetAppVersion(); v.GetTertiary() != 4_000_000_000 || v.GetSecondary() != 3000 || login.GetUsername() == 0 {
		t.Errorf("login: %v", login)
	}
	first := payload(s.tables.NewDevice(), version, "kanal Kaltim")
	hash := version.Hash()
	var props waCompanionReg.DeviceProps
	if err := proto.Unmarshal(first.GetDevicePairingData().GetDeviceProps(), &props); err != nil || props.GetOs() != "kanal Kaltim" {
		t.Errorf("shown as %q, %v", props.GetOs(), err)
	}
	if string(first.GetDevicePairingData().GetBuildHash()) != string(hash[:]) || first.GetUserAgent().GetAppVersion().GetTertiary() != 4_000_000_000 {
		t.Errorf("pairing: %v", first)
	}
	if store.BaseClientPayload.GetUserAgent().GetAppVersion().GetTertiary() == 4_000_000_000 || store.GetWAVersion() == version {
		t.Error("the process's own variables are changed")
	}
}
