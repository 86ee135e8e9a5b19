-- Sessions may also come from a portal's token. They are short: whoever has one signs in again.
DROP TABLE sessions;

CREATE TABLE sessions (
    token_hash BLOB PRIMARY KEY,
    -- None: it came from a portal.
    invitation INTEGER REFERENCES invitations (id),
    patient    INTEGER NOT NULL REFERENCES patients (id),
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_by_end ON sessions (expires_at);

-- Whom a portal means by a subject, which is its own for this provider and nobody else's.
CREATE TABLE portal_subjects (
    portal  TEXT NOT NULL,
    subject TEXT NOT NULL,
    patient INTEGER NOT NULL REFERENCES patients (id),
    PRIMARY KEY (portal, subject)
) STRICT, WITHOUT ROWID;

CREATE INDEX portal_subjects_by_patient ON portal_subjects (patient);

-- Tokens that opened a session, until they end by themselves: each opens one.
CREATE TABLE portal_tokens (
    portal     TEXT NOT NULL,
    token_hash BLOB NOT NULL,
    ends_at    INTEGER NOT NULL,
    PRIMARY KEY (portal, token_hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX portal_tokens_by_end ON portal_tokens (ends_at);
