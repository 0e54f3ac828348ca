package router

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"kanal"
	"kanal/bots"
	"kanal/files"
	"kanal/storage"
)

const (
	fetchEach   = time.Second
	fetchFor    = 2 * time.Minute // a claim on a file; longer than any fetch
	fetchBatch  = 4               // files of one account fetched side by side
	fetchGiveUp = 12              // tries, with the pauses below: about a day
)

// fetchFrom fetches what people sent through one account, again and again until ctx ends.
func (r *Router) fetchFrom(ctx context.Context, bot bots.Bot) {
	fetcher, ok := bot.(bots.Fetcher)
	if !ok || r.files == nil {
		return
	}
	r.every(ctx, fetchEach, "files", func(ctx context.Context) error { return r.fetchDue(ctx, bot.Account(), fetcher) })
}

// fetchDue fetches the files of an account that are due.
func (r *Router) fetchDue(ctx context.Context, account string, fetcher bots.Fetcher) error {
	for ctx.Err() == nil {
		claimed, err := r.store.ClaimFiles(ctx, account, r.now().Add(fetchFor), fetchBatch)
		if err != nil {
			return fmt.Errorf("claiming files: %w", err)
		}
		if len(claimed) == 0 {
			return nil
		}
		var all sync.WaitGroup
		for _, f := range claimed {
			all.Go(func() {
				next := r.fetch(ctx, fetcher, &f)
				if err := r.store.SaveFile(context.WithoutCancel(ctx), f, next); err != nil {
					r.log.Warn("a fetched file was not recorded; its claim runs out", "account", account, "err", err)
				}
			})
		}
		all.Wait()
	}
	return nil
}

// fetch makes one try and puts how it ended into the file; next is when to try again.
func (r *Router) fetch(ctx context.Context, fetcher bots.Fetcher, f *storage.File) (next time.Time) {
	defer func() {
		if p := recover(); p != nil { // a picture that breaks its decoder is one file, not the channel
			r.log.Error("panic while a file was fetched", "account", f.Account, "message", f.Message)
			f.State, f.Trouble = storage.FileLost, "broken"
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, fetchFor/2)
	defer cancel()
	data, err := fetcher.Fetch(ctx, kanal.Attachment{Kind: f.Kind, ID: f.Source}, files.MaxSize)
	if err == nil {
		err = r.keep(ctx, f, data)
	}
	switch {
	case err == nil:
		f.State = storage.FileKept
		return time.Time{}
	case errors.Is(err, kanal.ErrNotFound):
		f.State, f.Trouble = storage.FileLost, "gone"
	case errors.Is(err, files.ErrKind):
		f.State, f.Trouble = storage.FileLost, "kind"
	case f.Tries >= fetchGiveUp:
		f.State, f.Trouble = storage.FileLost, "gave_up"
	default:
		f.State, f.Trouble = storage.FilePending, "passing"
	}
	r.log.Warn("file not fetched", "account", f.Account, "message", f.Message, "tries", f.Tries, "state", f.State, "err", err)
	return r.now().Add(pauses[min(f.Tries, len(pauses))-1])
}

// keep stores the bytes of a file; of a picture also the copy that may leave us.
func (r *Router) keep(ctx context.Context, f *storage.File, data []byte) error {
	if len(data) == 0 {
		return fmt.Errorf("an empty file: %w", files.ErrKind)
	}
	mime, err := files.Kind(data)
	if err != nil {
		return err
	}
	f.MIME, f.Bytes = mime, int64(len(data))
	if f.Hash, err = r.files.Put(ctx, data); err != nil {
		return err
	}
	clean, thumb, err := files.Picture(data)
	if errors.Is(err, files.ErrKind) {
		return nil // no picture, or one that cannot be opened: nothing of it leaves us but on an admin's word
	}
	if err != nil {
		return err
	}
	if f.Clean, err = r.files.Put(ctx, clean); err != nil {
		return err
	}
	f.Thumb, err = r.files.Put(ctx, thumb)
	return err
}

// errWaiting says that a message waits for a file that is still being fetched.
var errWaiting = errors.New("a file is not fetched yet")

// longestWait is how long an officer's picture may hold up the words it belongs to.
const longestWait = 2 * time.Minute

// resolve names the files of an outgoing message by their hash. A file that is lost is left out; one still on its
// way holds the message up for a while.
func (r *Router) resolve(ctx context.Context, d *storage.Delivery) error {
	var resolved []kanal.Attachment
	for _, a := range d.Attachments {
		f, err := r.store.FileBySource(ctx, a.ID)
		switch {
		case err == nil && f.State == storage.FileKept:
			a.Hash, a.MIME = f.Hash, f.MIME
			if f.Clean != "" {
				a.Hash, a.MIME = f.Clean, "image/jpeg"
			}
			resolved = append(resolved, a)
		case err == nil && f.State == storage.FilePending && r.now().Sub(d.MadeAt) < longestWait:
			return errWaiting
		case err != nil && !notFound(err):
			return err
		}
	}
	d.Attachments = resolved
	return nil
}
