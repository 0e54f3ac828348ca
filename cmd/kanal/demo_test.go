package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"kanal/storage/storagetest"
)

// screenshots names a folder in the environment to which the demo's walk writes what it saw.
const screenshots = "DEMO_SCREENSHOTS"

// demonstration is the demo as somebody tries it: the program and what it printed.
type demonstration struct {
	url     string
	printed bytes.Buffer
}

func startDemo(t *testing.T) *demonstration {
	t.Helper()
	d := &demonstration{}
	address := freeAddress(t)
	d.url = "http://" + address
	cmd := exec.Command(os.Args[0], "demo", "--listen", address)
	cmd.Dir = t.TempDir()
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + cmd.Dir, "TMPDIR=" + cmd.Dir, asProgram + "=1"}
	cmd.Stdout, cmd.Stderr = &d.printed, &d.printed
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Signal(os.Interrupt)
		cmd.Wait()
	})
	storagetest.Eventually(t, "the demo answering", func() bool {
		r, err := http.Get(d.url + "/readyz")
		if err == nil {
			r.Body.Close()
		}
		return err == nil && r.StatusCode == http.StatusOK && strings.Contains(d.printed.String(), "petugas.esdm")
	})
	return d
}

// password is the one that the demo printed for a user.
func (d *demonstration) password(t *testing.T, username string) string {
	t.Helper()
	found := regexp.MustCompile(`(?m)\s` + regexp.QuoteMeta(username) + `\s+(\S+)$`).FindStringSubmatch(d.printed.String())
	if found == nil {
		t.Fatalf("no password for %s in:\n%s", username, d.printed.String())
	}
	return found[1]
}

// chromium starts one browser; each tab is opened in it.
func chromium(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("Chromium is not installed")
		}
		t.Skip("Chromium is not installed")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.UserDataDir(t.TempDir()), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	allocated, end := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(end)
	ctx, cancel := chromedp.NewContext(allocated)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatalf("starting Chromium: %v", err)
	}
	return ctx
}

// tab is one page that somebody looks at.
type tab struct {
	t    *testing.T
	ctx  context.Context
	name string
}

func open(t *testing.T, browser context.Context, name, url string, width, height int64) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, patience)
	t.Cleanup(cancel)
	p := &tab{t, ctx, name}
	p.do("open", chromedp.EmulateViewport(width, height), chromedp.Navigate(url))
	return p
}

func (p *tab) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, steps...); err != nil {
		shown, _ := chromedp.Run(p.ctx, chromedp.Text("body"))
		p.t.Fatalf("%s: %s: %v\nthe page shows:\n%s", p.name, what, err, shown)
	}
}

// until waits for a fact of the page, also while it is loaded anew.
func (p *tab) until(condition string) {
	p.t.Helper()
	deadline := time.Now().Add(40 * time.Second)
	for {
		is, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](condition))
		if err == nil && is {
			return
		}
		if time.Now().After(deadline) {
			p.shot("gagal")
			shown, _ := chromedp.Run(p.ctx, chromedp.Evaluate[string]("document.body.innerText"))
			p.t.Fatalf("%s: waited for %s; the page shows:\n%s", p.name, condition, shown)
		}
		pause(p.ctx)
	}
}

// sees looks at the page, so it comes to the front: browsers let hidden pages sleep.
func (p *tab) sees(text string) {
	p.t.Helper()
	p.do("bring to the front", chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		return target.Call(ctx, "Page.bringToFront", nil, nil)
	}))
	p.until(fmt.Sprintf("document.body.innerText.includes(%q)", text))
}

func (p *tab) writes(text string) {
	p.t.Helper()
	p.sees("")
	p.do("write", chromedp.SendKeys("#text", text+"\r"))
}

// presses clicks the newest enabled button with this label within an element.
func (p *tab) presses(within, label string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`(() => { const all = [...document.querySelectorAll(%q + ' button')].filter(b => !b.disabled && b.innerText.trim() === %q);
		if (all.length === 0) return false; all.at(-1).click(); return true })()`, within, label))
}

// sendsPhoto chooses a picture as a person does from the gallery.
func (p *tab) sendsPhoto() {
	p.t.Helper()
	picture := image.NewRGBA(image.Rect(0, 0, 640, 480))
	for x := range 640 {
		for y := range 480 {
			picture.Set(x, y, color.RGBA{uint8(x / 3), uint8(y / 2), 90, 255})
		}
	}
	file, err := os.Create(filepath.Join(p.t.TempDir(), "jalan.jpg"))
	if err != nil {
		p.t.Fatal(err)
	}
	defer file.Close()
	if err := jpeg.Encode(file, picture, nil); err != nil {
		p.t.Fatal(err)
	}
	p.do("choose a photo", chromedp.SetUploadFiles("#photo", []string{file.Name()}))
}

func (p *tab) text(selector string) string {
	p.t.Helper()
	text, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](fmt.Sprintf("document.querySelector(%q).innerText", selector)))
	if err != nil {
		p.t.Fatalf("%s: %v", p.name, err)
	}
	return text
}

// shot keeps a picture of the page for a person to look at, where a folder is named.
func (p *tab) shot(what string) {
	p.t.Helper()
	folder := os.Getenv(screenshots)
	if folder == "" {
		return
	}
	picture, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, p.name+"-"+what+".png"), picture, 0o644)
	}
	if err != nil {
		p.t.Errorf("picture of %s: %v", p.name, err)
	}
}

// The demo as people try it: a broken road from the citizen's phone to the stars, and a levy at a school by its
// brief alone.
func TestDemoInTheBrowser(t *testing.T) {
	browser := chromium(t)
	d := startDemo(t)
	phone := func(name, path string) *tab { return open(t, browser, name, d.url+path, 360, 680) }

	citizen, roads := phone("warga", "/demo/telegram/warga/"), phone("petugas-pupr", "/demo/telegram/petugas-pupr/")
	roads.sees("Selamat bergabung")
	citizen.writes("jalan poros di Tenggarong Seberang rusak parah, banyak lubang, truk amblas tiap hari")
	citizen.sees("Apakah begini maksud Anda?")
	citizen.shot("kartu")
	citizen.sendsPhoto()
	citizen.sees("Foto")
	citizen.until("document.querySelectorAll('.choices').length === 2") // the card once more, with the picture
	citizen.shot("foto")
	citizen.presses("#thread", "Kirim")
	citizen.sees("Nomor laporan Anda")
	number := numberIn(t, citizen.text("#thread"))
	roads.sees("Tugas baru " + number.String())
	roads.shot("tugas")
	roads.presses("#thread", "Terima")
	citizen.sees("sudah mulai mengerjakannya")
	roads.sees("tercatat Anda tangani")
	roads.presses("#thread", "Jawab")
	roads.sees("Tulis jawaban untuk pelapor")
	roads.writes("Terima kasih. Perbaikan kami mulai Rabu pagi.")
	roads.sees("Kirim ke pelapor?")
	roads.shot("periksa-jawaban")
	roads.presses("#thread", "Kirim")
	roads.sees("kami kirim ke pelapor")
	citizen.sees("Perbaikan kami mulai Rabu pagi.")
	citizen.shot("jawaban")
	citizen.presses("#thread", "Sudah")
	citizen.sees("kami tutup")
	citizen.presses("#thread", "★★★★★")
	citizen.sees("Terima kasih atas penilaiannya")
	citizen.shot("bintang")

	d.walkLevies(t, browser)
	d.walkPlainPhones(t, browser)
	whole := open(t, browser, "demo", d.url+"/demo", 1500, 1500)
	whole.until("[...document.querySelectorAll('iframe')].length >= 7")
	whole.until("[...document.querySelectorAll('iframe')].slice(0, 3).every(f => f.contentDocument && f.contentDocument.querySelector('#thread[aria-busy=false]') || true)")
	whole.shot("semua")
}

func (d *demonstration) walkLevies(t *testing.T, browser context.Context) {
	t.Helper()
	parent := open(t, browser, "wali-murid", d.url+"/demo/whatsapp/warga/", 360, 680)
	officer := open(t, browser, "petugas-disdik", d.url+"/demo/telegram/petugas-disdik/", 360, 680)
	parent.writes("di sma anak sy ada pungutan 750rb buat perpisahan, klo ga bayar rapor ditahan")
	parent.sees("1. Kirim")
	parent.sendsPhoto()
	parent.until("document.body.innerText.split('1. Kirim').length === 3")
	parent.writes("1")
	parent.sees("supaya Anda aman")
	number := numberIn(t, parent.text("#thread"))
	parent.shot("rahasia")

	admin := d.console(t, browser, "admin")
	admin.do("report", chromedp.Navigate(d.url+"/konsol/laporan/"+string(number)))
	admin.sees("Lepas")
	admin.until("[...document.querySelectorAll('.thread img')].some(i => i.complete && i.naturalWidth > 0) || (location.reload(), false)")
	admin.shot("naskah")
	admin.until("(document.querySelector('.thread').scrollIntoView(), true)")
	admin.shot("percakapan")
	admin.presses("form[action$=naskah]", "Lepas ke instansi")
	officer.sees("Laporan rahasia " + number.String())
	if told := officer.text("#thread"); strings.Contains(told, "750rb") || strings.Contains(told, "rapor") {
		t.Errorf("the officer's phone shows words of a sealed report:\n%s", told)
	}
	officer.shot("rahasia")
	admin.do("users on a phone", chromedp.EmulateViewport(360, 1400), chromedp.Navigate(d.url+"/konsol/petugas"))
	admin.sees("Tambah pengguna")
	admin.shot("petugas")

	school := d.console(t, browser, "petugas.disdik")
	school.do("report", chromedp.Navigate(d.url+"/konsol/laporan/"+string(number)))
	school.sees("Dilarang mencari tahu pelapornya")
	if strings.Contains(school.text("body"), "klo ga bayar rapor ditahan") && strings.Contains(school.text("body"), "Percakapan") {
		t.Error("the officer's console shows the conversation of a sealed report")
	}
	school.shot("naskah")
	school.until("document.querySelector('.thread img, .thread a') === null")
	school.do("answer", chromedp.SendKeys("textarea[name=teks]", "Sekolah sudah kami panggil; pungutan dihentikan dan uang dikembalikan."))
	school.presses("form[action$=status]", "Kirim jawaban")
	parent.sees("uang dikembalikan")
	parent.shot("jawaban")
}

// walkPlainPhones is one SMS in and one out, its number asked for; and the web chat, which tells the PIN.
func (d *demonstration) walkPlainPhones(t *testing.T, browser context.Context) {
	t.Helper()
	old := open(t, browser, "sms", d.url+"/demo/sms/warga/", 360, 680)
	old.writes("pak jln poros L3 tgrong sbrg rsk parah truk amblas")
	old.sees("Keliru? Balas SALAH")
	number := numberIn(t, old.text("#thread"))
	old.writes("STATUS " + number.String())
	old.sees("diteruskan")
	old.shot("status")
	site := open(t, browser, "situs", d.url+"/", 360, 680)
	site.writes("lampu jalan di Jalan Pangeran Antasari Samarinda mati sudah sebulan, gelap sekali")
	site.sees("Tempat: ")
	site.presses("#thread", "Kirim")
	site.sees("PIN laporan")
	site.shot("pin")
}

// console signs somebody in, each in a window of their own size: admins at a desk, officers on a phone.
func (d *demonstration) console(t *testing.T, browser context.Context, username string) *tab {
	t.Helper()
	width, height := int64(1280), int64(900)
	if username != "admin" {
		width, height = 360, 740
	}
	p := open(t, browser, "konsol-"+username, d.url+"/masuk", width, height)
	// One browser has one session: whoever was signed in is signed out first.
	p.until(`(() => { document.cookie; return document.querySelector('input[name=username]') !== null || (document.querySelector('form[action="/keluar"] button')?.click(), false) })()`)
	p.do("sign in", chromedp.SendKeys("input[name=username]", username), chromedp.SendKeys("input[name=password]", d.password(t, username)+"\r"))
	p.until("location.pathname.startsWith('/konsol')")
	p.sees("Laporan")
	p.shot("daftar")
	return p
}
