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
	"kanal/bots/sms/kannel"
	"kanal/bots/telegram"
	"kanal/bots/webchat"
	"kanal/files"
	"kanal/router"
	"kanal/storage"
	"kanal/web"
)

type serveCommand struct{}

// Run serves until the process is told to end.
func (serveCommand) Run(ctx context.Context, std *streams) error {
	config, err := loadConfig()
	if err != nil {
		return err
	}
	log := newLog(std)
	return run(ctx, config, log, func(address string) {
		log.Info("kanal is ready", "address", address, "version", version())
	})
}

// run is the program: it serves until ctx ends, and calls ready once it answers at its address.
func run(ctx context.Context, config Config, log *slog.Logger, ready func(address string)) error {
	store, err := openStore(ctx, config, log, true)
	if err != nil {
		return err
	}
	defer store.Close()
	kept, err := files.Open(config.FilesURL)
	if err != nil {
		return fmt.Errorf("KANAL_FILES_URL: %w", err)
	}
	channels, err := channels(config, store, kept, log)
	if err != nil {
		return err
	}
	return serve(ctx, service{config: config, store: store, files: kept, bots: channels, log: log, ready: ready})
}

// service is what serve needs; the demo brings other bots and phones.
type service struct {
	config Config
	store  *storage.Store
	files  files.Store
	bots   []bots.Bot
	frames []web.Frame
	log    *slog.Logger
	ready  func(address string)
	// after runs beside the server once it answers; nil for nothing.
	after func(context.Context, *router.Router) error
}

// serve runs the router and the web server until ctx ends or one of them fails.
func serve(ctx context.Context, s service) error {
	r, err := newLearner(ctx, s.store, studyInChild(io.Discard), router.Options{Bots: s.bots, Files: s.files, PublicURL: s.config.PublicURL, Log: s.log})
	if err != nil {
		return err
	}
	pages, err := web.New(web.Options{Store: s.store, Router: r, Bots: s.bots, Files: s.files, PublicURL: s.config.PublicURL, Log: s.log, Now: time.Now, Demo: s.frames})
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

// channels makes a bot of each account that is configured; the web chat is always there.
func channels(c Config, store *storage.Store, kept files.Store, log *slog.Logger) ([]bots.Bot, error) {
	chat, err := webchat.New(webchat.Options{Account: "webchat", Path: "/", History: history(store, "webchat"), Woken: woken(store, "webchat"),
		Keep: keepPicture(kept), Kept: kept.Get, Log: log})
	if err != nil {
		return nil, err
	}
	list := []bots.Bot{chat}
	if c.TelegramToken != "" {
		bot, err := telegram.New(telegram.Options{Token: c.TelegramToken, APIURL: c.TelegramAPIURL,
			WebhookSecret: c.TelegramWebhookSecret, PublicURL: c.PublicURL, Log: log, Files: kept.Get})
		if err != nil {
			return nil, err
		}
		list = append(list, bot)
	}
	if c.KannelSendURL != "" {
		bot, err := kannel.New(kannel.Options{Account: "sms:kannel", SendURL: c.KannelSendURL, Username: c.KannelUsername,
			Password: c.KannelPassword, Sender: c.KannelSender, Secret: c.KannelSecret, PublicURL: c.PublicURL, Log: log})
		if err != nil {
			return nil, err
		}
		list = append(list, bot)
	}
	return list, nil
}
