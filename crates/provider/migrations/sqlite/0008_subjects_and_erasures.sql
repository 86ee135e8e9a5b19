-- Who a subject is, and what was erased, become entries of the ledger. The server appends one for each patient, and for
-- each who was erased before, when it first opens the database.

-- The check of a column can only be changed with its table. What refers to it finds the same rows under the same numbers.
PRAGMA defer_foreign_keys = ON;

CREATE TABLE entries_before AS SELECT * FROM entries;

DROP TABLE entries;

CREATE TABLE entries (
    number          INTEGER PRIMARY KEY AUTOINCREMENT,
    kind            TEXT NOT NULL CHECK (kind IN ('event', 'release', 'key', 'subject', 'erasure')),
    -- Whose entry it is; a release and a key are nobody's.
    patient         INTEGER REFERENCES patients (id),
    idempotency_key BLOB NOT NULL,
    body_hash       BLOB NOT NULL,
    accepted_at     INTEGER NOT NULL,
    -- The ledger commits to the SHA-256 of salt and payload: both can be erased, and every proof stands (A30). The
    -- body's hash and the key go with them: neither has a salt, and what they stand for could be found by trying.
    salt            BLOB NOT NULL,
    payload         TEXT NOT NULL,
    UNIQUE (patient, idempotency_key)
) STRICT;

INSERT INTO entries (number, kind, patient, idempotency_key, body_hash, accepted_at, salt, payload)
SELECT number, kind, patient, idempotency_key, body_hash, accepted_at, salt, payload FROM entries_before ORDER BY number;

DROP TABLE entries_before;

CREATE INDEX entries_by_patient ON entries (patient, number);

-- A person is registered once, and erased once: whoever comes again after that is another subject.
CREATE UNIQUE INDEX entries_that_register ON entries (patient) WHERE kind = 'subject';
CREATE UNIQUE INDEX entries_that_erase ON entries (patient) WHERE kind = 'erasure';

CREATE TRIGGER entries_are_only_erased BEFORE UPDATE ON entries
WHEN NOT (NEW.payload = '' AND NEW.salt = x'' AND NEW.body_hash = x'' AND NEW.number = OLD.number AND NEW.kind = OLD.kind
          AND NEW.patient IS OLD.patient AND NEW.accepted_at = OLD.accepted_at
          AND EXISTS (SELECT 1 FROM entries e, json_each(e.payload, '$.entries') listed
                      WHERE e.kind = 'erasure' AND e.patient = OLD.patient AND listed.value = OLD.number))
BEGIN SELECT RAISE(ABORT, 'entries are never edited: they lose their content only where an erasure lists them'); END;

CREATE TRIGGER entries_are_never_deleted BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END;

CREATE TRIGGER erasures_list_every_entry BEFORE INSERT ON entries
WHEN NEW.kind = 'erasure'
     AND (NEW.patient IS NULL
          OR EXISTS (SELECT 1 FROM entries e WHERE e.patient = NEW.patient
                     AND e.number NOT IN (SELECT value FROM json_each(NEW.payload, '$.entries'))))
BEGIN SELECT RAISE(ABORT, 'an erasure lists every entry of its patient'); END;

CREATE TRIGGER nothing_follows_an_erasure BEFORE INSERT ON entries
WHEN EXISTS (SELECT 1 FROM entries e WHERE e.kind = 'erasure' AND e.patient = NEW.patient)
BEGIN SELECT RAISE(ABORT, 'this patient was erased'); END;

CREATE TRIGGER patients_keep_number_and_mark BEFORE UPDATE OF number, mark ON patients
WHEN OLD.mark IS NOT NULL AND (NEW.number <> OLD.number OR NEW.mark IS NOT OLD.mark)
     AND NOT EXISTS (SELECT 1 FROM entries e WHERE e.kind = 'erasure' AND e.patient = OLD.id)
BEGIN SELECT RAISE(ABORT, 'the number of a patient changes only when they are erased'); END;

CREATE TRIGGER patients_are_never_deleted BEFORE DELETE ON patients
BEGIN SELECT RAISE(ABORT, 'patients are never deleted'); END;

-- The numbers of people who were erased, each as its HMAC-SHA-256 under a key in meta: nobody registers them again by
-- accident (A35).
CREATE TABLE erased_numbers (
    mac   BLOB PRIMARY KEY,
    -- The erasure.
    entry INTEGER NOT NULL REFERENCES entries (number)
) STRICT, WITHOUT ROWID;

-- Who is to be erased as soon as the FHIR server holds no active Consent of theirs.
CREATE TABLE erasure_requests (
    patient      INTEGER PRIMARY KEY REFERENCES patients (id),
    requested_at INTEGER NOT NULL
) STRICT;

-- Whether what the FHIR server holds was made inactive there.
ALTER TABLE fhir_held ADD COLUMN inactive INTEGER NOT NULL DEFAULT 0;
