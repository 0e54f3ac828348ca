-- Times are UTC microseconds, 0 for none. Keys between tables are the database's own numbers; codes of
-- agencies and topics are plain text, since history outlives them.

-- +goose Up
CREATE TABLE secrets (
    name  TEXT  PRIMARY KEY,
    value BLOB NOT NULL
);

CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE contacts (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    made_at BIGINT NOT NULL
);

CREATE TABLE users (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    username   TEXT    NOT NULL UNIQUE,
    name       TEXT    NOT NULL,
    role       TEXT    NOT NULL,
    agency     TEXT    NOT NULL,
    password   TEXT    NOT NULL,
    disabled   BOOLEAN NOT NULL,
    bind_hash  BLOB   UNIQUE,
    bind_until BIGINT  NOT NULL DEFAULT 0
);

CREATE TABLE conversations (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    contact_id   BIGINT  NOT NULL REFERENCES contacts,
    account      TEXT    NOT NULL,
    address_hash BLOB   NOT NULL UNIQUE,
    address      BLOB   NOT NULL,
    name         BLOB,
    language     TEXT    NOT NULL,
    noticed      BOOLEAN NOT NULL DEFAULT FALSE,
    blocked      BOOLEAN NOT NULL DEFAULT FALSE,
    officer_id   BIGINT  REFERENCES users,
    state        TEXT    NOT NULL DEFAULT '',
    draft        BLOB,
    due_at       BIGINT  NOT NULL DEFAULT 0
);

CREATE TABLE reports (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    number          TEXT    NOT NULL UNIQUE,
    contact_id      BIGINT  REFERENCES contacts,
    conversation_id BIGINT  REFERENCES conversations,
    account         TEXT    NOT NULL,
    version         INTEGER NOT NULL,
    status          TEXT    NOT NULL,
    before          TEXT    NOT NULL,
    holder          TEXT    NOT NULL,
    held_since      INTEGER NOT NULL,
    proposed        TEXT    NOT NULL,
    topic           TEXT    NOT NULL,
    kind            TEXT    NOT NULL,
    protection      TEXT    NOT NULL,
    closed_by       TEXT    NOT NULL,
    reason          TEXT    NOT NULL,
    brief_released  BOOLEAN NOT NULL,
    rating          INTEGER NOT NULL,
    received_at     BIGINT  NOT NULL,
    changed_at      BIGINT  NOT NULL,
    subject         TEXT    NOT NULL,
    area            TEXT    NOT NULL,
    place           TEXT    NOT NULL,
    brief           BLOB,
    berkadar        BOOLEAN NOT NULL,
    sp4n_id         TEXT    NOT NULL,
    model           TEXT    NOT NULL,
    said            TEXT    NOT NULL,
    import_key      TEXT    NOT NULL
);

CREATE TABLE messages (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation_id BIGINT  REFERENCES conversations, -- NULL: the words of an imported report
    report_id       BIGINT  REFERENCES reports,
    outgoing        BOOLEAN NOT NULL,
    external_id     TEXT    NOT NULL,
    kind            TEXT    NOT NULL,
    author          TEXT    NOT NULL,
    text            TEXT    NOT NULL,
    extra           TEXT    NOT NULL,
    sealed          BLOB,
    reply_to        TEXT    NOT NULL,
    attention       BOOLEAN NOT NULL,
    no_report       BOOLEAN NOT NULL,
    at              BIGINT  NOT NULL
);

CREATE TABLE deliveries (
    message_id      BIGINT  PRIMARY KEY REFERENCES messages,
    conversation_id BIGINT  NOT NULL,
    account         TEXT    NOT NULL,
    slot            TEXT    NOT NULL,
    state           TEXT    NOT NULL,
    tries           INTEGER NOT NULL DEFAULT 0,
    next_at         BIGINT  NOT NULL,
    claimed_by      TEXT    NOT NULL DEFAULT '',
    claimed_until   BIGINT  NOT NULL DEFAULT 0,
    external_id     TEXT    NOT NULL DEFAULT '',
    trouble         TEXT    NOT NULL DEFAULT '',
    changed_at      BIGINT  NOT NULL
);

CREATE TABLE events (
    report_id   BIGINT  NOT NULL REFERENCES reports,
    version     INTEGER NOT NULL,
    kind        TEXT    NOT NULL,
    at          BIGINT  NOT NULL,
    actor       TEXT    NOT NULL,
    status      TEXT    NOT NULL,
    agency      TEXT    NOT NULL,
    topic       TEXT    NOT NULL,
    report_kind TEXT    NOT NULL,
    protection  TEXT    NOT NULL,
    reason      TEXT    NOT NULL,
    message_id  BIGINT  REFERENCES messages,
    rating      INTEGER NOT NULL,
    PRIMARY KEY (report_id, version)
);

CREATE TABLE clocks (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    report_id  BIGINT NOT NULL REFERENCES reports,
    kind       TEXT   NOT NULL,
    term       TEXT   NOT NULL,
    started_at BIGINT NOT NULL,
    due_at     BIGINT NOT NULL,
    paused_at  BIGINT NOT NULL,
    stopped_at BIGINT NOT NULL
);

CREATE TABLE corrections (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    report_id   BIGINT  NOT NULL REFERENCES reports,
    user_id     BIGINT  REFERENCES users,
    at          BIGINT  NOT NULL,
    model       TEXT    NOT NULL,
    said_topic  TEXT    NOT NULL,
    said_agency TEXT    NOT NULL,
    topic       TEXT    NOT NULL,
    agency      TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    sealed      BOOLEAN NOT NULL
);

CREATE TABLE models (
    version TEXT    PRIMARY KEY,
    data    BLOB   NOT NULL,
    active  BOOLEAN NOT NULL,
    metrics TEXT    NOT NULL,
    made_at BIGINT  NOT NULL
);

CREATE TABLE sessions (
    token_hash BLOB  PRIMARY KEY,
    data       BLOB  NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE TABLE leases (
    name       TEXT   PRIMARY KEY,
    owner      TEXT   NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE TABLE paces (
    account TEXT   PRIMARY KEY,
    tat     BIGINT NOT NULL
);

CREATE TABLE agencies (
    code       TEXT    PRIMARY KEY,
    name       TEXT    NOT NULL,
    short      TEXT    NOT NULL,
    sphere     TEXT    NOT NULL,
    recap      INTEGER NOT NULL,
    recap_name TEXT    NOT NULL
);

CREATE TABLE topics (
    code       TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    agency     TEXT NOT NULL,
    protection TEXT NOT NULL,
    scope      TEXT NOT NULL
);

CREATE TABLE holidays (
    date  TEXT PRIMARY KEY,
    name  TEXT NOT NULL,
    basis TEXT NOT NULL
);

CREATE TABLE terms (
    name       TEXT    NOT NULL,
    valid_from TEXT    NOT NULL,
    days       INTEGER NOT NULL,
    calendar   BOOLEAN NOT NULL,
    basis      TEXT    NOT NULL,
    PRIMARY KEY (name, valid_from)
);
