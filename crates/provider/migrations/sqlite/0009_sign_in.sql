-- Wrong birth dates are counted twice: those of a letter, never to be reset, and those of a patient since they last
-- signed in, whichever letter they came by.
ALTER TABLE patients ADD COLUMN sign_in_failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE patients ADD COLUMN sign_in_locked_until INTEGER NOT NULL DEFAULT 0;

UPDATE patients SET sign_in_locked_until =
    coalesce((SELECT max(locked_until) FROM invitations WHERE invitations.patient = patients.id), 0);

ALTER TABLE invitations DROP COLUMN locked_until;
