package classifier

import "kanal"

// rule is one thing that must not be missed: when one of its patterns is in a text, the prediction carries its
// flags and at least its protection, and where it names one its topic.
type rule struct {
	flags      []string
	protection kanal.Protection
	topic      string   // empty: the model's stays
	sure       float64  // how often the topic is right, as confidence of its agency
	yields     float64  // a topic of the model that protects as well stays when it is this likely
	near       []string // other words that change the topic …
	nearTopic  string   // … to this one, whatever the model says
	unless     []string // words that leave the topic to the model
	patterns   []string // see pattern
}

var (
	atSchool = []string{"sma", "smk", "slb", "sman", "smkn", "sekolah", "guru", "komite", "rapor", "raport", "ijazah",
		"siswa", "siswi", "murid", "seragam", "ppdb", "spmb", "kepala sekolah", "wali kelas", "yayasan", "smp", "sd",
		"perpisahan", "wisuda", "daftar ulang"}
	underIKN = []string{"ikn", "nusantara", "otorita"}
)

// rules come in order of precedence: the first that names a topic decides it.
var rules = []rule{
	{
		flags: []string{kanal.FlagViolence}, protection: kanal.Senyap, topic: "kekerasan", sure: 0.9, yields: 2,
		patterns: []string{
			"kdrt", "kekerasan seksual|fisik|verbal", "kekerasan dalam rumah", "kekerasan ... anak|perempuan|istri|isteri|siswa|siswi|santri",
			"diperkosa|perkosaan|pemerkosaan|memperkosa|rudapaksa", "pelecehan|dilecehkan|melecehkan", "pencabulan|dicabuli|mencabuli|cabul",
			"meraba|diraba|raba|elus|mengelus|menggerayangi ... paha|badan|tubuh|payudara|bokong|anak|saya", "foto|gambar|video|pesan|chat ... porno|senonoh|mesum|pantas|cabul",
			"sodomi|disodomi", "perdagangan orang|manusia|anak|perempuan", "tppo|trafficking|trafiking", "eksploitasi anak|seksual",
			"perundungan|dirundung|bullying|dibully|dibuli|pembulian|pembullyan", "disekap|penyekapan",
			"suami|ayah|mertua|majikan|pacar|tetangga|paman|guru|ustaz|ustad ... memukul|mukul|mukuli|memukuli|pukul|pukuli|menampar|aniaya|menganiaya|siksa|menyiksa",
			"anak|istri|isteri|santri|siswa|murid|pembantu|art|keponakan ... dipukul|dipukuli|dianiaya|disiksa|ditampar|disundut|dirantai|dikurung",
			"dipukul|dipukuli|dianiaya|disiksa|ditampar suami|ayah|bapak|ibu|guru|majikan|pacar|_salam", // "pak guru", "bu haji"
			"dipaksa melayani|nikah|kawin|menikah|mengemis|ngemis|melacur|menjual", "dijual ... laki|hidung belang|germo|mucikari",
		},
	},
	{
		flags: []string{kanal.FlagBribery, kanal.FlagMisconduct}, protection: kanal.Tersegel, topic: "korupsi_pungli", sure: 0.85,
		yields: 0.5, near: atSchool, nearTopic: "pungutan_sekolah",
		patterns: []string{
			"pungli|punglinya|dipungli|mempungli", "pungutan|pungut|pungutannya|memungut|dipungut liar|ilegal", "suap|disuap|menyuap|penyuapan|suapan",
			"sogok|disogok|menyogok|sogokan|nyogok", "uang pelicin|sogokan|sogok|damai|rokok|tutup", "amplop|setoran ... oknum|pejabat|petugas",
			"oknum ... minta|meminta|memeras|memungut|menagih ... uang|_uang|bayaran|jatah|setoran|imbalan",
			"dimintai|diminta|dimintain uang|_uang|bayar|bayaran ... oknum|petugas|pegawai|lurah|pejabat|calo",
			"dimintai|dimintain uang|_uang ... kantor|kelurahan|kecamatan|camat|puskesmas|sekolah|polsek|loket",
			"petugas|pegawai|pejabat|lurah|camat ... minta|meminta|memeras|menagih ... uang|_uang|imbalan|amplop|jatah",
			"kepala|kadis|kabid|kasi|sekdis|bendahara|dinas ... minta|meminta|memungut|menarik ... setoran|setorannya|upeti|fee|komisi", "jatah|fee proyek",
			"jual beli jabatan|kursi", "gratifikasi", "pemerasan|memeras|diperas ... oknum|pejabat|petugas|kepala|polisi",
		},
	},
	{
		flags: []string{kanal.FlagBribery, kanal.FlagMisconduct}, protection: kanal.Tersegel, topic: "pungutan_sekolah", sure: 0.85,
		yields: 2,
		patterns: []string{
			"sekolah|guru|sma|smk|slb|sman|smkn|komite ... pungutan|pungut|memungut|mungut|pungutannya",
			"pungutan|dipungut|pungut ... sekolah|komite|seragam|perpisahan|siswa|murid|rapor|ijazah|sma|smk|slb|sman|smkn",
			"rapor|ijazah|raport ... ditahan|tahan|menahan", "menahan|tahan rapor|ijazah|raport",
		},
		unless: []string{"perusahaan", "pabrik", "pt", "hrd", "majikan", "bos", "kerja", "bekerja", "karyawan"},
	},
	{
		flags: []string{kanal.FlagMisconduct}, protection: kanal.Tersegel, topic: "dana_desa", sure: 0.9, yields: 2,
		patterns: []string{
			"dana desa|kampung ... korupsi|dikorupsi|dikorup|selewengkan|diselewengkan|penyelewengan|fiktif|raib|hilang|digelapkan|ditilep|disunat|dipotong|dimakan|transparan|pribadi",
			"korupsi|penyelewengan|penggelapan|menyelewengkan|mengkorupsi|menggelapkan|penyalahgunaan|menyalahgunakan ... desa|bumdes|bumdesa|add|kades|kampung",
			"bumdes|bumdesa|kades|petinggi|add ... korupsi|korup|diselewengkan|fiktif|raib|digelapkan|ditilep|menggelapkan|menilep",
		},
	},
	{
		flags: []string{kanal.FlagMining}, protection: kanal.Tersegel, topic: "tambang_ilegal", sure: 0.9, yields: 2,
		patterns: []string{
			"tambang|penambangan|penambang|menambang|pertambangan|galian|ditambang|nambang ... ilegal|illegal|liar|gelap",
			"tambang|penambangan|penambang|menambang|pertambangan|galian|ditambang|nambang ... tanpa|tidak|belum ada|berizin|izin|ijin|punya|berijin",
			"ilegal|illegal mining|tambang|penambangan|maining", "koridoran|koridor batu", "batu bara ilegal|illegal|karungan|koridoran|curian|liar",
		},
	},
	{
		flags: []string{kanal.FlagMining}, protection: kanal.Tersegel, topic: "limbah_batubara", sure: 0.85, yields: 0.5,
		patterns: []string{
			"limbah|debu|lumpur|pencemaran|tumpahan|ceceran ... batu bara|hauling|holing|houling|stockpile|stokpile|tambang",
			"stockpile|stokpile|jetty|hauling|holing|houling ... debu|debunya|limbah|limbahnya|lumpur|lumpurnya",
			"batu bara ... debu|debunya|limbah|limbahnya|lumpur|mencemari|tercemar|pencemaran",
		},
	},
	{
		flags: []string{kanal.FlagMining}, protection: kanal.Tersegel, topic: "hauling_jalan_umum", sure: 0.8, yields: 0.5,
		unless: []string{"rusak", "hancur", "berlubang", "lubang", "amblas", "perbaikan", "diperbaiki", "aspal"},
		patterns: []string{
			"hauling|holing|houling", "truk|truck|trek|tronton|konvoi|iringan|angkutan|mobil|dump ... batu bara", "batu bara ... lewat|melintas|melintasi|lalu|melewati ... jalan|umum|kota|kampung",
		},
	},
	{
		protection: kanal.Tersegel, topic: "hutan_kayu", sure: 0.85, yields: 0.5,
		patterns: []string{
			"pembalakan|membalak|pembalak", "ilegal|illegal logging|loging|log", "kayu ... ilegal|illegal|liar|curian|gelap|haram", "penebangan|penebang|menebang liar|hutan|ilegal",
			"perambahan|merambah|perambah|dirambah|membabat|babat ... hutan|lindung|konservasi", "hutan ... dirambah|dibabat|ditebang|ditebangi|dijarah|gundul",
		},
	},
	{
		protection: kanal.Tersegel, topic: "konflik_lahan", sure: 0.75, yields: 0.4, near: underIKN, nearTopic: "nusantara",
		patterns: []string{
			"mafia tanah|lahan", "penyerobotan|menyerobot|nyerobot|serobot|caplok|mencaplok|merampas ... lahan|tanah|kebun|ladang",
			"lahan|tanah|kebun|ladang ... diserobot|dicaplok|dirampas|serobot|digusur perusahaan|paksa", "sengketa|konflik lahan|tanah|agraria",
			"ganti rugi ... lahan|tanah|kebun|tanam|tumbuh|perusahaan", "tanah|hutan|lahan adat|ulayat ... perusahaan|pt|sawit|tambang|diambil",
		},
	},
	{
		flags: []string{kanal.FlagMisconduct}, protection: kanal.Tersegel, // of what, the model knows better
		patterns: []string{
			"korupsi|dikorupsi|mengkorupsi|korup|koruptor|dikorup", "penyelewengan|diselewengkan|menyelewengkan", "penyalahgunaan|menyalahgunakan wewenang|jabatan|kekuasaan|kewenangan|anggaran|dana",
			"proyek|spj|laporan|kegiatan|kwitansi|perjalanan ... fiktif", "mark up|ap", "markup|nepotisme", "penggelapan|digelapkan|menggelapkan|menilep|ditilep dana|uang|anggaran|bantuan|bansos",
		},
	},
	{
		flags: []string{kanal.FlagDanger}, protection: kanal.Open,
		patterns: []string{
			"bunuh diri", "mau|ingin|pengen mati", "sekarat", "nyawa ... terancam|taruhannya|ancaman", "mengancam|ancam nyawa", "tidak bernapas|bernafas|sadarkan", "butuh|perlu|minta|kirim|panggil|tolong ambulans|ambulan|ambulance",
			"kesetrum|tersetrum|tersengat", "tenggelam|terseret|hanyut ... tolong|sekarang|belum|arus|sungai|laut|ditemukan", "anak|orang|warga|perahu|kapal ... tenggelam|hanyut|terseret",
			"terjebak|terperangkap ... banjir|api|kebakaran|longsor|lift", "kebakaran|terbakar ... tolong|cepat|segera|sekarang|darurat|membesar", "tolong|cepat|segera|darurat|sekarang ... kebakaran|terbakar|api",
			"rumah|pasar|ruko|kapal|gudang ... terbakar|kebakaran|kebakar", "ada kebakaran", "api ... membesar|merambat|menjalar", "gas bocor", "kebocoran gas", "tertimbun", "dibacok|ditikam|ditusuk|dikeroyok|ditembak",
			"mau|akan|ingin|diancam dibunuh|bunuh|membunuh", "ancam|diancam|mengancam ... bunuh|dibunuh|parang|senjata|pisau", "diserang|diterkam|dimangsa|digigit ... buaya|beruang|anjing|ular", "buaya ... menerkam|memangsa|menyerang",
			"mau|hampir melahirkan ... ambulans|jalan|sekarang|tolong",
		},
	},
}
