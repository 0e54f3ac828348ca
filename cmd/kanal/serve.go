package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"kanal/bots"
	"kanal/files"
	"kanal/router"
	"kanal/storage"
	"kanal/web"
)

type serveCommand struct{}

// Run serves until the process is told to end.
func (serveCommand) Run(ctx context.Context, std *streams, world *outside) error {
	config, err := loadConfig()
	if err != nil {
		return err
	}
	log := newLog(std)
	return run(ctx, service{config: config, log: log, world: *world, ready: func(address string) {
		log.Info("kanal is ready", "address", address, "version", version())
	}})
}

// run is the program: it serves until ctx ends. Of s it takes the settings, the log, the world and ready.
func run(ctx context.Context, s service) (err error) {
	if s.store, err = openStore(ctx, s.config, s.log, true); err != nil {
		return err
	}
	defer s.store.Close()
	if s.files, err = files.Open(s.config.FilesURL); err != nil {
		return fmt.Errorf("KANAL_FILES_URL: %w", err)
	}
	if s.bots, err = channels(s); err != nil {
		return err
	}
	return serve(ctx, s)
}

// outside is how the program reaches networks; a test puts its own there.
type outside struct {
	whatsapp *http.Client // carries all of WhatsApp but the Cloud API; nil is one that reaches WhatsApp's hosts alone
}

// service is what serve needs; the demo brings other bots and phones.
type service struct {
	config Config
	store  *storage.Store
	files  files.Store
	bots   []bots.Bot
	frames []web.Frame
	log    *slog.Logger
	world  outside
	ready  func(address string) // told the address once it answers there
	// after runs beside the server once it answers; nil for nothing.
	after func(context.Context, *router.Router) error
}

// serve runs the router and the web server until ctx ends or one of them fails.
func serve(ctx context.Context, s service) error {
	r, err := newLearner(ctx, s.store, studyInChild(io.Discard), router.Options{Bots: s.bots, Files: s.files,
		PublicURL: s.config.PublicURL, Officers: s.config.officersNumber(), Log: s.log})
	if err != nil {
		return err
	}
	pages, err := web.New(web.Options{Store: s.store, Router: r, Bots: s.bots, Files: s.files, PublicURL: s.config.PublicURL,
		WhatsApp: s.config.staffNumber(), Log: s.log, Now: time.Now, Demo: s.frames})
	if err != nil {
		return fmt.Errorf("preparing the pages: %w", err)
	}
	listener, err := net.Listen("tcp", s.config.Listen)
	if err != nil {
		return fmt.Errorf("KANAL_LISTEN: %w", err)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	server := &http.Server{Handler: pages.Routes(), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		BaseContext: func(net.Listener) context.Context { return ctx }} // streams end when the program does
	failed := make(chan error, 3)
	go func() { failed <- server.Serve(listener) }()
	routed := make(chan error, 1)
	go func() { routed <- r.Run(ctx) }()
	s.ready(listener.Addr().String())
	if s.after != nil {
		go func() {
			if err := s.after(ctx, r); err != nil {
				failed <- err
			}
		}()
	}
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	cancel()
	ending, done := context.WithTimeout(context.Background(), 10*time.Second)
	defer done()
	return errors.Join(err, server.Shutdown(ending), <-routed)
}
