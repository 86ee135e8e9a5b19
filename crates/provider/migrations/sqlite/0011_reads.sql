-- Who read whose record, when and why (A42). Nothing of what was read is copied.
CREATE TABLE reads (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    read_at       INTEGER NOT NULL,
    kind          TEXT NOT NULL CHECK (kind IN ('desk', 'system', 'export')),
    -- The staff member, the system, or the command.
    reader        TEXT NOT NULL,
    reason        TEXT NOT NULL,
    -- Whose record: every patient whose row lies between the two. Rows ascend and are never deleted, so that one read of
    -- every patient is one row, too, and counts for nobody who is registered later.
    first_patient INTEGER NOT NULL,
    last_patient  INTEGER NOT NULL,
    CHECK (first_patient <= last_patient)
) STRICT;

CREATE INDEX reads_of_one ON reads (first_patient, last_patient);
CREATE INDEX reads_of_many ON reads (last_patient, first_patient) WHERE first_patient < last_patient;

CREATE TRIGGER reads_are_never_edited BEFORE UPDATE ON reads
BEGIN SELECT RAISE(ABORT, 'reads are never edited'); END;

CREATE TRIGGER reads_are_only_erased BEFORE DELETE ON reads
WHEN NOT (OLD.first_patient = OLD.last_patient
          AND EXISTS (SELECT 1 FROM entries e WHERE e.kind = 'erasure' AND e.patient = OLD.first_patient))
BEGIN SELECT RAISE(ABORT, 'reads are deleted only with the patient whose record was read'); END;

-- What a system reads records for. Those from before have declared nothing.
ALTER TABLE clients ADD COLUMN purpose TEXT NOT NULL DEFAULT 'undeclared';
