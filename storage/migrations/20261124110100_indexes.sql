-- Most of these are partial: what is unfinished stays small, however much history there is.

-- +goose Up
CREATE INDEX conversations_contact ON conversations (contact_id);
CREATE UNIQUE INDEX conversations_officer ON conversations (officer_id) WHERE officer_id IS NOT NULL;
CREATE INDEX conversations_due ON conversations (due_at) WHERE due_at > 0;

CREATE UNIQUE INDEX messages_incoming ON messages (conversation_id, external_id) WHERE NOT outgoing AND external_id <> '';
CREATE INDEX messages_conversation ON messages (conversation_id, id);
CREATE INDEX messages_report ON messages (report_id, id) WHERE report_id IS NOT NULL;
CREATE INDEX messages_attention ON messages (id) WHERE attention;
CREATE INDEX messages_no_report ON messages (id) WHERE no_report;

CREATE INDEX deliveries_due ON deliveries (account, next_at, message_id) WHERE state = 'pending';
CREATE INDEX deliveries_order ON deliveries (conversation_id, message_id) WHERE state = 'pending';
CREATE INDEX deliveries_receipt ON deliveries (external_id) WHERE external_id <> '';
CREATE INDEX deliveries_dead ON deliveries (message_id) WHERE state IN ('dead', 'failed');

CREATE INDEX reports_contact ON reports (contact_id, received_at);
CREATE INDEX reports_received ON reports (received_at, id);
CREATE INDEX reports_holder ON reports (holder, status, received_at, id);
CREATE INDEX reports_status ON reports (status, received_at, id);
CREATE INDEX reports_proposed ON reports (proposed, received_at, id) WHERE proposed <> '';
CREATE UNIQUE INDEX reports_import ON reports (import_key) WHERE import_key <> '';

CREATE UNIQUE INDEX clocks_open ON clocks (report_id) WHERE stopped_at = 0;
CREATE INDEX clocks_report ON clocks (report_id, id);
CREATE INDEX clocks_due ON clocks (kind, due_at) WHERE stopped_at = 0 AND paused_at = 0;
CREATE INDEX clocks_paused ON clocks (paused_at) WHERE stopped_at = 0 AND paused_at > 0;

CREATE UNIQUE INDEX models_active ON models (active) WHERE active;
CREATE INDEX sessions_expiry ON sessions (expires_at);
