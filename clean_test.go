package kanal

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestClean(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "jalan rusak": "jalan rusak", "a\x00b\x00": "ab", "a\xffb": "a�b", "\xe2\x82": "�", "😡 مرحبا\u202e": "😡 مرحبا\u202e",
		"\x00\xff\x00": "�", "baris\nbaru\t": "baris\nbaru\t",
	} {
		if got := Clean(text); got != want {
			t.Errorf("%q is cleaned to %q, want %q", text, got, want)
		}
	}
	long := Clean(strings.Repeat("€", MaxText))
	if len(long) > MaxText || len(long) < MaxText-3 || !utf8.ValidString(long) {
		t.Errorf("%d bytes are left of a long text", len(long))
	}
}

func TestCleanOfAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := rapid.SliceOf(rapid.Byte()).Draw(t, "raw")
		got := Clean(string(raw))
		if !utf8.ValidString(got) || strings.ContainsRune(got, 0) || Clean(got) != got {
			t.Fatalf("%q is cleaned to %q", raw, got)
		}
		if utf8.Valid(raw) && got != strings.ReplaceAll(string(raw), "\x00", "") {
			t.Fatalf("%q lost words", raw)
		}
	})
}
