package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"kanal"
	"kanal/bots"
	"kanal/bots/webchat"
	"kanal/classifier"
	"kanal/router"
)

type chatCommand struct{}

// Run talks to the whole system over a database that is thrown away at the end.
func (chatCommand) Run(ctx context.Context, std *streams) error {
	folder, err := os.MkdirTemp("", "kanal-chat-")
	if err != nil {
		return fmt.Errorf("making a folder: %w", err)
	}
	defer os.RemoveAll(folder)
	config, err := parseConfig(map[string]string{"KANAL_DATA_DIR": folder})
	if err != nil {
		return err
	}
	config.DatabaseURL = "sqlite:" + filepath.Join(folder, "chat.db")
	log := slog.New(slog.DiscardHandler)
	store, err := openStore(ctx, config, log, true)
	if err != nil {
		return err
	}
	defer store.Close()
	model, err := classifier.Shipped()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	bot := &terminal{in: std.in, out: std.out, end: cancel}
	r, err := router.New(ctx, router.Options{Store: store, Model: model, Bots: []bots.Bot{bot}, Log: log})
	if err != nil {
		return err
	}
	fmt.Fprintln(std.out, "Percobaan di terminal; tidak ada yang disimpan. Akhiri dengan Ctrl-D.")
	return r.Run(ctx)
}

// terminal is a network of one person at a keyboard.
type terminal struct {
	in  io.Reader
	out io.Writer
	end func()
}

// Account names the account.
func (*terminal) Account() string { return "terminal" }

// Run hands in each line; the end of the input ends the program.
func (t *terminal) Run(ctx context.Context, inbox bots.Inbox) error {
	lines := make(chan string)
	go func() {
		defer close(lines)
		for s := bufio.NewScanner(t.in); s.Scan(); {
			lines <- s.Text()
		}
	}()
	for number := 1; ; number++ {
		select {
		case <-ctx.Done():
			return nil
		case line, open := <-lines:
			if !open {
				t.end()
				return nil
			}
			if strings.TrimSpace(line) == "" {
				continue
			}
			message := kanal.Incoming{Account: "terminal", Conversation: "terminal", Sender: "terminal", ID: strconv.Itoa(number), Text: line}
			if err := inbox.Receive(ctx, message); err != nil {
				return err
			}
		}
	}
}

// Send prints a message.
func (t *terminal) Send(_ context.Context, out kanal.Outgoing) (kanal.Receipt, error) {
	text := webchat.Numbered(out.Text, out.Choices)
	_, err := fmt.Fprintln(t.out, "  "+strings.ReplaceAll(text, "\n", "\n  "))
	return kanal.Receipt{ID: strconv.FormatInt(out.Delivery, 10)}, err
}
