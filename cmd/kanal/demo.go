package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strconv"
	"time"

	"kanal"
	"kanal/bots"
	"kanal/bots/webchat"
	"kanal/files"
	"kanal/router"
	"kanal/storage"
	"kanal/web"
)

type demoCommand struct {
	Listen string `help:"Address to listen on." default:"127.0.0.1:8080"`
}

// demoPhone is one simulated phone.
type demoPhone struct {
	account string
	look    webchat.Look
	slug    string
	number  string
	owner   string
	title   string
	agency  string // of an officer
}

var demoPhones = []demoPhone{
	{"telegram:demo", webchat.LookTelegram, "warga", "101", "Warga", "Warga · Telegram", ""},
	{"whatsapp:demo", webchat.LookWhatsApp, "warga", "+6281200000002", "Warga", "Warga · WhatsApp", ""},
	{"sms:demo", webchat.LookSMS, "warga", "+6281200000003", "Warga", "Warga · SMS", ""},
	{"telegram:demo", webchat.LookTelegram, "petugas-pupr", "201", "Petugas PUPR", "Petugas PUPR · Telegram", "dpupr-pera"},
	{"telegram:demo", webchat.LookTelegram, "petugas-disdik", "202", "Petugas Disdik", "Petugas Disdikbud · Telegram", "disdikbud"},
	{"telegram:demo", webchat.LookTelegram, "petugas-esdm", "203", "Petugas ESDM", "Petugas ESDM · Telegram", "esdm"},
}

// Run shows everything on this machine over a database that is thrown away at the end.
func (c *demoCommand) Run(ctx context.Context, std *streams) error {
	folder, err := os.MkdirTemp("", "kanal-demo-")
	if err != nil {
		return fmt.Errorf("making a folder: %w", err)
	}
	defer os.RemoveAll(folder)
	config, err := parseConfig(map[string]string{"KANAL_DATA_DIR": folder, "KANAL_LISTEN": c.Listen})
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(std.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	store, err := openStore(ctx, config, log, true)
	if err != nil {
		return err
	}
	defer store.Close()
	kept, err := files.Open(config.FilesURL)
	if err != nil {
		return err
	}
	phones, frames, err := demoBots(store, kept, log)
	if err != nil {
		return err
	}
	staff, err := demoStaff(ctx, store)
	if err != nil {
		return err
	}
	return serve(ctx, service{config: config, store: store, files: kept, bots: phones, frames: frames, log: log,
		ready: func(address string) { staff.print(std, address) },
		after: func(ctx context.Context, r *router.Router) error { return demoReports(ctx, r, staff) }})
}

// demoBots makes the web chat and one bot an account, with its phones.
func demoBots(store *storage.Store, kept files.Store, log *slog.Logger) ([]bots.Bot, []web.Frame, error) {
	list, err := channels(service{store: store, files: kept, log: log})
	if err != nil {
		return nil, nil, err
	}
	frames := []web.Frame{{Title: "Warga · chat di situs", Path: "/", Look: string(webchat.LookWebchat)}}
	for _, account := range []string{"telegram:demo", "whatsapp:demo", "sms:demo"} {
		options := webchat.Options{Account: account, Path: "/demo/" + kanal.NetworkOf(account).Name + "/", History: history(store, account),
			Woken: woken(store, account), Keep: keepPicture(kept), Kept: kept.Get, Log: log}
		for _, p := range demoPhones {
			if p.account != account {
				continue
			}
			options.Look = p.look
			options.Phones = append(options.Phones, webchat.Phone{Slug: p.slug, Number: p.number, Owner: p.owner})
			frames = append(frames, web.Frame{Title: p.title, Path: options.Path + p.slug + "/", Look: string(p.look)})
		}
		bot, err := webchat.New(options)
		if err != nil {
			return nil, nil, err
		}
		list = append(list, bot)
	}
	return list, frames, nil
}

// staff are the people behind the demo's console and officers' phones.
type staff struct {
	admin    newUser
	watcher  newUser
	officers []officerPhone
}

type officerPhone struct {
	phone demoPhone
	user  newUser
}

func demoStaff(ctx context.Context, store *storage.Store) (staff, error) {
	admin, err := addUser(ctx, store, &storage.User{Name: "Admin", Role: storage.Admin})
	if err != nil {
		return staff{}, err
	}
	// What is about the admin's own office only an admin of another one may see.
	watcher, err := addUser(ctx, store, &storage.User{Name: "Admin Setda", Role: storage.Admin, Agency: kanal.Secretariat})
	if err != nil {
		return staff{}, err
	}
	s := staff{admin: admin, watcher: watcher}
	for _, p := range demoPhones {
		if p.agency == "" {
			continue
		}
		user, err := addUser(ctx, store, &storage.User{Name: p.owner, Role: storage.Officer, Agency: p.agency})
		if err != nil {
			return s, err
		}
		s.officers = append(s.officers, officerPhone{p, user})
	}
	return s, nil
}

func (s staff) print(std *streams, address string) {
	fmt.Fprintf(std.out, `kanal demo: semua berjalan di komputer ini, tanpa akun apa pun. Data dihapus saat selesai (Ctrl-C).

  Ponsel simulasi dan konsol   http://%s/demo
  Konsol saja                  http://%s/konsol

  admin            %s   %s
  admin setda      %s   %s
`, address, address, s.admin.Username, s.admin.Password, s.watcher.Username, s.watcher.Password)
	for _, o := range s.officers {
		fmt.Fprintf(std.out, "  petugas %-8s %s   %s\n", o.phone.agency, o.user.Username, o.user.Password)
	}
}

// demoReports binds the officers' phones and makes a few reports, all by messages as people send them.
func demoReports(ctx context.Context, r *router.Router, s staff) error {
	number := 0
	send := func(account, chat, name, text string) error {
		number++
		m := kanal.Incoming{Account: account, Conversation: chat, Sender: chat, SenderName: name,
			ID: "demo-" + strconv.Itoa(number), Text: text, SentAt: time.Now()}
		if err := r.Receive(ctx, m); err != nil && ctx.Err() == nil {
			return fmt.Errorf("sending a demo message: %w", err)
		}
		return nil
	}
	for _, o := range s.officers {
		if err := send(o.phone.account, o.phone.number, o.phone.owner, "/start "+o.user.Bind); err != nil {
			return err
		}
	}
	for _, line := range []struct{ account, chat, text string }{
		{"sms:demo", "+6281200000011", "pak jln poros L3 tgrong sbrg rsk parah truk amblas tiap hari"},
		{"whatsapp:demo", "+6281200000012", "min, sampah di TPS dekat pasar Segiri Samarinda sudah seminggu tidak diangkut, baunya sampai ke rumah"},
		{"whatsapp:demo", "+6281200000012", "kirim"},
		{"telegram:demo", "111", "gaji kami di pabrik daerah Kariangau Balikpapan telat dua bulan, lembur juga tidak dibayar"},
		{"telegram:demo", "111", "kirim"},
		{"sms:demo", "+6281200000013", "ada tambang batubara ilegal di belakang kampung kami di Loa Kulu, alatnya jalan malam hari"},
		{"sms:demo", "+6281200000014", "assalamualaikum pak, terima kasih ya atas pelayanannya"},
		{"sms:demo", "+6281200000015", "pustu di desa kami obatnya kosong terus, bidannya jarang datang"},
	} {
		if err := send(line.account, line.chat, "Warga", line.text); err != nil {
			return err
		}
	}
	return nil
}
