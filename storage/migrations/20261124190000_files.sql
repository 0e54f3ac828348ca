-- Files that people sent: fetched from their network after the commit that stored the message.

-- +goose Up
CREATE TABLE files (
    message_id    BIGINT  NOT NULL REFERENCES messages,
    place         INTEGER NOT NULL,
    account       TEXT    NOT NULL,
    kind          TEXT    NOT NULL,
    source        TEXT    NOT NULL, -- ciphertext in base64: on some networks it holds the key of the file
    source_hash   TEXT    NOT NULL,
    state         TEXT    NOT NULL,
    tries         INTEGER NOT NULL DEFAULT 0,
    next_at       BIGINT  NOT NULL,
    claimed_until BIGINT  NOT NULL DEFAULT 0,
    mime          TEXT    NOT NULL DEFAULT '',
    bytes         BIGINT  NOT NULL DEFAULT 0,
    hash          TEXT    NOT NULL DEFAULT '',
    clean         TEXT    NOT NULL DEFAULT '',
    thumb         TEXT    NOT NULL DEFAULT '',
    trouble       TEXT    NOT NULL DEFAULT '',
    PRIMARY KEY (message_id, place)
);
CREATE INDEX files_due ON files (account, next_at) WHERE state = 'pending';
CREATE INDEX files_source ON files (source_hash);
CREATE INDEX files_hash ON files (hash) WHERE hash <> '';
