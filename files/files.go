// Package files keeps what people send (photos, voices, documents) by content: the name of a file is the SHA-256
// of its bytes, so the same picture is kept once and a file never changes. It knows nothing of reports.
package files

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"kanal"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// MaxSize is the largest file that is kept, in bytes: what Telegram lets a bot fetch.
const MaxSize = 20 << 20

// Store keeps files by their hash. Both functions may be called by several goroutines and processes at once.
type Store interface {
	// Put keeps data and returns its hash: 64 hexadecimal digits. Putting the same again is harmless.
	Put(ctx context.Context, data []byte) (hash string, err error)
	// Get returns the file of that hash; the error wraps kanal.ErrNotFound when there is none.
	Get(ctx context.Context, hash string) ([]byte, error)
}

// Open returns the store at an address: a folder ("./data/files", "file:PATH"), which is made when absent, or a
// bucket of an S3-compatible service, "s3://KEY:SECRET@HOST/BUCKET" ("s3+http://…" without TLS), which must exist.
// The error names no secret.
func Open(address string) (Store, error) {
	scheme, _, found := strings.Cut(address, "://")
	switch {
	case found && (scheme == "s3" || scheme == "s3+http"):
		return openBucket(scheme == "s3", address)
	case found:
		return nil, fmt.Errorf("files: %q is neither a folder nor s3", scheme)
	}
	path := strings.TrimPrefix(address, "file:")
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, fmt.Errorf("files: making the folder: %w", err)
	}
	return folder(path), nil
}

func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// valid tells whether a hash is one: it becomes part of a path.
func valid(hash string) bool {
	raw, err := hex.DecodeString(hash)
	return err == nil && len(raw) == sha256.Size && strings.ToLower(hash) == hash
}

func notFound(hash string) error { return fmt.Errorf("file %.8s: %w", hash, kanal.ErrNotFound) }

// folder keeps each file as ab/abcdef….
type folder string

func (f folder) path(hash string) string { return filepath.Join(string(f), hash[:2], hash) }

// Put implements Store: written beside, then renamed, so that a file is whole or absent.
func (f folder) Put(_ context.Context, data []byte) (string, error) {
	hash := hashOf(data)
	path := f.path(hash)
	if _, err := os.Stat(path); err == nil {
		return hash, nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", fmt.Errorf("files: %w", err)
	}
	file, err := os.CreateTemp(filepath.Dir(path), "new-") // only its owner may read it
	if err != nil {
		return "", fmt.Errorf("files: %w", err)
	}
	_, err = file.Write(data)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		os.Remove(file.Name())
		return "", fmt.Errorf("files: writing %.8s: %w", hash, err)
	}
	return hash, nil
}

// Get implements Store.
func (f folder) Get(_ context.Context, hash string) ([]byte, error) {
	if !valid(hash) {
		return nil, notFound(hash)
	}
	data, err := os.ReadFile(f.path(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, notFound(hash)
	}
	if err != nil {
		return nil, fmt.Errorf("files: reading %.8s: %w", hash, err)
	}
	return data, nil
}

// bucket keeps each file as an object of that name.
type bucket struct {
	client *minio.Client
	name   string
}

func openBucket(secure bool, address string) (Store, error) {
	u, err := url.Parse(strings.Replace(address, "s3+http://", "s3://", 1))
	if err != nil || u.Host == "" || strings.Trim(u.Path, "/") == "" || u.User == nil {
		return nil, errors.New("files: a bucket is written s3://KEY:SECRET@HOST/BUCKET")
	}
	secret, _ := u.User.Password()
	client, err := minio.New(u.Host, &minio.Options{Creds: credentials.NewStaticV4(u.User.Username(), secret, ""), Secure: secure,
		Region: u.Query().Get("region")})
	if err != nil {
		return nil, fmt.Errorf("files: bucket at %s: %w", u.Host, err)
	}
	return bucket{client, strings.Trim(u.Path, "/")}, nil
}

// Put implements Store.
func (b bucket) Put(ctx context.Context, data []byte) (string, error) {
	hash := hashOf(data)
	if _, err := b.client.StatObject(ctx, b.name, hash, minio.StatObjectOptions{}); err == nil {
		return hash, nil
	}
	if _, err := b.client.PutObject(ctx, b.name, hash, bytes.NewReader(data), int64(len(data)), minio.PutObjectOptions{}); err != nil {
		return "", fmt.Errorf("files: writing %.8s: %w", hash, err)
	}
	return hash, nil
}

// Get implements Store.
func (b bucket) Get(ctx context.Context, hash string) ([]byte, error) {
	if !valid(hash) {
		return nil, notFound(hash)
	}
	object, err := b.client.GetObject(ctx, b.name, hash, minio.GetObjectOptions{})
	if err == nil {
		defer object.Close()
		var data []byte
		if data, err = io.ReadAll(io.LimitReader(object, MaxSize+1)); err == nil {
			return data, nil
		}
	}
	if minio.ToErrorResponse(err).Code == minio.NoSuchKey {
		return nil, notFound(hash)
	}
	return nil, fmt.Errorf("files: reading %.8s: %w", hash, err)
}
