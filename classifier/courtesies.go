package classifier

import "bytes"

// Greetings, thanks and forms of address open and close a grave report as well as a chat. They are masked, so
// that they say no more than that somebody was polite.

// courtesy tells whether the token that would be made of word, the text's letters in lower case, is one.
func (w *words) courtesy(word []byte) bool {
	n := len(w.tokens)
	after := n > 0 && w.tokens[n-1].mask == maskCourtesy
	switch string(word) {
	case "pagi", "siang", "sore", "malam", "mlm", "petang", "sejahtera", "hormat":
		return after // "selamat malam", but "setiap malam"
	case "kasih":
		if n > 0 && bytes.Equal(w.at(n-1), []byte("terima")) {
			w.dropLast()
			return true
		}
		return false
	}
	if len(word) <= longestCourtesy && courtesies[string(word)] {
		return true
	}
	if word[0] != 'a' && word[0] != 'w' {
		return false
	}
	for _, start := range [...]string{"assala", "asala", "wassala", "wasala", "waalaikum", "warahmat", "wabarak"} {
		if bytes.HasPrefix(word, []byte(start)) {
			return true
		}
	}
	return false
}

const longestCourtesy = 11 // bytes of the longest word below

var courtesies = map[string]bool{
	"selamat": true, "slamat": true, "slmt": true, "met": true, "salam": true, "ass": true, "asw": true, "wr": true, "wb": true, "alaikum": true,
	"halo": true, "hallo": true, "hai": true, "permisi": true, "maaf": true, "maap": true, "yth": true,
	"trims": true, "trmksh": true, "trmks": true, "mksh": true, "makasih": true, "makasi": true, "terimakasih": true, "trimakasih": true,
	"tks": true, "thx": true, "thanks": true, "suwun": true, "nuwun": true, "matur": true, "pak": true, "bpk": true, "bu": true,
	"min": true, "admin": true, "mimin": true, "kak": true, "mas": true, "mbak": true, "mba": true, "gan": true, "bro": true, "bang": true,
}
