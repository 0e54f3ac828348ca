package storage

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"time"

	"kanal"
)

// File is a file of a message, at its network or fetched.
type File struct {
	Message int64  `db:"message_id"`
	Place   int    `db:"place"` // among the message's attachments, from 0
	Account string `db:"account"`
	Kind    string `db:"kind"`   // as in kanal.Attachment
	Source  string `db:"source"` // how the network names it; ciphertext in the database
	State   string `db:"state"`
	Tries   int    `db:"tries"`
	MIME    string `db:"mime"`  // by its bytes
	Bytes   int64  `db:"bytes"` // of the file as it came
	Hash    string `db:"hash"`  // as it came
	Clean   string `db:"clean"` // of a picture: the copy that may leave us, "" for none
	Thumb   string `db:"thumb"` // … and its thumbnail
	Trouble string `db:"trouble"`
}

// The states of a file.
const (
	FilePending = "pending" // to be fetched, perhaps again
	FileKept    = "kept"
	FileLost    = "lost" // gone at its network, too large, or of a kind that is not kept: Trouble
)

const fileColumns = "message_id, place, account, kind, source, state, tries, mime, bytes, hash, clean, thumb, trouble"

// queueFiles notes what new messages brought, to be fetched after the commit.
func (s *Store) queueFiles(ctx context.Context, list []*Message) error {
	insert := rows{sql: "INSERT INTO files (message_id, place, account, kind, source, source_hash, state, next_at) VALUES :rows",
		row: "(?, ?, ?, ?, ?, ?, ?, ?)"}
	for _, m := range list {
		if m.Out || m.Account == "" {
			continue
		}
		for place, a := range m.Attachments {
			if a.ID != "" {
				insert.add(m.ID, place, m.Account, a.Kind, base64.StdEncoding.EncodeToString(s.keys.close("file", []byte(a.ID))),
					s.sourceHash(a.ID), FilePending, stampOf(m.At))
			}
		}
	}
	_, err := s.execRows(ctx, insert)
	return err
}

// sourceHash is what a file is found by.
func (s *Store) sourceHash(source string) string {
	return hex.EncodeToString(s.keys.hash("file", source))
}

// openSources turns what the table holds back into the networks' names.
func (s *Store) openSources(list []File) error {
	for i := range list {
		sealed, err := base64.StdEncoding.DecodeString(list[i].Source)
		if err != nil {
			return err
		}
		clear, err := s.keys.open("file", sealed)
		if err != nil {
			return err
		}
		list[i].Source = string(clear)
	}
	return nil
}

// ClaimFiles takes up to limit files of an account that are due to be fetched; the claims lapse at that time. Each
// counts as a try.
func (s *Store) ClaimFiles(ctx context.Context, account string, until time.Time, limit int) ([]File, error) {
	var found []File
	err := s.InTx(ctx, func(tx *Store) error {
		now := stampOf(s.now())
		if err := tx.list(ctx, &found, "SELECT "+fileColumns+` FROM files d WHERE d.state = 'pending' AND d.account = ? AND d.next_at <= ?
			AND d.claimed_until <= ? ORDER BY d.next_at, d.message_id LIMIT ? :skip`, account, now, now, limit); err != nil {
			return err
		}
		for i, f := range found {
			if _, err := tx.exec(ctx, "UPDATE files SET claimed_until = ?, tries = tries + 1 WHERE message_id = ? AND place = ?",
				stampOf(until), f.Message, f.Place); err != nil {
				return err
			}
			found[i].Tries++
		}
		return tx.openSources(found)
	})
	if err != nil {
		return nil, fmt.Errorf("claim files: %w", err)
	}
	return found, nil
}

// SaveFile records how a try to fetch a claimed file ended; next is when to try again, for one still pending.
func (s *Store) SaveFile(ctx context.Context, f File, next time.Time) error {
	_, err := s.exec(ctx, `UPDATE files SET state = ?, mime = ?, bytes = ?, hash = ?, clean = ?, thumb = ?, trouble = ?, next_at = ?, claimed_until = 0
		WHERE message_id = ? AND place = ?`, f.State, f.MIME, f.Bytes, f.Hash, f.Clean, f.Thumb, f.Trouble, stampOf(next), f.Message, f.Place)
	if err != nil {
		return fmt.Errorf("save file %d of message %d: %w", f.Place, f.Message, err)
	}
	return nil
}

// FilesOf returns the files of a report's messages, in their order.
func (s *Store) FilesOf(ctx context.Context, report int64) ([]File, error) {
	var found []File
	err := s.list(ctx, &found, "SELECT "+fileColumns+` FROM files WHERE message_id IN (SELECT m.id FROM messages m WHERE m.report_id = ?)
		ORDER BY message_id, place`, report)
	if err == nil {
		err = s.openSources(found)
	}
	if err != nil {
		return nil, fmt.Errorf("files of report %d: %w", report, err)
	}
	return found, nil
}

// FileBySource returns the file that a network names so; kanal.ErrNotFound for none.
func (s *Store) FileBySource(ctx context.Context, source string) (File, error) {
	var found []File
	err := s.list(ctx, &found, "SELECT "+fileColumns+" FROM files WHERE source_hash = ? ORDER BY CASE state WHEN 'kept' THEN 0 ELSE 1 END, message_id LIMIT 1",
		s.sourceHash(source))
	if err == nil && len(found) == 0 {
		err = kanal.ErrNotFound
	}
	if err == nil {
		err = s.openSources(found)
	}
	if err != nil {
		return File{}, fmt.Errorf("find a file: %w", err)
	}
	return found[0], nil
}
