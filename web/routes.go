package web

import (
	"net/http"

	"kanal/bots"
	"kanal/storage"
)

// Routes is every address there is.
func (s *Server) Routes() http.Handler {
	mux := http.NewServeMux()
	machine := func(pattern string, h http.Handler) { mux.Handle(pattern, s.around(pattern, h)) }
	open := func(pattern string, h handler) { mux.Handle(pattern, s.around(pattern, s.page(h))) }
	session := func(pattern string, h handler) {
		mux.Handle(pattern, s.around(pattern, s.sessions.LoadAndSave(s.page(h))))
	}
	signed := func(pattern string, h handler) { session(pattern, s.signedIn(h)) }
	admins := func(pattern string, h handler) { signed(pattern, only(storage.Admin, h)) }

	// The networks' hooks, and the web chat's pages at /.
	for _, bot := range s.bots {
		if served, ok := bot.(bots.Served); ok {
			for _, route := range served.Routes(s.counted(s.router.Inbox())) {
				machine(route.Pattern, route.Handler)
			}
		}
	}

	// Everybody.
	open("GET /lacak", s.trackForm)
	open("POST /lacak", s.track)
	open("GET /privasi", s.privacy)
	session("GET /masuk", s.signInForm)
	session("POST /masuk", s.signIn)
	session("POST /keluar", s.signOut)
	machine("GET /statis/", http.HandlerFunc(s.file))
	if len(s.demo) > 0 {
		open("GET /demo", s.demoPage)
	}

	// Officers, admins, leaders.
	signed("GET /konsol", s.reportsList)
	signed("GET /konsol/laporan/{number}", s.reportShow)
	signed("GET /konsol/laporan/{number}/berkas/{hash}", s.reportFile)
	signed("POST /konsol/laporan/{number}/status", s.reportChange)
	admins("POST /konsol/laporan/{number}/koreksi", s.reportCorrect)
	admins("POST /konsol/laporan/{number}/naskah", s.briefRelease)
	admins("POST /konsol/laporan/{number}/identitas", s.reportOpening)
	admins("POST /konsol/laporan/{number}/terlapor", s.reportWithhold)
	signed("POST /konsol/laporan/{number}/kasus", s.caseJoin)
	signed("POST /konsol/laporan/{number}/kasus/keluar", s.casePart)
	signed("GET /konsol/rekap", s.recapPage)
	admins("GET /konsol/pesan", s.messagesList)
	admins("POST /konsol/pesan/{id}/selesai", s.messageDone)
	admins("GET /konsol/petugas", s.usersList)
	admins("POST /konsol/petugas", s.userAdd)
	admins("POST /konsol/petugas/{id}/ikat", s.userBind)
	admins("POST /konsol/petugas/{id}/status", s.userDisable)
	admins("POST /konsol/petugas/{id}/pindah", s.userMove)
	admins("GET /konsol/kanal", s.accountsList)
	admins("POST /konsol/kanal", s.accountPhone)

	// Machines.
	machine("GET /healthz", http.HandlerFunc(alive))
	machine("GET /readyz", http.HandlerFunc(s.ready))
	machine("GET /metrics", s.metrics.handler())

	return s.origin.Handler(s.known(mux))
}
