-- The same as 0012 of SQLite.
ALTER TABLE staff ADD COLUMN ends_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE staff ADD COLUMN rights TEXT COLLATE "C" NOT NULL DEFAULT '';
UPDATE staff SET ends_at = (extract(epoch FROM now())::bigint + 7776000) * 1000, rights = 'look record';

ALTER TABLE clients ADD COLUMN ends_at BIGINT NOT NULL DEFAULT 0;
UPDATE clients SET ends_at = (extract(epoch FROM now())::bigint + 7776000) * 1000;
