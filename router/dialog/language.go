package dialog

import "strings"

// The languages kanal speaks.
const (
	Indonesian = "id"
	English    = "en"
)

// Words that are common in one language and no words of the other.
var (
	englishWords = set("the is are was were my our your this that there have has been please road school water and with for not they he she it in of to from at we i you how what where when who why can help broken near")
	nativeWords  = set("yang di dan ini itu saya sy kami ada tidak tdk gak ga ke dari untuk dengan sudah sdh belum blm pak bu jalan sekolah air mohon tolong kalau juga bisa apa banyak karena lagi sama min rusak")
)

func set(list string) map[string]bool {
	words := map[string]bool{}
	for _, w := range strings.Fields(list) {
		words[w] = true
	}
	return words
}

// languageOf tells which language a text is written in; "" when too little tells.
func languageOf(text string) string {
	if len(text) > 1000 {
		text = text[:1000]
	}
	english, native := 0, 0
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return r < 'a' || r > 'z' }) {
		if englishWords[w] {
			english++
		}
		if nativeWords[w] {
			native++
		}
	}
	switch {
	case english >= 3 && english > 2*native:
		return English
	case native >= 2 && native > english:
		return Indonesian
	}
	return ""
}
