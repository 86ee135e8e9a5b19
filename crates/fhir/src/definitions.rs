//! Our own definitions: the profile of our Consent, our extensions and codes, and the operation `$permitted`.
//! They are generated into `schemas/fhir/`, and held to what is there.

use crate::base::Base;
use nattoku_consent::catalogue::RecipientKind;
use serde_json::{Value, json};

/// What each extension says, of what it is a part, and its type.
const EXTENSIONS: [(&str, &str, &[&str], &str); 17] = [
    ("programme", "code", &["Consent", "Provenance"], "The programme it is about"),
    (
        "basis",
        "code",
        &["Consent.provision.provision"],
        "answer: the person said yes; not-refused: told, and no refusal in time. Silence is never consent",
    ),
    (
        "words",
        "uri",
        &["Consent.provision.provision", "Provenance"],
        "Where the words are read that were seen",
    ),
    (
        "covers",
        "code",
        &["Consent.provision.provision"],
        "Reviewed reuse that these words leave room for: other-disease, other-recipient, other-purpose-and-recipient",
    ),
    (
        "standing",
        "code",
        &["Consent.provision.provision"],
        "Why it is denied: refused, withdrawn, undecided, expired, came-of-age",
    ),
    ("entry", "string", &["Provenance"], "The number of the entry in the ledger, as decimal digits"),
    ("event", "string", &["Provenance"], "The event's own id, a UUID"),
    (
        "actor",
        "code",
        &["Provenance"],
        "Who acted: patient, staff (for the patient, from paper or the phone), proxy",
    ),
    ("channel", "code", &["Provenance"], "By which route: app, kiosk, paper, phone"),
    ("language", "code", &["Provenance"], "In which language the words were read"),
    ("device-time", "instant", &["Provenance"], "What the device's clock said; nothing rests on it"),
    ("review", "code", &["Provenance"], "The reviewed use that was refused"),
    ("mandate", "string", &["Provenance"], "The mandate that ended, by the id of the event that began it"),
    (
        "explained",
        "code",
        &["QuestionnaireResponse"],
        "An explanation that was shown before the answer; never a score",
    ),
    (
        "acts-for",
        "string",
        &["RelatedPerson"],
        "The name of the person they act for, as the desk verified it",
    ),
    (
        "comes-of-age",
        "date",
        &["RelatedPerson"],
        "The mandate ends on this day, because the person comes of age",
    ),
    ("ends-on", "date", &["RelatedPerson"], "The first day on which the mandate does not hold any more"),
];

/// Our codes, each with what it says.
const CODES: [(&str, &[&str]); 7] = [
    ("answer", &["allow", "refuse", "undecided"]),
    ("condition", &["abroad", "genome"]),
    ("route", &["mail", "app", "paper", "post", "tablet", "insurance-terminal"]),
    ("basis", &["parent", "guardian", "curator", "family"]),
    ("review", &[]),
    ("purpose", &[]),
    (
        "activity",
        &[
            "notified",
            "answered",
            "withdrawn",
            "withdrawn-everything",
            "use-refused",
            "use-refusal-withdrawn",
            "preference-set",
            "proxy-began",
            "proxy-ended",
        ],
    ),
];

/// Every definition, with the name of its file.
#[must_use]
pub fn definitions(base: &Base) -> Vec<(String, Value)> {
    let extensions = EXTENSIONS.iter().map(|(name, kind, places, says)| {
        (format!("StructureDefinition-{name}.json"), extension(base, name, kind, places, says))
    });
    let codes =
        CODES.iter().map(|(name, codes)| (format!("CodeSystem-{name}.json"), code_system(base, name, codes)));
    [
        ("StructureDefinition-consent.json".to_owned(), profile(base)),
        ("OperationDefinition-permitted.json".to_owned(), operation(base)),
        ("CodeSystem-recipient-kind.json".to_owned(), recipients(base)),
    ]
    .into_iter()
    .chain(extensions)
    .chain(codes)
    .collect()
}

/// What every Consent of ours keeps.
fn profile(base: &Base) -> Value {
    let must = |path: &str, min: u32, max: &str| json!({ "id": path, "path": path, "min": min, "max": max });
    json!({
        "resourceType": "StructureDefinition",
        "id": "consent",
        "url": base.definition("consent"),
        "name": "NattokuConsent",
        "title": "A person's decisions about one programme",
        "status": "active",
        "fhirVersion": "4.0.1",
        "kind": "resource",
        "abstract": false,
        "type": "Consent",
        "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Consent",
        "derivation": "constraint",
        "differential": { "element": [
            { "id": "Consent", "path": "Consent", "constraint": rules() },
            must("Consent.identifier", 1, "1"),
            must("Consent.category", 2, "2"),
            must("Consent.patient", 1, "1"),
            must("Consent.dateTime", 1, "1"),
            must("Consent.performer", 1, "1"),
            must("Consent.organization", 1, "1"),
            must("Consent.policy", 1, "2"),
            must("Consent.policyRule", 1, "1"),
            must("Consent.provision", 1, "1"),
        ] },
    })
}

/// What holds of the provisions together: each a FHIRPath expression on the Consent.
fn rules() -> Vec<Value> {
    let rule = |(key, human, expression): (&str, &str, &str)| json!({ "key": key, "severity": "error", "human": human, "expression": expression });
    [
        (
            "nattoku-1",
            "At the root everything is denied, to everybody and for every purpose",
            "provision.type = 'deny' and provision.actor.empty() and provision.purpose.empty() and provision.code.empty()",
        ),
        ("nattoku-2", "There are two levels of provisions at the most", "provision.provision.provision.empty()"),
        (
            "nattoku-3",
            "What is nested permits or denies, and says in our codes what",
            "provision.provision.all(type.exists() and code.exists())",
        ),
        (
            "nattoku-4",
            "What is permitted is permitted to somebody, and from an instant on",
            "provision.provision.where(type = 'permit').all(actor.exists() and period.start.exists())",
        ),
    ]
    .map(rule)
    .to_vec()
}

fn extension(base: &Base, name: &str, kind: &str, places: &[&str], says: &str) -> Value {
    let context = |place: &&str| json!({ "type": "element", "expression": place });
    json!({
        "resourceType": "StructureDefinition",
        "id": name,
        "url": base.definition(name),
        "name": camel(name),
        "status": "active",
        "description": says,
        "fhirVersion": "4.0.1",
        "kind": "complex-type",
        "abstract": false,
        "context": places.iter().map(context).collect::<Vec<_>>(),
        "type": "Extension",
        "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Extension",
        "derivation": "constraint",
        "differential": { "element": [
            { "id": "Extension", "path": "Extension", "short": says },
            { "id": "Extension.extension", "path": "Extension.extension", "max": "0" },
            { "id": "Extension.url", "path": "Extension.url", "fixedUri": base.definition(name) },
            { "id": "Extension.value[x]", "path": "Extension.value[x]", "min": 1, "type": [{ "code": kind }] },
        ] },
    })
}

fn code_system(base: &Base, name: &str, codes: &[&str]) -> Value {
    let concept = |code: &&str| json!({ "code": code });
    // The codes of purposes and reviews are each provider's own: their catalogue names them.
    let content = if codes.is_empty() { "not-present" } else { "complete" };
    let mut system = json!({
        "resourceType": "CodeSystem",
        "id": name,
        "url": base.system(name),
        "name": camel(name),
        "status": "active",
        "caseSensitive": true,
        "content": content,
    });
    if !codes.is_empty() {
        system["concept"] = codes.iter().map(concept).collect();
    }
    system
}

/// The kinds of recipients that a purpose may name.
fn recipients(base: &Base) -> Value {
    let kinds = RecipientKind::ALL.map(|kind| crate::codes::code_of(&kind));
    code_system(base, "recipient-kind", &kinds.iter().map(String::as_str).collect::<Vec<_>>())
}

fn operation(base: &Base) -> Value {
    let takes = |name: &str, min: u32, kind: &str| json!({ "name": name, "use": "in", "min": min, "max": "1", "type": kind });
    let part = |(name, kind): &(&str, &str)| json!({ "name": name, "use": "out", "min": 1, "max": "1", "type": kind });
    let gives = |name: &str, parts: &[(&str, &str)]| {
        let parts: Vec<_> = parts.iter().map(part).collect();
        json!({ "name": name, "use": "out", "min": 0, "max": "*", "part": parts })
    };
    json!({
        "resourceType": "OperationDefinition",
        "id": "permitted",
        "url": format!("{}/OperationDefinition/permitted", base.service()),
        "name": "Permitted",
        "status": "active",
        "kind": "operation",
        "affectsState": false,
        "code": "permitted",
        "resource": ["Consent"],
        "system": false,
        "type": true,
        "instance": false,
        "parameter": [
            takes("purpose", 1, "code"),
            takes("recipient", 1, "code"),
            takes("organisation", 0, "string"),
            json!({ "name": "data", "use": "in", "min": 0, "max": "*", "type": "code" }),
            takes("abroad", 0, "boolean"),
            takes("genome", 0, "boolean"),
            takes("case", 0, "code"),
            takes("review", 0, "code"),
            takes("conditions-met", 0, "boolean"),
            takes("at", 0, "instant"),
            takes("patient", 0, "string"),
            gives("permit", &[
                ("patient", "Reference"), ("since", "instant"), ("words", "uri"), ("language", "code"),
            ]),
            gives("denial", &[("reason", "string"), ("count", "unsignedInt")]),
        ],
    })
}

/// A name as computers like it: `device-time` is `DeviceTime`.
fn camel(name: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters
            .next()
            .map(|first| first.to_uppercase().chain(letters).collect::<String>())
            .unwrap_or_default()
    };
    name.split('-').map(word).collect()
}
