package dialog

import (
	"regexp"
	"strings"

	"kanal"
)

// command is what a short message asks for; the words are the ones people use, with or without a slash.
type command string

const (
	cmdNone     command = ""
	cmdStart    command = "mulai"
	cmdHelp     command = "bantuan"
	cmdCancel   command = "batal"
	cmdStatus   command = "status"
	cmdSend     command = "kirim"
	cmdEdit     command = "ubah"
	cmdReport   command = "lapor"
	cmdWrong    command = "salah"
	cmdYes      command = "sudah"
	cmdPartly   command = "sebagian"
	cmdNo       command = "belum"
	cmdObject   command = "keberatan"
	cmdWithdraw command = "cabut"
	cmdPIN      command = "pin"
	cmdSeal     command = "rahasia"
	cmdUnseal   command = "terbuka"
	cmdOpen     command = "buka" // what waited is to be read
	cmdSafe     command = "aman"
	cmdUnsafe   command = "jangan"
	cmdErase    command = "hapusdata"
	cmdCopy     command = "salinan"
	cmdEnglish  command = "english"
	cmdBahasa   command = "bahasa"
	cmdTasks    command = "tugas"
	cmdHand     command = "oper"
	cmdDigest   command = "ringkasan"
	cmdNoDigest command = "ringkasan stop"
	cmdThanks   command = "terima kasih"
)

// words maps whole messages to commands; compared after fold.
var words = map[string]command{
	"mulai": cmdStart, "start": cmdStart, "menu": cmdStart,
	"bantuan": cmdHelp, "help": cmdHelp, "tolong caranya": cmdHelp, "cara lapor": cmdHelp, "how to report": cmdHelp,
	"gimana cara lapor": cmdHelp, "gimana caranya lapor": cmdHelp, "bagaimana cara lapor": cmdHelp, "bagaimana caranya lapor": cmdHelp, "caranya": cmdHelp,
	"batal": cmdCancel, "batalkan": cmdCancel, "ga jadi": cmdCancel, "gak jadi": cmdCancel, "tidak jadi": cmdCancel, "cancel": cmdCancel,
	"tidak jadi lapor": cmdCancel, "ga jadi lapor": cmdCancel, "gak jadi lapor": cmdCancel, "kada usah": cmdCancel, "kada usah ja": cmdCancel, "kada jadi": cmdCancel,
	"status": cmdStatus, "cek": cmdStatus, "cek status": cmdStatus, "cek laporan": cmdStatus, "status laporan": cmdStatus,
	"status of my report": cmdStatus, "my report": cmdStatus,
	"kirim": cmdSend, "kirim sekarang": cmdSend, "ya": cmdSend, "iya": cmdSend, "betul": cmdSend, "benar": cmdSend, "ok": cmdSend,
	"oke": cmdSend, "y": cmdSend, "ya kirim": cmdSend, "lanjut": cmdSend, "ya betul": cmdSend, "ya benar": cmdSend, "sip": cmdSend,
	"kirim aja": cmdSend, "kirim saja": cmdSend, "kirim ya": cmdSend, "ok kirim": cmdSend, "oke kirim": cmdSend, "iya kirim": cmdSend, "iya betul": cmdSend,
	"iya benar": cmdSend, "ya sudah kirim": cmdSend, "inggih": cmdSend, "inggeh": cmdSend, "nggih": cmdSend,
	"send": cmdSend, "yes": cmdSend, "send it": cmdSend,
	"ubah": cmdEdit, "ganti": cmdEdit, "change": cmdEdit, "edit": cmdEdit,
	"lapor": cmdReport, "ini laporan": cmdReport, "report": cmdReport, "mau lapor": cmdReport, "saya mau lapor": cmdReport, "mau melapor": cmdReport,
	"saya mau melapor": cmdReport, "ingin melapor": cmdReport, "saya ingin melapor": cmdReport, "handak melapor": cmdReport, "ulun handak melapor": cmdReport,
	"salah": cmdWrong, "keliru": cmdWrong, "wrong": cmdWrong,
	"sudah": cmdYes, "selesai": cmdYes, "udah": cmdYes, "sdh": cmdYes, "sudah selesai": cmdYes, "beres": cmdYes, "sudah beres": cmdYes,
	"solved": cmdYes, "done": cmdYes,
	"sebagian": cmdPartly, "baru sebagian": cmdPartly, "partly": cmdPartly,
	"belum": cmdNo, "blm": cmdNo, "belum selesai": cmdNo, "belom": cmdNo, "not yet": cmdNo, "not solved": cmdNo,
	"keberatan": cmdObject, "tidak setuju": cmdObject, "saya keberatan": cmdObject, "object": cmdObject,
	"cabut": cmdWithdraw, "cabut laporan": cmdWithdraw, "tarik laporan": cmdWithdraw, "withdraw": cmdWithdraw,
	"pin": cmdPIN, "minta pin": cmdPIN,
	"rahasia": cmdSeal, "rahasiakan": cmdSeal, "tolong rahasiakan": cmdSeal, "secret": cmdSeal,
	"terbuka": cmdUnseal, "tidak rahasia": cmdUnseal,
	"buka": cmdOpen, "buka pesan": cmdOpen, "buka jawaban": cmdOpen, "open": cmdOpen,
	"aman": cmdSafe, "safe": cmdSafe, "jangan": cmdUnsafe, "don't": cmdUnsafe, "dont": cmdUnsafe,
	"hapusdata": cmdErase, "hapus data": cmdErase, "hapus data saya": cmdErase, "erase my data": cmdErase,
	"salinan": cmdCopy, "salinan data": cmdCopy, "minta salinan data": cmdCopy, "copy of my data": cmdCopy,
	"english": cmdEnglish, "in english": cmdEnglish, "bahasa inggris": cmdEnglish,
	"bahasa indonesia": cmdBahasa, "indonesia": cmdBahasa, "bahasa": cmdBahasa,
	"tugas": cmdTasks, "daftar tugas": cmdTasks, "tugas saya": cmdTasks,
	"oper": cmdHand, "alihkan": cmdHand, "serahkan": cmdHand,
	"ringkasan": cmdDigest, "ringkasan pagi": cmdDigest, "ringkasan stop": cmdNoDigest, "stop ringkasan": cmdNoDigest,
	"terima kasih": cmdThanks, "makasih": cmdThanks, "terimakasih": cmdThanks, "tks": cmdThanks, "trims": cmdThanks, "thanks": cmdThanks,
	"thank you": cmdThanks, "siap terima kasih": cmdThanks, "ok terima kasih": cmdThanks, "oke makasih": cmdThanks, "terima kasih banyak": cmdThanks,
	"makasih ya": cmdThanks, "terima kasih pak": cmdThanks, "terima kasih bu": cmdThanks, "makasih pak": cmdThanks, "makasih bu": cmdThanks,
	"makasih lah": cmdThanks, "makasih banyak": cmdThanks, "terima kasih ya": cmdThanks,
}

// addressed are the words by which people turn to whoever answers; behind a command they change nothing.
var addressed = set("nak pak bu bapak ibu min admin kak kakak mas mbak bang abang om tante dek mang cil paman acil")

// askStatus finds the ways in which people ask how it stands.
var askStatus = regexp.MustCompile(`(?i)(sudah|udah|sdh|udh)\s+(sampai|sampe|smpai|smpe)\s*(mana|di\s*mana|dimana)|` +
	`(bagaimana|gimana|gmn|bgmn|mana|apa|ada|piye|pripun|kayapa)\s+(kabar|kelanjutan|perkembangan|tindak lanjut|nasib|kabarnya)\S*\s+(laporan|aduan|pengaduan)|` +
	`(bagaimana|gimana|gmn|bgmn|piye|pripun|kayapa|kaya\s*apa)\s+(laporan|aduan|pengaduan)\s*(saya|sy|ku|kami|ulun|unda|kula|kulo)|` +
	`(laporan|aduan|pengaduan)\s*(saya|sy|ku|kami)\s+(yang\s+\S+\s+)?(sudah\s+|sdh\s+|udah\s+)?(sampai|sampe|gimana|gmn|bagaimana|bgmn|diproses|ditindak|apa kabar|kok\s+belum)|` +
	`(apakah|apa)\s+(laporan|aduan|pengaduan)\s*(saya|sy|ku|kami)\s+(sudah|sdh|udah)|` +
	`cek\s+(laporan|aduan)|status\s+(laporan|aduan)|(^|\s)(mana|dimana)\s+(laporan|aduan|pengaduan)\s*(saya|sy|ku|kami|ulun)\W*$|` +
	`(^|\s)(nomor|nomer|no)\s+(laporan|aduan)(\s*(saya|sy|ku|kami))?\s+(hilang|lupa|apa|berapa)\W*$|lupa\s+(nomor|nomer|no)\s+(laporan|aduan)|where('s| is)\s+my\s+report|` +
	`(status|news|progress)\s+(of|on|about)\s+my\s+report|what('s| is)?\s+happen\w*\s+(to|with)\s+my\s+report`)

// wonder finds the short questions that mean a report where there is one; told without one they may begin a story.
var wonder = regexp.MustCompile(`(?i)^\W*((laporan|aduan)\s*(saya|sy|ku|kami)?|` +
	`((gimana|gmn|bagaimana|bgmn|mana|apa|ada|sudah ada|apakah ada)\s+(kabar|tindak lanjut|kelanjutan|perkembangan)(nya)?)|` +
	`(kok|ko|kenapa|knp|mengapa)\s+(masih\s+)?(belum|blm|gak|ga|tidak|tdk)\s+(ada\s+(kabar|jawaban|tanggapan|balasan|tindak lanjut|kelanjutan)(nya)?|dijawab|dibalas|diproses|ditindaklanjuti)|` +
	`(kira-kira\s+)?kapan\s+(selesai|beres|dikerjakan|diperbaiki|diproses|dijawab|ditindaklanjuti)(nya)?|` +
	`(masih|berapa)\s+lama(\s+lagi)?|any\s+news|how\s+long\s+will\s+it\s+take|when\s+will\s+it\s+be\s+(fixed|done|answered))` +
	`(\s+(ya|nih|pak|bu|min|kak|nak))?\W*$`)

// askNumber finds the words that make a short message with a report's number a question about it.
var askNumber = regexp.MustCompile(`(?i)\b(cek|ngecek|tanya|nanya|kabar|status|gimana|gmn|bgmn|bagaimana|perkembangan|kelanjutan)(nya)?\b`)

const (
	// longestQuestion is how many words a question about the state of a report has at most; longer ones tell a story.
	longestQuestion = 14
	// longestCommand is far above the longest of the words, in bytes: what is longer is a story.
	longestCommand = 64
)

// secrecy finds the ways in which people ask in their story to be kept out of it.
var secrecy = regexp.MustCompile(`(?i)\b(di)?rahasia(kan|in)\b|\bjangan\s+(sampai\s+|sampe\s+|smpai\s+)?(ada\s+)?(yang\s+|yg\s+|orang\s+|\S+\s+)?(tahu|tau)\b|` +
	`\bjangan\s+(sebut|sebutkan|bocorkan|sebarkan|disebut)\w*\s+(nama|identitas)|\b(nama|identitas)\s+(saya|sy|kami)\s+(tolong\s+|mohon\s+|jangan\s+)?(di)?(rahasia|sembunyi|sebut|samar)|` +
	`\btakut\s+(ketahuan|dibalas|diancam|diintimidasi)\b|\b(keep|kept)\s+(it|this|me|my name)\s+(secret|confidential|anonymous)`)

// wantsSecrecy tells whether a story asks that nobody learn who tells it.
func wantsSecrecy(text string) bool { return secrecy.MatchString(text) }

// human finds the wish to talk to a person.
var human = regexp.MustCompile(`(?i)\b(bicara|ngomong|chat|hubungi|terhubung|sambungkan|disambungkan|talk|speak)\b.{0,20}\b(orang|manusia|petugas|admin|operator|cs|customer service|person|human|somebody|someone)\b|\b(ini|kamu|anda)\s+(robot|bot|mesin)\b`)

// longestWish is how many words such a wish has at most; longer ones tell a story.
const longestWish = 10

func wantsHuman(text string) bool {
	return len(text) < 4*longestCommand && len(strings.Fields(text)) <= longestWish && human.MatchString(text)
}

// despair finds the words of who has given up reporting.
var despair = regexp.MustCompile(`(?i)^\W*((ah|aduh|yah|ya|udah|sudah|sdh|emang|memang|kayaknya|rasanya|saya|sy)\W+)*(` +
	`(percuma|sia-?\s?sia|ngapain|buat\s+apa|capek|cape|lelah|(ga|gak|nggak|tidak|tdk|kada)\s+(ada\s+)?(guna|gunanya|berguna))\W+((saja|aja|ja|juga|saya|sy|kalau|klo)\W+)*(me|nge)?(lapor|laporan|ngadu|mengadu)\b|` +
	`(me)?lapor\W+((saja|aja|ja|juga|pun|di\s+sini|terus)\W+)*(percuma|sia-?\s?sia|(ga|gak|nggak|tidak|tdk|kada)\s+(ada\s+)?(guna|gunanya|berguna))\b|` +
	`percuma(\W+(saja|aja|ja))?\W*$|(it('s|\s+is)\s+)?(useless|pointless|no\s+use|no\s+point|(a\s+)?waste\s+of\s+time)\s+(to\s+|in\s+)?report)`)

// longestSigh is how many words it takes at most; longer ones tell what happened.
const longestSigh = 8

// despairs tells whether a short text says that reporting is of no use.
func despairs(text string) bool {
	return len(text) <= 2*longestCommand && len(strings.Fields(text)) <= longestSigh && despair.MatchString(text)
}

func fold(text string) string {
	text = strings.ToLower(strings.TrimSpace(text))
	text = strings.TrimLeft(text, "/")
	text = strings.Trim(text, " .,!?:\"'")
	return strings.Join(strings.Fields(strings.ReplaceAll(text, ",", " ")), " ")
}

// order is a short message that steers: a word, the number of a report, its PIN; any may be missing.
type order struct {
	command command
	number  kanal.Number
	pin     string
}

var (
	numberText = regexp.MustCompile(`[1-9][0-9]{3}[-–. ]?[0-9]{4}`)
	pinText    = regexp.MustCompile(`\b[0-9]{6}\b`)
	wordPIN    = regexp.MustCompile(`\bpin\b`)
)

// read finds the order in a message; the zero order when it tells a story.
func read(text string) order {
	if len(text) > 4*longestCommand || !strings.ContainsAny(text, "0123456789") {
		return order{command: commandOf(text)}
	}
	numbers := kanal.FindNumbers(text)
	if len(numbers) != 1 {
		return order{command: commandOf(text)}
	}
	o := order{number: numbers[0]}
	rest := numberText.ReplaceAllStringFunc(text, func(found string) string {
		if len(kanal.FindNumbers(found)) == 1 {
			return " "
		}
		return found
	})
	o.pin = pinText.FindString(rest)
	rest = strings.Replace(rest, o.pin, " ", 1)
	plain := fold(rest)
	o.command = wordOf(plain)
	switch n := len(strings.Fields(plain)); {
	case o.pin != "" && n <= longestQuestion && wordPIN.MatchString(plain), o.command == cmdNone && (n <= 3 || asksStatus(rest) || n <= longestQuestion/2 && askNumber.MatchString(rest)):
		o.command = cmdStatus
	case o.command == cmdNone:
		return order{} // a story that quotes a number
	}
	return o
}

// Command tells whether a text is one of the words that steer the conversation, and tells no story.
func Command(text string) bool { return read(text).command != cmdNone }

func commandOf(text string) command {
	if len(text) > longestCommand {
		return cmdNone
	}
	return wordOf(fold(text))
}

// wordOf is the command of a folded text, also where it ends with a word for whoever reads it: "kirim pak".
func wordOf(folded string) command {
	for {
		if c := words[folded]; c != cmdNone {
			return c
		}
		i := strings.LastIndexByte(folded, ' ')
		if i < 0 || !addressed[folded[i+1:]] {
			return cmdNone
		}
		folded = folded[:i]
	}
}

// startPayload returns the token of "/start TOKEN" or "IKAT TOKEN".
func startPayload(text string) (string, bool) {
	if len(text) > 4*longestCommand {
		return "", false
	}
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
	return len(text) < 8*longestCommand && len(strings.Fields(text)) <= longestQuestion && mayAsk(text) && askStatus.MatchString(text)
}

// wonders tells whether a short text asks how it stands, if there is something to ask about.
func wonders(text string) bool {
	return len(text) <= longestCommand && wonder.MatchString(text)
}

// mayAsk is a quick look for the words without which askStatus cannot match; it spares most messages the search.
func mayAsk(text string) bool {
	text = strings.ToLower(text)
	for _, needed := range []string{"laporan", "aduan", "sampai", "sampe", "smpai", "smpe", "report"} {
		if strings.Contains(text, needed) {
			return true
		}
	}
	return false
}

// greeting recognises how a message greets, so that the answer can greet back; "" for not at all.
func greeting(text string) string {
	start := strings.ToLower(strings.TrimSpace(text))
	if len(start) > 60 {
		start = start[:60]
	}
	for _, g := range []struct{ word, code string }{
		{"assalam", "salam"}, {"asalam", "salam"}, {"aslm", "salam"}, {"asslm", "salam"}, {"salam", "salam_umum"},
		{"selamat pagi", "pagi"}, {"pagi", "pagi"}, {"good morning", "pagi"}, {"selamat siang", "siang"}, {"siang", "siang"}, {"good afternoon", "siang"},
		{"selamat sore", "sore"}, {"sore", "sore"}, {"selamat malam", "malam"}, {"malam", "malam"}, {"good evening", "malam"},
	} {
		if strings.HasPrefix(start, g.word) {
			return g.code
		}
	}
	return ""
}
