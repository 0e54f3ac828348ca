package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"kanal"
)

// completeWhatsApp refuses what contradicts itself in the settings of WhatsApp.
func (c *Config) completeWhatsApp() error {
	for _, s := range []*string{&c.WhatsApp, &c.WhatsAppOfficers, &c.WhatsAppPolls} {
		*s = plainSwitch(*s)
	}
	if c.WhatsApp != "" && c.WhatsApp != switchedOn && c.WhatsApp == c.WhatsAppOfficers {
		return errors.New("KANAL_WHATSAPP_OFFICERS is the number of KANAL_WHATSAPP: officers need a number of their own, or none")
	}
	if c.WhatsAppPolls != "" && c.WhatsApp == "" && c.WhatsAppOfficers == "" {
		return errors.New("KANAL_WHATSAPP_POLLS is set without KANAL_WHATSAPP")
	}
	needed := []struct{ name, value string }{
		{"KANAL_WACLOUD_TOKEN", c.WACloudToken}, {"KANAL_WACLOUD_APP_SECRET", c.WACloudAppSecret},
		{"KANAL_WACLOUD_VERIFY_TOKEN", c.WACloudVerifyToken}, {"KANAL_WACLOUD_PHONE_ID", c.WACloudPhoneID},
	}
	var missing []string
	for _, n := range needed {
		if n.value == "" {
			missing = append(missing, n.name)
		}
	}
	any := len(missing) < len(needed) || c.WACloudAPIURL != "" || c.WACloudTemplate != ""
	if any && len(missing) > 0 {
		return fmt.Errorf("the Cloud API needs %s as well", strings.Join(missing, ", "))
	}
	return nil
}

// The accounts of WhatsApp that are linked to a phone.
const (
	whatsappAccount = "whatsapp"
	officersAccount = kanal.OfficersAccount
)

// linkedAccounts are those of them that are set up.
func (c Config) linkedAccounts() []string {
	var list []string
	if c.WhatsApp != "" {
		list = append(list, whatsappAccount)
	}
	if c.WhatsAppOfficers != "" {
		list = append(list, officersAccount)
	}
	return list
}

// officersNumber is where officers write to, "" where it is not known.
func (c Config) officersNumber() string {
	if c.WhatsAppOfficers == switchedOn {
		return ""
	}
	return c.WhatsAppOfficers
}

// staffNumber is where whoever gets a code to bind their phone may send it on WhatsApp, "" where that is not known.
func (c Config) staffNumber() string {
	if c.WhatsAppOfficers != "" || c.WhatsApp == switchedOn {
		return c.officersNumber()
	}
	return c.WhatsApp
}

// whatsappDatabase is where the WhatsApp client keeps an account's keys: a file of its own, or the same PostgreSQL,
// past a pooler, which would not keep the schema of an account.
func (c Config) whatsappDatabase(account string) string {
	if !strings.HasPrefix(c.DatabaseURL, "sqlite:") {
		if c.DirectURL != "" {
			return c.DirectURL
		}
		return c.DatabaseURL
	}
	return "sqlite:" + filepath.Join(c.DataDir, strings.ReplaceAll(account, ":", "-")+".db")
}

// switchedOn is how a setting that is a switch is kept.
const switchedOn = "on"

func plainSwitch(value string) string {
	switch strings.ToLower(value) {
	case "on", "1", "true", "ya":
		return switchedOn
	case "off", "0", "false", "tidak":
		return ""
	}
	return strings.TrimPrefix(strings.NewReplacer(" ", "", "-", "").Replace(value), "+")
}

func onOrOff(value string) error {
	if plain := plainSwitch(value); plain != "" && plain != switchedOn {
		return errors.New("must be on or off")
	}
	return nil
}

func onOrNumber(value string) error {
	plain := plainSwitch(value)
	if plain == "" || plain == switchedOn {
		return nil
	}
	return phoneDigits(plain)
}

// phoneDigits checks a phone number as WhatsApp wants it.
func phoneDigits(value string) error {
	if digits(value) != nil || len(value) < 8 || len(value) > 15 || value[0] == '0' {
		return errors.New("must be on, off, or the phone's own number in digits with the country's, like 62812…")
	}
	return nil
}

func digits(value string) error {
	if strings.Trim(value, "0123456789") != "" {
		return errors.New("must be digits")
	}
	return nil
}

func templateName(value string) error {
	if strings.Trim(value, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
		return errors.New("must be the name of a template: small letters, digits and _")
	}
	return nil
}
