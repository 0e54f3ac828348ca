package kanal

import (
	"regexp"
	"strings"
)

// Number is the number of a report: eight digits, the last a check digit. It is drawn at random, so it tells
// nothing about how many there are.
type Number string

// String writes the number as people see it: 4821-0937.
func (n Number) String() string {
	if len(n) != 8 {
		return string(n)
	}
	return string(n[:4]) + "-" + string(n[4:])
}

// damm is the quasigroup of Damm's algorithm (2004), which finds every single wrong digit and every swap of neighbours.
var damm = [10][10]byte{
	{0, 3, 1, 7, 5, 9, 8, 6, 4, 2}, {7, 0, 9, 2, 1, 5, 4, 8, 6, 3}, {4, 2, 0, 6, 8, 7, 1, 3, 5, 9},
	{1, 7, 5, 0, 9, 8, 3, 4, 2, 6}, {6, 1, 2, 3, 0, 4, 5, 9, 7, 8}, {3, 6, 7, 4, 2, 0, 9, 5, 8, 1},
	{5, 8, 6, 9, 7, 2, 0, 1, 3, 4}, {8, 9, 4, 5, 3, 6, 2, 0, 1, 7}, {9, 4, 3, 8, 6, 1, 7, 2, 0, 5},
	{2, 5, 8, 1, 4, 3, 6, 7, 9, 0},
}

func checkDigit(digits string) byte {
	var d byte
	for i := range len(digits) {
		d = damm[d][digits[i]-'0']
	}
	return '0' + d
}

// DrawNumber makes a number out of a random source: intn(n) returns 0 … n-1, evenly.
func DrawNumber(intn func(n int) int) Number {
	digits := make([]byte, 0, 8)
	for v := 1_000_000 + intn(9_000_000); v > 0; v /= 10 { // never a leading zero: people drop it
		digits = append([]byte{byte('0' + v%10)}, digits...)
	}
	return Number(append(digits, checkDigit(string(digits))))
}

var numberShape = regexp.MustCompile(`(?:^|[^0-9+])([1-9][0-9]{3})[-–. ]?([0-9]{4})(?:[^0-9]|$)`)

// FindNumbers returns the report numbers in a text, each once, in order; digits whose check digit is wrong
// are not among them.
func FindNumbers(text string) []Number {
	var found []Number
	for _, m := range numberShape.FindAllStringSubmatch(text, -1) {
		n := m[1] + m[2]
		if checkDigit(n[:7]) == n[7] && !strings.Contains(joined(found), n) {
			found = append(found, Number(n))
		}
	}
	return found
}

func joined(numbers []Number) string {
	var b strings.Builder
	for _, n := range numbers {
		b.WriteString(string(n) + " ")
	}
	return b.String()
}
