package storage

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"

	"kanal"
)

// MessageKey is the identity of an incoming message.
type MessageKey struct {
	Conversation int64
	External     string
}

// keyRow is a MessageKey in a list of VALUES.
const keyRow = "(CAST(? AS BIGINT), CAST(? AS TEXT))"

// Seen tells which of these incoming messages are stored already. Ask while the conversations are locked.
func (s *Store) Seen(ctx context.Context, keys ...MessageKey) (map[MessageKey]bool, error) {
	seen := make(map[MessageKey]bool)
	find := rows{sql: `SELECT conversation_id, external_id FROM messages
		WHERE (conversation_id, external_id) IN (VALUES :rows) AND NOT outgoing AND external_id <> ''`,
		row: keyRow}
	for _, k := range keys {
		find.add(k.Conversation, k.External)
	}
	err := s.queryRows(ctx, find, func(r *sql.Rows) error {
		var k MessageKey
		err := r.Scan(&k.Conversation, &k.External)
		seen[k] = true
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look for repeated messages: %w", err)
	}
	return seen, nil
}

// words is everything in a message that a person may have written or that says where they are. Of a sealed
// message all of it is one ciphertext; else Text has its own column, to be searched, and the rest is JSON.
type words struct {
	Text        string             `json:"text,omitempty"`
	Choice      string             `json:"choice,omitempty"`
	Choices     []kanal.Choice     `json:"choices,omitempty"`
	Attachments []kanal.Attachment `json:"attachments,omitempty"`
	Location    *kanal.Location    `json:"location,omitempty"`
	Quoted      string             `json:"quoted,omitempty"`
}

func (w words) bare() bool {
	return w.Choice == "" && w.Quoted == "" && w.Location == nil && len(w.Choices) == 0 && len(w.Attachments) == 0
}

// hide splits a message's words into the three columns that hold them.
func (s *Store) hide(m *Message) (text, extra string, sealed []byte, err error) {
	w := words{m.Text, m.Choice, m.Choices, m.Attachments, m.Location, m.Quoted}
	if !m.Sealed {
		text, w.Text = w.Text, ""
		if w.bare() {
			return text, "", nil, nil
		}
	}
	packed, err := json.Marshal(w)
	if err != nil {
		return "", "", nil, err
	}
	if m.Sealed {
		return "", "", s.keys.close("words", packed), nil
	}
	return text, string(packed), nil, nil
}

// show is the reverse of hide.
func (s *Store) show(m *Message, text, extra string, sealed []byte) error {
	w, packed := words{}, []byte(extra)
	if m.Sealed = len(sealed) > 0; m.Sealed {
		var err error
		if packed, err = s.keys.open("words", sealed); err != nil {
			return err
		}
	}
	if len(packed) > 0 {
		if err := json.Unmarshal(packed, &w); err != nil {
			return err
		}
	}
	if !m.Sealed {
		w.Text = text
	}
	m.Text, m.Choice, m.Choices, m.Attachments, m.Location, m.Quoted = w.Text, w.Choice, w.Choices, w.Attachments, w.Location, w.Quoted
	return nil
}

const selectMessage = `SELECT m.id, COALESCE(m.conversation_id, 0), COALESCE(m.report_id, 0), m.outgoing, m.external_id, m.kind, m.author, m.text,
	m.extra, m.sealed, m.reply_to, m.attention, m.no_report, m.at, COALESCE(d.account, ''), COALESCE(d.slot, ''), COALESCE(d.state, ''),
	COALESCE(d.tries, 0), COALESCE(d.external_id, ''), COALESCE(d.trouble, '')
	FROM messages m LEFT JOIN deliveries d ON d.message_id = m.id `

// messages reads what selectMessage and the rest of a statement give.
func (s *Store) messages(ctx context.Context, rest string, args ...any) ([]*Message, error) {
	result, err := s.reads().QueryContext(ctx, s.text(textKey{sql: selectMessage + rest}), args...)
	if err != nil {
		return nil, fmt.Errorf("read messages: %w", err)
	}
	defer result.Close()
	var list []*Message
	for result.Next() {
		m, err := s.scanMessage(result)
		if err != nil {
			return nil, fmt.Errorf("read messages: %w", err)
		}
		list = append(list, m)
	}
	if err := result.Err(); err != nil {
		return nil, fmt.Errorf("read messages: %w", err)
	}
	return list, nil
}

func (s *Store) scanMessage(r *sql.Rows) (*Message, error) {
	var m Message
	var report int64
	var text, extra string
	var sealed []byte
	var at stamp
	err := r.Scan(&m.ID, &m.Conversation, &report, &m.Out, &m.External, &m.Kind, &m.Author, &text, &extra, &sealed, &m.ReplyTo,
		&m.Attention, &m.NoReport, &at, &m.Account, &m.Slot, &m.State, &m.Tries, &m.Receipt, &m.Trouble)
	if err != nil {
		return nil, err
	}
	m.At = at.time()
	if report != 0 {
		m.Report = &Report{ID: report}
	}
	return &m, s.show(&m, text, extra, sealed)
}

// Message returns one message; kanal.ErrNotFound for none.
func (s *Store) Message(ctx context.Context, id int64) (*Message, error) {
	list, err := s.Messages(ctx, id)
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("message %d: %w", id, kanal.ErrNotFound)
	}
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// Messages returns those of these messages that exist, oldest first.
func (s *Store) Messages(ctx context.Context, ids ...int64) ([]*Message, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	query := s.text(textKey{"WHERE m.id IN (:rows) ORDER BY m.id", "?", len(ids)})
	return s.messages(ctx, query, anys(ids)...)
}

// MessagesByKey returns those of these incoming messages that exist, oldest first.
func (s *Store) MessagesByKey(ctx context.Context, keys ...MessageKey) ([]*Message, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	args := make([]any, 0, 2*len(keys))
	for _, k := range keys {
		args = append(args, k.Conversation, k.External)
	}
	query := textKey{`WHERE (m.conversation_id, m.external_id) IN (VALUES :rows) AND NOT m.outgoing AND m.external_id <> '' ORDER BY m.id`, keyRow, len(keys)}
	return s.messages(ctx, s.text(query), args...)
}

// Thread returns all messages of a report in both directions, oldest first.
func (s *Store) Thread(ctx context.Context, report int64) ([]*Message, error) {
	return s.messages(ctx, "WHERE m.report_id = ? ORDER BY m.id", report)
}

// History returns messages of a conversation whose ids are above after, oldest first.
func (s *Store) History(ctx context.Context, conversation, after int64, limit int) ([]*Message, error) {
	return s.messages(ctx, "WHERE m.conversation_id = ? AND m.id > ? ORDER BY m.id LIMIT ?", conversation, after, limit)
}

// Attention returns messages whose interpretation failed, newest first.
func (s *Store) Attention(ctx context.Context, limit int) ([]*Message, error) {
	return s.messages(ctx, "WHERE m.attention ORDER BY m.id DESC LIMIT ?", limit)
}

// ClearAttention notes that an admin has seen to a message.
func (s *Store) ClearAttention(ctx context.Context, message int64) error {
	if _, err := s.exec(ctx, "UPDATE messages SET attention = FALSE WHERE id = ?", message); err != nil {
		return fmt.Errorf("clear attention of message %d: %w", message, err)
	}
	return nil
}

// NotReports returns messages that were taken for no report, newest first.
func (s *Store) NotReports(ctx context.Context, limit int) ([]*Message, error) {
	return s.messages(ctx, "WHERE m.no_report ORDER BY m.id DESC LIMIT ?", limit)
}

// Dead returns messages that were given up or that the network failed to deliver, newest first.
func (s *Store) Dead(ctx context.Context, limit int) ([]*Message, error) {
	return s.messages(ctx, "WHERE d.state IN ('dead', 'failed') ORDER BY m.id DESC LIMIT ?", limit)
}

// insertMessages writes new messages and fills in their ids.
func (s *Store) insertMessages(ctx context.Context, list []*Message) error {
	insert := rows{sql: `INSERT INTO messages (conversation_id, report_id, outgoing, external_id, kind, author, text, extra, sealed, reply_to,
		attention, no_report, at) VALUES :rows ON CONFLICT DO NOTHING RETURNING id, COALESCE(conversation_id, 0)`,
		row: "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"}
	for _, m := range list {
		text, extra, sealed, err := s.hide(m)
		if err != nil {
			return err
		}
		insert.add(ref(m.Conversation), ref(m.report()), m.Out, m.External, m.Kind, m.Author, text, extra, sealed, m.ReplyTo,
			m.Attention, m.NoReport, stampOf(m.At))
	}
	type made struct{ id, conversation int64 }
	ids := make([]made, 0, len(list))
	err := s.queryRows(ctx, insert, func(r *sql.Rows) error {
		var row made
		err := r.Scan(&row.id, &row.conversation)
		ids = append(ids, row)
		return err
	})
	if err != nil {
		return err
	}
	if len(ids) != len(list) {
		return fmt.Errorf("%d of %d are stored already: %w", len(list)-len(ids), len(list), kanal.ErrConflict)
	}
	// Ids are given in the order of the list, but no engine promises to return them so.
	slices.SortFunc(ids, func(a, b made) int { return cmp.Compare(a.id, b.id) })
	for i, m := range list {
		if ids[i].conversation != m.Conversation {
			return fmt.Errorf("message %d was given to another conversation", ids[i].id)
		}
		m.ID = ids[i].id
	}
	return nil
}

func (m *Message) report() int64 {
	if m.Report == nil {
		return 0
	}
	return m.Report.ID
}

// moveMessages saves what may change of a known message.
func (s *Store) moveMessages(ctx context.Context, list []*Message) error {
	update := rows{
		sql: `UPDATE messages SET report_id = v.column2, text = v.column3, extra = v.column4, sealed = v.column5, attention = v.column6,
			no_report = v.column7 FROM (VALUES :rows) v WHERE messages.id = v.column1`,
		row: "(CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS :blob), CAST(? AS BOOLEAN), CAST(? AS BOOLEAN))",
	}
	for _, m := range list {
		text, extra, sealed, err := s.hide(m)
		if err != nil {
			return err
		}
		update.add(m.ID, ref(m.report()), text, extra, sealed, m.Attention, m.NoReport)
	}
	_, err := s.execRows(ctx, update)
	return err
}
