package main

import (
	"context"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"kanal"
	"kanal/bots/sms/kannel/kanneltest"
	"kanal/bots/telegram/telegramtest"
)

const (
	roadWords   = "jalan poros di Tenggarong Seberang rusak parah, banyak lubang, truk amblas tiap hari"
	leviesWords = "di sma anak sy ada pungutan 750rb buat perpisahan, klo ga bayar rapor ditahan"
)

// withTelegram sets an install up with a fake Telegram, and starts it.
func (i *install) withTelegram(mode string) *telegramtest.Server {
	i.t.Helper()
	server := telegramtest.New("77:token")
	i.t.Cleanup(server.Close)
	i.env["KANAL_TELEGRAM_TOKEN"], i.env["KANAL_TELEGRAM_API_URL"] = "77:token", server.URL()
	i.env["KANAL_PUBLIC_URL"] = i.url()
	if mode == "webhook" {
		i.env["KANAL_TELEGRAM_WEBHOOK_SECRET"] = "hook-secret"
	}
	return server
}

// officer adds an officer who binds their Telegram by the one-time link.
func (i *install) officer(ctx context.Context, server *telegramtest.Server, chat int64, agency string) *telegramtest.Person {
	i.t.Helper()
	user := i.addUser("--role", "officer", "--agency", agency, "--name", "Petugas "+agency)
	if !strings.HasSuffix(user.Telegram, "?start="+user.Bind) {
		i.t.Errorf("the link %q does not lead to the bot with %q", user.Telegram, user.Bind)
	}
	person := server.Person(chat, "Petugas")
	person.Write("/start " + user.Bind)
	i.wait(ctx, person, "Selamat bergabung")
	return person
}

func (i *install) wait(ctx context.Context, p *telegramtest.Person, contains string) telegramtest.Message {
	i.t.Helper()
	m, err := p.Wait(ctx, contains)
	if err != nil {
		i.t.Fatalf("%v\n%s", err, i.output())
	}
	return m
}

func (i *install) tap(p *telegramtest.Person, m telegramtest.Message, label string) {
	i.t.Helper()
	if _, err := p.Tap(m, label); err != nil {
		i.t.Fatal(err)
	}
}

func numberIn(t testing.TB, text string) kanal.Number {
	t.Helper()
	numbers := kanal.FindNumbers(text)
	if len(numbers) != 1 {
		t.Fatalf("no report number in %q", text)
	}
	return numbers[0]
}

// The whole way with the real program: a road is reported, taken, answered and settled; a levy at a school goes
// by its brief alone.
func TestWalkOverTelegram(t *testing.T) {
	for _, mode := range []string{"polling", "webhook"} {
		t.Run(mode, func(t *testing.T) {
			eachInstall(t, func(t *testing.T, i *install) {
				t.Parallel()
				ctx := within(t)
				server := i.withTelegram(mode)
				i.start()
				admin := i.addUser("--role", "admin", "--name", "Admin")
				roads := i.officer(ctx, server, 201, "dpupr-pera")
				schools := i.officer(ctx, server, 202, "disdikbud")
				i.walkRoad(ctx, server.Person(101, "Warga"), roads)
				i.walkLevies(ctx, server.Person(102, "Warga"), schools, admin)
				i.stop()
				i.silent("amblas", "perpisahan", "77:token", "hook-secret", admin.Password)
			})
		})
	}
}

func (i *install) walkRoad(ctx context.Context, citizen, officer *telegramtest.Person) {
	i.t.Helper()
	citizen.Write(roadWords)
	i.tap(citizen, i.wait(ctx, citizen, "Apakah begini maksud Anda?"), "Kirim")
	number := numberIn(i.t, i.wait(ctx, citizen, "Nomor laporan Anda").Text)
	task := i.wait(ctx, officer, "Tugas baru "+number.String())
	i.tap(officer, task, "Terima")
	i.wait(ctx, citizen, "sudah mulai mengerjakannya")
	officer.Reply(task.ID, "Perbaikan kami mulai Rabu pagi.")
	i.tap(officer, i.wait(ctx, officer, "Kirim ke pelapor?"), "Kirim")
	answer := i.wait(ctx, citizen, "Perbaikan kami mulai Rabu pagi.")
	i.tap(citizen, answer, "Sudah")
	i.tap(citizen, i.wait(ctx, citizen, "kami tutup"), "★★★★★")
	i.wait(ctx, citizen, "Terima kasih atas penilaiannya")
}

func (i *install) walkLevies(ctx context.Context, citizen, officer *telegramtest.Person, admin newUser) {
	i.t.Helper()
	citizen.Write(leviesWords)
	i.tap(citizen, i.wait(ctx, citizen, "rahasia"), "Kirim")
	number := numberIn(i.t, i.wait(ctx, citizen, "Nomor laporan Anda").Text)
	console := i.browser()
	console.signIn(admin)
	page := console.get("/konsol/laporan/" + string(number))
	console.post(formOf(i.t, page, "naskah"))
	told := i.wait(ctx, officer, "Laporan rahasia "+number.String())
	if strings.Contains(told.Text, "750rb") || strings.Contains(told.Text, "rapor") {
		i.t.Errorf("the officer's phone shows words of a sealed report: %s", told.Text)
	}
	i.wait(ctx, citizen, "sekarang ditangani Dinas Pendidikan")
}

var (
	formShape  = regexp.MustCompile(`(?s)<form[^>]*action="([^"]*)"[^>]*>(.*?)</form>`)
	inputShape = regexp.MustCompile(`(?s)<input[^>]*name="([^"]*)"[^>]*value="([^"]*)"`)
	areaShape  = regexp.MustCompile(`(?s)<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>`)
	pickShape  = regexp.MustCompile(`(?s)<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>`)
	pickedOne  = regexp.MustCompile(`<option[^>]*value="([^"]*)"[^>]*selected`)
)

// formOf reads the form of a page whose action ends in name, filled in as it is.
func formOf(t testing.TB, page, name string) (action string, values url.Values) {
	t.Helper()
	for _, form := range formShape.FindAllStringSubmatch(page, -1) {
		if !strings.HasSuffix(form[1], name) {
			continue
		}
		values = url.Values{}
		for _, input := range inputShape.FindAllStringSubmatch(form[2], -1) {
			values.Set(input[1], input[2])
		}
		for _, area := range areaShape.FindAllStringSubmatch(form[2], -1) {
			values.Set(area[1], area[2])
		}
		for _, pick := range pickShape.FindAllStringSubmatch(form[2], -1) {
			if chosen := pickedOne.FindStringSubmatch(pick[2]); chosen != nil {
				values.Set(pick[1], chosen[1])
			}
		}
		return form[1], values
	}
	t.Fatalf("no form %q on the page", name)
	return "", nil
}

// The same way by SMS through the real Kannel, the officer on Telegram.
func TestWalkOverKannel(t *testing.T) {
	eachInstall(t, func(t *testing.T, i *install) {
		ctx := within(t)
		server := i.withTelegram("polling")
		gateway := kanneltest.Start(t, kanneltest.Settings{HookURL: i.url(), Secret: "hooksecret"})
		i.env["KANAL_KANNEL_SEND_URL"], i.env["KANAL_KANNEL_SECRET"] = gateway.SendURL, "hooksecret"
		i.env["KANAL_KANNEL_USERNAME"], i.env["KANAL_KANNEL_PASSWORD"] = gateway.Username, gateway.Password
		i.env["KANAL_KANNEL_SENDER"] = gateway.Sender
		i.start()
		officer := i.officer(ctx, server, 201, "dpupr-pera")
		sms := func(contains string) kanneltest.SMS {
			t.Helper()
			return gateway.Phones.Wait(t, func(s kanneltest.SMS) bool { return strings.Contains(s.Text, contains) })
		}
		const phone = "+6281255501234"
		gateway.Phones.Send(t, phone, "pak jln di tgrong sbrg rsk parah, lubang2 besar, truk amblas")
		filed := sms("diterima")
		if filed.Segments != 1 {
			t.Errorf("the answer took %d SMS", filed.Segments)
		}
		number := numberIn(t, filed.Text)
		task := i.wait(ctx, officer, "Tugas baru "+number.String())
		i.tap(officer, task, "Terima")
		i.wait(ctx, officer, "tercatat Anda tangani")
		officer.Reply(task.ID, "Mulai ditambal Rabu.")
		i.tap(officer, i.wait(ctx, officer, "Kirim ke pelapor?"), "Kirim")
		sms("Mulai ditambal Rabu.")
		gateway.Phones.Send(t, phone, "SUDAH")
		sms("kami tutup")
		i.stop()
		i.silent("amblas", "hooksecret", "81255501234")
	})
}
