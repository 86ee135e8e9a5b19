-- Who is told of decisions by a webhook, and up to which entry they have been told or it was laid aside. The entries
-- themselves are the queue: what is recorded is to be sent, and nothing has to be written twice.
CREATE TABLE delivery_cursors (
    target TEXT PRIMARY KEY,
    entry  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What a target would not take.
CREATE TABLE dead_letters (
    target  TEXT NOT NULL,
    entry   INTEGER NOT NULL REFERENCES entries (number),
    reason  TEXT NOT NULL,
    laid_at INTEGER NOT NULL,
    -- Whether staff want it sent once more.
    again   INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (target, entry)
) STRICT, WITHOUT ROWID;
