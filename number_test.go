package kanal

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func right(n Number) bool { return slices.Equal(FindNumbers(string(n)), []Number{n}) }

func TestEveryMistypedNumberIsFound(t *testing.T) {
	source := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		n := DrawNumber(source.IntN)
		if !right(n) || len(n) != 8 || n[0] == '0' {
			t.Fatalf("drew %s", n)
		}
		for i := range len(n) {
			for d := byte('0'); d <= '9'; d++ {
				if wrong := n[:i] + Number(d) + n[i+1:]; wrong != n && right(wrong) {
					t.Fatalf("%s passes for %s", wrong, n)
				}
			}
			if i == 0 || n[i] == n[i-1] {
				continue
			}
			if swapped := n[:i-1] + n[i:i+1] + n[i-1:i] + n[i+1:]; right(swapped) {
				t.Fatalf("%s passes for %s", swapped, n)
			}
		}
	}
}

func TestNumberAsPeopleSeeIt(t *testing.T) {
	if got := Number("48210937").String(); got != "4821-0937" {
		t.Error(got)
	}
	if got := Number("123").String(); got != "123" {
		t.Error(got)
	}
	for _, edge := range []int{0, 8_999_999} {
		if n := DrawNumber(func(int) int { return edge }); len(n) != 8 || n[0] == '0' {
			t.Errorf("drew %s", n)
		}
	}
}

func TestNumbersInTexts(t *testing.T) {
	a, b := DrawNumber(func(int) int { return 3821093 }), DrawNumber(func(int) int { return 6310442 })
	for text, want := range map[string][]Number{
		string(a): {a}, a.String(): {a}, "STATUS " + a.String() + "?": {a}, "(" + string(a) + ")": {a}, "no:" + a.String() + ".": {a},
		string(a[:4]) + " " + string(a[4:]): {a}, string(a[:4]) + "–" + string(a[4:]): {a}, string(a[:4]) + "." + string(a[4:]): {a},
		a.String() + " dan " + b.String(): {a, b}, a.String() + " lagi, " + a.String(): {a},
		// telephone numbers, prices, dates, plates, identity numbers and longer digits are no report's
		"+62812" + string(a): nil, "0812" + string(a): nil, "+" + string(a): nil, string(a) + "1": nil, "1" + string(a): nil,
		"Rp 1.500.000": nil, "750000": nil, "Rp12.345.678,00": nil, "23-11-2026": nil, "2026-11-23": nil, "KT 1234 AB": nil,
		"NIK 6472011203890001": nil, "telepon 0541-123456": nil, "telp 0812-5555-1234": nil, "": nil, "tanpa angka": nil,
	} {
		if got := FindNumbers(text); !slices.Equal(got, want) {
			t.Errorf("%q has %v, want %v", text, got, want)
		}
	}
}

func TestNumbersOfAnyText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, n := range FindNumbers(rapid.String().Draw(t, "text")) {
			if !right(n) {
				t.Fatalf("found %q", n)
			}
		}
	})
}
