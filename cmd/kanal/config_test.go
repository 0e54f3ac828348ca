package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestDefaultSettings(t *testing.T) {
	c, err := parseConfig(nil)
	if err != nil {
		t.Fatal(err)
	}
	want := Config{DatabaseURL: "sqlite:kanal-data/kanal.db", DataDir: "./kanal-data", Listen: "127.0.0.1:8080", PublicURL: "http://127.0.0.1:8080",
		FilesURL: "kanal-data/files"}
	if c != want {
		t.Errorf("defaults are %+v", c)
	}
}

func TestImpossibleSettingsAreNamedInOneLine(t *testing.T) {
	for name, values := range map[string]map[string]string{
		"KANAL_NONSENSE":                {"KANAL_NONSENSE": "1"},
		"KANAL_LISTEN":                  {"KANAL_LISTEN": "8080"},
		"KANAL_DATABASE_URL":            {"KANAL_DATABASE_URL": "mysql://x"},
		"KANAL_SECRET_KEY":              {"KANAL_SECRET_KEY": "short"},
		"KANAL_PUBLIC_URL":              {"KANAL_PUBLIC_URL": "kanal.example"},
		"KANAL_TELEGRAM_WEBHOOK_SECRET": {"KANAL_TELEGRAM_WEBHOOK_SECRET": "a"},
		"KANAL_KANNEL_SECRET":           {"KANAL_KANNEL_SEND_URL": "http://127.0.0.1:13013/cgi-bin/sendsms"},
		"KANAL_WHATSAPP":                {"KANAL_WHATSAPP": "on"},
	} {
		_, err := parseConfig(values)
		if err == nil || !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v: %v", values, err)
		}
	}
}

func TestTheKeyIsMadeOnceAndForItsOwnerAlone(t *testing.T) {
	c := Config{DataDir: filepath.Join(t.TempDir(), "data")}
	first, err := c.secret()
	if err != nil {
		t.Fatal(err)
	}
	again, err := c.secret()
	if err != nil || string(again) != string(first) {
		t.Errorf("second start: another key, %v", err)
	}
	info, err := os.Stat(filepath.Join(c.DataDir, "secret.key"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("key file: %v, %v", info.Mode(), err)
	}
	if err := os.WriteFile(filepath.Join(c.DataDir, "secret.key"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := c.secret(); err == nil {
		t.Error("a damaged key file was taken")
	}
}
