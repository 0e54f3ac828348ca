//go:build !unix

package storage

import (
	"fmt"
	"os"
)

// lockFile only makes the file: these systems have no lock that ends with its process.
func lockFile(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the database: %w", err)
	}
	return f, nil
}
