package web

import (
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"kanal/storage"
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
	if path == "" && os.Getenv("CI") == "true" {
		t.Fatal("no Chromium")
	}
	if path == "" {
		t.Skip("no Chromium")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(360, 640), chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
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

func do(t *testing.T, ctx context.Context, what string, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatalf("%s: %v", what, err)
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

// On a small phone no page has to be pushed sideways, what is touched is large enough, and long lists can be
// searched.
func TestOnAPhone(t *testing.T) {
	ctx := browser(t)
	o := one(t, demo)
	admin := o.signedIn(storage.Admin, "")
	road := o.report("sms:kannel", "+6281234567890", roadText)
	levy := o.report("sms:kannel", "+6281299999999", levyText)
	o.needsPhone("whatsapp")
	do(t, ctx, "signing in", chromedp.Navigate(o.http.URL+"/konsol"), chromedp.SendKeys("[name=username]", admin.user.Username),
		chromedp.SendKeys("[name=password]", password+"\r"), chromedp.WaitVisible(".counts"))
	for _, path := range []string{"/konsol", "/konsol?tampil=semua&status=assigned", addressOfNumber(road.Number), addressOfNumber(levy.Number), "/konsol/pesan",
		"/konsol/petugas", "/konsol/kanal", "/konsol/kanal?akun=whatsapp", "/konsol/rekap", "/lacak", "/privasi", "/demo"} {
		do(t, ctx, path, chromedp.Navigate(o.http.URL+path), chromedp.WaitReady("footer"))
		if !holds(t, ctx, "document.documentElement.scrollWidth <= innerWidth") {
			t.Errorf("%s has to be pushed sideways", path)
		}
		if !holds(t, ctx, `[...document.querySelectorAll("main button, main input:not([type=hidden]), main select")].every(e => !e.offsetHeight || e.offsetHeight >= 36)`) {
			t.Errorf("%s has something too small to touch", path)
		}
	}
	do(t, ctx, "searching an agency", chromedp.Navigate(o.http.URL+addressOfNumber(levy.Number)), chromedp.SendKeys("form[action$=naskah] input[type=search]", "tenaga"))
	if !holds(t, ctx, `document.querySelector("form[action$=naskah] select").value === "disnakertrans"`) {
		t.Error("the search does not choose")
	}
}
