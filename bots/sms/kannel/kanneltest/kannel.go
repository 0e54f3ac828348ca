// Package kanneltest runs the real Kannel for tests: bearerbox, smsbox and fakesmsc (the phones' side) on free
// ports, configured by the kannel.conf that kanal ships. Its Fake stands in for smsbox where Kannel is absent.
package kanneltest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// limit is how long anything may take before a test fails; far more than any needs.
const limit = 2 * time.Minute

// Settings are what a test decides.
type Settings struct {
	HookURL string // base address of kanal, e.g. "http://127.0.0.1:1234"; nothing needs to answer there yet
	Secret  string // shared with kanal: letters and digits
	// RetryAfter is how long smsbox waits before it brings an SMS again, in whole seconds; 0 means one second.
	RetryAfter time.Duration
}

// Kannel is a running Kannel. It ends with the test.
type Kannel struct {
	SendURL  string // of the sendsms service
	Username string
	Password string
	Sender   string // the short code that citizens write to

	Bearerbox *Process
	Smsbox    *Process
	Phones    *Phones // what fakesmsc shows: the citizens' phones

	status string // address of bearerbox's status page
}

// Start starts Kannel and returns when its boxes and the fake operator are connected. Where Kannel is not
// installed the test is skipped, or fails if CI=true.
func Start(t testing.TB, settings Settings) *Kannel {
	t.Helper()
	paths := find(t)
	var err error
	for range 3 { // a free port may be taken by the time it is used
		var k *Kannel
		if k, err = start(t, paths, settings); err == nil {
			return k
		}
		t.Logf("starting Kannel: %v", err)
	}
	t.Fatalf("Kannel does not start: %v", err)
	return nil
}

// programs are the paths of Kannel's programs.
type programs struct{ bearerbox, smsbox, fakesmsc string }

func find(t testing.TB) programs {
	t.Helper()
	var p programs
	for _, program := range []struct {
		path *string
		name string
		dir  string // where Debian puts it
	}{{&p.bearerbox, "bearerbox", "/usr/sbin"}, {&p.smsbox, "smsbox", "/usr/sbin"}, {&p.fakesmsc, "fakesmsc", "/usr/lib/kannel/test"}} {
		for _, name := range []string{program.name, filepath.Join(program.dir, program.name)} {
			if path, err := exec.LookPath(name); err == nil {
				*program.path = path
				break
			}
		}
		if *program.path != "" {
			continue
		}
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is not installed (Debian packages kannel and kannel-extras)", program.name)
		}
		t.Skipf("%s is not installed (Debian packages kannel and kannel-extras)", program.name)
	}
	return p
}

func start(t testing.TB, paths programs, settings Settings) (*Kannel, error) {
	p, err := freePorts()
	if err != nil {
		return nil, err
	}
	dir := t.TempDir()
	text, err := configure(settings, p, dir)
	if err != nil {
		return nil, err
	}
	conf := filepath.Join(dir, "kannel.conf")
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		return nil, err
	}
	k := &Kannel{
		SendURL:  fmt.Sprintf("http://127.0.0.1:%d/cgi-bin/sendsms", p.sendsms),
		Username: username, Password: password, Sender: sender,
		status: fmt.Sprintf("http://127.0.0.1:%d/status.txt?password=%s", p.admin, adminPassword),
	}
	k.Bearerbox = newProcess(paths.bearerbox, "-v", "3", conf)
	k.Bearerbox.ready = func(ctx context.Context) error { return k.shows(ctx, "fake[fake]") }
	k.Smsbox = newProcess(paths.smsbox, "-v", "3", conf)
	k.Smsbox.ready = func(ctx context.Context) error {
		return errors.Join(k.shows(ctx, "(on-line"), listens(ctx, p.sendsms))
	}
	k.Phones = newPhones(paths.fakesmsc, p.smsc)
	k.Phones.ready = func(ctx context.Context) error { return k.shows(ctx, "(online") }
	t.Cleanup(func() {
		for _, process := range []*Process{k.Phones.Process, k.Smsbox, k.Bearerbox} {
			process.Kill()
		}
	})
	for _, process := range []*Process{k.Bearerbox, k.Smsbox, k.Phones.Process} {
		if err := process.Start(); err != nil {
			for _, started := range []*Process{k.Phones.Process, k.Smsbox, k.Bearerbox} {
				started.Kill()
			}
			return nil, err
		}
	}
	return k, nil
}

// shows returns nil when bearerbox's status page contains the words.
func (k *Kannel) shows(ctx context.Context, words string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, k.status, nil)
	if err != nil {
		return err
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Do(req)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	page, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	if !bytes.Contains(page, []byte(words)) {
		return fmt.Errorf("bearerbox's status does not show %q", words)
	}
	return nil
}

func listens(ctx context.Context, port int) error {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return err
	}
	return conn.Close()
}

// ports are the ports of one Kannel.
type ports struct{ admin, boxes, sendsms, smsc int }

func freePorts() (ports, error) {
	var p ports
	for _, port := range []*int{&p.admin, &p.boxes, &p.sendsms, &p.smsc} {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return p, err
		}
		defer listener.Close() // only when all four are chosen, so that they differ
		*port = listener.Addr().(*net.TCPAddr).Port
	}
	return p, nil
}

// tail returns the last lines of a program's output.
func tail(output string) string {
	lines := strings.Split(strings.TrimSpace(output), "\n")
	return strings.Join(lines[max(0, len(lines)-12):], "\n")
}
