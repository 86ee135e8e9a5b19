//! The JSON-LD context of a consent record: what each of its keys means in vocabularies that others know.

use nattoku_consent::Language;
use serde_json::{Map, Value, json};

/// Where names come from.
const NAMESPACES: [(&str, &str); 5] = [
    ("ns", "https://nattoku.example/ns#"),
    ("dct", "http://purl.org/dc/terms/"),
    ("dpv", "https://w3id.org/dpv#"),
    ("schema", "https://schema.org/"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// Keys whose values are texts, numbers or further keys.
const PLAIN: [(&str, &str); 35] = [
    ("address", "schema:address"),
    ("after", "ns:staysAfterWithdrawal"),
    ("basis", "ns:proxyBasis"),
    ("condition", "ns:condition"),
    ("contact", "dpv:hasContact"),
    ("controllers", "dpv:hasDataController"),
    ("country", "dpv:hasCountry"),
    ("data", "dpv:hasPersonalData"),
    ("description", "dct:description"),
    ("digest", "ns:digest"),
    ("entered_by", "ns:enteredBy"),
    ("hours", "schema:hoursAvailable"),
    ("identifier", "dct:identifier"),
    ("jurisdictions", "dpv:hasJurisdiction"),
    ("mandate", "ns:mandate"),
    ("name", "dpv:hasName"),
    ("notice", "dpv:hasNotice"),
    ("path", "ns:path"),
    ("phone", "schema:telephone"),
    ("preference", "ns:preference"),
    ("programme", "ns:programme"),
    ("purpose", "dpv:hasPurpose"),
    ("recipients", "dpv:hasRecipient"),
    ("recipients_text", "ns:recipientsAsExplained"),
    ("record_id", "dct:identifier"),
    ("retention", "dpv:hasStorageCondition"),
    ("review", "ns:review"),
    ("route", "ns:route"),
    ("schema_version", "dct:conformsTo"),
    ("storage", "dpv:hasLocation"),
    ("subject", "dpv:hasDataSubject"),
    ("text", "schema:text"),
    ("title", "dct:title"),
    ("version", "schema:version"),
    ("withdrawal", "dpv:hasConsentControl"),
];

/// Keys whose values are of a type.
const TYPED: [(&str, &str, &str); 13] = [
    ("by", "dpv:isIndicatedBy", "@vocab"),
    ("codes", "dct:subject", "@id"),
    ("day", "dct:date", "xsd:date"),
    ("duration", "dpv:hasDuration", "xsd:duration"),
    ("event", "dct:type", "@vocab"),
    ("expires", "ns:expires", "xsd:dateTime"),
    ("issued", "dct:issued", "xsd:dateTime"),
    ("legal_basis", "dpv:hasLegalBasis", "@vocab"),
    ("number", "schema:position", "xsd:nonNegativeInteger"),
    ("since", "dpv:isIndicatedAtTime", "xsd:dateTime"),
    ("status", "dpv:hasConsentStatus", "@vocab"),
    ("time", "dct:created", "xsd:dateTime"),
    ("wanted", "ns:wanted", "xsd:boolean"),
];

/// Keys whose values stand in an order.
const LISTS: [(&str, &str); 3] =
    [("answers", "ns:answers"), ("events", "ns:events"), ("purposes", "ns:purposes")];

/// The context. Texts are in one language.
pub(super) fn context(language: &Language) -> Value {
    let mut context = Map::new();
    context.insert("@version".to_owned(), json!(1.1));
    context.insert("@language".to_owned(), json!(language));
    for (key, meaning) in NAMESPACES.into_iter().chain(PLAIN) {
        context.insert(key.to_owned(), json!(meaning));
    }
    for (key, meaning, kind) in TYPED {
        context.insert(key.to_owned(), json!({ "@id": meaning, "@type": kind }));
    }
    for (key, meaning) in LISTS {
        context.insert(key.to_owned(), json!({ "@id": meaning, "@container": "@list" }));
    }
    // A tag is no text in a language.
    context.insert("language".to_owned(), json!({ "@id": "dct:language", "@language": null }));
    Value::Object(context)
}
