-- Instants are milliseconds since 1970 (UTC). Secrets are kept as SHA-256 only, birth dates as a MAC only.

CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE patients (
    id       INTEGER PRIMARY KEY,
    -- The number the hospital knows the patient by.
    number   TEXT NOT NULL UNIQUE,
    language TEXT NOT NULL
) STRICT;

CREATE TABLE invitations (
    id             INTEGER PRIMARY KEY,
    token_hash     BLOB NOT NULL UNIQUE,
    patient        INTEGER NOT NULL REFERENCES patients (id),
    birth_date_mac BLOB NOT NULL,
    expires_at     INTEGER NOT NULL,
    revoked        INTEGER NOT NULL DEFAULT 0,
    failures       INTEGER NOT NULL DEFAULT 0,
    locked_until   INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX invitations_by_patient ON invitations (patient);

CREATE TABLE sessions (
    token_hash BLOB PRIMARY KEY,
    invitation INTEGER NOT NULL REFERENCES invitations (id),
    patient    INTEGER NOT NULL REFERENCES patients (id),
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE resume_tickets (
    token_hash     BLOB PRIMARY KEY,
    invitation     INTEGER NOT NULL REFERENCES invitations (id),
    birth_date_mac BLOB NOT NULL,
    expires_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX resume_tickets_by_end ON resume_tickets (expires_at);

-- Every catalogue ever in force: somebody may have answered to its words.
CREATE TABLE catalogues (
    digest  TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    body    BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE entries (
    number          INTEGER PRIMARY KEY AUTOINCREMENT,
    patient         INTEGER NOT NULL REFERENCES patients (id),
    idempotency_key BLOB NOT NULL,
    body_hash       BLOB NOT NULL,
    accepted_at     INTEGER NOT NULL,
    event           TEXT NOT NULL,
    UNIQUE (patient, idempotency_key)
) STRICT;

CREATE INDEX entries_by_patient ON entries (patient, number);

CREATE TRIGGER entries_are_never_edited BEFORE UPDATE ON entries
BEGIN SELECT RAISE(ABORT, 'entries are never edited'); END;

CREATE TRIGGER entries_are_never_deleted BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END;
