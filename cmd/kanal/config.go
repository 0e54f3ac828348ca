package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/joho/godotenv"
)

// Config is every setting of the program. This file is the only reader of the environment.
type Config struct {
	DatabaseURL string // "sqlite:PATH" or "postgres://…"
	DirectURL   string // the same PostgreSQL without a pooler between, for LISTEN and locks; may be empty
	DataDir     string // where the database file and the key lie unless told otherwise
	Listen      string // address of the server
	PublicURL   string // where people reach it, without a slash at the end
	FilesURL    string // where what people send is kept: a folder, or s3://KEY:SECRET@HOST/BUCKET
	SecretKey   string // key material; empty: the file secret.key in DataDir, made when absent

	TelegramToken         string
	TelegramAPIURL        string
	TelegramWebhookSecret string // set: webhook, else long polling

	KannelSendURL  string
	KannelUsername string
	KannelPassword string
	KannelSender   string
	KannelSecret   string

	WhatsApp         string // the account linked to a phone: "" for none, "on", or the phone's own number in digits
	WhatsAppOfficers string // the same for a second one, for officers alone
	WhatsAppPolls    string // "on": choices come as a poll too

	WACloudToken       string // of the official Cloud API
	WACloudAppSecret   string
	WACloudVerifyToken string
	WACloudPhoneID     string // Meta's number of the phone number
	WACloudAPIURL      string
	WACloudTemplate    string // asks people to write when they have not for a day
}

// setting is one environment variable: its name without KANAL_, its default, and where it goes.
type setting struct {
	name, standard string
	field          func(*Config) *string
	check          func(value string) error
}

var settings = []setting{
	{"DATABASE_URL", "", func(c *Config) *string { return &c.DatabaseURL }, databaseURL},
	{"DATABASE_DIRECT_URL", "", func(c *Config) *string { return &c.DirectURL }, databaseURL},
	{"DATA_DIR", "./kanal-data", func(c *Config) *string { return &c.DataDir }, nil},
	{"LISTEN", "127.0.0.1:8080", func(c *Config) *string { return &c.Listen }, hostPort},
	{"PUBLIC_URL", "", func(c *Config) *string { return &c.PublicURL }, webURL},
	{"FILES_URL", "", func(c *Config) *string { return &c.FilesURL }, nil},
	{"SECRET_KEY", "", func(c *Config) *string { return &c.SecretKey }, secretKey},
	{"TELEGRAM_TOKEN", "", func(c *Config) *string { return &c.TelegramToken }, nil},
	{"TELEGRAM_API_URL", "", func(c *Config) *string { return &c.TelegramAPIURL }, webURL},
	{"TELEGRAM_WEBHOOK_SECRET", "", func(c *Config) *string { return &c.TelegramWebhookSecret }, telegramSecret},
	{"KANNEL_SEND_URL", "", func(c *Config) *string { return &c.KannelSendURL }, webURL},
	{"KANNEL_USERNAME", "", func(c *Config) *string { return &c.KannelUsername }, nil},
	{"KANNEL_PASSWORD", "", func(c *Config) *string { return &c.KannelPassword }, nil},
	{"KANNEL_SENDER", "", func(c *Config) *string { return &c.KannelSender }, nil},
	{"KANNEL_SECRET", "", func(c *Config) *string { return &c.KannelSecret }, nil},
	{"WHATSAPP", "", func(c *Config) *string { return &c.WhatsApp }, onOrNumber},
	{"WHATSAPP_OFFICERS", "", func(c *Config) *string { return &c.WhatsAppOfficers }, onOrNumber},
	{"WHATSAPP_POLLS", "", func(c *Config) *string { return &c.WhatsAppPolls }, onOrOff},
	{"WACLOUD_TOKEN", "", func(c *Config) *string { return &c.WACloudToken }, nil},
	{"WACLOUD_APP_SECRET", "", func(c *Config) *string { return &c.WACloudAppSecret }, nil},
	{"WACLOUD_VERIFY_TOKEN", "", func(c *Config) *string { return &c.WACloudVerifyToken }, nil},
	{"WACLOUD_PHONE_ID", "", func(c *Config) *string { return &c.WACloudPhoneID }, digits},
	{"WACLOUD_API_URL", "", func(c *Config) *string { return &c.WACloudAPIURL }, webURL},
	{"WACLOUD_TEMPLATE", "", func(c *Config) *string { return &c.WACloudTemplate }, templateName},
}

// later are names that the design fixes for channels which this version does not have yet. Setting one is an
// error, so that nobody waits for messages that cannot come.
var later = []string{"SMPP_", "GAMMU_", "TWILIO_", "SMSHTTP_"}

const prefix = "KANAL_"

// loadConfig reads the environment, and the file .env beside the program's working directory for what the
// environment does not set. The error is one clear line without any secret.
func loadConfig() (Config, error) {
	values, err := godotenv.Read(".env")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Config{}, errors.New("reading .env: it is not of the form NAME=value")
	}
	if values == nil {
		values = map[string]string{}
	}
	for _, pair := range os.Environ() {
		if name, value, _ := strings.Cut(pair, "="); strings.HasPrefix(name, prefix) {
			values[name] = value
		}
	}
	return parseConfig(values)
}

// parseConfig makes a Config of named values.
func parseConfig(values map[string]string) (Config, error) {
	var c Config
	known := map[string]bool{}
	for _, s := range settings {
		name := prefix + s.name
		known[name] = true
		value := strings.TrimSpace(values[name])
		if value == "" {
			value = s.standard
		}
		if value != "" && s.check != nil {
			if err := s.check(value); err != nil {
				return c, fmt.Errorf("%s %w", name, err)
			}
		}
		*s.field(&c) = value
	}
	for name, value := range values {
		if !strings.HasPrefix(name, prefix) || known[name] || value == "" {
			continue
		}
		short := strings.TrimPrefix(name, prefix)
		if slices.ContainsFunc(later, func(l string) bool { return strings.HasPrefix(short, l) }) {
			return c, fmt.Errorf("%s: this version has no such channel yet", name)
		}
		return c, fmt.Errorf("%s: there is no such setting", name)
	}
	return c, c.complete()
}

// complete fills in what follows from other settings, and refuses what contradicts itself.
func (c *Config) complete() error {
	if c.DatabaseURL == "" {
		c.DatabaseURL = "sqlite:" + filepath.Join(c.DataDir, "kanal.db")
	}
	if c.FilesURL == "" {
		c.FilesURL = filepath.Join(c.DataDir, "files")
	}
	c.PublicURL = strings.TrimRight(c.PublicURL, "/")
	if c.PublicURL == "" {
		c.PublicURL = "http://" + c.Listen
	}
	if c.TelegramWebhookSecret != "" && c.TelegramToken == "" {
		return errors.New("KANAL_TELEGRAM_WEBHOOK_SECRET is set without KANAL_TELEGRAM_TOKEN")
	}
	if c.KannelSendURL != "" && c.KannelSecret == "" {
		return errors.New("KANAL_KANNEL_SECRET is needed with KANAL_KANNEL_SEND_URL: without it anybody could post messages")
	}
	if c.KannelSecret != "" && c.KannelSendURL == "" {
		return errors.New("KANAL_KANNEL_SEND_URL is needed with KANAL_KANNEL_SECRET")
	}
	return c.completeWhatsApp()
}

// secret returns the key material; it makes the key file when there is none.
func (c Config) secret() ([]byte, error) {
	if c.SecretKey != "" {
		return []byte(c.SecretKey), nil
	}
	if err := os.MkdirAll(c.DataDir, 0o700); err != nil {
		return nil, fmt.Errorf("making KANAL_DATA_DIR: %w", err)
	}
	path := filepath.Join(c.DataDir, "secret.key")
	key := make([]byte, 32)
	rand.Read(key) // never fails (crypto/rand)
	fresh := []byte(hex.EncodeToString(key))
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return readKey(path)
	}
	if err != nil {
		return nil, fmt.Errorf("making the key file: %w", err)
	}
	if _, err = file.Write(fresh); err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return nil, fmt.Errorf("writing the key file: %w", err)
	}
	return fresh, nil
}

func readKey(path string) ([]byte, error) {
	key, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the key file: %w", err)
	}
	key = []byte(strings.TrimSpace(string(key)))
	if len(key) < minimumKey {
		return nil, fmt.Errorf("the key file %s is damaged: restore it from the backup, without it the data cannot be read", path)
	}
	return key, nil
}

// minimumKey is the least length of the key material, in bytes.
const minimumKey = 32

func secretKey(value string) error {
	if len(value) < minimumKey {
		return fmt.Errorf("is too short: at least %d characters", minimumKey)
	}
	return nil
}

func databaseURL(value string) error {
	if path, ok := strings.CutPrefix(value, "sqlite:"); ok && path != "" {
		return nil
	}
	if strings.HasPrefix(value, "postgres://") || strings.HasPrefix(value, "postgresql://") {
		if _, err := url.Parse(value); err == nil {
			return nil
		}
	}
	return errors.New(`must be "sqlite:PATH" or "postgres://…"`)
}

func hostPort(value string) error {
	if _, _, err := net.SplitHostPort(value); err != nil {
		return errors.New("must be host:port")
	}
	return nil
}

func webURL(value string) error {
	u, err := url.Parse(value)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return errors.New("must be an http or https address")
	}
	return nil
}

func telegramSecret(value string) error {
	for _, r := range value {
		if !strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-", r) {
			return errors.New("may hold only letters, digits, _ and -")
		}
	}
	if len(value) > 256 {
		return errors.New("is longer than 256 characters")
	}
	return nil
}
