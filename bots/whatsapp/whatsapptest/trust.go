package whatsapptest

import (
	"os"
	"sync"
	"testing"
	"time"

	"go.mau.fi/libsignal/ecc"
	"go.mau.fi/libsignal/logger"
	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waCert"
	"go.mau.fi/whatsmeow/util/keys"
	"google.golang.org/protobuf/proto"
)

// Main runs a package's tests with clients that trust this process's servers instead of WhatsApp's. What whatsmeow
// trusts is one variable for the whole process, so it is set before any client is made.
func Main(m *testing.M) {
	Trust(RootKey())
	os.Exit(m.Run())
}

// Trust makes clients of this process trust servers under that root, and look for dead connections sooner. A child
// process calls it with the RootKey of its parent.
func Trust(root [32]byte) {
	whatsmeow.WACertPubKey = root
	whatsmeow.KeepAliveIntervalMin, whatsmeow.KeepAliveIntervalMax = 500*time.Millisecond, time.Second
	whatsmeow.KeepAliveResponseDeadline, whatsmeow.KeepAliveMaxFailTime = 2*time.Second, 4*time.Second
	whatsmeow.RequestFromPhoneDelay = 50 * time.Millisecond
	logger.Setup(&loggerOff)
}

// RootKey is the public key under which this process's servers have their certificates.
func RootKey() [32]byte { return *root().Pub }

var root = sync.OnceValue(keys.NewKeyPair)

// loggerOff silences libsignal, which prints addresses.
var loggerOff logger.Loggable = silence{}

type silence struct{}

func (silence) Debug(string, string)   {}
func (silence) Info(string, string)    {}
func (silence) Warning(string, string) {}
func (silence) Error(string, string)   {}
func (silence) Configure(string)       {}

// authority is what a server proves itself with.
type authority struct {
	static *keys.KeyPair
	chain  []byte // a certificate for static, signed by an intermediate one, signed by the root
}

func newAuthority() *authority {
	a := &authority{static: keys.NewKeyPair()}
	intermediate := keys.NewKeyPair()
	from, to := uint64(time.Now().Add(-time.Hour).Unix()), uint64(time.Now().Add(24*time.Hour).Unix())
	sign := func(by *keys.KeyPair, serial, issuer uint32, key *[32]byte) *waCert.CertChain_NoiseCertificate {
		details, err := proto.Marshal(&waCert.CertChain_NoiseCertificate_Details{Serial: &serial, IssuerSerial: &issuer, Key: key[:],
			NotBefore: &from, NotAfter: &to})
		if err != nil {
			panic(err)
		}
		signature := ecc.CalculateSignature(ecc.NewDjbECPrivateKey(*by.Priv), details)
		return &waCert.CertChain_NoiseCertificate{Details: details, Signature: signature[:]}
	}
	chain, err := proto.Marshal(&waCert.CertChain{Intermediate: sign(root(), 1, whatsmeow.WACertIssuerSerial, intermediate.Pub),
		Leaf: sign(intermediate, 2, 1, a.static.Pub)})
	if err != nil {
		panic(err)
	}
	a.chain = chain
	return a
}
