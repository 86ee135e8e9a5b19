-- What other providers publish, as it was read and cleaned, and what this hospital released.

CREATE TABLE followed (
    -- The provider's own identifier.
    id          TEXT PRIMARY KEY,
    url         TEXT NOT NULL,
    -- Whether http and addresses of the own network are allowed. Only for trying things out.
    local       INTEGER NOT NULL,
    -- The programmes of the hospital's catalogue that its entries speak of (JSON).
    programmes  TEXT NOT NULL,
    -- The key that signs, and the versions seen: what a rollback is known by (JSON).
    trusted     TEXT NOT NULL,
    -- The manifest in force (JSON).
    manifest    TEXT NOT NULL,
    -- What the site said of the manifest, to ask whether it changed (JSON).
    validators  TEXT NOT NULL,
    -- When it was last seen to be the newest there is.
    checked_at  INTEGER NOT NULL,
    failures    INTEGER NOT NULL DEFAULT 0,
    next_try_at INTEGER NOT NULL,
    -- What keeps newer data from being shown: for patients (JSON), and for the log.
    trouble     TEXT,
    why         TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE mirrored (
    provider TEXT NOT NULL REFERENCES followed (id) ON DELETE CASCADE,
    kind     TEXT NOT NULL,
    part     INTEGER NOT NULL,
    -- The digest of the signed file it was read from.
    sha256   TEXT NOT NULL,
    entries  INTEGER NOT NULL,
    -- What could not be taken as it stood (JSON).
    flaws    TEXT NOT NULL,
    -- The part as it is shown: plain JSON.
    body     BLOB NOT NULL,
    PRIMARY KEY (provider, kind, part)
) STRICT, WITHOUT ROWID;

CREATE TABLE releases (
    number      INTEGER PRIMARY KEY AUTOINCREMENT,
    -- The entry of the hospital's own list it belongs to.
    entry       TEXT NOT NULL,
    released_at INTEGER NOT NULL,
    -- What was said of it: the entry of the list (JSON).
    description TEXT NOT NULL,
    -- Whether data were given; if not, the row only says that the use ended.
    given       INTEGER NOT NULL
) STRICT;

CREATE INDEX releases_by_entry ON releases (entry, number);

CREATE TABLE release_subjects (
    release INTEGER NOT NULL REFERENCES releases (number),
    patient INTEGER NOT NULL REFERENCES patients (id),
    PRIMARY KEY (release, patient)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER releases_are_never_edited BEFORE UPDATE ON releases
BEGIN SELECT RAISE(ABORT, 'releases are never edited'); END;

CREATE TRIGGER releases_are_never_deleted BEFORE DELETE ON releases
BEGIN SELECT RAISE(ABORT, 'releases are never deleted'); END;

CREATE TRIGGER subjects_are_never_edited BEFORE UPDATE ON release_subjects
BEGIN SELECT RAISE(ABORT, 'releases are never edited'); END;

CREATE TRIGGER subjects_are_never_deleted BEFORE DELETE ON release_subjects
BEGIN SELECT RAISE(ABORT, 'releases are never deleted'); END;

-- Grows with every change of the above, so that a server knows when to read it again.
CREATE TABLE disclosures_revision (value INTEGER NOT NULL) STRICT;

INSERT INTO disclosures_revision (value) VALUES (0);

CREATE TRIGGER followed_came AFTER INSERT ON followed
BEGIN UPDATE disclosures_revision SET value = value + 1; END;

CREATE TRIGGER followed_changed AFTER UPDATE ON followed
BEGIN UPDATE disclosures_revision SET value = value + 1; END;

CREATE TRIGGER followed_went AFTER DELETE ON followed
BEGIN UPDATE disclosures_revision SET value = value + 1; END;

CREATE TRIGGER released AFTER INSERT ON releases
BEGIN UPDATE disclosures_revision SET value = value + 1; END;
