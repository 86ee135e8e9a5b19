-- The same as 0007 of SQLite.
CREATE TABLE fhir_held (
    target  TEXT COLLATE "C" NOT NULL,
    mark    TEXT COLLATE "C" NOT NULL,
    kind    TEXT COLLATE "C" NOT NULL,
    name    TEXT COLLATE "C" NOT NULL,
    id      TEXT COLLATE "C" NOT NULL,
    version TEXT COLLATE "C" NOT NULL,
    entry   BIGINT NOT NULL,
    PRIMARY KEY (target, mark, kind, name)
);
