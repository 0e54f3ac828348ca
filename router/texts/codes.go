package texts

import (
	"fmt"
	"strings"
	"time"

	"kanal"
)

var (
	days   = []string{"Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"}
	months = []string{"", "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"}
)

// Date writes a day in words: "Selasa, 14 Oktober"; with the year where it is not this one. On SMS "14 Okt".
func Date(to To, t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	t, now = t.In(kanal.WITA), now.In(kanal.WITA)
	weekday, month := days[t.Weekday()], months[t.Month()]
	if to.Language == "en" {
		weekday, month = t.Weekday().String(), t.Month().String()
	}
	if to.Network.Name == "sms" {
		return t.Format("2") + " " + month[:3]
	}
	text := weekday + ", " + t.Format("2") + " " + month
	if t.Year() != now.Year() {
		text += t.Format(" 2006")
	}
	return text
}

// word is one in both languages.
type word struct{ id, en string }

func (w word) in(language string) string {
	if language == "en" {
		return w.en
	}
	return w.id
}

// Status is a status as screens and messages show it.
func Status(language string, s kanal.Status) string { return statuses[s].in(language) }

var statuses = map[kanal.Status]word{
	kanal.Received:   {"Menunggu verifikasi", "Being checked"},
	kanal.Incomplete: {"Perlu dilengkapi", "Waiting for your details"},
	kanal.Assigned:   {"Diteruskan", "Passed on"},
	kanal.InProgress: {"Diproses", "In progress"},
	kanal.Answered:   {"Dijawab", "Answered"},
	kanal.Closed:     {"Selesai", "Closed"},
	kanal.Archived:   {"Diarsipkan", "Archived"},
}

// Handled is all that is said of a sealed report, and of one that an admin still looks at.
func Handled(language string) string { return handled.in(language) }

var handled = word{"sedang ditangani", "being handled"}

// Ours is whoever holds a report that no agency holds yet.
func Ours(language string) string { return ours.in(language) }

var ours = word{"petugas kami", "our staff"}

// Secret stands for the matter of a sealed report in lists.
func Secret(language string) string { return secret.in(language) }

var secret = word{"rahasia", "secret"}

// Unsorted stands for the matter of a report that nobody has named yet, such as a voice note alone.
func Unsorted(language string) string { return unsorted.in(language) }

var unsorted = word{"lain-lain", "other"}

// Kind is a kind as screens show it.
func Kind(k kanal.Kind) string { return kinds[k] }

var kinds = map[kanal.Kind]string{
	kanal.Pengaduan: "Pengaduan", kanal.Aspirasi: "Aspirasi", kanal.Informasi: "Permintaan informasi", kanal.BukanLaporan: "Bukan laporan",
}

// Greeting answers a greeting of the citizen, by the code that dialog gives it.
func Greeting(language, code string) string { return greetings[code].in(language) }

var greetings = map[string]word{
	"salam": {"Waalaikumsalam", "Waalaikumsalam"}, "salam_umum": {"Salam", "Hello"}, "pagi": {"Selamat pagi", "Good morning"},
	"siang": {"Selamat siang", "Good afternoon"}, "sore": {"Selamat sore", "Good afternoon"}, "malam": {"Selamat malam", "Good evening"},
	"": {"Halo", "Hello"},
}

// Reason puts the code of an archiving, return or reopening into words.
func Reason(language, code string) string {
	if words, ok := reasons[code]; ok {
		return words.in(language)
	}
	return code
}

var reasons = map[string]word{
	"umum":            {"isinya terlalu umum untuk ditindaklanjuti", "it is too general to act upon"},
	"bukan_pelayanan": {"isinya bukan tentang pelayanan pemerintah", "it is not about a government service"},
	"ganda":           {"laporan yang sama sudah ada", "the same report exists already"},
	"tidak_lengkap":   {"belum dilengkapi dalam 30 hari", "it was not completed within 30 days"},
	"dicabut":         {"Anda mencabutnya", "you withdrew it"},
	"bukan_wewenang":  {"bukan wewenang instansi", "it is not the agency's matter"},
	"keberatan":       {"pelapor keberatan laporannya diarsipkan", "the reporter objects to the archiving"},
	"salah":           {"pelapor menyebut instansinya keliru", "the reporter says the agency is wrong"},
	"rahasia":         {"pelapor meminta laporannya dirahasiakan", "the reporter asks for secrecy"},
	"no":              {"pelapor menyatakan belum selesai", "the reporter says it is not solved"},
	"partly":          {"pelapor menyatakan baru selesai sebagian", "the reporter says it is solved only in part"},
}

// ArchiveReasons are the codes an admin may choose, in the order of the screen.
var ArchiveReasons = []string{"umum", "bukan_pelayanan", "ganda", "tidak_lengkap"}

// Protected says what a level of protection does for the reporter; empty for open.
func Protected(language string, p kanal.Protection) string {
	switch {
	case p.Sealed():
		return word{"Laporan ini kami rahasiakan: nama dan nomor Anda tidak kami berikan kepada instansi maupun yang dilaporkan.",
			"This report is kept secret: neither the agency nor those reported get your name or number."}.in(language)
	case p.Hides():
		return word{"Nama dan nomor Anda tidak ditampilkan kepada instansi, terlapor, dan umum.",
			"Your name and number are not shown to the agency, those reported, or the public."}.in(language)
	}
	return ""
}

// Deadline says what happens by the running term's date; never "answered" where a first response is due.
func Deadline(language string, s kanal.Status, date string) string {
	words, ok := deadlines[s]
	if date == "" || !ok {
		return ""
	}
	return fmt.Sprintf(words.in(language), date)
}

var deadlines = map[kanal.Status]word{
	kanal.Received:   {"Diteruskan paling lambat %s.", "Passed on by %s at the latest."},
	kanal.Assigned:   {"Tanggapan pertama paling lambat %s.", "First response by %s at the latest."},
	kanal.InProgress: {"Selesai paling lambat %s.", "To be finished by %s at the latest."},
	kanal.Answered:   {"Sudah selesai? Balas SUDAH atau BELUM sebelum %s.", "Solved? Reply SOLVED or NOT YET before %s."},
}

// Emergency is a line of the numbers to call in a kabupaten/kota.
func Emergency(language string, numbers []string) string {
	list := strings.Join(numbers, word{" atau ", " or "}.in(language))
	return list + word{" (polisi)", " (police)"}.in(language)
}

// Violence is where to call about violence against women and children.
func Violence(to To) string {
	if to.Network.Name == "sms" {
		return word{"Kekerasan: ", "Violence: "}.in(to.Language) + kanal.ViolenceLine
	}
	return fmt.Sprintf(word{"Kekerasan pada perempuan atau anak: telepon %s, atau WhatsApp %s.",
		"Violence against women or children: call %s, or WhatsApp %s."}.in(to.Language), kanal.ViolenceLine, kanal.ViolenceLineWhatsApp)
}

// Label names a choice by its data (dialog.Data); "" where it is named by what it stands for: an agency, a report.
func Label(language, data string) string {
	verb, rest, _ := strings.Cut(data, ":")
	_, argument, _ := strings.Cut(rest, ":")
	for _, key := range []string{verb + ":" + argument, verb} {
		if words, ok := labels[key]; ok {
			return words.in(language)
		}
	}
	return ""
}

var labels = map[string]word{
	"send": {"Kirim", "Send"}, "edit": {"Ubah", "Change"}, "seal": {"Rahasiakan", "Keep secret"}, "cancel": {"Batal", "Cancel"},
	"agency:-": {"Bukan, yang lain", "None of these"}, "new": {"Laporan baru", "New report"}, "add": {"Tambahan laporan itu", "Part of that report"},
	"solved:yes": {"Sudah", "Solved"}, "solved:partly": {"Sebagian", "Partly"}, "solved:no": {"Belum", "Not yet"},
	"reopen": {"Buka lagi", "Open it again"},
	"safe":   {"Aman", "Safe"}, "unsafe": {"Jangan", "Don't"}, "erase": {"Ya, hapus", "Yes, erase"}, "keep": {"Tidak jadi", "Keep it"},
	"take": {"Terima", "Take"}, "return": {"Bukan wewenang", "Not ours"}, "ask": {"Minta data", "Ask for details"}, "answer": {"Jawab", "Answer"},
	"own": {"Laporan saya sendiri", "My own report"}, "agreed": {"Ya, sudah setuju", "Yes, agreed"},
}
