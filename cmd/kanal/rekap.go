package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"kanal"
	"kanal/recap"
)

type rekapCommand struct {
	From   string `required:"" help:"First day, 2006-01-02."`
	To     string `required:"" help:"Last day, 2006-01-02."`
	Format string `enum:"table,csv,xlsx,pdf,png,json" default:"table" help:"table, csv, xlsx, pdf, png or json."`
	Out    string `help:"File to write; standard output when left out."`
}

// Run writes the recap of the reports received from the first to the last day, by their status at its end.
func (c *rekapCommand) Run(ctx context.Context, std *streams) (err error) {
	from, to, err := period(c.From, c.To)
	if err != nil {
		return err
	}
	config, err := loadConfig()
	if err != nil {
		return err
	}
	store, err := openStore(ctx, config, newLog(std), false)
	if err != nil {
		return err
	}
	defer store.Close()
	table, err := recap.Make(ctx, store, from, to)
	if err != nil {
		return err
	}
	var out io.Writer = std.out
	if c.Out != "" {
		file, err := os.Create(c.Out)
		if err != nil {
			return fmt.Errorf("writing the recap: %w", err)
		}
		defer func() { err = errors.Join(err, file.Close()) }()
		out = file
	}
	return table.Write(out, c.Format)
}

// period turns two days in WITA into the times from the start of the first to the end of the last.
func period(first, last string) (from, to time.Time, err error) {
	if from, err = time.ParseInLocation(time.DateOnly, first, kanal.WITA); err != nil {
		return from, to, errors.New("--from must be a day such as 2026-01-31")
	}
	if to, err = time.ParseInLocation(time.DateOnly, last, kanal.WITA); err != nil {
		return from, to, errors.New("--to must be a day such as 2026-01-31")
	}
	if to = to.AddDate(0, 0, 1); !to.After(from) {
		return from, to, errors.New("--to lies before --from")
	}
	return from, to, nil
}
