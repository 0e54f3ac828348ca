package whatsapptest

import (
	"context"
	"net/http"

	waBinary "go.mau.fi/whatsmeow/binary"
)

// media is what lies on the servers of files.
type media struct {
	blobs map[string][]byte
}

func (s *Server) upload(w http.ResponseWriter, r *http.Request)   { http.Error(w, "later", 501) }
func (s *Server) download(w http.ResponseWriter, r *http.Request) { http.Error(w, "later", 501) }

func (s *Server) mediaConnection(ctx context.Context, c *wire, node *waBinary.Node) error {
	return s.refuse(ctx, c, node, 501)
}

func (s *Server) mediaRetry(context.Context, *wire, *waBinary.Node) error { return nil }
