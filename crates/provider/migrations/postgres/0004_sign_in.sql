-- The same as 0009 of SQLite.
ALTER TABLE patients ADD COLUMN sign_in_failures BIGINT NOT NULL DEFAULT 0;
ALTER TABLE patients ADD COLUMN sign_in_locked_until BIGINT NOT NULL DEFAULT 0;

UPDATE patients SET sign_in_locked_until =
    coalesce((SELECT max(locked_until) FROM invitations WHERE invitations.patient = patients.id), 0);

ALTER TABLE invitations DROP COLUMN locked_until;
