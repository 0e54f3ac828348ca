package kanneltest

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"kanal/bots/sms/kannel"
)

// What stands in the shipped file, and what the tests' Kannel uses.
const (
	shippedHook     = "http://127.0.0.1:8080"
	shippedSecret   = "GANTI-RAHASIA"
	shippedPassword = "GANTI-SANDI"

	username      = "kanal"
	password      = "sandi-kannel-uji"
	sender        = "1708"
	adminPassword = "admin-kannel-uji"
)

// configure returns the shipped configuration with the addresses, secrets and the operator of a test. It fails
// where the shipped file no longer has a line that it means to set, so that the two cannot drift apart.
func configure(settings Settings, p ports, dir string) (string, error) {
	seconds := max(int(settings.RetryAfter/time.Second), 1)
	groups := strings.Split(kannel.Config(), "group = ")
	edits := map[string]map[string]string{
		"core": {
			"admin-port":     strconv.Itoa(p.admin),
			"admin-password": adminPassword,
			"smsbox-port":    strconv.Itoa(p.boxes),
			"store-location": strconv.Quote(dir),
			"log-file":       strconv.Quote(filepath.Join(dir, "bearerbox.log")),
		},
		"smsbox": {
			"bearerbox-port":   strconv.Itoa(p.boxes),
			"sendsms-port":     strconv.Itoa(p.sendsms),
			"http-queue-delay": strconv.Itoa(seconds),
			"log-file":         strconv.Quote(filepath.Join(dir, "smsbox.log")),
		},
		"sms-service":  {},
		"sendsms-user": {},
	}
	for i, group := range groups[1:] {
		name, _, _ := strings.Cut(group, "\n")
		if name == "smsc" {
			groups[i+1] = fmt.Sprintf("smsc\nsmsc = fake\nsmsc-id = fake\nport = %d\nconnect-allow-ip = 127.0.0.1\n\n", p.smsc)
			continue
		}
		for key, value := range edits[name] {
			edited, err := set(groups[i+1], key, value)
			if err != nil {
				return "", fmt.Errorf("group %s: %w", name, err)
			}
			groups[i+1] = edited
		}
		delete(edits, name)
	}
	if len(edits) > 0 {
		return "", fmt.Errorf("kannel.conf lacks groups: %v", edits)
	}
	text := strings.Join(groups, "group = ")
	for _, placeholder := range []struct{ old, now string }{
		{shippedHook + "/hooks/kannel?", settings.HookURL + "/hooks/kannel?"},
		{"secret=" + shippedSecret + "&", "secret=" + settings.Secret + "&"},
		{"password = " + shippedPassword + "\n", "password = " + password + "\n"},
	} {
		if strings.Count(text, placeholder.old) != 1 {
			return "", fmt.Errorf("kannel.conf does not have %q once", placeholder.old)
		}
		text = strings.Replace(text, placeholder.old, placeholder.now, 1)
	}
	return text, nil
}

// set replaces the value of one line of a group.
func set(group, key, value string) (string, error) {
	lines := strings.Split(group, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, key+" = ") {
			lines[i] = key + " = " + value
			return strings.Join(lines, "\n"), nil
		}
	}
	return "", fmt.Errorf("kannel.conf does not set %s", key)
}
