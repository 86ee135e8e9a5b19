-- The same as 0010 of SQLite.
ALTER TABLE mandates ADD COLUMN ended_at BIGINT;
