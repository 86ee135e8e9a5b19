-- Entries become leaves of a Merkle tree (RFC 6962) whose checkpoints are signed. Every entry from before is kept,
-- with its number; the server gives each its leaf when it first opens the database.

-- An opaque mark for each person: what the ledger and the app know them by.
ALTER TABLE patients ADD COLUMN mark TEXT;
-- Who is no patient here, and only acts for others.
ALTER TABLE patients ADD COLUMN acts_only INTEGER NOT NULL DEFAULT 0;

UPDATE patients SET mark = lower(hex(randomblob(16)));

CREATE UNIQUE INDEX patients_by_mark ON patients (mark);

CREATE TRIGGER patients_are_marked AFTER INSERT ON patients WHEN NEW.mark IS NULL
BEGIN UPDATE patients SET mark = lower(hex(randomblob(16))) WHERE id = NEW.id; END;

DELETE FROM meta WHERE name = 'secret';

ALTER TABLE entries RENAME TO entries_before;

CREATE TABLE entries (
    number          INTEGER PRIMARY KEY AUTOINCREMENT,
    kind            TEXT NOT NULL CHECK (kind IN ('event', 'release', 'key')),
    -- Whose entry it is; a release and a key are nobody's.
    patient         INTEGER REFERENCES patients (id),
    idempotency_key BLOB NOT NULL,
    body_hash       BLOB NOT NULL,
    accepted_at     INTEGER NOT NULL,
    -- The ledger commits to the SHA-256 of salt and payload: both can be erased, and every proof stands (A30). The
    -- body's hash goes with them: it has no salt, and what it stands for could be found by trying.
    salt            BLOB NOT NULL,
    payload         TEXT NOT NULL,
    UNIQUE (patient, idempotency_key)
) STRICT;

INSERT INTO entries (number, kind, patient, idempotency_key, body_hash, accepted_at, salt, payload)
SELECT e.number, 'event', e.patient, e.idempotency_key, e.body_hash, e.accepted_at, randomblob(32),
       '{"subject":"' || p.mark || '","event":' || e.event || '}'
FROM entries_before e JOIN patients p ON p.id = e.patient
ORDER BY e.number;

-- Releases from before come behind, each with the instant at which it was recorded in its payload.
INSERT INTO entries (kind, idempotency_key, body_hash, accepted_at, salt, payload)
SELECT 'release', CAST('release ' || r.number AS BLOB), x'',
       max(r.released_at, coalesce((SELECT max(accepted_at) FROM entries_before), 0)), randomblob(32),
       json_object('release', r.number, 'released_at', r.released_at, 'use', json(r.description),
                   'people', (SELECT count(*) FROM release_subjects s WHERE s.release = r.number))
FROM releases r
ORDER BY r.released_at, r.number;

DROP TABLE entries_before;

CREATE INDEX entries_by_patient ON entries (patient, number);

CREATE TRIGGER entries_are_only_erased BEFORE UPDATE ON entries
WHEN NOT (NEW.payload = '' AND NEW.salt = x'' AND NEW.body_hash = x'' AND NEW.number = OLD.number AND NEW.kind = OLD.kind
          AND NEW.patient IS OLD.patient AND NEW.idempotency_key = OLD.idempotency_key
          AND NEW.accepted_at = OLD.accepted_at)
BEGIN SELECT RAISE(ABORT, 'entries are never edited'); END;

CREATE TRIGGER entries_are_never_deleted BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END;

-- The leaves in the order of the tree: the exact bytes that the server authored for each entry.
CREATE TABLE leaves (
    place  INTEGER PRIMARY KEY,
    number INTEGER NOT NULL UNIQUE REFERENCES entries (number),
    entry  TEXT NOT NULL
) STRICT;

-- The roots of every complete subtree: of 2^level leaves, the place-th from the left.
CREATE TABLE nodes (
    level INTEGER NOT NULL,
    place INTEGER NOT NULL,
    hash  BLOB NOT NULL,
    PRIMARY KEY (level, place)
) STRICT, WITHOUT ROWID;

-- Every signed checkpoint, by the number of leaves it stands for.
CREATE TABLE checkpoints (
    size   INTEGER PRIMARY KEY,
    -- The size of the one before, so that none can be missing unnoticed; 0: there was none.
    before INTEGER NOT NULL,
    note   TEXT NOT NULL
) STRICT;

-- Every key that ever signed, from which size of the tree on.
CREATE TABLE ledger_keys (
    key    TEXT PRIMARY KEY,
    origin TEXT NOT NULL,
    since  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER leaves_are_never_edited BEFORE UPDATE ON leaves
BEGIN SELECT RAISE(ABORT, 'leaves are never edited'); END;

CREATE TRIGGER leaves_are_never_deleted BEFORE DELETE ON leaves
BEGIN SELECT RAISE(ABORT, 'leaves are never deleted'); END;

CREATE TRIGGER checkpoints_are_never_edited BEFORE UPDATE ON checkpoints
BEGIN SELECT RAISE(ABORT, 'checkpoints are never edited'); END;

CREATE TRIGGER checkpoints_are_never_deleted BEFORE DELETE ON checkpoints
BEGIN SELECT RAISE(ABORT, 'checkpoints are never deleted'); END;

-- Who may act for whom (the event that began it is in the ledger).
CREATE TABLE mandates (
    -- The id of that event.
    event   BLOB PRIMARY KEY,
    -- Who acts.
    holder  INTEGER NOT NULL REFERENCES patients (id),
    -- For whom.
    patient INTEGER NOT NULL REFERENCES patients (id),
    ends_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX mandates_by_holder ON mandates (holder);

-- Who may record at the desk.
CREATE TABLE staff (
    id         TEXT PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;

-- Whom a no must still reach, and how far it has come. Written with the entry that says no.
CREATE TABLE outbox (
    id        INTEGER PRIMARY KEY,
    entry     INTEGER NOT NULL REFERENCES entries (number),
    patient   INTEGER NOT NULL REFERENCES patients (id),
    -- The entry of the hospital's own list.
    recipient TEXT NOT NULL,
    state     TEXT NOT NULL DEFAULT 'waiting'
              CHECK (state IN ('waiting', 'told', 'acknowledged', 'could-not-stop')),
    on_day    TEXT,
    reason    TEXT,
    UNIQUE (entry, recipient)
) STRICT;

CREATE INDEX outbox_by_patient ON outbox (patient);
CREATE INDEX release_subjects_by_patient ON release_subjects (patient);
