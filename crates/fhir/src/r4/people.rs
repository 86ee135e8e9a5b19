//! People: the patient, by an opaque id and the hospital's number, and whoever acts for them.

use super::{CodeableConcept, Extension, HumanName, Identifier, Meta, Period, Reference, element};

element!(
    /// A patient.
    Patient {
        /// Their opaque id.
        id: String,
        /// What else they are known by.
        identifier: Vec<Identifier>,
    }
);

element!(
    /// Somebody who may act for a patient.
    RelatedPerson {
        /// Its id.
        id: String,
        /// Its version.
        meta: Option<Meta>,
        /// What FHIR has no place for.
        extension: Vec<Extension>,
        /// The mandate.
        identifier: Vec<Identifier>,
        /// Whether the mandate was ended before its day.
        active: Option<bool>,
        /// For whom.
        patient: Option<Reference>,
        /// On which basis.
        relationship: Vec<CodeableConcept>,
        /// Who acts.
        name: Vec<HumanName>,
        /// From when until when.
        period: Option<Period>,
    }
);
