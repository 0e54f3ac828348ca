-- Networks that know one person by two addresses, and accounts that hang on somebody's phone.

-- +goose Up
CREATE TABLE aliases (
    address_hash    BYTEA  NOT NULL PRIMARY KEY, -- what arrives from there …
    conversation_id BIGINT NOT NULL REFERENCES conversations -- … belongs here
);
CREATE INDEX aliases_conversation ON aliases (conversation_id);

CREATE TABLE links (
    account    TEXT    NOT NULL PRIMARY KEY,
    state      TEXT    NOT NULL DEFAULT '',
    code       BYTEA,
    typed      BOOLEAN NOT NULL DEFAULT FALSE,
    until      BIGINT  NOT NULL DEFAULT 0,
    changed_at BIGINT  NOT NULL DEFAULT 0,
    phone      BYTEA, -- of whoever asks for a code to type
    asked_at   BIGINT  NOT NULL DEFAULT 0
);
