package kannel_test

import (
	"strings"
	"testing"

	"kanal/bots/sms/kannel"
)

// TestConfigKeeps holds the lines without which SMS are lost or citizens are texted nonsense. That they are enough
// is for the tests with the real Kannel.
func TestConfigKeeps(t *testing.T) {
	for _, line := range []string{
		"http-queue-delay = 60", "http-request-retry = 1440", // a day
		"max-messages = 0", "omit-empty = true", "mo-recode = true", "max-messages = 6", "concatenation = true",
		"store-type = spool", "sms-combine-concatenated-mo = true", "log-level = 3",
	} {
		if !strings.Contains(kannel.Config(), "\n"+line+"\n") {
			t.Errorf("kannel.conf lacks %q", line)
		}
	}
	if strings.Contains(kannel.Config(), "\naccess-log") {
		t.Error("kannel.conf has an access-log, which holds numbers and words")
	}
}
