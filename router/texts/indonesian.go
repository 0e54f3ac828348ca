package texts

import "kanal"

// Places that sentences may use: {nomor} of the report, {instansi} by its everyday name, {topik} with a small
// first letter, {Topik} with a capital one, {tempat}, {tanggal} of the running term, {kata} words of people,
// {salam}, {tanya}, {lindung}, {daftar}, {alasan}, {konsol}, {lacak} and {privasi} addresses.

// Say to people as a kind, brief human would. The keys without a constant here are dialog's sentences.
var indonesian = map[Key]string{
	"welcome": `Halo, ini layanan laporan warga Kalimantan Timur.
Ceritakan saja dengan kata-kata Anda sendiri: apa yang terjadi dan di mana. Kami carikan instansi yang tepat, dan Anda kami kabari sampai selesai.`,
	"help": `Cara memakai layanan ini:
- Melapor: tulis saja masalahnya dan tempatnya.
- Menanyakan laporan: tulis nomornya, atau "sudah sampai mana laporan saya".
- Membatalkan yang belum terkirim: tulis BATAL.
Keadaan darurat? Telepon 110 (polisi). Kami tidak bisa mengirim bantuan.`,
	"summary": `{salam}, terima kasih sudah memberi tahu.
Apakah begini maksud Anda?
{Topik} → {instansi}
{Topik_saja} (instansinya kami pastikan dulu)
Tempat: {tempat}
{lindung}
{tanya}`,
	"change":        `Baik, apa yang perlu diubah? Tulis saja tambahannya, atau pilih instansi yang menurut Anda tepat:`,
	"cancelled":     `Baik, kami batalkan. Tidak ada yang terkirim. Kapan pun Anda siap, tulis saja lagi.`,
	"nothing_to_do": `Tidak ada yang perlu dijawab saat ini. Kalau ingin melapor, ceritakan saja masalahnya di sini.`,
	"filed": `Sudah kami terima. Nomor laporan Anda {nomor}.
Kami teruskan ke {instansi}. Tanggapan pertama paling lambat {tanggal}.
Kami kabari setiap ada perkembangan. Ada yang terlewat? Balas pesan ini kapan saja. Keliru? Balas SALAH.`,
	"filed_sealed": `Sudah kami terima. Nomor laporan Anda {nomor}.
Petugas kami memeriksanya dulu supaya Anda aman, lalu meneruskannya ke {instansi}.
Laporan ini rahasia: nama dan nomor Anda tidak kami berikan kepada siapa pun yang dilaporkan maupun instansinya.
Anda kami kabari paling lambat {tanggal}. Ada yang terlewat? Balas pesan ini kapan saja.`,
	"filed_triage": `Sudah kami terima. Nomor laporan Anda {nomor}.
Petugas kami memastikan dulu instansi yang tepat, paling lambat {tanggal}, lalu Anda kami kabari. Anda tidak perlu melapor ulang.`,
	"no_report": `{salam}, terima kasih sudah menghubungi kami.
Ada masalah pelayanan yang ingin disampaikan? Ceritakan saja di sini. Kalau ini laporan, balas LAPOR`,
	"danger": `Bila ada nyawa yang terancam, segera telepon 110 (polisi), gratis. Kami sendiri tidak bisa mengirim bantuan, tetapi laporan Anda tetap kami urus.`,
	"status_of": `Laporan {nomor} ({topik}): {status}.
Yang menangani: {instansi}.
{batas}`,
	"status_public":   `Laporan {nomor}: {status}. Keterangan lain hanya kami berikan kepada pelapornya.`,
	"status_list":     "Laporan Anda:\n{daftar}\nTulis nomornya untuk melihat lebih lengkap.",
	"status_none":     `Kami belum menemukan laporan dari nomor ini. Kalau Anda punya nomor laporan, tulis saja di sini. Ingin melapor? Ceritakan masalahnya.`,
	"no_such_number":  `Nomor itu belum kami temukan. Coba periksa lagi: delapan angka, misalnya seperti pada pesan pertama kami.`,
	"added":           `Sudah kami tambahkan ke laporan {nomor}. Terima kasih.`,
	"solved":          `Syukurlah, terima kasih. Laporan {nomor} kami tutup. Bagaimana pelayanannya? Beri 1 sampai 5 bintang bila berkenan.`,
	"not_solved":      `Baik, laporan {nomor} kami buka lagi dan {instansi} kami beri tahu. Boleh tuliskan apa yang belum beres? Balas pesan ini.`,
	"already_settled": `Laporan {nomor} saat ini: {status}. Ada yang berubah? Balas pesan ini dan ceritakan.`,
	"rated":           `Terima kasih atas penilaiannya. Semoga kami selalu bisa lebih baik.`,
	"disputed":        `Maaf kalau keliru. Laporan {nomor} kami serahkan kepada petugas untuk dicarikan instansi yang tepat. Anda tidak perlu melapor ulang.`,
	"objected":        `Baik, laporan {nomor} kami buka lagi dan dibaca petugas lain. Anda tidak perlu melapor ulang.`,
	"which_one":       "Laporan yang mana? Tulis nomornya:\n{daftar}",
	"unreadable":      `Maaf, pesannya belum bisa kami baca. Boleh tuliskan dengan kata-kata?`,
	"officer_help": `Untuk petugas:
- Balas pesan tugas untuk menjawab pelapor.
- Terima: mulai mengerjakan. Bukan wewenang: kembalikan dengan alasan.
- Semua tugas ada di konsol: {konsol}`,
	"officer_ask":     `Tulis jawaban untuk pelapor laporan {nomor}. Pesan Anda berikutnya dikirim sebagai jawaban. BATAL untuk mengurungkan.`,
	"officer_why":     `Mengapa laporan {nomor} bukan wewenang instansi Anda? Tulis alasannya dengan singkat, dan instansi yang tepat bila tahu.`,
	"officer_took":    `Baik, laporan {nomor} tercatat Anda tangani. Balas pesan tugasnya untuk menjawab pelapor.`,
	"officer_gave_up": `Laporan {nomor} kami kembalikan ke admin untuk dicarikan instansi yang tepat. Terima kasih.`,
	"officer_said":    `Jawaban untuk laporan {nomor} kami kirim ke pelapor. Terima kasih.`,
	"officer_gone":    `Tugas ini sudah tidak di instansi Anda, atau sudah selesai. Lihat daftar tugas di konsol: {konsol}`,
	"officer_not_now": `Laporan {nomor} saat ini {status}, jadi belum bisa diubah dari sini. Selengkapnya di konsol: {konsol}`,
	"officer_console": `Laporan {nomor} rahasia. Baca naskahnya dan jawab di konsol: {konsol}`,
	"bind_failed":     `Tautan ini sudah terpakai atau kedaluwarsa. Mintalah tautan baru kepada admin.`,
	"bound":           `Selamat bergabung, {nama}. Mulai sekarang tugas untuk {instansi} kami kirim ke sini.`,

	Privacy:     `Data Anda hanya kami pakai untuk menangani laporan: {privasi}`,
	Attention:   `Pesan Anda sudah kami terima dan akan dibaca petugas.`,
	NowAssigned: `Kabar laporan {nomor}: sekarang ditangani {instansi}. Tanggapan pertama paling lambat {tanggal}.`,
	NowTaken:    `Kabar laporan {nomor}: {instansi} sudah mulai mengerjakannya.`,
	NowReturned: `Kabar laporan {nomor}: ternyata bukan wewenang {instansi}. Kami sedang mencarikan instansi yang tepat. Anda tidak perlu melapor ulang.`,
	NowAsked: `{instansi} perlu keterangan untuk laporan {nomor}:
{kata}
Balas pesan ini untuk menjawab.`,
	NowAnswered: `Jawaban {instansi} untuk laporan {nomor}:
{kata}

Apakah masalahnya sudah selesai?`,
	NowClosed: `Laporan {nomor} kami tutup karena tidak ada kabar lagi. Bila masalahnya belum selesai, balas BELUM.`,
	NowArchived: `Laporan {nomor} kami arsipkan: {alasan}.
Tidak setuju? Balas KEBERATAN, petugas lain akan membacanya.`,
	NowReopened: `Laporan {nomor} kami buka lagi. {instansi} melanjutkan penanganannya.`,
	TaskNew: `Tugas baru {nomor}
{Topik} · {tempat}
{Topik_saja}
“{kata}”
Tanggapan pertama paling lambat {tanggal}, 16.00 WITA`,
	TaskSealed: `Laporan rahasia {nomor}: {topik}.
Baca naskahnya di konsol: {konsol}
Dilarang mencari tahu pelapornya.`,
	TaskReopened:   `Pelapor menyatakan laporan {nomor} ({topik}) {alasan}. Mohon dilanjutkan.`,
	TaskMore:       "Tambahan dari pelapor untuk laporan {nomor}:\n“{kata}”",
	TaskMoreSealed: `Ada tambahan untuk laporan rahasia {nomor}. Admin memeriksanya dulu.`,
	Brief: `Seorang warga melaporkan dugaan {topik}.
Tempat: {tempat}
Isi laporan (disamarkan): {kata}
Mohon diperiksa dan dijawab.`,
}

// indonesianSMS has the wordings for SMS, fullest first, one a line: the first that fits 160 characters is sent.
// GSM-7 characters only.
var indonesianSMS = map[Key]string{
	"welcome": `Layanan laporan warga Kaltim. Tulis saja masalahnya dan tempatnya, kami carikan instansi yang tepat.`,
	"help":    `Melapor: tulis masalah dan tempatnya. Tanya laporan: STATUS dan nomornya. Darurat: telepon 110 (kami tidak bisa mengirim bantuan).`,
	"filed": `Laporan {nomor} diterima: {topik}, {tempat}, ke {instansi}. Tanggapan pertama paling lambat {tanggal}. Keliru? Balas SALAH.
Laporan {nomor} diterima: {topik}, ke {instansi}. Tanggapan pertama paling lambat {tanggal}. Keliru? Balas SALAH.
Laporan {nomor} diterima, ke {instansi}. Tanggapan pertama paling lambat {tanggal}. Keliru? Balas SALAH.`,
	"filed_sealed": `Laporan {nomor} diterima dan RAHASIA. Petugas memeriksanya dulu, lalu ke {instansi}. Kabar paling lambat {tanggal}. Keliru? Balas SALAH.`,
	"filed_triage": `Laporan {nomor} diterima: {topik}, {tempat}. Petugas memastikan instansinya, kabar paling lambat {tanggal}. Keliru? Balas SALAH.
Laporan {nomor} diterima. Petugas memastikan instansi yang tepat, kabar paling lambat {tanggal}. Keliru? Balas SALAH.`,
	"no_report": `Terima kasih sudah menghubungi kami. Ada masalah pelayanan? Tulis saja di sini. Kalau ini laporan, balas LAPOR`,
	"danger":    `Bila nyawa terancam, segera telepon 110 (polisi), gratis. Kami tidak bisa mengirim bantuan, tetapi laporan Anda tetap diurus.`,
	"status_of": `Laporan {nomor} ({topik}): {status}, {instansi}. {batas}
Laporan {nomor}: {status}, {instansi}. {batas}
Laporan {nomor}: {status}.`,
	"status_none":     `Belum ada laporan dari nomor ini. Punya nomor laporan? Tulis di sini. Ingin melapor? Ceritakan masalahnya.`,
	"solved":          `Syukurlah, terima kasih. Laporan {nomor} kami tutup. Beri nilai pelayanan? Balas 1 sampai 5.`,
	"not_solved":      `Laporan {nomor} kami buka lagi dan instansinya kami beri tahu. Terima kasih kabarnya.`,
	"disputed":        `Maaf kalau keliru. Laporan {nomor} diperiksa petugas dan dicarikan instansi yang tepat. Tidak perlu melapor ulang.`,
	"already_settled": `Laporan {nomor} saat ini: {status}.`,
	NowAnswered:       `{instansi} menjawab laporan {nomor}: {kata} Sudah selesai? Balas SUDAH atau BELUM.`,
	NowArchived:       `Laporan {nomor} kami arsipkan: {alasan}. Tidak setuju? Balas KEBERATAN.`,
	NowAsked:          `{instansi} bertanya tentang laporan {nomor}: {kata} Balas SMS ini.`,
}

// Protected says what a level of protection does for the reporter; empty for open.
func Protected(p kanal.Protection) string {
	switch {
	case p.Sealed():
		return "Laporan ini kami rahasiakan: nama dan nomor Anda tidak kami berikan kepada instansi maupun yang dilaporkan."
	case p.Hides():
		return "Nama dan nomor Anda tidak ditampilkan kepada instansi, terlapor, dan umum."
	}
	return ""
}
