package web

import (
	"kanal"
)

var protections = map[kanal.Protection]string{
	kanal.Open: "Terbuka", kanal.Anonim: "Anonim", kanal.Tersegel: "Rahasia (tersegel)", kanal.Senyap: "Rahasia dan senyap",
}

func protectionWords(p kanal.Protection) string { return protections[p] }

var events = map[kanal.EventKind]string{
	kanal.EventFiled:     "Laporan masuk",
	kanal.EventAssigned:  "Diteruskan",
	kanal.EventTaken:     "Mulai dikerjakan",
	kanal.EventReturned:  "Dikembalikan ke admin",
	kanal.EventAsked:     "Pelapor dimintai keterangan",
	kanal.EventCompleted: "Dilengkapi",
	kanal.EventAnswered:  "Dijawab",
	kanal.EventReopened:  "Dibuka lagi",
	kanal.EventClosed:    "Selesai",
	kanal.EventArchived:  "Diarsipkan",
	kanal.EventRestored:  "Dikeluarkan dari arsip",
	kanal.EventCorrected: "Dikoreksi",
	kanal.EventProtected: "Perlindungan diubah",
	kanal.EventBriefed:   "Naskah dilepas",
	kanal.EventAdded:     "Pelapor menambahkan",
	kanal.EventRated:     "Dinilai pelapor",
}

func eventWords(k kanal.EventKind) string { return events[k] }

var deliveries = map[kanal.DeliveryState]string{
	kanal.StatePending: "menunggu dikirim", kanal.StateSent: "terkirim", kanal.StateDelivered: "sampai di ponsel",
	kanal.StateRead: "dibaca", kanal.StateFailed: "gagal di jaringan", kanal.StateDead: "tidak bisa dikirim",
	kanal.StateExpired: "digantikan pesan yang lebih baru",
}

func deliveryWords(s kanal.DeliveryState) string { return deliveries[s] }

// channelWords names a network for people.
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
