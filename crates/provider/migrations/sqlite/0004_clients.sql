-- Hospital systems that may ask by FHIR. Of each one's token only the SHA-256 is kept.
CREATE TABLE clients (
    name       TEXT PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    since      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
