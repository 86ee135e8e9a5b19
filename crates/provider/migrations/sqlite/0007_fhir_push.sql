-- What another FHIR server holds of ours, as it was last seen there: written with the place up to which it was told.
CREATE TABLE fhir_held (
    target  TEXT NOT NULL,
    -- Whose it is.
    mark    TEXT NOT NULL,
    kind    TEXT NOT NULL,
    -- Our own id.
    name    TEXT NOT NULL,
    -- Its id and version there.
    id      TEXT NOT NULL,
    version TEXT NOT NULL,
    -- The entry of which it tells.
    entry   INTEGER NOT NULL,
    PRIMARY KEY (target, mark, kind, name)
) STRICT, WITHOUT ROWID;
