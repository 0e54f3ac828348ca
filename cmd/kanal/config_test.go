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
		"KANAL_SMPP_HOST":               {"KANAL_SMPP_HOST": "x"},
		"KANAL_WHATSAPP":                {"KANAL_WHATSAPP": "081234567890"},
		"KANAL_WHATSAPP_OFFICERS":       {"KANAL_WHATSAPP": "62812000111", "KANAL_WHATSAPP_OFFICERS": "+62 812-000-111"},
		"KANAL_WHATSAPP_POLLS":          {"KANAL_WHATSAPP_POLLS": "on"},
		"KANAL_WACLOUD_APP_SECRET":      {"KANAL_WACLOUD_TOKEN": "t"},
		"KANAL_WACLOUD_TOKEN":           {"KANAL_WACLOUD_TEMPLATE": "ada_jawaban"},
		"KANAL_WACLOUD_PHONE_ID":        {"KANAL_WACLOUD_PHONE_ID": "+62812"},
		"must be on or off":             {"KANAL_WHATSAPP": "on", "KANAL_WHATSAPP_POLLS": "sometimes"},
	} {
		_, err := parseConfig(values)
		if err == nil || !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v: %v", values, err)
		}
	}
}

func TestWhatsAppIsSwitchedOnInManyWords(t *testing.T) {
	for value, want := range map[string]string{"on": "on", "1": "on", "TRUE": "on", "ya": "on", "off": "", "": "", "0": "", "tidak": "",
		"6281234567890": "6281234567890", "+62 812-3456-7890": "6281234567890"} {
		c, err := parseConfig(map[string]string{"KANAL_WHATSAPP": value})
		if err != nil || c.WhatsApp != want || (len(c.linkedAccounts()) == 1) != (want != "") {
			t.Errorf("%q is read as %q, %v", value, c.WhatsApp, err)
		}
	}
	c, err := parseConfig(map[string]string{"KANAL_WHATSAPP": "on", "KANAL_WHATSAPP_OFFICERS": "on", "KANAL_DATA_DIR": "d"})
	if err != nil {
		t.Fatal(err)
	}
	if c.whatsappDatabase("whatsapp") != "sqlite:d/whatsapp.db" || c.whatsappDatabase("whatsapp:officers") != "sqlite:d/whatsapp-officers.db" {
		t.Error("the keys of both accounts lie elsewhere")
	}
	c.DatabaseURL, c.DirectURL = "postgres://pooler/x", "postgres://direct/x"
	if c.whatsappDatabase("whatsapp") != c.DirectURL {
		t.Error("the keys are asked for through the pooler")
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
