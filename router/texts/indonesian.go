package texts

// Places that sentences may use: {nomor} of the report, {instansi} by its everyday name, {topik} with a small
// first letter, {Topik} with a capital one, {tempat}, {tanggal} of the running term, {kata} words of people,
// {salam}, {tanya} the question of a card, {lindung}, {daftar} a list, {angka} numbers in one line, {alasan}, {batas},
// {pin}, {darurat} numbers to call, {kekerasan} marks violence, {hp} a phone number, {berkas} how many pictures,
// {nama}, {konsol}, {lacak} and {privasi} addresses.

// Say to people as a kind, brief human would. The keys without a constant here are dialog's sentences.
var indonesian = map[Key]string{
	"welcome": `Halo, ini layanan laporan warga Kalimantan Timur.
Ceritakan saja dengan kata-kata Anda sendiri: apa yang terjadi dan di mana. Kami carikan instansi yang tepat, dan Anda kami kabari sampai selesai.`,
	"welcomed": `Sama-sama. Kalau ada lagi yang ingin disampaikan, tulis saja di sini.`,
	"called":   `Baik. Saya program, tetapi petugas kami membaca pesan Anda di sini pada jam kerja. Tulis saja keperluannya dengan kata-kata Anda; bila ini keluhan, ceritakan apa yang terjadi dan di mana.`,
	"comfort":  `Maaf kalau sampai terasa percuma. Ceritakan saja masalahnya di sini: kami beri nomor, kami teruskan ke instansinya, dan Anda kami kabari sampai selesai.`,
	"comfort_of": `Maaf kalau sampai terasa percuma. Laporan Anda tidak kami lupakan dan terus kami urus sampai selesai:
{daftar}
Ada yang masih mengganjal? Tulis saja di sini.`,
	"help": `Cara memakai layanan ini:
- Melapor: tulis saja masalahnya dan tempatnya. Foto, pesan suara, dan lokasi juga boleh.
- Menanyakan laporan: tulis nomornya, atau "sudah sampai mana laporan saya".
- Merahasiakan: tulis RAHASIA. Mencabut: CABUT dan nomornya. Meminta PIN: tulis PIN.
- Membatalkan yang belum terkirim: BATAL. Menghapus data Anda: HAPUSDATA. In English: ENGLISH.
Keadaan darurat? Telepon 110 (polisi). Kami tidak bisa mengirim bantuan.`,
	"summary": `{salam}, terima kasih sudah memberi tahu.
Apakah begini maksud Anda?
{Topik} → {instansi}
{Topik_saja} (instansinya kami pastikan dulu)
Tempat: {tempat}
{lindung}
{tanya}`,
	"summary_bare": `{salam}, terima kasih. Pesan Anda siap dikirim sebagai laporan.
{lindung}
{tanya}`,
	"ask_agency":    `Supaya sampai ke instansi yang tepat: ini terutama soal apa?`,
	"ask_school":    `Di sekolah mana? Jangan tulis nama anak atau kelasnya. Atau langsung pilih Kirim.`,
	"ask_level":     `Sekolahnya SD, SMP, atau SMA/SMK? Tulis saja, atau langsung pilih Kirim.`,
	"ask_road":      `Jalan apa namanya, atau dekat apa? Tulis saja, atau langsung pilih Kirim.`,
	"ask_place":     `Di mana tempatnya? Tulis saja di sini, atau langsung pilih Kirim.`,
	"ask_voice":     `Petugas kami akan melihat atau mendengarkannya. Boleh tambahkan sedikit kata: soal apa, dan di mana? Atau langsung pilih Kirim.`,
	"ask_matter":    `Ada masalah apa di tempat itu? Tulis saja di sini, atau langsung pilih Kirim.`,
	"ask_more":      `Ada yang perlu ditambah? Tulis saja. Kalau sudah betul, pilih Kirim.`,
	"change":        `Baik, apa yang perlu diubah? Tulis saja yang benar, atau pilih instansi yang menurut Anda tepat:`,
	"cancelled":     `Baik, kami batalkan. Tidak ada yang terkirim. Kapan pun Anda siap, tulis saja lagi.`,
	"nothing_to_do": `Tidak ada yang perlu dijawab saat ini. Kalau ingin melapor, ceritakan saja masalahnya di sini.`,
	"filed": `Sudah kami terima. Nomor laporan Anda {nomor}.
Kami teruskan ke {instansi}. Tanggapan pertama paling lambat {tanggal}.
Kami kabari setiap ada perkembangan. Ada yang terlewat? Balas pesan ini kapan saja. Keliru? Balas SALAH.`,
	"filed_sealed": `Sudah kami terima. Nomor laporan Anda {nomor}.
Petugas kami memeriksanya dulu supaya Anda aman, lalu meneruskannya ke {instansi}.
Anda kami kabari paling lambat {tanggal}. Ada yang terlewat? Balas pesan ini kapan saja.
Ingin menanyakannya nanti? Balas PIN hari ini: laporan rahasia hanya dibuka dengan nomor dan PIN.`,
	"filed_quiet": `Sudah kami terima dan kami rahasiakan. Nomor {nomor}, PIN {pin}. Catat di tempat aman, lalu hapus percakapan ini.
Petugas kami memeriksanya paling lambat {tanggal}. Kabar hanya bisa dibaca dengan nomor dan PIN.
Amankah kami membalas ke nomor ini? Balas AMAN atau JANGAN.`,
	"filed_triage": `Sudah kami terima. Nomor laporan Anda {nomor}.
Petugas kami memastikan dulu instansi yang tepat, paling lambat {tanggal}, lalu Anda kami kabari. Anda tidak perlu melapor ulang.`,
	"no_report": `{salam}, terima kasih sudah menghubungi kami.
Ada masalah pelayanan yang ingin disampaikan? Ceritakan saja di sini. Kalau ini laporan, balas LAPOR.`,
	"forwarded": `Terima kasih, ini sepertinya pesan terusan. Kalau Anda mengalaminya sendiri, ceritakan dengan kata-kata Anda: apa yang terjadi dan di mana. Kalau ini laporan, balas LAPOR.`,
	"danger": `Bila ada nyawa yang terancam, segera telepon {darurat}, gratis. Kami sendiri tidak bisa mengirim bantuan, tetapi laporan Anda tetap kami urus.
{kekerasan}`,
	"group_hint": `Halo! Demi keamanan Anda, laporan tidak kami bahas di grup. Kirim pesan langsung ke saya, ya.`,
	"status_of": `Laporan {nomor} ({topik}): {status}.
Yang menangani: {instansi}.
{batas}`,
	"status_public": `Laporan {nomor}: {status}. Keterangan lain hanya kami berikan kepada pelapornya.`,
	"status_with_pin": `Laporan {nomor}: {status}.
Demi keamanan, keterangan lengkapnya kami berikan dengan PIN. Tulis nomor laporan dan PIN Anda dalam satu pesan.`,
	"status_full": `Laporan {nomor}: {status}.
Yang menangani: {instansi}.
{batas}
Kabar terakhir: {kata}`,
	"status_list":     "Laporan Anda:\n{daftar}\nTulis nomornya untuk melihat lebih lengkap.",
	"status_none":     `Kami belum menemukan laporan dari nomor ini. Kalau Anda punya nomor laporan, tulis saja di sini. Ingin melapor? Ceritakan masalahnya.`,
	"no_such_number":  `Nomor itu belum kami temukan. Coba periksa lagi: delapan angka, ada di pesan kami waktu laporan diterima.`,
	"wrong_pin":       `PIN itu belum cocok dengan nomor laporannya. Coba periksa lagi. Kalau sudah beberapa kali keliru, tunggu sepuluh menit dulu.`,
	"pin_of":          `PIN laporan {nomor}: {pin}. Simpan baik-baik dan jangan berikan kepada siapa pun. Dengan nomor dan PIN, Anda bisa menanyakannya dari HP mana saja.`,
	"pin_too_late":    `Demi keamanan, PIN laporan rahasia hanya kami berikan pada hari laporannya dibuat. Kabar tetap kami kirim ke sini.`,
	"sealed_now":      `Baik, laporan {nomor} kami rahasiakan. Petugas kami memeriksanya dulu; nama, nomor, dan kata-kata Anda tidak sampai ke instansi maupun yang dilaporkan.`,
	"unsealed_now":    `Baik, perlindungan laporan {nomor} kami turunkan satu tingkat sesuai permintaan Anda. Berubah pikiran? Balas RAHASIA.`,
	"safe_noted":      `Baik. Kabar kami kirim singkat saja, tanpa isi laporan. Untuk membacanya, tulis nomor dan PIN. Keadaan berubah? Balas JANGAN.`,
	"added":           `Sudah kami tambahkan ke laporan {nomor}. Terima kasih.`,
	"noted":           `Perubahan itu kami catat di laporan {nomor}; yang lain tidak berubah. Ingin mencabut atau merahasiakannya? Tulis CABUT atau RAHASIA sebagai pesan baru.`,
	"which_matter":    `Apakah ini tambahan untuk laporan {nomor} ({topik}), atau laporan baru?`,
	"which_reopen":    `Laporan {nomor} sudah ditutup. Kami buka lagi, atau ini laporan baru?`,
	"solved":          `Syukurlah, terima kasih. Laporan {nomor} kami tutup. Bagaimana pelayanannya? Beri 1 sampai 5 bintang bila berkenan.`,
	"not_solved":      `Baik, laporan {nomor} kami buka lagi dan {instansi} kami beri tahu. Boleh tuliskan apa yang belum beres?`,
	"not_solved_yet":  `Baik, laporan {nomor} kami buka lagi. Petugas kami membacanya dulu supaya Anda aman, lalu meneruskannya. Boleh tuliskan apa yang belum beres?`,
	"already_settled": `Laporan {nomor} saat ini: {status}. Ada yang berubah? Balas pesan ini dan ceritakan.`,
	"rated":           `Terima kasih atas penilaiannya. Semoga kami selalu bisa lebih baik.`,
	"disputed":        `Maaf kalau keliru. Laporan {nomor} kami serahkan kepada petugas untuk dicarikan instansi yang tepat. Anda tidak perlu melapor ulang.`,
	"objected":        `Baik, laporan {nomor} kami buka lagi dan akan dibaca petugas lain. Anda tidak perlu melapor ulang.`,
	"withdrawn":       `Baik, laporan {nomor} kami cabut. Berubah pikiran? Balas KEBERATAN, kami buka lagi.`,
	"which_one":       "Laporan yang mana? Tulis lagi kata tadi bersama nomornya:\n{daftar}",
	"unreadable":      `Maaf, pesannya belum bisa kami baca. Boleh tuliskan dengan kata-kata?`,
	"erase_ask": `Kami akan menghapus nama, nomor, dan percakapan Anda. Laporan yang wajib diarsipkan tetap tersimpan tanpa nama, dan kami tidak bisa lagi mengabari Anda.
Ingin salinannya dulu? Balas SALINAN. Lanjut menghapus?`,
	"erased": `Baik. Setelah pesan ini, data Anda kami hapus. Terima kasih sudah memakai layanan ini.`,
	"kept":   `Baik, tidak ada yang dihapus.`,

	"officer_help": `Untuk petugas:
- Balas pesan tugas untuk menjawab pelapor; foto hasil pekerjaan boleh disertakan.
- Terima: mulai mengerjakan. Bukan wewenang: kembalikan dengan alasan. Minta data: tanya pelapor.
- TUGAS: daftar yang terbuka. OPER (sebagai balasan pesan tugas): serahkan ke rekan. RINGKASAN: daftar tugas tiap hari kerja pukul 08.00.
- Semua tugas ada di konsol: {konsol}`,
	"officer_ask":       `Tulis jawaban untuk pelapor laporan {nomor}. Sebelum dikirim, Anda bisa melihatnya dulu. BATAL untuk mengurungkan.`,
	"officer_why":       `Mengapa laporan {nomor} bukan wewenang instansi Anda? Tulis alasannya dengan singkat. Bila tahu, sebutkan juga instansi yang tepat.`,
	"officer_need":      `Apa yang perlu dilengkapi pelapor laporan {nomor}? Tulis pertanyaannya. BATAL untuk mengurungkan.`,
	"officer_preview":   "Jawaban untuk laporan {nomor}:\n“{kata}”\n({berkas} foto atau berkas disertakan)\nKirim ke pelapor?",
	"officer_question":  "Pertanyaan untuk pelapor laporan {nomor}:\n“{kata}”\nKirim?",
	"officer_unsent":    `Tulisan Anda untuk laporan {nomor} belum dikirim ke pelapor. Balas pesan tugasnya untuk menulis lagi.`,
	"officer_took":      `Baik, laporan {nomor} tercatat Anda tangani. Balas pesan tugasnya untuk menjawab pelapor.`,
	"officer_gave_up":   `Laporan {nomor} kami kembalikan ke admin untuk dicarikan instansi yang tepat. Terima kasih.`,
	"officer_said":      `Jawaban untuk laporan {nomor} kami kirim ke pelapor. Terima kasih.`,
	"officer_asked":     `Pertanyaan untuk laporan {nomor} kami kirim ke pelapor. Batas waktunya berhenti sampai pelapor menjawab.`,
	"officer_gone":      `Tugas ini sudah tidak di instansi Anda, atau sudah selesai. Lihat daftar tugas di konsol: {konsol}`,
	"officer_not_now":   `Laporan {nomor} saat ini {status}, jadi belum bisa diubah dari sini. Selengkapnya di konsol: {konsol}`,
	"officer_console":   `Laporan {nomor} rahasia. Baca naskahnya dan jawab di konsol: {konsol}`,
	"officer_task":      "Laporan {nomor} ({topik}): {status}.\nTempat: {tempat}\n“{kata}”\n{batas}",
	"officer_tasks":     "Tugas yang terbuka di {instansi}:\n{daftar}\nPilih atau tulis nomornya untuk membuka.",
	"officer_no_tasks":  `Tidak ada tugas yang terbuka. Terima kasih atas kerja Anda.`,
	"officer_own":       `Pesan ini untuk tugas yang mana, atau laporan Anda sendiri sebagai warga?`,
	"officer_hand_to":   `Laporan {nomor} diserahkan kepada siapa?`,
	"officer_handed":    `Laporan {nomor} kami serahkan kepada {nama}.`,
	"officer_alone":     `Belum ada rekan lain di instansi Anda yang terhubung. Admin bisa menambahkannya.`,
	"officer_digest":    `Baik, ringkasan tugas kami kirim setiap hari kerja pukul 08.00 WITA. Berhenti? Balas RINGKASAN STOP.`,
	"officer_no_digest": `Baik, ringkasan pagi kami hentikan.`,
	"officer_elsewhere": "Terima kasih. Petugas memakai nomor WhatsApp tersendiri; nomor ini untuk warga.\nKirim kode yang sama ke sana: https://wa.me/{hp}\nKodenya masih berlaku. Perlu bantuan? Tanyakan kepada admin.",
	"bind_failed":       `Tautan ini sudah terpakai atau kedaluwarsa. Mintalah tautan baru kepada admin.`,
	"bound":             `Selamat bergabung, {nama}. Mulai sekarang tugas untuk {instansi} kami kirim ke sini. Tulis BANTUAN untuk caranya.`,
	"bound_relay":       `Selamat bergabung, {nama}. Dari sini Anda bisa menitipkan laporan warga yang sudah setuju. Tulis BANTUAN untuk caranya.`,
	"relay_help": `Titip lapor untuk kantor desa/kelurahan:
- Tulis laporan warga dengan kata-kata warga itu sendiri, lalu nomor HP warga itu.
- Warga harus sudah setuju. Nomor laporan dan PIN kami kirim hanya kepada warga.
- Pungli, tambang, kekerasan, dan hal berisiko lain: mintalah warga menulis sendiri dari HP yang aman baginya.`,
	"relay_who":      `Laporan ini dari siapa? Tulis nomor HP warga itu: nomor laporan dan PIN hanya kami kirim kepadanya.`,
	"relay_consent":  "Titipan untuk warga {hp}: {topik}.\nApakah warga itu sudah setuju laporannya dititipkan?",
	"relay_refused":  `Hal seperti ini tidak kami terima lewat titipan, demi keamanan pelapornya. Mintalah warga menulis sendiri dari HP yang aman baginya.`,
	"relay_filed":    `Terima kasih, titipan untuk {hp} sudah kami catat. Nomor laporan dan PIN kami kirim langsung kepada warga itu.`,
	"relay_no_phone": `Titip lapor belum bisa dipakai: belum ada saluran SMS atau WhatsApp untuk mengabari warga. Hubungi admin.`,
	"relay_unsent":   `Titipan tadi belum dikirim karena belum lengkap. Tulis lagi bersama nomor HP warganya bila sudah siap.`,

	Privacy:     `Data Anda hanya kami pakai untuk menangani laporan: {privasi}`,
	Attention:   `Pesan Anda sudah kami terima dan akan dibaca petugas.`,
	CopyOf:      "Ini yang kami simpan tentang Anda: alamat percakapan ini, nama yang tampil di sini ({nama}), dan laporan berikut.\n{daftar}",
	NowAssigned: `Kabar laporan {nomor}: sekarang ditangani {instansi}. Tanggapan pertama paling lambat {tanggal}.`,
	NowTaken:    `Kabar laporan {nomor}: {instansi} sudah mulai mengerjakannya.`,
	NowReturned: `Kabar laporan {nomor}: ternyata bukan wewenang {instansi}. Kami sedang mencarikan instansi yang tepat. Anda tidak perlu melapor ulang.`,
	NowAsked: `{instansi} perlu keterangan untuk laporan {nomor}:
{kata}
Balas pesan ini untuk menjawab.`,
	NowAskedSealed: `Ada pertanyaan untuk laporan rahasia {nomor}:
{kata}
Anda boleh tidak menjawab. Bila menjawab, jangan tulis nama atau hal yang menunjukkan siapa Anda.`,
	NowAnswered: `Jawaban {instansi} untuk laporan {nomor}:
{kata}

Apakah masalahnya sudah selesai?`,
	NowClosed: `Laporan {nomor} kami tutup karena tidak ada kabar lagi. Bila masalahnya belum selesai, balas BELUM.`,
	NowArchived: `Laporan {nomor} kami arsipkan: {alasan}.
Tidak setuju? Balas KEBERATAN, petugas lain akan membacanya.`,
	NowReopened: `Laporan {nomor} kami buka lagi. {instansi} melanjutkan penanganannya.`,
	NowQuiet:    `Ada kabar untuk nomor {nomor}. Untuk membacanya, tulis nomor itu dan PIN Anda.`,
	NowRelayed:  `Laporan Anda ({topik}) dititipkan lewat kantor desa/kelurahan. Nomor {nomor}, PIN {pin}. Kabarnya kami kirim ke sini. Tidak merasa melapor? Balas CABUT.`,
	TaskNew: `Tugas baru {nomor}
{Topik} · {tempat}
{Topik_saja}
“{kata}”
({berkas} foto atau berkas: lihat di konsol)
Tanggapan pertama paling lambat {tanggal}, 16.00 WITA`,
	TaskSealed: `Laporan rahasia {nomor}: {topik}.
Baca naskahnya di konsol: {konsol}
Dilarang mencari tahu pelapornya.`,
	TaskReopened:   `Laporan {nomor} ({topik}) dibuka lagi: {alasan}. Mohon dilanjutkan.`,
	TaskMore:       "Tambahan dari pelapor untuk laporan {nomor}:\n“{kata}”\n({berkas} foto atau berkas: lihat di konsol)",
	TaskMoreSealed: `Ada tambahan untuk laporan rahasia {nomor}. Admin memeriksanya dulu.`,
	TaskCopy: `Tembusan laporan rahasia {nomor}: {topik}, ditangani {instansi}.
Naskahnya ada di konsol: {konsol}
Dilarang mencari tahu pelapornya.`,
	TaskWithdrawn: `Laporan {nomor} ({topik}) dicabut pelapornya. Tidak perlu ditindaklanjuti lagi.`,
	TaskHanded:    "{nama} menyerahkan tugas {nomor} kepada Anda.\n{Topik} · {tempat}\n{Topik_saja}\n“{kata}”\nBatas waktu {tanggal}.",
	TaskDigest:    "Selamat pagi. Tugas yang terbuka di {instansi}:\n{daftar}\nTulis nomornya untuk membuka. Berhenti? Balas RINGKASAN STOP.",
	Brief: `Seorang warga melaporkan dugaan {topik}.
Tempat: {tempat}
Isi laporan (disamarkan): {kata}
Mohon diperiksa dan dijawab.`,
}
