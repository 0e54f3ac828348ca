package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"kanal"
	"kanal/bots/whatsapp/whatsapptest"
	"kanal/storage"
	"kanal/storage/storagetest"
)

// asProgram in the environment makes this test binary be kanal itself, so that a test can kill it.
const asProgram = "RUN_AS_KANAL"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Exit(start(testWorld()))
	}
	whatsapptest.Main(m)
}

// patience is how long a test waits for something that must come.
const patience = 3 * time.Minute

// install is one place where kanal is run: its settings, and what it wrote.
type install struct {
	t       testing.TB
	env     map[string]string
	address string
	mu      sync.Mutex
	log     bytes.Buffer
	running *exec.Cmd
}

// newInstall prepares kanal over a database, on a free port that stays the same over restarts.
func newInstall(t testing.TB, databaseURL string) *install {
	t.Helper()
	address := freeAddress(t)
	i := &install{t: t, address: address, env: map[string]string{
		"KANAL_DATABASE_URL": databaseURL, "KANAL_DATA_DIR": t.TempDir(), "KANAL_LISTEN": address,
		"KANAL_SECRET_KEY": "a secret key that is long enough for tests",
	}}
	t.Cleanup(i.kill)
	return i
}

func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func (i *install) url() string { return "http://" + i.address }

// Write keeps what the program writes; it is also what the log is searched in.
func (i *install) Write(p []byte) (int, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.log.Write(p)
}

func (i *install) output() string {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.log.String()
}

func (i *install) command(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Dir = i.env["KANAL_DATA_DIR"]
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + cmd.Dir, asProgram + "=1"}
	for name, value := range i.env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	cmd.Stderr = i
	return cmd
}

// start serves, and returns when the program says that it is ready.
func (i *install) start() {
	i.t.Helper()
	cmd := i.command("serve")
	if err := cmd.Start(); err != nil {
		i.t.Fatal(err)
	}
	i.running = cmd
	for deadline := time.Now().Add(patience); !i.ready(); pause(i.t.Context()) {
		if time.Now().After(deadline) {
			i.t.Fatalf("the program was not ready within %s\n%s", patience, i.output())
		}
	}
}

func (i *install) ready() bool {
	r, err := http.Get(i.url() + "/readyz")
	if err != nil {
		return false
	}
	r.Body.Close()
	return r.StatusCode == http.StatusOK
}

// kill ends the program as a power cut would.
func (i *install) kill() {
	if i.running != nil {
		i.running.Process.Kill()
		i.running.Wait()
		i.running = nil
	}
}

// stop asks the program to end, which it must do well.
func (i *install) stop() {
	i.t.Helper()
	if err := i.running.Process.Signal(syscall.SIGTERM); err != nil {
		i.t.Fatal(err)
	}
	if err := i.running.Wait(); err != nil {
		i.t.Errorf("the program ended with %v\n%s", err, i.output())
	}
	i.running = nil
}

// runs runs another command to its end and returns what it printed.
func (i *install) runs(args ...string) []byte {
	i.t.Helper()
	out, err := i.command(args...).Output()
	if err != nil {
		i.t.Fatalf("kanal %s: %v\n%s", strings.Join(args, " "), err, i.output())
	}
	return out
}

func (i *install) addUser(args ...string) newUser {
	i.t.Helper()
	var u newUser
	if err := json.Unmarshal(i.runs(append([]string{"user", "add"}, args...)...), &u); err != nil {
		i.t.Fatal(err)
	}
	if u.Username == "" || u.Password == "" || u.Bind == "" {
		i.t.Fatalf("user add printed %+v", u)
	}
	return u
}

// store opens the database beside the program, to look.
func (i *install) store() *storage.Store {
	i.t.Helper()
	return storagetest.OpenWith(i.t, storage.Options{URL: i.env["KANAL_DATABASE_URL"], Secret: []byte(i.env["KANAL_SECRET_KEY"])})
}

// silent checks that none of these words reached the log.
func (i *install) silent(words ...string) {
	i.t.Helper()
	log := i.output()
	for _, w := range words {
		if strings.Contains(log, w) {
			i.t.Errorf("the log holds %q", w)
		}
	}
}

// browser is somebody at the console.
type browser struct {
	t    testing.TB
	base string
	http *http.Client
}

func (i *install) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		i.t.Fatal(err)
	}
	return &browser{i.t, i.url(), &http.Client{Jar: jar, Timeout: time.Minute}}
}

func (b *browser) get(path string) string {
	b.t.Helper()
	return b.read(b.http.Get(b.base + path))
}

func (b *browser) post(path string, form url.Values) string {
	b.t.Helper()
	return b.read(b.http.PostForm(b.base+path, form))
}

func (b *browser) read(r *http.Response, err error) string {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	if r.StatusCode >= 400 {
		b.t.Fatalf("%s: %s\n%s", r.Request.URL.Path, r.Status, body)
	}
	return string(body)
}

func (b *browser) signIn(u newUser) {
	b.t.Helper()
	b.post("/masuk", url.Values{"username": {u.Username}, "password": {u.Password}})
}

func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}

// eachInstall runs a test over a fresh database of each kind, several at once.
func eachInstall(t *testing.T, test func(t *testing.T, i *install)) {
	t.Helper()
	for _, db := range storagetest.URLs(t) {
		t.Run(db.Name, func(t *testing.T) {
			test(t, newInstall(t, db.URL))
		})
	}
}

// reports reads all reports, and checks that each row is the fold of its events.
func (i *install) reports(store *storage.Store) []*storage.Task {
	i.t.Helper()
	var all []*storage.Task
	filter := storage.Filter{Limit: 500}
	for more := true; more; {
		var page []*storage.Task
		var err error
		if page, more, err = store.Tasks(i.t.Context(), filter); err != nil {
			i.t.Fatal(err)
		}
		all = append(all, page...)
		if len(page) > 0 {
			last := page[len(page)-1]
			filter.Before = storage.Cursor{ReceivedAt: last.ReceivedAt, ID: last.ID}
		}
	}
	for _, r := range all {
		events, err := store.Events(i.t.Context(), r.ID)
		if err != nil {
			i.t.Fatal(err)
		}
		folded, err := kanal.Fold(events)
		folded.ReceivedAt, folded.ChangedAt = r.ReceivedAt, r.ChangedAt
		if err != nil || folded != r.State {
			i.t.Fatalf("report %s is %+v, its events say %+v, %v", r.Number, r.State, folded, err)
		}
	}
	return all
}

// dataFile writes a file for a command to read.
func (i *install) dataFile(name, content string) string {
	i.t.Helper()
	path := filepath.Join(i.env["KANAL_DATA_DIR"], name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		i.t.Fatal(err)
	}
	return path
}
