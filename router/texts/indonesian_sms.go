package texts

// indonesianSMS has the wordings for SMS, fullest first, one a line: the first that fits 160 characters is sent.
// GSM-7 characters only. Officers are not on SMS, and cards are not shown there.
var indonesianSMS = map[Key]string{
	"welcome":  `Layanan laporan warga Kaltim. Tulis saja masalahnya dan tempatnya, kami carikan instansi yang tepat.`,
	"welcomed": `Sama-sama. Kalau ada lagi yang ingin disampaikan, tulis saja di sini.`,
	"called":   `Baik. Petugas kami membaca pesan Anda pada jam kerja. Tulis saja keperluannya, atau ceritakan apa yang terjadi dan di mana.`,
	"comfort":  `Maaf kalau sampai terasa percuma. Tulis masalah dan tempatnya di sini: kami beri nomor, kami teruskan, dan kami kabari.`,
	"comfort_of": `Maaf kalau sampai terasa percuma. Laporan Anda terus kami urus: {daftar}. Ada yang mengganjal? Tulis saja.
Maaf kalau sampai terasa percuma. Laporan Anda terus kami urus: {angka}. Balas STATUS dan nomornya.`,
	"help":          `Melapor: tulis masalah dan tempatnya. Tanya laporan: STATUS dan nomornya. Darurat: telepon 110 (kami tidak bisa mengirim bantuan).`,
	"cancelled":     `Baik, kami batalkan. Kapan pun Anda siap, tulis saja lagi.`,
	"nothing_to_do": `Tidak ada yang perlu dijawab saat ini. Ingin melapor? Tulis masalah dan tempatnya.`,
	"filed": `Laporan {nomor} diterima: {topik}, {tempat}, ke {instansi}. Tanggapan pertama paling lambat {tanggal}. Keliru? Balas SALAH.
Laporan {nomor} diterima: {topik}, ke {instansi}. Tanggapan pertama paling lambat {tanggal}. Keliru? Balas SALAH.
Laporan {nomor} diterima dan diteruskan ke {instansi}. Tanggapan pertama paling lambat {tanggal}. Keliru? Balas SALAH.`,
	"filed_sealed": `Laporan {nomor} diterima dan RAHASIA. Petugas memeriksanya dulu, lalu ke {instansi}. Kabar paling lambat {tanggal}. Keliru? Balas SALAH.`,
	"filed_quiet":  `Nomor {nomor}, PIN {pin}: diterima, rahasia. Catat lalu hapus SMS ini. Amankah kami membalas ke nomor ini? Balas AMAN atau JANGAN.`,
	"filed_triage": `Laporan {nomor} diterima: {topik}, {tempat}. Petugas memastikan instansinya, kabar paling lambat {tanggal}. Keliru? Balas SALAH.
Laporan {nomor} diterima. Petugas memastikan instansi yang tepat, kabar paling lambat {tanggal}. Keliru? Balas SALAH.`,
	"no_report": `Terima kasih sudah menghubungi kami. Ada masalah pelayanan? Tulis saja di sini. Kalau ini laporan, balas LAPOR.`,
	"forwarded": `Terima kasih. Kalau Anda mengalaminya sendiri, tulis apa yang terjadi dan di mana. Kalau ini laporan, balas LAPOR.`,
	"danger": `Bila nyawa terancam, segera telepon {darurat}, gratis. {kekerasan}. Kami tidak bisa mengirim bantuan, tetapi laporan tetap diurus.
Bila nyawa terancam, segera telepon {darurat}, gratis. Kami tidak bisa mengirim bantuan, tetapi laporan Anda tetap diurus.`,
	"status_of": `Laporan {nomor} ({topik}): {status}, {instansi}. {batas}
Laporan {nomor}: {status}, {instansi}. {batas}
Laporan {nomor}: {status}.`,
	"status_public": `Laporan {nomor}: {status}. Keterangan lain hanya untuk pelapornya.`,
	"status_with_pin": `Laporan {nomor}: {status}. Untuk keterangan lengkap, balas nomor laporan dan PIN Anda.
Demi keamanan, balas nomor laporan dan PIN Anda dalam satu SMS.`,
	"status_full": `Laporan {nomor}: {status}, {instansi}. Kabar: {kata}
{nomor}: {kata}
Laporan {nomor}: {status}, {instansi}. {batas}
Laporan {nomor}: {status}.`,
	"status_list":     `Laporan Anda: {angka}. Balas STATUS dan nomornya untuk melihat satu per satu.`,
	"status_none":     `Belum ada laporan dari nomor ini. Punya nomor laporan? Tulis di sini. Ingin melapor? Ceritakan masalahnya.`,
	"no_such_number":  `Nomor itu belum kami temukan. Coba periksa lagi: delapan angka, ada di SMS kami waktu laporan diterima.`,
	"wrong_pin":       `PIN itu belum cocok. Coba periksa lagi. Kalau sudah beberapa kali keliru, tunggu sepuluh menit dulu.`,
	"pin_of":          `PIN laporan {nomor}: {pin}. Simpan dan jangan berikan kepada siapa pun. Untuk bertanya, balas nomor dan PIN.`,
	"pin_too_late":    `Demi keamanan, PIN laporan rahasia hanya diberikan pada hari laporannya dibuat. Kabar tetap kami kirim.`,
	"sealed_now":      `Baik, laporan {nomor} kami rahasiakan: nama, nomor, dan kata-kata Anda tidak sampai ke instansi.`,
	"unsealed_now":    `Baik, perlindungan laporan {nomor} kami turunkan satu tingkat. Berubah pikiran? Balas RAHASIA.`,
	"safe_noted":      `Baik. Kabar kami kirim singkat, tanpa isi. Untuk membacanya, balas nomor dan PIN. Keadaan berubah? Balas JANGAN.`,
	"added":           `Sudah kami tambahkan ke laporan {nomor}. Terima kasih.`,
	"which_reopen":    `Laporan {nomor} sudah ditutup. Balas 1 untuk membukanya lagi, 2 untuk laporan baru.`,
	"which_matter":    `Tambahan untuk laporan {nomor}? Balas 1. Laporan baru? Balas 2.`,
	"solved":          `Syukurlah, terima kasih. Laporan {nomor} kami tutup. Bagaimana pelayanannya? Balas 1 sampai 5 (5: baik sekali).`,
	"not_solved":      `Laporan {nomor} kami buka lagi dan instansinya kami beri tahu. Boleh tulis apa yang belum beres?`,
	"not_solved_yet":  `Laporan {nomor} kami buka lagi. Petugas kami membacanya dulu supaya Anda aman. Boleh tulis apa yang belum beres?`,
	"already_settled": `Laporan {nomor} saat ini: {status}.`,
	"rated":           `Terima kasih atas penilaiannya. Semoga kami selalu bisa lebih baik.`,
	"disputed":        `Maaf kalau keliru. Laporan {nomor} diperiksa petugas dan dicarikan instansi yang tepat. Tidak perlu melapor ulang.`,
	"objected":        `Baik, laporan {nomor} kami buka lagi dan akan dibaca petugas lain. Tidak perlu melapor ulang.`,
	"withdrawn":       `Baik, laporan {nomor} kami cabut. Berubah pikiran? Balas KEBERATAN.`,
	"which_one":       `Laporan yang mana? Balas kata tadi dan nomornya: {angka}.`,
	"unreadable":      `Maaf, pesannya belum bisa kami baca. Boleh tuliskan dengan kata-kata?`,
	"erase_ask":       `Kami hapus nama, nomor, dan percakapan Anda; laporan tersimpan tanpa nama, kabar berhenti. Balas 1 untuk menghapus, 2 bila tidak jadi.`,
	"erased":          `Baik. Setelah SMS ini, data Anda kami hapus. Terima kasih.`,
	"kept":            `Baik, tidak ada yang dihapus.`,

	Privacy:        `Data Anda hanya kami pakai untuk menangani laporan.`,
	Attention:      `Pesan Anda sudah kami terima dan akan dibaca petugas.`,
	CopyOf:         `Yang kami simpan: nomor ini dan laporan {angka}. Untuk isinya, balas STATUS dan nomornya.`,
	NowAssigned:    `Kabar laporan {nomor}: sekarang ditangani {instansi}. Tanggapan pertama paling lambat {tanggal}.`,
	NowTaken:       `Kabar laporan {nomor}: {instansi} sudah mulai mengerjakannya.`,
	NowReturned:    `Kabar laporan {nomor}: bukan wewenang {instansi}. Kami carikan instansi yang tepat. Tidak perlu melapor ulang.`,
	NowAnswered:    `{instansi} menjawab laporan {nomor}: {kata} Sudah selesai? Balas SUDAH atau BELUM.`,
	NowClosed:      `Laporan {nomor} kami tutup karena tidak ada kabar lagi. Belum selesai? Balas BELUM.`,
	NowArchived:    `Laporan {nomor} kami arsipkan: {alasan}. Tidak setuju? Balas KEBERATAN.`,
	NowReopened:    `Laporan {nomor} kami buka lagi. {instansi} melanjutkan penanganannya.`,
	NowAsked:       `{instansi} bertanya tentang laporan {nomor}: {kata} Balas SMS ini.`,
	NowAskedSealed: `Pertanyaan untuk laporan {nomor}: {kata} Anda boleh tidak menjawab.`,
	NowQuiet:       `Ada kabar untuk nomor {nomor}. Untuk membacanya, balas nomor itu dan PIN Anda.`,
	NowRelayed:     `Laporan Anda dititipkan lewat kantor desa/kelurahan. Nomor {nomor}, PIN {pin}. Kabarnya kami kirim ke sini. Tidak merasa melapor? Balas CABUT.`,
}
