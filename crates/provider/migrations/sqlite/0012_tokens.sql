-- Tokens of staff and systems have an end, and those of staff have rights. What was given out before goes on for ninety
-- days; a staff member may look and record, as they did, and has to be given anew what more they shall do.
ALTER TABLE staff ADD COLUMN ends_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE staff ADD COLUMN rights TEXT NOT NULL DEFAULT '';
UPDATE staff SET ends_at = (CAST(strftime('%s', 'now') AS INTEGER) + 7776000) * 1000, rights = 'look record';

ALTER TABLE clients ADD COLUMN ends_at INTEGER NOT NULL DEFAULT 0;
UPDATE clients SET ends_at = (CAST(strftime('%s', 'now') AS INTEGER) + 7776000) * 1000;
