package dialog

import (
	"strings"
	"testing"

	"kanal"
)

// number is one that passes its own check.
var number = kanal.DrawNumber(func(int) int { return 3821093 })

func TestCommands(t *testing.T) {
	for text, want := range map[string]command{
		"mulai": cmdStart, "/start": cmdStart, "Menu": cmdStart, "BANTUAN": cmdHelp, "/help": cmdHelp, "cara lapor?": cmdHelp,
		"batal": cmdCancel, "ga jadi": cmdCancel, "Tidak jadi.": cmdCancel, "status": cmdStatus, "cek laporan": cmdStatus,
		"kirim": cmdSend, "Ya": cmdSend, "ya, kirim": cmdSend, "  oke!! ": cmdSend, "ya   betul": cmdSend, "Ubah": cmdEdit, "ganti": cmdEdit,
		"lapor": cmdReport, "LAPOR!": cmdReport, "salah": cmdWrong, "Keliru.": cmdWrong, "sudah": cmdYes, "sdh": cmdYes, "beres": cmdYes,
		"baru sebagian": cmdPartly, "blm": cmdNo, "Belum!": cmdNo, "keberatan": cmdObject, "tidak setuju": cmdObject,
		"iya nak": cmdSend, "oke kirim pak": cmdSend, "Makasih banyak bu": cmdThanks, "mau lapor pak admin": cmdReport, "kada usah ja": cmdCancel, "nak": cmdNone,
		"sudah seminggu jalan rusak": cmdNone, "belum ada air": cmdNone, "": cmdNone, "1": cmdNone,
	} {
		if got := commandOf(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	for word := range words {
		if len(word) > longestCommand/2 || fold(word) != word {
			t.Errorf("%q can never be said", word)
		}
	}
}

func TestQuestionsForTheStatus(t *testing.T) {
	for text, want := range map[string]bool{
		"sudah sampai mana laporan saya?": true, "SDH SAMPE MANA": true, "udah sampai dimana ya": true, "gimana kabar laporan saya": true,
		"bagaimana tindak lanjut pengaduan kami": true, "mana kelanjutannya aduan saya": true, "laporan sy sdh diproses?": true,
		"mana laporan saya?": true, "nomor laporan saya hilang": true, "where is my report": true, "di mana laporan saya harus diantar": false,
		"status laporan": true, "cek aduan": true, "status": true,
		"jalan rusak sampai ke desa": false, "saya mau laporan jalan rusak": false, "sudah dua minggu air tidak ada": false,
		"saya sudah melapor bulan lalu tentang jalan rusak dan sampai hari ini tidak ada yang datang, sudah sampai mana laporan saya": false,
	} {
		if got := asksStatus(text); got != want {
			t.Errorf("%q asks: %t, want %t", text, got, want)
		}
	}
}

func TestShortQuestionsBesideAReport(t *testing.T) {
	for text, want := range map[string]bool{
		"laporan": true, "gimana kabarnya pak": true, "kok belum ada kabar": true, "kapan diperbaiki?": true, "How long will it take?": true,
		"laporan jalan rusak": false, "kapan jalan di depan rumah saya diperbaiki": false, "belum ada air": false, "": false,
	} {
		if got := wonders(text); got != want {
			t.Errorf("%q wonders: %t, want %t", text, got, want)
		}
	}
}

func TestTextsThatAreANumber(t *testing.T) {
	n, other := number.String(), kanal.DrawNumber(func(int) int { return 7 }).String()
	for text, want := range map[string]bool{
		n: true, string(number): true, "STATUS " + n: true, "no. " + n + " ?": true, "/status " + string(number): true,
		"sudah sampai mana laporan saya " + n:             true,
		"jalan rusak di depan rumah saya dekat toko " + n: false,
		n + " dan " + other:                               false, "0812 5555 1234": false, "12345678": false, "": false,
	} {
		got := read(text)
		if (got.number != "") != want || want && (got.number != number || got.command != cmdStatus) {
			t.Errorf("%q: %+v, want %t", text, got, want)
		}
	}
}

func TestOrdersWithANumber(t *testing.T) {
	n := number.String()
	for text, want := range map[string]order{
		"CABUT " + n:              {cmdWithdraw, number, ""},
		n + " cabut":              {cmdWithdraw, number, ""},
		"Salah: " + n + ".":       {cmdWrong, number, ""},
		n + " 123456":             {cmdStatus, number, "123456"},
		n + " PIN 123456":         {cmdStatus, number, "123456"},
		"status " + n + " 123456": {cmdStatus, number, "123456"},
		"pin " + n:                {cmdPIN, number, ""},
		"belum " + n:              {cmdNo, number, ""},
		"laporan saya " + n:       {cmdStatus, number, ""},
		"gaji saya 123456 rupiah belum dibayar sejak laporan " + n: {},
	} {
		if got := read(text); got != want {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
}

func TestLanguages(t *testing.T) {
	for text, want := range map[string]string{
		"the road in front of my house is broken": English, "jalan di depan rumah saya rusak": Indonesian, "halo": "", "the": "", "": "",
		"Saya sudah lapor, status my report belum ada":                        Indonesian,
		"Hello, please help us, there is no water at our school since Monday": English,
	} {
		if got := languageOf(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestWishesInAStory(t *testing.T) {
	for text, want := range map[string]bool{
		"jangan sampai tetangga tahu saya yang lapor": true, "tolong rahasiakan nama saya": true, "identitas saya mohon dirahasiakan": true,
		"saya takut ketahuan": true, "jangan sebutkan nama saya": true, "please keep it confidential": true,
		"saya tidak tahu harus ke mana": false, "jangan dibiarkan rusak": false, "dokumen itu katanya rahasia": false, "namanya jalan Rahasia": false,
	} {
		if got := wantsSecrecy(text); got != want {
			t.Errorf("%q wants secrecy: %t", text, got)
		}
	}
	for text, want := range map[string]bool{
		"bisa bicara dengan orang?": true, "mau ngomong sama admin": true, "ini robot ya": true, "can I talk to a person": true,
		"jalan rusak": false, "petugas puskesmas tidak mau bicara dengan saya waktu saya datang membawa anak yang sakit panas": false,
	} {
		if got := wantsHuman(text); got != want {
			t.Errorf("%q wants a person: %t", text, got)
		}
	}
}

func TestPhones(t *testing.T) {
	for text, want := range map[string]string{
		"081234567890": "+6281234567890", "+62 812-3456-7890": "+6281234567890", "warga 0812 3456 7890 minta jalan": "+6281234567890", "4821-0937": "", "jalan 12": "",
	} {
		if got, _ := phoneIn(text); got != want {
			t.Errorf("%q has %q, want %q", text, got, want)
		}
	}
}

func TestPicks(t *testing.T) {
	offered := []kanal.Choice{{Label: "Kirim", Data: "send"}, {Label: "Bukan, yang lain", Data: "other"}}
	for text, want := range map[string]string{"1": "send", " 2. ": "other", "kirim": "send", "bukan yang lain": "other", "0": "", "3": "", "-1": "", "satu": "", "1 2": ""} {
		if got, _ := picked(text, offered); got != want {
			t.Errorf("%q picks %q, want %q", text, got, want)
		}
	}
	if got, ok := picked("1", nil); ok {
		t.Errorf("picked %q of nothing", got)
	}
}

func TestStartPayload(t *testing.T) {
	for text, want := range map[string]string{"/start abc": "abc", "IKAT abc": "abc", "/ikat abc": "abc", "/start": "", "ikat dua kata": "", "start": ""} {
		if got, _ := startPayload(text); got != want {
			t.Errorf("%q carries %q, want %q", text, got, want)
		}
	}
}

func TestGreetings(t *testing.T) {
	for text, want := range map[string]string{
		"assalamualaikum pak": "salam", "Asslm": "salam", "Salam sejahtera": "salam_umum", "selamat pagi": "pagi", "Pagi min": "pagi",
		"malam": "malam", "jalan rusak, selamat pagi": "", "": "", strings.Repeat("é", 40): "",
	} {
		if got := greeting(text); got != want {
			t.Errorf("%q greets %q, want %q", text, got, want)
		}
	}
}

func TestDespair(t *testing.T) {
	for text, want := range map[string]bool{
		"PERCUMA LAPOR": true, "percuma": true, "ah percuma aja saya lapor pak": true, "sia-sia lapor di sini": true, "buat apa lapor": true,
		"gak ada gunanya melapor": true, "lapor juga percuma": true, "capek lapor terus": true, "It's useless to report": true, "no point in reporting": true,
		"lapor jalan rusak": false, "uang saya dipakai percuma": false, "fogging percuma kalau gotnya begini": false, "capek nunggu": false,
		"percuma lapor ke dinas karena jalan poros kami tetap rusak parah dan truk terus lewat": false,
	} {
		if got := despairs(text); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}
