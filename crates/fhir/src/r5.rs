//! The same Consent in FHIR R5: there a nested provision is an exception to the one above it, so what is denied stands
//! inside each permission, and what the root denies anyway is left out.

use crate::r4::{CodeableConcept, Coding, Consent, ConsentProvision, Extension, Reference};
use serde_json::{Map, Value, json};

/// A Consent of R4 in R5.
#[must_use]
pub fn consent(consent: &Consent) -> Value {
    let mut told = Map::new();
    let mut put = |name: &str, value: Value| {
        if !is_empty(&value) {
            told.insert(name.to_owned(), value);
        }
    };
    put("resourceType", json!("Consent"));
    put("id", json!(consent.id));
    put(
        "meta",
        json!(consent.meta.as_ref().map(|meta| json!({
            "versionId": meta.version_id, "lastUpdated": meta.last_updated,
        }))),
    );
    put("extension", json!(consent.extension));
    put("identifier", json!(consent.identifier));
    put("status", json!(consent.status));
    put("category", json!(consent.category));
    put("subject", json!(consent.patient));
    put("date", json!(consent.date_time.as_deref().and_then(|at| at.get(..10))));
    put("period", json!(consent.provision.as_ref().and_then(|root| root.period.clone())));
    put("grantor", json!(consent.performer));
    put("controller", json!(consent.organization));
    put("manager", json!(consent.organization));
    put("sourceReference", json!(consent.source_reference.iter().collect::<Vec<&Reference>>()));
    put("policyBasis", json!(consent.policy.first().map(|policy| json!({ "url": policy.uri }))));
    let verification = consent.verification.iter().map(|verification| {
        json!({
            "verified": verification.verified,
            "verificationType": { "coding": [family()] },
            "verifiedWith": verification.verified_with,
            "verificationDate": verification.verification_date.iter().collect::<Vec<_>>(),
        })
    });
    put("verification", verification.collect());
    put("decision", json!(consent.provision.as_ref().and_then(|root| root.r#type.clone())));
    put("provision", provisions(consent));
    Value::Object(told)
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

fn family() -> Coding {
    Coding::new("http://terminology.hl7.org/CodeSystem/consentverification", "family")
}

/// Each permission, and inside it everything that is denied of it.
fn provisions(consent: &Consent) -> Value {
    let nested = || consent.provision.iter().flat_map(|root| &root.provision);
    let is = |provision: &ConsentProvision, word: &str| provision.r#type.as_deref() == Some(word);
    let permits = nested().filter(|provision| is(provision, "permit"));
    let told = permits.map(|permit| {
        let purposes = |provision: &ConsentProvision| !provision.purpose.is_empty();
        let same = |denied: &&ConsentProvision| {
            denied.code == permit.code || !(purposes(denied) || is_about_purpose(denied))
        };
        let denied = nested().filter(|provision| is(provision, "deny")).filter(same);
        let mut told = provision(permit);
        let exceptions: Vec<_> = denied.map(provision).collect();
        if !exceptions.is_empty() {
            told["provision"] = json!(exceptions);
        }
        told
    });
    told.collect()
}

/// Whether a provision is about one purpose, and not about a condition or a review.
fn is_about_purpose(provision: &ConsentProvision) -> bool {
    let system = |concept: &CodeableConcept| concept.coding.first().and_then(|coding| coding.system.clone());
    provision.code.iter().filter_map(system).any(|system| system.ends_with("/CodeSystem/purpose"))
}

fn provision(told: &ConsentProvision) -> Value {
    let mut value = json!({});
    let mut put = |name: &str, part: Value| {
        if !is_empty(&part) {
            value[name] = part;
        }
    };
    put("extension", json!(told.extension.iter().collect::<Vec<&Extension>>()));
    put("period", json!(told.period));
    put("actor", json!(told.actor));
    put("purpose", json!(told.purpose));
    put("code", json!(told.code));
    value
}
