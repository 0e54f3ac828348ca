package dialog

import (
	"regexp"
	"strconv"
	"strings"

	"kanal"
)

// command is what a short message asks for; the words are the ones people use, with or without a slash.
type command string

const (
	cmdNone   command = ""
	cmdStart  command = "mulai"
	cmdHelp   command = "bantuan"
	cmdCancel command = "batal"
	cmdStatus command = "status"
	cmdSend   command = "kirim"
	cmdEdit   command = "ubah"
	cmdReport command = "lapor"
	cmdWrong  command = "salah"
	cmdYes    command = "sudah"
	cmdPartly command = "sebagian"
	cmdNo     command = "belum"
	cmdObject command = "keberatan"
)

// words maps whole messages to commands; compared after fold.
var words = map[string]command{
	"mulai": cmdStart, "start": cmdStart, "menu": cmdStart,
	"bantuan": cmdHelp, "help": cmdHelp, "tolong caranya": cmdHelp, "cara lapor": cmdHelp,
	"batal": cmdCancel, "batalkan": cmdCancel, "ga jadi": cmdCancel, "gak jadi": cmdCancel, "tidak jadi": cmdCancel, "cancel": cmdCancel,
	"status": cmdStatus, "cek": cmdStatus, "cek status": cmdStatus, "cek laporan": cmdStatus, "status laporan": cmdStatus,
	"kirim": cmdSend, "kirim sekarang": cmdSend, "ya": cmdSend, "iya": cmdSend, "betul": cmdSend, "benar": cmdSend, "ok": cmdSend,
	"oke": cmdSend, "y": cmdSend, "ya kirim": cmdSend, "lanjut": cmdSend, "ya betul": cmdSend, "ya benar": cmdSend, "sip": cmdSend,
	"ubah": cmdEdit, "ganti": cmdEdit,
	"lapor": cmdReport, "ini laporan": cmdReport,
	"salah": cmdWrong, "keliru": cmdWrong,
	"sudah": cmdYes, "selesai": cmdYes, "udah": cmdYes, "sdh": cmdYes, "sudah selesai": cmdYes, "beres": cmdYes, "sudah beres": cmdYes,
	"sebagian": cmdPartly, "baru sebagian": cmdPartly,
	"keberatan": cmdObject, "tidak setuju": cmdObject, "saya keberatan": cmdObject,
	"belum": cmdNo, "blm": cmdNo, "belum selesai": cmdNo, "belom": cmdNo,
}

// askStatus finds the ways in which people ask how it stands.
var askStatus = regexp.MustCompile(`(?i)(sudah|udah|sdh|udh)\s+(sampai|sampe|smpai|smpe)\s*(mana|di\s*mana|dimana)|(bagaimana|gimana|gmn|bgmn|mana)\s+(kabar|kelanjutan|perkembangan|tindak lanjut|nasib)\S*\s+(laporan|aduan|pengaduan)|(laporan|aduan|pengaduan)\s+(saya|sy|ku|kami)\s+(sudah\s+|sdh\s+)?(sampai|sampe|gimana|gmn|bagaimana|bgmn|diproses|apa kabar)|cek\s+(laporan|aduan)|status\s+(laporan|aduan)`)

// longestQuestion is how many words a question about the state of a report has at most; longer ones tell a story.
const longestQuestion = 14

func fold(text string) string {
	text = strings.ToLower(strings.TrimSpace(text))
	text = strings.TrimLeft(text, "/")
	text = strings.Trim(text, " .,!?\"'")
	return strings.Join(strings.Fields(strings.ReplaceAll(text, ",", " ")), " ")
}

// Command tells whether a text is one of the words that steer the conversation, and tells no story.
func Command(text string) bool { return commandOf(text) != cmdNone }

// longestCommand is far above the longest of the words, in bytes: what is longer is a story.
const longestCommand = 64

func commandOf(text string) command {
	if len(text) > longestCommand {
		return cmdNone
	}
	return words[fold(text)]
}

// startPayload returns the token of "/start TOKEN" or "IKAT TOKEN".
func startPayload(text string) (string, bool) {
	fields := strings.Fields(text)
	if len(fields) != 2 {
		return "", false
	}
	switch strings.ToLower(strings.TrimLeft(fields[0], "/")) {
	case "start", "ikat":
		return fields[1], true
	}
	return "", false
}

// asksStatus tells whether the text asks how a report stands.
func asksStatus(text string) bool {
	if commandOf(text) == cmdStatus {
		return true
	}
	return len(strings.Fields(text)) <= longestQuestion && mayAsk(text) && askStatus.MatchString(text)
}

// mayAsk is a quick look for the words without which askStatus cannot match; it spares most messages the search.
func mayAsk(text string) bool {
	text = strings.ToLower(text)
	for _, needed := range []string{"laporan", "aduan", "sampai", "sampe", "smpai", "smpe"} {
		if strings.Contains(text, needed) {
			return true
		}
	}
	return false
}

// namesNumber returns the report number of "STATUS 4821-0937", "4821-0937" and the like: a text that is a
// number and little more.
func namesNumber(text string) (kanal.Number, bool) {
	n := len(strings.Fields(text))
	if n > longestQuestion || !strings.ContainsAny(text, "0123456789") {
		return "", false
	}
	numbers := kanal.FindNumbers(text)
	if len(numbers) != 1 || n > 4 && !asksStatus(text) {
		return "", false
	}
	return numbers[0], true
}

// picked returns the data of the offered choice that the text means: its place ("2") or its label.
func picked(text string, offered []kanal.Choice) (string, bool) {
	if len(offered) == 0 {
		return "", false
	}
	folded := fold(text)
	if n, err := strconv.Atoi(folded); err == nil && n >= 1 && n <= len(offered) {
		return offered[n-1].Data, true
	}
	for _, c := range offered {
		if fold(c.Label) == folded {
			return c.Data, true
		}
	}
	return "", false
}

// greeting recognises how a message greets, so that the answer can greet back; "" for not at all.
func greeting(text string) string {
	start := strings.ToLower(text)
	if len(start) > 60 {
		start = start[:60]
	}
	for _, g := range []struct{ word, code string }{
		{"assalam", "salam"}, {"asalam", "salam"}, {"aslm", "salam"}, {"asslm", "salam"}, {"salam", "salam_umum"},
		{"selamat pagi", "pagi"}, {"pagi", "pagi"}, {"selamat siang", "siang"}, {"siang", "siang"},
		{"selamat sore", "sore"}, {"sore", "sore"}, {"selamat malam", "malam"}, {"malam", "malam"},
	} {
		if strings.HasPrefix(start, g.word) {
			return g.code
		}
	}
	return ""
}
