//! What the server can do, as FHIR asks it to say: `GET /fhir/metadata`.

use crate::base::Base;
use nattoku_consent::time::write_day;
use nattoku_consent::{Catalogue, Language};
use serde_json::{Value, json};

/// The kinds of resources that are served, with what each can be searched by besides `_id`.
pub const SERVED: [(&str, &[(&str, &str)]); 6] = [
    (
        "Consent",
        &[
            ("_lastUpdated", "date"),
            ("patient", "reference"),
            ("patient.identifier", "token"),
            ("status", "token"),
            ("category", "token"),
            ("date", "date"),
        ],
    ),
    ("Communication", PEOPLE),
    ("QuestionnaireResponse", PEOPLE),
    ("Provenance", PEOPLE),
    ("RelatedPerson", PEOPLE),
    ("Patient", &[("identifier", "token")]),
];

/// The kinds whose definitions of ours are read, by everybody.
const DEFINED: [&str; 4] = ["CodeSystem", "OperationDefinition", "Questionnaire", "StructureDefinition"];

const PEOPLE: &[(&str, &str)] =
    &[("_lastUpdated", "date"), ("patient", "reference"), ("patient.identifier", "token")];

/// The CapabilityStatement of a provider. `version`: that of the program.
#[must_use]
pub fn statement(base: &Base, catalogue: &Catalogue, language: &Language, version: &str) -> Value {
    let searched = SERVED.iter().map(|(kind, parameters)| resource(base, kind, parameters));
    let defined = DEFINED.iter().map(|kind| json!({ "type": kind, "interaction": [{ "code": "read" }] }));
    let resources = searched.chain(defined);
    json!({
        "resourceType": "CapabilityStatement",
        "url": format!("{}/metadata", base.service()),
        "version": version,
        "name": "NattokuConsent",
        "title": catalogue.provider.name.get(language),
        "status": "active",
        "date": write_day(catalogue.issued),
        "kind": "instance",
        "software": { "name": "nattoku", "version": version },
        "implementation": { "description": "Consent to secondary use", "url": base.service() },
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json"],
        "rest": [{
            "mode": "server",
            "security": {
                "cors": false,
                "description": "A bearer token, from `nattoku client add`. Where a patient's number would stand in an \
                                address, search by POST.",
            },
            "resource": resources.collect::<Vec<_>>(),
        }],
    })
}

fn resource(base: &Base, kind: &str, parameters: &[(&str, &str)]) -> Value {
    let interaction = |code: &str| json!({ "code": code });
    let versioned = ["Consent", "RelatedPerson"].contains(&kind);
    let codes: &[&str] = if versioned {
        &["read", "vread", "history-instance", "search-type"]
    } else {
        &["read", "search-type"]
    };
    let search = |(name, kind): &(&str, &str)| json!({ "name": name, "type": kind });
    let parameters: Vec<_> = parameters.iter().map(search).chain([search(&("_id", "token"))]).collect();
    let mut told = json!({
        "type": kind,
        "interaction": codes.iter().map(|code| interaction(code)).collect::<Vec<_>>(),
        "versioning": if versioned { "versioned" } else { "no-version" },
        "searchParam": parameters,
    });
    if kind == "Consent" {
        told["supportedProfile"] = json!([base.definition("consent")]);
        told["operation"] = json!([{ "name": "permitted", "definition": format!("{}/OperationDefinition/permitted", base.service()) }]);
    }
    told
}
