package web

import (
	"kanal"
	"kanal/router/dialog"
	"kanal/router/texts"
	"kanal/storage"
)

func protectionWords(p kanal.Protection) string {
	switch p {
	case kanal.Open:
		return "Terbuka"
	case kanal.Anonim:
		return "Anonim"
	case kanal.Tersegel:
		return "Rahasia"
	case kanal.Senyap:
		return "Rahasia dan senyap"
	}
	return ""
}

// eventWords says what happened, to colleagues.
func eventWords(k kanal.EventKind) string {
	switch k {
	case kanal.EventFiled:
		return "Laporan masuk"
	case kanal.EventAssigned:
		return "Diteruskan"
	case kanal.EventTaken:
		return "Mulai dikerjakan"
	case kanal.EventReturned:
		return "Dikembalikan ke admin"
	case kanal.EventAsked:
		return "Pelapor dimintai keterangan"
	case kanal.EventCompleted:
		return "Dilengkapi pelapor"
	case kanal.EventAnswered:
		return "Dijawab"
	case kanal.EventReopened:
		return "Dibuka lagi"
	case kanal.EventClosed:
		return "Selesai"
	case kanal.EventArchived:
		return "Diarsipkan"
	case kanal.EventRestored:
		return "Dikeluarkan dari arsip"
	case kanal.EventCorrected:
		return "Dikoreksi"
	case kanal.EventProtected:
		return "Perlindungan diubah"
	case kanal.EventBriefed:
		return "Naskah dilepas"
	case kanal.EventAdded:
		return "Pelapor menambahkan keterangan"
	case kanal.EventRated:
		return "Dinilai pelapor"
	case kanal.EventHushed:
		return "Aman membalas pelapor?"
	case kanal.EventHanded:
		return "Diserahkan ke rekan"
	case kanal.EventWondered:
		return "Instansi ingin bertanya kepada pelapor"
	case kanal.EventWithheld:
		return "Siapa yang dilaporkan ditandai"
	case kanal.EventJoined:
		return "Masuk ke kasus"
	case kanal.EventParted:
		return "Keluar dari kasus"
	case kanal.EventOpeningAsked:
		return "Pembukaan identitas diminta"
	case kanal.EventOpeningAllowed:
		return "Pembukaan identitas disetujui"
	case kanal.EventOpeningRefused:
		return "Pembukaan identitas ditolak"
	case kanal.EventOpened:
		return "Identitas pelapor dilihat"
	}
	return ""
}

// reasonWords puts the reason of an event into words for colleagues.
func reasonWords(e kanal.Event) string {
	switch e.Reason {
	case "":
		return ""
	case "citizen":
		return "pelapor menyatakan selesai"
	case "silence":
		return "tidak ada kabar dari pelapor"
	case "agency":
		return "ditutup instansi"
	case "dicabut":
		return "dicabut pelapor"
	case kanal.Safe:
		return "ya, aman"
	case kanal.Unsafe:
		return "tidak: jangan kirim apa pun"
	case restored:
		return "" // the event itself says so
	}
	return texts.Reason(dialog.Indonesian, e.Reason)
}

func deliveryWords(s kanal.DeliveryState) string {
	switch s {
	case kanal.StatePending:
		return "menunggu dikirim"
	case kanal.StateHeld:
		return "menunggu penerimanya menulis"
	case kanal.StateSent:
		return "terkirim"
	case kanal.StateDelivered:
		return "sampai di ponsel"
	case kanal.StateRead:
		return "dibaca"
	case kanal.StateFailed:
		return "gagal di jaringan"
	case kanal.StateDead:
		return "tidak bisa dikirim"
	case kanal.StateExpired:
		return "digantikan pesan yang lebih baru"
	}
	return ""
}

func clockWords(k kanal.ClockKind) string {
	switch k {
	case kanal.ClockVerify:
		return "Verifikasi"
	case kanal.ClockRespond:
		return "Tanggapan pertama"
	case kanal.ClockFinish:
		return "Penyelesaian"
	case kanal.ClockCitizen:
		return "Jawaban pelapor"
	}
	return ""
}

func flagWords(flag string) string {
	switch flag {
	case kanal.FlagDanger:
		return "ada bahaya"
	case kanal.FlagBribery:
		return "pungutan liar"
	case kanal.FlagMisconduct:
		return "berkadar pengawasan"
	case kanal.FlagMining:
		return "tambang atau hauling"
	case kanal.FlagViolence:
		return "kekerasan"
	}
	return flag
}

func roleWords(r storage.Role) string {
	switch r {
	case storage.Admin:
		return "Admin"
	case storage.Officer:
		return "Petugas"
	case storage.Relay:
		return "Titip lapor"
	case storage.Leader:
		return "Pimpinan"
	}
	return ""
}

// channelWords names the network of an account for people.
func channelWords(account string) string {
	switch kanal.NetworkOf(account).Name {
	case "telegram":
		return "Telegram"
	case "whatsapp":
		return "WhatsApp"
	case "sms":
		return "SMS"
	case "webchat":
		return "Chat di situs"
	case "":
		return "Impor"
	}
	return account
}
