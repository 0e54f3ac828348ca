package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"
	"unicode"

	"github.com/alexedwards/argon2id"

	"kanal"
	"kanal/bots/telegram"
	"kanal/storage"
	"kanal/web"
)

type userCommand struct {
	Add userAddCommand `cmd:"" help:"Add somebody; prints the password and the binding once."`
}

type userAddCommand struct {
	Role   string `required:"" enum:"admin,officer,leader,relay" help:"admin, officer, leader, or relay (a village office that files for citizens)."`
	Agency string `help:"Code of the officer's agency; of an admin only where it is another than the office that runs kanal."`
	Name   string `required:"" help:"Name as colleagues know it."`
	Deputy bool   `help:"Gets the agency's tasks only while no other officer can be reached."`
}

// newUser is what user add prints.
type newUser struct {
	Username string `json:"username"`
	Password string `json:"password"`
	Bind     string `json:"bind"`     // for /start or IKAT, once, within seven days
	Telegram string `json:"telegram"` // the same as a link; empty where no Telegram bot answers
	WhatsApp string `json:"whatsapp"` // the same on WhatsApp; empty where the number to write to is not known
}

// Run adds a user and prints one JSON object.
func (c *userAddCommand) Run(ctx context.Context, std *streams) error {
	config, err := loadConfig()
	if err != nil {
		return err
	}
	log := newLog(std)
	store, err := openStore(ctx, config, log, false)
	if err != nil {
		return err
	}
	defer store.Close()
	added, err := addUser(ctx, store, &storage.User{Name: c.Name, Role: storage.Role(c.Role), Agency: c.Agency, Deputy: c.Deputy})
	if err != nil {
		return err
	}
	if name := telegramName(ctx, config, log); name != "" {
		added.Telegram = "https://t.me/" + name + "?start=" + added.Bind
	}
	if number := config.staffNumber(); number != "" {
		added.WhatsApp = web.WhatsAppLink(number, added.Bind)
	}
	return printJSON(std, added)
}

// addUser makes a user name, a password and a binding for u and stores it.
func addUser(ctx context.Context, store *storage.Store, u *storage.User) (newUser, error) {
	if err := checkAgency(ctx, store, u); err != nil {
		return newUser{}, err
	}
	n := newUser{Password: rand.Text()[:16], Bind: rand.Text()}
	hash, err := argon2id.CreateHash(n.Password, argon2id.DefaultParams)
	if err != nil {
		return n, fmt.Errorf("hashing the password: %w", err)
	}
	u.Password = hash
	base := username(u.Name)
	for i := 1; i < 1000; i++ {
		u.Username = base
		if i > 1 {
			u.Username = fmt.Sprintf("%s%d", base, i)
		}
		err = store.CreateUser(ctx, u, n.Bind)
		if !errors.Is(err, kanal.ErrConflict) {
			break
		}
	}
	if err != nil {
		return n, fmt.Errorf("adding the user: %w", err)
	}
	n.Username = u.Username
	return n, nil
}

func checkAgency(ctx context.Context, store *storage.Store, u *storage.User) error {
	switch {
	case u.Deputy && u.Role != storage.Officer:
		return errors.New("--deputy is for officers only")
	case u.Agency != "" && u.Role != storage.Officer && u.Role != storage.Admin:
		return errors.New("--agency is for officers, and for admins of another office than the one that runs kanal")
	case u.Agency == "" && u.Role != storage.Officer:
		return nil
	}
	agencies, err := store.Agencies(ctx)
	if err != nil {
		return fmt.Errorf("reading the agencies: %w", err)
	}
	for _, a := range agencies {
		if a.Code == u.Agency {
			return nil
		}
	}
	return fmt.Errorf("--agency %q: there is no such agency", u.Agency)
}

// username is the first letters of a name: "Petugas PUPR" becomes "petugas.pupr".
func username(name string) string {
	var b strings.Builder
	for _, word := range strings.Fields(strings.ToLower(name)) {
		plain := strings.Map(func(r rune) rune {
			if r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
				return r
			}
			return -1
		}, word)
		if plain == "" || b.Len() > 24 {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(plain)
	}
	if b.Len() == 0 {
		return "pengguna"
	}
	return b.String()
}

// telegramName asks Telegram how the bot is called; "" when there is none or it cannot be reached now.
func telegramName(ctx context.Context, c Config, log *slog.Logger) string {
	if c.TelegramToken == "" {
		return ""
	}
	bot, err := telegram.New(telegram.Options{Token: c.TelegramToken, APIURL: c.TelegramAPIURL, Log: log})
	if err != nil {
		return ""
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	name, err := bot.Username(ctx)
	if err != nil {
		log.Warn("the Telegram bot's name is not known", "err", err)
		return ""
	}
	return name
}
