package main

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"kanal"
	"kanal/bots/whatsapp/whatsapptest"
)

// loopback in the environment of a test binary that is kanal names the file which tells where WhatsApp is. There is no
// such thing in the program: what it trusts cannot be changed from outside.
const loopback = "RUN_AS_KANAL_LOOPBACK"

// loopbackFile is what that file holds.
type loopbackFile struct {
	Address     string
	Certificate []byte
	Root        [32]byte
}

// testWorld is how kanal reaches networks when a test runs it.
func testWorld() outside {
	// Without a loopback nobody is reached: no test can come near WhatsApp.
	world := outside{whatsapp: &http.Client{Transport: http.NewFileTransport(http.Dir(os.DevNull))}}
	packed, err := os.ReadFile(os.Getenv(loopback))
	if err != nil {
		return world
	}
	var at loopbackFile
	if err := json.Unmarshal(packed, &at); err != nil {
		panic(err)
	}
	whatsapptest.Trust(at.Root)
	if world.whatsapp, err = whatsapptest.NewClient(at.Address, at.Certificate); err != nil {
		panic(err)
	}
	return world
}

// withWhatsApp gives an install a WhatsApp on the loopback, and does not start it.
func (i *install) withWhatsApp() *whatsapptest.Server {
	i.t.Helper()
	server := whatsapptest.New(i.t)
	packed, err := json.Marshal(loopbackFile{server.Address(), server.Certificate(), whatsapptest.RootKey()})
	if err != nil {
		i.t.Fatal(err)
	}
	path := filepath.Join(i.t.TempDir(), "loopback.json")
	if err := os.WriteFile(path, packed, 0o600); err != nil {
		i.t.Fatal(err)
	}
	i.env[loopback], i.env["KANAL_WHATSAPP"] = path, "on"
	return server
}

// ownersNumber is the number whose phone the program is linked to.
const ownersNumber = "6281100000001"

// code waits for what is to be scanned or typed.
func (i *install) code(ctx context.Context, typed bool) string {
	i.t.Helper()
	store := i.store()
	for ; ctx.Err() == nil; pause(ctx) {
		links, err := store.Links(ctx)
		if err != nil {
			i.t.Fatal(err)
		}
		for _, l := range links {
			if l.Account == "whatsapp" && l.State == kanal.LinkNeeded && l.Code != "" && l.Typed == typed {
				return l.Code
			}
		}
	}
	i.t.Fatalf("no code came\n%s", i.output())
	return ""
}

// scan links the owner's phone to the program, and waits until it is connected.
func (i *install) scan(ctx context.Context, server *whatsapptest.Server) {
	i.t.Helper()
	if err := server.Owner().Scan(ctx, i.code(ctx, false)); err != nil {
		i.t.Fatalf("%v\n%s", err, i.output())
	}
	i.connected(ctx)
}

// connected waits until the program says that it is.
func (i *install) connected(ctx context.Context) {
	i.t.Helper()
	for ; !strings.Contains(i.readiness(), `"whatsapp":"connected"`); pause(ctx) {
		if ctx.Err() != nil {
			i.t.Fatalf("not connected: %s\n%s", i.readiness(), i.output())
		}
	}
}

func (i *install) readiness() string {
	r, err := http.Get(i.url() + "/readyz")
	if err != nil {
		return err.Error()
	}
	defer r.Body.Close()
	body := make([]byte, 4096)
	n, _ := r.Body.Read(body) // one short line
	return string(body[:n])
}

// waPhone is somebody on the loopback's WhatsApp.
type waPhone struct {
	i     *install
	phone *whatsapptest.Phone
	way   way
}

// way is by which address the network names a person.
type way string

// The ways: by number alone, by number and telling the LID, by LID and telling the number.
const (
	byNumber way = "number"
	byBoth   way = "both"
	byLID    way = "lid"
)

// waHeard is what they got.
type waHeard struct{ id, text string }

func (p *waPhone) write(ctx context.Context, text, answering string) {
	p.i.t.Helper()
	if _, err := p.phone.Send(ctx, whatsapptest.Message{Text: text, ReplyTo: answering, LID: p.way == byLID, Bare: p.way == byNumber}); err != nil {
		p.i.t.Fatalf("%v\n%s", err, p.i.output())
	}
}

// wait returns the next message that holds these words.
func (p *waPhone) wait(ctx context.Context, contains string) waHeard {
	p.i.t.Helper()
	for {
		got, err := p.phone.Next(ctx)
		if err != nil {
			p.i.t.Fatalf("waiting for %q: %v\n%s", contains, err, p.i.output())
		}
		if strings.Contains(got.Text, contains) {
			return waHeard{got.ID, got.Text}
		}
	}
}

// choose writes the number that stands before a choice.
func (p *waPhone) choose(ctx context.Context, m waHeard, label string) {
	p.i.t.Helper()
	found := regexp.MustCompile(`(?m)^(\d+)\. ` + regexp.QuoteMeta(label)).FindStringSubmatch(m.text)
	if found == nil {
		p.i.t.Fatalf("no choice %q in %q", label, m.text)
	}
	p.write(ctx, found[1], "")
}

// walk is a whole report on WhatsApp: told, filed, taken, answered by a reply to the task, settled.
func (i *install) walk(ctx context.Context, citizen, officer *waPhone) kanal.Number {
	i.t.Helper()
	citizen.write(ctx, roadWords, "")
	citizen.choose(ctx, citizen.wait(ctx, "Apakah begini maksud Anda?"), "Kirim")
	number := numberIn(i.t, citizen.wait(ctx, "Nomor laporan Anda").text)
	task := officer.wait(ctx, "Tugas baru "+number.String())
	officer.choose(ctx, task, "Terima")
	citizen.wait(ctx, "sudah mulai mengerjakannya")
	officer.write(ctx, "Perbaikan kami mulai Rabu pagi.", task.id)
	officer.choose(ctx, officer.wait(ctx, "Kirim ke pelapor?"), "Kirim")
	citizen.choose(ctx, citizen.wait(ctx, "Perbaikan kami mulai Rabu pagi."), "Sudah")
	citizen.wait(ctx, "kami tutup")
	return number
}

func (i *install) waOfficer(ctx context.Context, officer *waPhone) *waPhone {
	i.t.Helper()
	user := i.addUser("--role", "officer", "--agency", "dpupr-pera", "--name", "Petugas PUPR")
	officer.write(ctx, "IKAT "+user.Bind, "")
	officer.wait(ctx, "Selamat bergabung")
	return officer
}

// The whole way over WhatsApp with the real client: people known by number and people known by LID.
func TestWalkOverWhatsApp(t *testing.T) {
	for _, w := range []way{byNumber, byLID} {
		t.Run(string(w), func(t *testing.T) {
			eachInstall(t, func(t *testing.T, i *install) {
				t.Parallel()
				ctx := within(t)
				server := i.withWhatsApp()
				i.start()
				i.scan(ctx, server)
				officer := i.waOfficer(ctx, &waPhone{i, server.Phone("6281200000201"), w})
				i.walk(ctx, &waPhone{i, server.Phone("6281200000101"), w}, officer)
				i.stop()
				i.wantReports(1)
				i.silent("amblas", "6281200000101", "6281200000201", "Rabu pagi")
			})
		})
	}
}

// Somebody who was known by number is known by LID later, in the middle of a report: it stays one conversation.
func TestANumberBecomesALID(t *testing.T) {
	eachInstall(t, func(t *testing.T, i *install) {
		t.Parallel()
		ctx := within(t)
		server := i.withWhatsApp()
		i.start()
		i.scan(ctx, server)
		citizen := &waPhone{i, server.Phone("6281200000101"), byNumber}
		citizen.write(ctx, roadWords, "")
		card := citizen.wait(ctx, "Apakah begini maksud Anda?")
		citizen.way = byBoth
		citizen.choose(ctx, card, "Kirim")
		number := numberIn(t, citizen.wait(ctx, "Nomor laporan Anda").text)
		for _, citizen.way = range []way{byLID, byNumber} {
			citizen.write(ctx, "status "+number.String(), "")
			citizen.wait(ctx, number.String())
		}
		i.stop()
		i.wantReports(1)
	})
}

// Of two servers one holds the account; when it dies the other takes over, and nothing that was written meanwhile is lost.
func TestAnotherServerTakesWhatsAppOver(t *testing.T) {
	eachInstall(t, func(t *testing.T, first *install) {
		t.Parallel()
		ctx := within(t)
		server := first.withWhatsApp()
		first.start()
		first.scan(ctx, server)
		citizen := &waPhone{first, server.Phone("6281200000101"), byBoth}
		citizen.write(ctx, roadWords, "")
		card := citizen.wait(ctx, "Apakah begini maksud Anda?")
		second := first
		if strings.HasPrefix(first.env["KANAL_DATABASE_URL"], "postgres") {
			second = newInstall(t, first.env["KANAL_DATABASE_URL"])
			for name, value := range first.env {
				if name != "KANAL_LISTEN" && name != "KANAL_DATA_DIR" {
					second.env[name] = value
				}
			}
			second.start()
		}
		first.kill()
		citizen.choose(ctx, card, "Kirim")
		if second == first { // SQLite has one server: it starts again
			first.start()
		}
		citizen.i = second
		citizen.wait(ctx, "Nomor laporan Anda")
		second.connected(ctx)
		second.stop()
		second.wantReports(1)
	})
}

// Linked from the terminal, by a code to type, while no server runs; a server then finds the phone linked.
func TestPairingWithoutAServer(t *testing.T) {
	eachInstall(t, func(t *testing.T, i *install) {
		t.Parallel()
		ctx := within(t)
		server := i.withWhatsApp()
		paired := make(chan []byte, 1)
		go func() {
			out, err := i.command("whatsapp", "pair", "--phone", ownersNumber).Output()
			if err != nil {
				t.Errorf("pairing: %v\n%s", err, i.output())
			}
			paired <- out
		}()
		if err := server.Owner().Type(ctx, i.code(ctx, true)); err != nil {
			t.Fatalf("%v\n%s", err, i.output())
		}
		if out := string(<-paired); !strings.Contains(out, "The account whatsapp is linked and connected.") {
			t.Errorf("the command printed %s", out)
		}
		i.start()
		i.connected(ctx)
		citizen := &waPhone{i, server.Phone("6281200000101"), byBoth}
		citizen.write(ctx, "halo", "")
		citizen.wait(ctx, "")
		i.stop()
		i.silent(ownersNumber)
	})
}
