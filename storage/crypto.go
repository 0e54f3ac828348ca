package storage

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	"kanal"
)

// keys are derived from the one secret, each for one use.
type keys struct {
	lookup []byte      // HMAC-SHA256, for what must be found or be unique
	seal   cipher.AEAD // AES-256-GCM with a random nonce, for what must be read again
}

func newKeys(secret []byte) (keys, error) {
	if len(secret) < 16 {
		return keys{}, errors.New("secret key: shorter than 16 bytes")
	}
	lookup, err := hkdf.Key(sha256.New, secret, nil, "kanal lookup", sha256.Size)
	if err != nil {
		return keys{}, fmt.Errorf("secret key: %w", err)
	}
	seal, err := hkdf.Key(sha256.New, secret, nil, "kanal seal", 32)
	if err != nil {
		return keys{}, fmt.Errorf("secret key: %w", err)
	}
	block, err := aes.NewCipher(seal)
	if err != nil {
		return keys{}, fmt.Errorf("secret key: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return keys{}, fmt.Errorf("secret key: %w", err)
	}
	return keys{lookup: lookup, seal: aead}, nil
}

// hash is the keyed hash of parts for one purpose.
func (k keys) hash(purpose string, parts ...string) []byte {
	mac := hmac.New(sha256.New, k.lookup)
	mac.Write([]byte(purpose))
	for _, part := range parts {
		mac.Write([]byte{0})
		mac.Write([]byte(part))
	}
	return mac.Sum(nil)
}

// close makes ciphertext; nothing (NULL) of nothing. The purpose must be the same to open it.
func (k keys) close(purpose string, clear []byte) []byte {
	if len(clear) == 0 {
		return nil
	}
	return k.seal.Seal(nil, nil, clear, []byte(purpose))
}

// open is the reverse of close.
func (k keys) open(purpose string, sealed []byte) ([]byte, error) {
	if len(sealed) == 0 {
		return nil, nil
	}
	clear, err := k.seal.Open(nil, nil, sealed, []byte(purpose))
	if err != nil {
		return nil, fmt.Errorf("open sealed %s: %w", purpose, err)
	}
	return clear, nil
}

// PIN returns the six digits that prove, with its number, that somebody filed the report.
func (s *Store) PIN(n kanal.Number) string {
	sum := s.keys.hash("pin", string(n))
	return fmt.Sprintf("%06d", binary.BigEndian.Uint64(sum)%1_000_000)
}
