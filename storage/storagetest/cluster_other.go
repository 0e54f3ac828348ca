//go:build !unix

package storagetest

import "errors"

func startCluster(bool) (string, error) {
	return "", errors.New("no TEST_POSTGRES_URL")
}
