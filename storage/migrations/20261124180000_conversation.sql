-- What the conversation needs to know: who was heard when, who is trusted since when, whose task a report is, who
-- must not be written to, and which officers want what.

-- +goose Up
ALTER TABLE reports ADD COLUMN hushed BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE reports ADD COLUMN officer_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE reports ADD COLUMN relay_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE events ADD COLUMN officer_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN heard_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN trusted_from BIGINT NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN erasing BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE users ADD COLUMN deputy BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE users ADD COLUMN digest BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE users ADD COLUMN digested TEXT NOT NULL DEFAULT '';
CREATE INDEX conversations_erasing ON conversations (id) WHERE erasing;
