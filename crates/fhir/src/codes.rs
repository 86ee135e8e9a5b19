//! Codes: those of HL7 that we use, and ours as the domain writes them.

use crate::r4::{CodeableConcept, Coding};
use nattoku_consent::event::NoticeRoute;
use nattoku_consent::mandate::ProxyBasis;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

pub(crate) const ACT_REASON: &str = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
pub(crate) const ACT_CODE: &str = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
const LOINC: &str = "http://loinc.org";
const SCOPE: &str = "http://terminology.hl7.org/CodeSystem/consentscope";
const CATEGORY: &str = "http://terminology.hl7.org/CodeSystem/consentcategorycodes";
const PARTICIPATION: &str = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
const MODE: &str = "http://terminology.hl7.org/CodeSystem/v3-ParticipationMode";
const ROLE: &str = "http://terminology.hl7.org/CodeSystem/v3-RoleCode";
pub(crate) const AGENT: &str = "http://terminology.hl7.org/CodeSystem/provenance-participant-type";
const COMMUNICATION: &str = "http://terminology.hl7.org/CodeSystem/communication-category";

/// What the domain calls it: the name under which it travels.
pub(crate) fn code_of(named: &impl Serialize) -> String {
    match serde_json::to_value(named) {
        Ok(Value::String(name)) => name,
        _ => String::new(),
    }
}

/// What the domain calls so; nothing where it knows no such name.
pub(crate) fn named<T: DeserializeOwned>(code: &str) -> Option<T> {
    serde_json::from_value(Value::String(code.to_owned())).ok()
}

pub(crate) fn research_scope() -> CodeableConcept {
    Coding::new(SCOPE, "research").into()
}

/// As LOINC calls a consent to research, and as those do who follow FHIR's own example.
pub(crate) fn categories() -> Vec<CodeableConcept> {
    vec![Coding::new(LOINC, "57016-8").into(), Coding::new(CATEGORY, "research").into()]
}

/// Opted out, but for what is permitted; or opted out of everything.
pub(crate) fn policy_rule(permits_something: bool) -> CodeableConcept {
    Coding::new(ACT_CODE, if permits_something { "OPTOUTE" } else { "OPTOUT" }).into()
}

pub(crate) fn information_recipient() -> CodeableConcept {
    Coding::new(PARTICIPATION, "IRCP").into()
}

pub(crate) fn agent(role: &str) -> CodeableConcept {
    Coding::new(AGENT, role).into()
}

pub(crate) fn notification() -> CodeableConcept {
    Coding::new(COMMUNICATION, "notification").into()
}

/// The nearest that HL7 has to a route.
pub(crate) fn mode_of(route: NoticeRoute) -> Coding {
    Coding::new(
        MODE,
        match route {
            NoticeRoute::Mail => "EMAILWRIT",
            NoticeRoute::Post => "MAILWRIT",
            NoticeRoute::Paper => "WRITTEN",
            NoticeRoute::App | NoticeRoute::Tablet | NoticeRoute::InsuranceTerminal => "ELECTRONIC",
        },
    )
}

/// The nearest that HL7 has to the basis of a mandate.
pub(crate) fn role_of(basis: ProxyBasis) -> Coding {
    Coding::new(
        ROLE,
        match basis {
            ProxyBasis::Parent => "PRN",
            ProxyBasis::Guardian => "GUARD",
            ProxyBasis::Curator => "RESPRSN",
            ProxyBasis::Family => "FAMMEMB",
        },
    )
}
