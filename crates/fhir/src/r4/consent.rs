//! Consent: what a person decided about one programme.

use super::{CodeableConcept, Coding, Extension, Identifier, Meta, Period, Reference, element};

element!(
    /// What a person decided about one programme.
    Consent {
        /// Its id.
        id: String,
        /// Its version.
        meta: Option<Meta>,
        /// What FHIR has no place for.
        extension: Vec<Extension>,
        /// Its names.
        identifier: Vec<Identifier>,
        /// Whether it holds.
        status: Option<String>,
        /// What kind of consent it is.
        scope: Option<CodeableConcept>,
        /// The same, for those who search.
        category: Vec<CodeableConcept>,
        /// Whose data it is about.
        patient: Option<Reference>,
        /// When it was last decided.
        date_time: Option<String>,
        /// Who decided.
        performer: Vec<Reference>,
        /// Who holds the data.
        organization: Vec<Reference>,
        /// What was answered.
        source_reference: Option<Reference>,
        /// The words shown, and the law.
        policy: Vec<ConsentPolicy>,
        /// The person's word in one code.
        policy_rule: Option<CodeableConcept>,
        /// That the desk verified whoever acts for the person.
        verification: Vec<ConsentVerification>,
        /// What may happen.
        provision: Option<ConsentProvision>,
    }
);

element!(
    /// The words shown, or the law.
    ConsentPolicy {
        /// Whose it is.
        authority: Option<String>,
        /// Where it is read.
        uri: Option<String>,
    }
);

element!(
    /// That somebody was verified.
    ConsentVerification {
        /// Whether they were.
        verified: Option<bool>,
        /// Who.
        verified_with: Option<Reference>,
        /// When.
        verification_date: Option<String>,
    }
);

element!(
    /// What is permitted or denied.
    ConsentProvision {
        /// What FHIR has no place for.
        extension: Vec<Extension>,
        /// `permit` or `deny`.
        r#type: Option<String>,
        /// From when until when.
        period: Option<Period>,
        /// To whom.
        actor: Vec<ConsentActor>,
        /// What for, in HL7's codes.
        purpose: Vec<Coding>,
        /// What for, in ours.
        code: Vec<CodeableConcept>,
        /// Which data.
        data: Vec<ConsentData>,
        /// What is different from it.
        provision: Vec<Self>,
    }
);

element!(
    /// Data that a provision is about.
    ConsentData {
        /// How what is referred to is meant.
        meaning: Option<String>,
        /// Which.
        reference: Option<Reference>,
    }
);

element!(
    /// Somebody a provision is about.
    ConsentActor {
        /// As what.
        role: Option<CodeableConcept>,
        /// Who.
        reference: Option<Reference>,
    }
);
