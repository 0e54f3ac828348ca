package webchat

import (
	"strings"
	"unicode/utf16"
)

// The alphabet of GSM 03.38, and its extension, whose characters take two places.
const (
	gsmBasic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsmExtended = "^{}\\[~]|€\f"
)

// SMSLength is how long a text is as SMS: in septets of GSM 03.38 where that alphabet suffices, else in
// UTF-16 units; and how many SMS that takes. An empty text is one empty SMS.
func SMSLength(text string) (units, parts int) {
	single, joined := 160, 153 // septets; seven of each joined part are its header
	for _, r := range text {
		switch {
		case strings.ContainsRune(gsmBasic, r):
			units++
		case strings.ContainsRune(gsmExtended, r):
			units += 2
		default:
			return count(len(utf16.Encode([]rune(text))), 70, 67)
		}
	}
	return count(units, single, joined)
}

func count(units, single, joined int) (int, int) {
	if units <= single {
		return units, 1
	}
	return units, (units + joined - 1) / joined
}
