//! What another server is told of a decision, in one transaction that may be sent again.

use crate::base;
use crate::examples::journey;
use nattoku_fhir::Resource;
use nattoku_fhir::push::{Held, transaction};
use nattoku_fhir::r4::{Bundle, Consent};
use serde_json::{Value, json};

const MARK: &str = "0123456789abcdef0123456789abcdef";

fn nothing(_: &str, _: &str) -> Option<Held> {
    None
}

fn told(entry: u64, held: impl Fn(&str, &str) -> Option<Held>) -> Bundle {
    transaction(&base(), &journey(), entry, held).unwrap().unwrap()
}

fn requests(bundle: &Bundle) -> Vec<&Value> {
    bundle.entry.iter().map(|entry| entry.request.as_ref().unwrap()).collect()
}

fn consents(bundle: &Bundle) -> Vec<&Consent> {
    bundle
        .entry
        .iter()
        .filter_map(|entry| match &entry.resource {
            Resource::Consent(consent) => Some(consent),
            _ => None,
        })
        .collect()
}

#[test]
fn what_is_new_there_is_made_by_its_name_so_that_a_repeat_makes_nothing() {
    let bundle = told(2, nothing);
    assert_eq!(bundle.r#type.as_deref(), Some("transaction"));
    let names = [
        "identifier=https://consent.example.jp/id/entry",
        "identifier=https://consent.example.jp/id/consent",
        "_tag=https://consent.example.jp/id/entry",
    ];
    let ids = [format!("{MARK}-2"), format!("{MARK}-2-registry"), format!("{MARK}-2")];
    for ((request, name), id) in requests(&bundle).iter().zip(names).zip(ids) {
        assert_eq!(
            (&request["method"], &request["ifNoneExist"]),
            (&json!("POST"), &json!(format!("{name}|{id}")))
        );
    }
    for entry in &bundle.entry {
        assert_eq!(entry.resource.id(), "", "ids are the other server's to give");
        assert!(
            entry.resource.meta().is_none_or(|meta| meta.version_id.is_none() && meta.last_updated.is_none())
        );
    }
}

#[test]
fn what_is_held_there_is_changed_only_in_the_version_that_was_seen() {
    let held = |kind: &str, id: &str| {
        let ours = kind == "Consent" && id == format!("{MARK}-2-registry");
        ours.then(|| Held { id: "77".to_owned(), version: "3".to_owned(), entry: 2 })
    };
    let bundle = told(9, held);
    let puts: Vec<_> = requests(&bundle).into_iter().filter(|request| request["method"] == "PUT").collect();
    assert_eq!(puts, [&json!({ "method": "PUT", "url": "Consent/77", "ifMatch": "W/\"3\"" })]);
    let stopped = consents(&bundle).into_iter().find(|consent| consent.id == "77").unwrap();
    assert_eq!(stopped.status.as_deref(), Some("inactive"));
    let active = consents(&bundle).into_iter().filter(|consent| consent.status.as_deref() == Some("active"));
    assert_eq!(active.count(), 4, "one that denies everything, in its place, for each programme");
    assert!(matches!(bundle.entry.last().unwrap().resource, Resource::Provenance(_)));
}

#[test]
fn what_is_told_late_or_once_more_leaves_what_is_newer_there() {
    let held = |newest: u64| {
        move |_: &str, id: &str| {
            Some(Held { id: format!("there-{id}"), version: "5".to_owned(), entry: newest })
        }
    };
    assert_eq!(told(2, held(2)).entry, [], "all of it is held there");
    let newer = |kind: &str, id: &str| (kind == "Consent").then(|| held(9)(kind, id)).flatten();
    let bundle = told(2, newer);
    assert_eq!(consents(&bundle).len(), 0);
    let Some(Resource::Provenance(provenance)) = bundle.entry.last().map(|entry| &entry.resource) else {
        panic!("the entry's Provenance comes all the same")
    };
    let targets: Vec<_> = provenance.target.iter().filter_map(|target| target.reference.clone()).collect();
    assert!(targets.contains(&format!("Consent/there-{MARK}-2-registry")), "{targets:?}");
}

#[test]
fn every_reference_means_something_there() {
    for entry in 1..=9 {
        let bundle = told(entry, nothing);
        let brought: Vec<_> = bundle.entry.iter().map(|entry| json!(entry.full_url)).collect();
        let mut references = Vec::new();
        collect(&serde_json::to_value(&bundle).unwrap(), &mut references);
        assert!(!references.is_empty());
        for reference in references {
            let named = reference["identifier"]["value"].is_string();
            let along = brought.contains(&reference["reference"]);
            assert!(along || (named && reference["reference"].is_null()), "entry {entry}: {reference}");
        }
    }
    assert_eq!(transaction(&base(), &journey(), 10, nothing).unwrap(), None);
}

/// Everything that refers to something.
fn collect(value: &Value, found: &mut Vec<Value>) {
    match value {
        Value::Object(members) => {
            let by_address = members.get("reference").is_some_and(Value::is_string);
            let by_name = members.contains_key("type") && members.contains_key("identifier");
            if by_address || by_name {
                found.push(value.clone());
            }
            members.values().for_each(|member| collect(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        _ => {}
    }
}
