// Package texts holds every sentence the system says to people, and the dates and statuses in words.
package texts

import (
	"regexp"
	"strings"
	"time"

	"kanal"
)

// Args fill the {places} of a sentence.
type Args map[string]string

// Key names a sentence. Those of the conversation are dialog's; the others are below.
type Key string

// The sentences that are not answers of the conversation.
const (
	Privacy        Key = "privacy"       // once, before the first answer to an address
	Attention      Key = "attention"     // we could not read it; a person will
	NowAssigned    Key = "now_assigned"  // to the citizen: passed on
	NowTaken       Key = "now_taken"     // … begun
	NowReturned    Key = "now_returned"  // … bukan wewenang; we look for the right one
	NowAsked       Key = "now_asked"     // … the agency asks
	NowAnswered    Key = "now_answered"  // … answered, with Sudah/Sebagian/Belum
	NowClosed      Key = "now_closed"    // … closed by silence
	NowArchived    Key = "now_archived"  // … archived, with the reason
	NowReopened    Key = "now_reopened"  // … reopened by an admin
	TaskNew        Key = "task_new"      // to an officer: an assignment
	TaskSealed     Key = "task_sealed"   // … without words
	TaskReopened   Key = "task_reopened" // … the citizen says it is not solved
	TaskMore       Key = "task_more"     // … the citizen added words
	TaskMoreSealed Key = "task_more_sealed"
	Brief          Key = "brief" // the prefilled naskah untuk instansi
)

// Keys lists the sentences of this package's own.
var Keys = []Key{Privacy, Attention, NowAssigned, NowTaken, NowReturned, NowAsked, NowAnswered, NowClosed, NowArchived,
	NowReopened, TaskNew, TaskSealed, TaskReopened, TaskMore, TaskMoreSealed, Brief}

// Has tells whether there are words for a key, for every network.
func Has(key Key) bool { _, ok := indonesian[key]; return ok }

var hole = regexp.MustCompile(`\{[A-Za-z_]+\}`)

// Say writes a sentence for a network. A line of which a {place} stays empty is left out.
func Say(network kanal.Network, key Key, args Args) string {
	if network.Name == "sms" {
		if text, ok := indonesianSMS[key]; ok {
			return short(text, args)
		}
	}
	return fill(indonesian[key], args)
}

func fill(text string, args Args) string {
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		if filled, ok := fillLine(line, args); ok {
			lines = append(lines, filled)
		}
	}
	return strings.Join(lines, "\n")
}

func fillLine(line string, args Args) (string, bool) {
	whole := true
	filled := hole.ReplaceAllStringFunc(line, func(h string) string {
		value := args[h[1:len(h)-1]]
		whole = whole && value != ""
		return value
	})
	return filled, whole
}

// smsLength is one SMS of GSM-7 characters.
const smsLength = 160

// short fills the first of several wordings that has all it needs and fits one SMS; else the last one.
// Wordings stand one a line, the fullest first.
func short(text string, args Args) string {
	wordings := strings.Split(text, "\n")
	for _, w := range wordings[:len(wordings)-1] {
		if filled, ok := fillLine(w, args); ok && len(filled) <= smsLength {
			return filled
		}
	}
	filled, _ := fillLine(wordings[len(wordings)-1], args)
	return filled
}

var (
	days   = []string{"Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"}
	months = []string{"", "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"}
)

// Date writes a day in words: "Selasa, 14 Oktober"; with the year where it is not this one. On SMS "14 Okt".
func Date(network kanal.Network, t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	t, now = t.In(kanal.WITA), now.In(kanal.WITA)
	day, month := t.Format("2"), months[t.Month()]
	if network.Name == "sms" {
		return day + " " + month[:3]
	}
	text := days[t.Weekday()] + ", " + day + " " + month
	if t.Year() != now.Year() {
		text += t.Format(" 2006")
	}
	return text
}

// Status is a status as screens and messages show it.
func Status(s kanal.Status) string { return statuses[s] }

var statuses = map[kanal.Status]string{
	kanal.Received:   "Menunggu verifikasi",
	kanal.Incomplete: "Perlu dilengkapi",
	kanal.Assigned:   "Diteruskan",
	kanal.InProgress: "Diproses",
	kanal.Answered:   "Dijawab",
	kanal.Closed:     "Selesai",
	kanal.Archived:   "Diarsipkan",
}

// Kind is a kind as screens show it.
func Kind(k kanal.Kind) string { return kinds[k] }

var kinds = map[kanal.Kind]string{
	kanal.Pengaduan: "Pengaduan", kanal.Aspirasi: "Aspirasi", kanal.Informasi: "Permintaan informasi", kanal.BukanLaporan: "Bukan laporan",
}

// Greeting answers a greeting of the citizen, by the code that dialog gives it.
func Greeting(code string) string { return greetings[code] }

var greetings = map[string]string{
	"salam": "Waalaikumsalam", "salam_umum": "Salam", "pagi": "Selamat pagi", "siang": "Selamat siang",
	"sore": "Selamat sore", "malam": "Selamat malam",
}

// Reason puts the code of an archiving or return into words.
func Reason(code string) string {
	if words, ok := reasons[code]; ok {
		return words
	}
	return code
}

var reasons = map[string]string{
	"umum":            "isinya terlalu umum untuk ditindaklanjuti",
	"bukan_pelayanan": "isinya di luar kinerja pemerintah",
	"ganda":           "laporan yang sama sudah ada",
	"tidak_lengkap":   "belum dilengkapi dalam 30 hari",
	"dicabut":         "Anda mencabutnya",
	"bukan_wewenang":  "bukan wewenang instansi",
	"keberatan":       "pelapor keberatan laporannya diarsipkan",
	"salah":           "pelapor menyebut instansinya keliru",
	"no":              "pelapor menyatakan belum selesai",
	"partly":          "pelapor menyatakan baru selesai sebagian",
}

// ArchiveReasons are the codes an admin may choose, in the order of the screen.
var ArchiveReasons = []string{"umum", "bukan_pelayanan", "ganda", "tidak_lengkap"}
