// Command kanal is the messaging front door to a province's complaint handling.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// commands is the whole command line; each command's file bears its name.
type commands struct {
	Demo     demoCommand     `cmd:"" help:"Try everything on this machine, without any account."`
	Serve    serveCommand    `cmd:"" help:"Run the server."`
	Chat     chatCommand     `cmd:"" help:"A conversation in the terminal; nothing of it is kept."`
	Classify classifyCommand `cmd:"" help:"Say what texts are about: one JSON object a line."`
	Train    trainCommand    `cmd:"" help:"Train a model on labelled JSONL."`
	Evaluate evaluateCommand `cmd:"" help:"Measure a model on labelled JSONL: one JSON object."`
	Learn    learnCommand    `cmd:"" help:"Learn from the corrections now, or undo it."`
	Study    studyCommand    `cmd:"" hidden:""`
	Rekap    rekapCommand    `cmd:"" help:"The recap by agency of a period."`
	Import   importCommand   `cmd:"" help:"Take in past reports from JSONL."`
	User     userCommand     `cmd:"" help:"Manage who may sign in."`
	WhatsApp whatsappCommand `cmd:"" name:"whatsapp" help:"Link WhatsApp to a phone."`
	Health   healthCommand   `cmd:"" help:"Ask the server on this machine whether it is ready."`
	Migrate  migrateCommand  `cmd:"" help:"Bring the database up to date."`
	Version  versionCommand  `cmd:"" help:"Say which version this is."`
}

// streams are where a command reads and writes.
type streams struct {
	in       *os.File
	out, err *os.File
}

func main() { os.Exit(start(outside{})) }

// start runs the command line and returns the exit code.
func start(world outside) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var cli commands
	parsed := kong.Parse(&cli, kong.Name("kanal"),
		kong.Description("Pintu depan pengaduan warga lewat pesan. The messaging front door to a province's complaint handling."),
		kong.UsageOnError(), kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(&streams{in: os.Stdin, out: os.Stdout, err: os.Stderr}, &world))
	if err := parsed.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "kanal:", err)
		return 1
	}
	return 0
}
