//! The schemas in the repository are those of the types, and the JSON-LD context maps every key of them.
//! After a change of the types: `UPDATE_SCHEMAS=1 cargo test -p nattoku-disclosure --all-features schemas`.
#![cfg(feature = "schema")]

use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas")
}

#[test]
fn schemas_are_those_of_the_types() {
    for (name, schema) in nattoku_disclosure::schema::schemas() {
        let path = folder().join(name);
        let made = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        if std::env::var_os("UPDATE_SCHEMAS").is_some() {
            std::fs::write(&path, &made).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(made == kept, "{name} has drifted: run this test with UPDATE_SCHEMAS=1");
    }
}

fn keys(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            if let Some(Value::Object(properties)) = members.get("properties") {
                found.extend(properties.keys().cloned());
            }
            members.values().for_each(|member| keys(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| keys(item, found)),
        _ => {}
    }
}

#[test]
fn schemas_have_no_key_that_the_context_does_not_map() {
    let context = std::fs::read(folder().join("context.jsonld")).unwrap();
    let context: Value = serde_json::from_slice(&context).unwrap();
    let mut found = BTreeSet::new();
    for (_, schema) in nattoku_disclosure::schema::schemas() {
        keys(schema.as_value(), &mut found);
    }
    found.remove("@context");
    assert!(found.len() > 50, "{found:?}");
    let unmapped: Vec<_> =
        found.iter().filter(|key| context["@context"].get(key.as_str()).is_none()).collect();
    assert!(unmapped.is_empty(), "{unmapped:?}");
}
