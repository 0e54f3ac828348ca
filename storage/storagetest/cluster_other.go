//go:build !unix

package storagetest

import "errors"

func startCluster(bool) (server, error) {
	return server{}, errors.New("no TEST_POSTGRES_URL")
}
