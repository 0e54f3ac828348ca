package web

import (
	"net"
	"net/http"
	"strings"
)

// addressOf is whose browser it is: the address before the last proxy, where one of our own network stands
// before us, else the peer's.
func addressOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	peer := net.ParseIP(host)
	forwarded := r.Header.Values("X-Forwarded-For")
	if peer == nil || !peer.IsLoopback() && !peer.IsPrivate() || len(forwarded) == 0 {
		return host
	}
	chain := strings.Split(forwarded[len(forwarded)-1], ",")
	if last := net.ParseIP(strings.TrimSpace(chain[len(chain)-1])); last != nil {
		return last.String()
	}
	return host
}
