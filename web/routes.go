package web

import (
	"net/http"

	"kanal/bots"
	"kanal/storage"
)

// Routes is every address there is.
func (s *Server) Routes() http.Handler {
	mux := http.NewServeMux()
	open := func(pattern string, h handler) { mux.Handle(pattern, s.handle(pattern, h)) }
	signed := func(pattern string, h handler) { mux.Handle(pattern, s.handle(pattern, s.signedIn(h))) }
	admins := func(pattern string, h handler) {
		mux.Handle(pattern, s.handle(pattern, s.signedIn(only(storage.Admin, h))))
	}

	// The networks' hooks, and the web chat's pages at /.
	for _, bot := range s.bots {
		if served, ok := bot.(bots.Served); ok {
			for _, route := range served.Routes(s.counted(s.router.Inbox())) {
				mux.Handle(route.Pattern, s.measured(route.Pattern, route.Handler))
			}
		}
	}

	// Everybody.
	open("GET /lacak", s.trackForm)
	open("POST /lacak", s.track)
	open("GET /privasi", s.privacy)
	open("GET /masuk", s.signInForm)
	open("POST /masuk", s.signIn)
	open("POST /keluar", s.signOut)
	mux.Handle("GET /statis/", s.static())
	if len(s.demo) > 0 {
		open("GET /demo", s.demoPage)
	}

	// Officers, admins, leaders.
	signed("GET /konsol", s.reportsList)
	signed("GET /konsol/laporan/{number}", s.reportShow)
	signed("POST /konsol/laporan/{number}/status", s.reportChange)
	signed("GET /konsol/rekap", s.recapPage)
	admins("POST /konsol/laporan/{number}/koreksi", s.reportCorrect)
	admins("POST /konsol/laporan/{number}/naskah", s.briefRelease)
	admins("GET /konsol/pesan", s.messagesList)
	admins("POST /konsol/pesan/{id}/selesai", s.messageDone)
	admins("GET /konsol/petugas", s.usersList)
	admins("POST /konsol/petugas", s.userAdd)
	admins("POST /konsol/petugas/{id}/ikat", s.userBind)
	admins("POST /konsol/petugas/{id}/status", s.userDisable)

	// Machines.
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("ok\n")) })
	mux.HandleFunc("GET /readyz", s.ready)
	mux.Handle("GET /metrics", s.metrics.handler())

	return s.recovered(http.NewCrossOriginProtection().Handler(s.sessions.LoadAndSave(mux)))
}
