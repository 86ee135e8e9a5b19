//! Ids and names: opaque, stable, and within the 64 characters that FHIR allows.

use crate::base::Base;
use crate::r4::Identifier;
use nattoku_consent::{EventId, ProgrammeId};
use sha2::{Digest, Sha256};

const LONGEST: usize = 64;

/// The mark of the person whom a resource is about, from its id.
#[must_use]
pub fn mark_of(id: &str) -> &str {
    id.split('-').next().unwrap_or_default()
}

pub(super) fn of_entry(mark: &str, number: u64) -> String {
    format!("{mark}-{number}")
}

/// The id of a Consent: the person, the entry that began it, and the programme.
pub(super) fn of_consent(mark: &str, began: u64, programme: &ProgrammeId) -> String {
    let id = format!("{mark}-{began}-{programme}");
    if id.len() <= LONGEST {
        return id;
    }
    // A programme of a long name: its digest, as much of it as there is room for.
    let digest =
        Sha256::digest(programme.as_str()).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    format!("{mark}-{began}-{digest}").chars().take(LONGEST).collect()
}

pub(super) fn number(base: &Base, number: &str) -> Identifier {
    Identifier::new(base.names("patient"), number)
}

pub(super) fn provider(base: &Base, id: &str) -> Identifier {
    Identifier::new(base.names("provider"), id)
}

pub(crate) fn entry(base: &Base, id: &str) -> Identifier {
    Identifier::new(base.names("entry"), id)
}

pub(super) fn mandate(base: &Base, id: EventId) -> Identifier {
    Identifier::new(base.names("mandate"), id.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_a_long_name_fits_and_is_its_own() {
        let mark = "0123456789abcdef0123456789abcdef";
        let of = |name: &str| of_consent(mark, u64::MAX, &name.parse().unwrap());
        let (one, other) = (of("a-programme-of-a-long-name"), of("another-programme-of-a-long-name"));
        assert!(one.len() <= LONGEST && one != other);
        assert_eq!(mark_of(&one), mark);
        assert_eq!(of_consent(mark, 12, &"registry".parse().unwrap()), format!("{mark}-12-registry"));
    }
}
