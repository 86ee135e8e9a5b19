-- The same as 0008 of SQLite.

ALTER TABLE entries DROP CONSTRAINT entries_kind_check;
ALTER TABLE entries ADD CONSTRAINT entries_kind_check CHECK (kind IN ('event', 'release', 'key', 'subject', 'erasure'));

CREATE UNIQUE INDEX entries_that_register ON entries (patient) WHERE kind = 'subject';
CREATE UNIQUE INDEX entries_that_erase ON entries (patient) WHERE kind = 'erasure';

-- Whether an erasure of the patient lists the entry.
CREATE FUNCTION is_listed_by_erasure(of_patient bigint, entry bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM entries e, json_array_elements_text(e.payload::json -> 'entries') listed
                   WHERE e.kind = 'erasure' AND e.patient = of_patient AND listed::bigint = entry)
$$;

CREATE OR REPLACE FUNCTION refuse_all_but_erasure() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.payload = '' AND NEW.salt = '' AND NEW.body_hash = '' AND NEW.number = OLD.number AND NEW.kind = OLD.kind
       AND NEW.patient IS NOT DISTINCT FROM OLD.patient AND NEW.accepted_at = OLD.accepted_at
       AND is_listed_by_erasure(OLD.patient, OLD.number)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'entries are never edited: they lose their content only where an erasure lists them';
END $$;

CREATE FUNCTION refuse_beside_erasure() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM entries e WHERE e.kind = 'erasure' AND e.patient = NEW.patient) THEN
        RAISE EXCEPTION 'this patient was erased';
    END IF;
    IF NEW.kind = 'erasure' AND (NEW.patient IS NULL OR EXISTS (
        SELECT 1 FROM entries e WHERE e.patient = NEW.patient AND e.number NOT IN (
            SELECT listed::bigint FROM json_array_elements_text(NEW.payload::json -> 'entries') listed)))
    THEN
        RAISE EXCEPTION 'an erasure lists every entry of its patient';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER erasures_are_whole_and_last BEFORE INSERT ON entries
FOR EACH ROW EXECUTE FUNCTION refuse_beside_erasure();

CREATE FUNCTION refuse_other_number() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.number <> OLD.number OR NEW.mark <> OLD.mark)
       AND NOT EXISTS (SELECT 1 FROM entries e WHERE e.kind = 'erasure' AND e.patient = OLD.id)
    THEN
        RAISE EXCEPTION 'the number of a patient changes only when they are erased';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER patients_keep_number_and_mark BEFORE UPDATE ON patients
FOR EACH ROW EXECUTE FUNCTION refuse_other_number();

CREATE TRIGGER patients_are_never_deleted BEFORE DELETE ON patients
FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE erased_numbers (
    mac   BYTEA PRIMARY KEY,
    entry BIGINT NOT NULL REFERENCES entries (number)
);

CREATE TABLE erasure_requests (
    patient      BIGINT PRIMARY KEY REFERENCES patients (id),
    requested_at BIGINT NOT NULL
);

ALTER TABLE fhir_held ADD COLUMN inactive BIGINT NOT NULL DEFAULT 0;
