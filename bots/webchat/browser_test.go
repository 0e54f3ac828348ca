package webchat_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"testing"
	"time"

	"kanal"
	"kanal/bots"
	"kanal/bots/webchat"

	"github.com/chromedp/chromedp"
)

// browser opens Chromium in the size of a small phone, or skips where there is none.
func browser(t *testing.T) context.Context {
	t.Helper()
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("Chromium is not installed")
		}
		t.Skip("Chromium is not installed")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(360, 640),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	allocated, end := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(end)
	ctx, cancel := chromedp.NewContext(allocated)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(360, 640, chromedp.EmulateMobile)); err != nil {
		t.Fatalf("starting Chromium: %v", err)
	}
	ctx, cancel = context.WithTimeout(ctx, 3*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// desk is a server that can go away and come back at its address, with somebody who answers.
type desk struct {
	t       *testing.T
	store   *threads
	handler http.Handler
	address string
	goAway  func()
}

func openDesk(t *testing.T, options webchat.Options) *desk {
	t.Helper()
	d := &desk{t: t, store: &threads{}, address: "127.0.0.1:0"}
	options.History, options.Poll = d.store.History, 50*time.Millisecond
	d.handler = handler(newBot(t, options), bots.Inbox{Receive: d.receive})
	d.comeBack()
	t.Cleanup(func() { d.goAway() })
	return d
}

// receive stores a message and answers it: words with a question, a tap with thanks.
func (d *desk) receive(ctx context.Context, m kanal.Incoming) error {
	if err := d.store.Receive(ctx, m); err != nil {
		return err
	}
	items, _ := d.store.counts()
	out := kanal.Outgoing{Delivery: int64(items), Conversation: m.Conversation, Text: "Apakah begini maksud Anda?\n" + m.Text,
		Choices: []kanal.Choice{{Label: "Kirim sekarang", Data: "kirim"}, {Label: "Batal", Data: "batal"}}}
	if m.Kind == kanal.KindTap {
		out.Text, out.Choices = "Sudah kami terima: "+m.Choice, nil
	}
	d.store.answer(out)
	return nil
}

func (d *desk) comeBack() {
	d.t.Helper()
	listener, err := net.Listen("tcp", d.address)
	if err != nil {
		d.t.Fatal(err)
	}
	d.address = listener.Addr().String()
	server := &http.Server{Handler: d.handler}
	d.goAway = func() { listener.Close(); server.Close() } // the listener too: Serve may not have begun
	go server.Serve(listener)
}

type step = chromedp.Action[chromedp.Void]

func run(t *testing.T, ctx context.Context, what string, steps ...step) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		shown, _ := chromedp.Run(ctx, chromedp.Text("body"))
		t.Fatalf("%s: %v\nthe page shows:\n%s", what, err, shown)
	}
}

func holds(t *testing.T, ctx context.Context, condition string) bool {
	t.Helper()
	is, err := chromedp.Run(ctx, chromedp.Evaluate[bool](condition))
	if err != nil {
		t.Fatalf("%s: %v", condition, err)
	}
	return is
}

func write(text string) step { return chromedp.SendKeys("#text", text+"\r") }

// until waits for a condition in the page, for at most 20 seconds and also while the page is loaded anew.
func until(condition string) step {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
		defer cancel()
		for {
			if is, err := chromedp.Evaluate[bool](condition)(ctx, target); err == nil && is {
				return nil
			}
			select {
			case <-ctx.Done():
				return fmt.Errorf("waiting for %s: %w", condition, ctx.Err())
			case <-time.After(30 * time.Millisecond):
			}
		}
	})
}

const shown = "document.getElementById('thread').innerText"

func shows(text string) step { return until(shown + ".includes('" + text + "')") }

func TestBrowser(t *testing.T) {
	ctx := browser(t)
	desk := openDesk(t, webchat.Options{Account: "webchat", Path: "/", Title: "Lapor Kaltim"})

	run(t, ctx, "opening the page", chromedp.Navigate("http://"+desk.address+"/"), shows("instansi yang tepat"))
	run(t, ctx, "writing", write("jalan rusak <img src=x onerror=document.title='XSS'>"), shows("terkirim"),
		shows("begini maksud Anda?"))
	if holds(t, ctx, "document.title.includes('XSS') || document.images.length > 0") {
		t.Error("markup in a text became part of the page")
	}
	if holds(t, ctx, "document.getElementById('text').value !== ''") {
		t.Error("Enter sent the text and left something behind")
	}
	if holds(t, ctx, "document.documentElement.scrollWidth > innerWidth") {
		t.Error("the page is wider than the phone")
	}

	run(t, ctx, "tapping", chromedp.Click(`[data-choice="kirim"]`), shows("Sudah kami terima: kirim"),
		until(`document.querySelectorAll('.choice:disabled').length === 2`),
		until(`document.querySelector('.chosen:not(.sending)').textContent === 'Kirim sekarang'`))
	run(t, ctx, "reloading", chromedp.Reload(), shows("Sudah kami terima: kirim"), shows("jalan rusak <img"),
		until(`document.querySelector('.chosen').textContent === 'Kirim sekarang'`))

	desk.goAway()
	run(t, ctx, "writing while the server is away", write("lampu jalan mati"), shows("mengirim…"),
		until("!document.getElementById('notice').hidden"))
	desk.comeBack()
	run(t, ctx, "the server coming back", shows("begini maksud Anda?\\nlampu jalan mati"),
		until("document.getElementById('notice').hidden"), until("!"+shown+".includes('mengirim…')"))

	desk.goAway()
	run(t, ctx, "writing once more", write("banjir di gang kami"), shows("banjir di gang kami"))
	desk.comeBack()
	run(t, ctx, "reloading with something unsent", chromedp.Reload(), shows("begini maksud Anda?\\nbanjir di gang kami"))
	if items, _ := desk.store.counts(); items != 8 {
		t.Errorf("%d items in the store, want 4 messages and 4 answers", items)
	}

	clearCookies := chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		return target.Call(ctx, "Network.clearBrowserCookies", nil, nil)
	})
	run(t, ctx, "writing without the cookie", clearCookies, write("parit tersumbat"),
		until(shown+".includes('maksud Anda?\\nparit tersumbat') && !"+shown+".includes('jalan rusak')"))
}

// Five phones side by side are more streams than a browser would keep open to one server beside its own posts.
func TestBrowserWithManyPhones(t *testing.T) {
	ctx := browser(t)
	var phones []webchat.Phone
	frames := "<!doctype html><title>hp</title>"
	for _, slug := range []string{"a", "b", "c", "d", "e", "f", "g"} {
		phones = append(phones, webchat.Phone{Slug: slug, Number: "+62812000000" + slug, Owner: "Warga " + slug})
		frames += `<iframe width="360" height="640" src="/demo/` + slug + `/"></iframe>`
	}
	desk := openDesk(t, webchat.Options{Account: "telegram:demo", Path: "/demo/", Look: webchat.LookTelegram, Phones: phones})
	all := http.NewServeMux()
	all.Handle("/", desk.handler)
	all.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte(frames)) })
	desk.goAway()
	desk.handler = all
	desk.comeBack()

	ready := `[...document.querySelectorAll('iframe')].every(f => f.contentDocument.querySelector('main[aria-busy=false]'))`
	run(t, ctx, "opening all", chromedp.Navigate("http://"+desk.address+"/"), until(ready))
	say := `document.querySelectorAll('iframe').forEach(f => { const d = f.contentDocument;
		d.getElementById('text').value = 'halo'; d.getElementById('send').click(); })`
	answered := `[...document.querySelectorAll('iframe')].every(f => f.contentDocument.body.innerText.includes('maksud Anda'))`
	run(t, ctx, "all writing at once", chromedp.Evaluate[chromedp.Void](say), until(answered))
}
