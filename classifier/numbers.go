package classifier

import "strings"

// number reads a stretch that begins with a digit: an amount, a date, a phone number, or just a number.
func (w *words) number(text string, i int) int {
	start := i
	digits, seps, last := 0, 0, byte(0)
	for i < len(text) {
		c := text[i]
		if isDigit(c) {
			digits++
		} else if strings.IndexByte(".,/-:", c) >= 0 && i+1 < len(text) && isDigit(text[i+1]) {
			seps, last = seps+1, c
		} else {
			break
		}
		i++
	}
	unit, end := nextLetters(text, i)
	if n := len(w.tokens); n > 0 && isCurrency(string(w.at(n-1))) {
		w.dropLast()
		if isMoneyUnit(unit) {
			i = end
		}
		w.addMask(maskMoney)
		return i
	}
	switch {
	case digits == 1 && end > i && text[i] != ' ' && end-i <= 3 && !isMoneyUnit(unit):
		return w.shortName(text, start, end) // "3kg", "4g"
	case isMoneyUnit(unit):
		w.addMask(maskMoney)
		return end
	case isPhone(text[start:i], digits):
		w.addMask(maskPhone)
	case seps > 0 && (last == '/' || last == '-' || last == ':'):
		w.addMask(maskDate)
	case seps > 0 && last == '.' && digits >= 4 && i-start > 4 && text[i-4] == '.':
		w.addMask(maskMoney) // 250.000
	default:
		w.addMask(maskNumber)
	}
	return i
}

// shortName keeps a digit with its letters as a word.
func (w *words) shortName(text string, i, end int) int {
	start := len(w.letters)
	for ; i < end; i++ {
		c := text[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		w.letters = append(w.letters, c)
	}
	w.tokens = append(w.tokens, token{start: start, end: len(w.letters)})
	return end
}

func (w *words) dropLast() {
	n := len(w.tokens) - 1
	w.letters = w.letters[:w.tokens[n].start]
	w.tokens = w.tokens[:n]
}

// nextLetters returns the letters that follow text[i:], after at most one space, and where they end.
func nextLetters(text string, i int) (string, int) {
	if i < len(text) && text[i] == ' ' {
		i++
	}
	end := i
	for end < len(text) && isLetter(text[end]) {
		end++
	}
	return text[i:end], end
}

func isCurrency(word string) bool { return word == "rp" || word == "idr" }

func isMoneyUnit(letters string) bool {
	if len(letters) > 7 {
		return false
	}
	for _, unit := range [...]string{"rb", "ribu", "jt", "juta", "jtan", "rban", "k", "milyar", "miliar", "rupiah", "perak"} {
		if strings.EqualFold(letters, unit) {
			return true
		}
	}
	return false
}

// isPhone tells whether digits look like an Indonesian phone number.
func isPhone(number string, digits int) bool {
	return digits >= 9 && digits <= 14 && (number[0] == '0' || strings.HasPrefix(number, "62"))
}
