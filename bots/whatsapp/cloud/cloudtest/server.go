// Package cloudtest is a fake of Meta's Cloud API for tests: it refuses what Meta refuses, keeps the 24-hour window by
// the clock it is given, posts signed notifications, and brings them again until they are acknowledged.
package cloudtest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Options configure a Server; what is empty gets a value that looks like a real one.
type Options struct {
	Token         string
	AppSecret     string
	PhoneNumberID string
	Now           func() time.Time
	Window        bool // only who wrote within 24 hours may be written to; else everybody
	Late          bool // a closed window is told after the message was taken, as Meta mostly does
}

// Server is a running fake.
type Server struct {
	o      Options
	server *httptest.Server
	client *http.Client

	mu       sync.Mutex
	hook     string
	count    int
	sent     []Sent
	heard    map[string]time.Time // by address
	files    map[string]*File
	failures map[string][]Failure // by call, the next one first
	working  sync.WaitGroup       // notifications on their way
	closed   chan struct{}
}

// File is a file at Meta.
type File struct {
	Data  []byte
	MIME  string
	URL   string // where it is said to lie; empty means the fake itself
	Bytes int64  // the size that is announced; 0 means the right one
}

// Failure is how a call ends instead of being answered. The zero value breaks the connection.
type Failure struct {
	Status     int // of HTTP
	Code       int // Meta's
	Subcode    int // Meta's
	RetryAfter int // seconds
}

// Pass is no failure: it lets one call through before the next ones in a list fail.
var Pass = Failure{Status: http.StatusOK}

// New starts a fake on a free port of this machine.
func New(o Options) *Server {
	if o.Token == "" {
		o.Token = "EAAGtoken-that-nobody-may-see"
	}
	if o.AppSecret == "" {
		o.AppSecret = "0f1e2d3c4b5a-app-secret"
	}
	if o.PhoneNumberID == "" {
		o.PhoneNumberID = "106540352242922"
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Server{o: o, heard: map[string]time.Time{}, files: map[string]*File{}, failures: map[string][]Failure{},
		closed: make(chan struct{}), client: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v26.0/{phone}/messages", s.call("messages", s.takeMessage))
	mux.HandleFunc("POST /v26.0/{phone}/media", s.call("media", s.takeFile))
	mux.HandleFunc("GET /v26.0/{file}", s.call("lookup", s.lookUp))
	mux.HandleFunc("GET /files/{file}", s.call("file", s.serveFile))
	s.server = httptest.NewServer(mux)
	return s
}

// Options returns the settings in use.
func (s *Server) Options() Options { return s.o }

// APIURL is the address of the API, as in cloud.Options.
func (s *Server) APIURL() string { return s.server.URL + "/v26.0" }

// Connect names the address of the webhook.
func (s *Server) Connect(hook string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hook = hook
}

// Close stops the fake, also what it is still bringing.
func (s *Server) Close() {
	close(s.closed)
	s.working.Wait()
	s.server.Close()
}

// Fail makes the next calls ("messages", "media", "lookup", "file") end so, one after the other.
func (s *Server) Fail(call string, failures ...Failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failures[call] = append(s.failures[call], failures...)
}

func (s *Server) nextFailure(call string) (Failure, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.failures[call]
	if len(list) == 0 {
		return Failure{}, false
	}
	s.failures[call] = list[1:]
	return list[0], true
}

// call checks the token and lets a scripted failure happen.
func (s *Server) call(name string, answer func(http.ResponseWriter, *http.Request)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if f, failing := s.nextFailure(name); failing && f != Pass {
			if f.Status == 0 {
				panic(http.ErrAbortHandler)
			}
			if f.RetryAfter > 0 {
				w.Header().Set("Retry-After", strconv.Itoa(f.RetryAfter))
			}
			refuse(w, f)
			return
		}
		if token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); token != s.o.Token {
			refuse(w, Failure{Status: http.StatusUnauthorized, Code: 190})
			return
		}
		if phone := r.PathValue("phone"); phone != "" && phone != s.o.PhoneNumberID {
			refuse(w, Failure{Status: http.StatusBadRequest, Code: 100, Subcode: 33})
			return
		}
		answer(w, r)
	}
}

// refuse answers as Meta does; the message quotes what must not reach a log.
func refuse(w http.ResponseWriter, f Failure) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(f.Status)
	if f.Code == 0 {
		w.Write([]byte("<html>upstream</html>"))
		return
	}
	e := map[string]any{"code": f.Code, "message": "(#" + strconv.Itoa(f.Code) + ") something about a recipient", "type": "OAuthException",
		"fbtrace_id": "A1b2C3"}
	if f.Subcode != 0 {
		e["error_subcode"] = f.Subcode
	}
	writeJSON(w, map[string]any{"error": e})
}

func writeJSON(w http.ResponseWriter, v any) {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err) // a test's own mistake
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write(data)
}

// number returns the next one; ids are made of it. Called with mu held.
func (s *Server) number() string {
	s.count++
	return strconv.Itoa(s.count)
}
