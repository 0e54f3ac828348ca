package whatsapptest

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/store/sqlstore"
	"go.mau.fi/whatsmeow/types"

	_ "modernc.org/sqlite" // the phones' keys
)

// Revision is the client version that the server announces at "/".
const Revision = 1031080782

// Server is WhatsApp on the loopback. All methods may be called at any time, by several goroutines.
type Server struct {
	t         testing.TB
	http      *httptest.Server
	authority *authority
	tables    *sqlstore.Container // the phones' keys
	owner     *Phone
	media     media

	mu      sync.Mutex
	phones  map[string]*Phone // by number, and by LID
	devices map[[32]byte]*device
	live    map[*wire]*device // nil while it is not logged in
	offers  map[string]*offer // by reference
	number  int               // for ids
	faults  faults
	unknown []string
	events  []string // stanzas of the client worth a test's look: "presence available", "chatstate composing"
	sockets sync.WaitGroup
}

// device is a linked device: what the tests are about.
type device struct {
	noise        [32]byte
	id, lid      types.JID
	identity     []byte
	registration []byte
	signed       waBinary.Node
	preKeys      []waBinary.Node
	wire         *wire // nil while it is away
	active       bool
	order        sync.Mutex // held while its queue is brought, so that what waited comes first
	queue        []*queued
}

// queued is a message on its way to the device until it is acknowledged.
type queued struct {
	id    string
	node  waBinary.Node
	again bool // sent once more, since it could not be read
}

// New starts a server whose owner has the number 6281100000001. It ends with the test.
func New(t testing.TB) *Server {
	t.Helper()
	s := &Server{t: t, authority: newAuthority(), phones: map[string]*Phone{}, devices: map[[32]byte]*device{}, live: map[*wire]*device{},
		offers: map[string]*offer{}, media: media{blobs: map[string][]byte{}, kept: map[string]File{}, lost: map[string]bool{}}}
	var err error
	s.tables, err = sqlstore.New(t.Context(), "sqlite", "file:"+t.TempDir()+"/phones.db?_pragma=foreign_keys(1)&_pragma=journal_mode(WAL)&_pragma=busy_timeout(10000)&_pragma=synchronous(OFF)&_txlock=immediate", nil)
	if err != nil {
		t.Fatalf("opening the phones' keys: %v", err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `<script>{"client_revision":%d,"x":1}</script>`, Revision)
	})
	mux.HandleFunc("GET /ws/chat", s.socket)
	mux.HandleFunc("POST /mms/{kind}/{token}", s.upload)
	mux.HandleFunc("GET /v/{path...}", s.download)
	s.http = httptest.NewUnstartedServer(mux)
	s.http.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.http.TLS = &tls.Config{Certificates: []tls.Certificate{certificate(t)}, MinVersion: tls.VersionTLS12}
	s.http.StartTLS()
	s.owner = s.Phone("6281100000001")
	t.Cleanup(s.close)
	return s
}

func (s *Server) close() {
	s.DropAll()
	s.http.CloseClientConnections()
	s.http.Close()
	s.sockets.Wait()
	if err := s.tables.Close(); err != nil {
		s.t.Errorf("closing the phones' keys: %v", err)
	}
}

// certificate is a TLS certificate for WhatsApp's names.
func certificate(t testing.TB) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "loopback"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(24 * time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, DNSNames: []string{"web.whatsapp.com", "*.whatsapp.com", "*.whatsapp.net"}}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: key, Leaf: leaf}
}

// Address is where the server listens, and Certificate what it proves itself with as PEM: for NewClient in a child process.
func (s *Server) Address() string { return s.http.Listener.Addr().String() }

// Certificate is described at Address.
func (s *Server) Certificate() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.http.TLS.Certificates[0].Certificate[0]})
}

// ErrForeignHost is what a client gets that asks for another host than WhatsApp's.
var ErrForeignHost = errors.New("whatsapptest: that is not WhatsApp")

// Client returns a client that reaches this server under WhatsApp's names, and nobody else.
func (s *Server) Client() *http.Client {
	c, err := NewClient(s.Address(), s.Certificate())
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

// NewClient is Client for a server of another process.
func NewClient(address string, certificate []byte) (*http.Client, error) {
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(certificate) {
		return nil, errors.New("whatsapptest: no certificate")
	}
	dialer := &net.Dialer{Timeout: 5 * time.Second}
	return &http.Client{Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12},
		DialContext: func(ctx context.Context, network, to string) (net.Conn, error) {
			host, _, err := net.SplitHostPort(to)
			if err != nil || !strings.HasSuffix(host, ".whatsapp.com") && !strings.HasSuffix(host, ".whatsapp.net") {
				return nil, ErrForeignHost
			}
			return dialer.DialContext(ctx, network, address)
		}}}, nil
}

// Owner is the phone whose account the linked device uses.
func (s *Server) Owner() *Phone { return s.owner }

// id returns a fresh id with that beginning.
func (s *Server) id(prefix string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.number++
	return prefix + strconv.Itoa(s.number)
}

// socket is the life of one connection.
func (s *Server) socket(w http.ResponseWriter, r *http.Request) {
	if code := s.refused(); code != 0 {
		http.Error(w, "not now", code)
		return
	}
	ws, err := websocket.Accept(w, r, &websocket.AcceptOptions{InsecureSkipVerify: true})
	if err != nil {
		return
	}
	s.sockets.Add(1)
	defer s.sockets.Done()
	ws.SetReadLimit(-1)
	c := &wire{ws: ws}
	defer ws.CloseNow()
	ctx := context.Background() // the request's ends when the connection is taken over
	said, key, err := c.handshake(ctx, s.authority)
	if err != nil {
		return
	}
	s.mu.Lock()
	s.live[c] = nil
	s.mu.Unlock()
	defer s.gone(c)
	if said.GetDevicePairingData() != nil {
		err = s.offer(ctx, c, key, said)
	} else {
		err = s.login(ctx, c, key)
	}
	for err == nil {
		var node *waBinary.Node
		if node, err = c.read(ctx); err == nil {
			err = s.handle(ctx, c, node)
		}
	}
}

func (s *Server) gone(c *wire) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d := s.live[c]; d != nil && d.wire == c {
		d.wire, d.active = nil, false
	}
	delete(s.live, c)
	s.withdraw(c)
}

// login lets a linked device in, unless it is to be refused.
func (s *Server) login(ctx context.Context, c *wire, key [32]byte) error {
	s.mu.Lock()
	d := s.devices[key]
	failure := s.faults.nextLogin()
	if failure == nil && d == nil {
		failure = waBinary.Attrs{"reason": "401", "location": "loopback"}
	}
	var before *wire
	if failure == nil {
		before, d.wire, d.active = d.wire, c, false
		s.live[c] = d
	}
	s.mu.Unlock()
	if failure != nil {
		if err := c.write(ctx, waBinary.Node{Tag: "failure", Attrs: failure}); err != nil {
			return err
		}
		s.dropSoon(c)
		return nil
	}
	if before != nil { // two programs with one link: the older one goes
		s.streamError(ctx, before, "", "replaced")
	}
	return c.write(ctx, waBinary.Node{Tag: "success", Attrs: waBinary.Attrs{"lid": d.lid, "t": stamp(), "props": "27", "location": "loopback"}})
}

func stamp() string { return strconv.FormatInt(time.Now().Unix(), 10) }

// dropSoon closes a connection once the client has had time to read what was written last.
func (s *Server) dropSoon(c *wire) {
	time.AfterFunc(100*time.Millisecond, func() { c.ws.CloseNow() })
}
