//! The description of the API is that of the types and routes, is served, and names nothing that is not there.
//! After a change: `UPDATE_SCHEMAS=1 cargo test -p nattoku --test suite document`.

use crate::common::Hospital;
use axum::http::StatusCode;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

async fn served() -> (Hospital, Value) {
    let hospital = Hospital::open().await;
    let reply = hospital.get("/api/openapi.json", &[]).await;
    assert_eq!((reply.status, reply.header("content-type")), (StatusCode::OK, Some("application/json")));
    let document = reply.json();
    (hospital, document)
}

#[tokio::test]
async fn the_description_in_the_repository_is_the_one_that_is_served() {
    let (_, document) = served().await;
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/openapi.json");
    let made = serde_json::to_string_pretty(&document).unwrap() + "\n";
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        std::fs::write(&file, &made).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(kept == made, "schemas/openapi.json is not what is served: see the top of this file");
}

#[tokio::test]
async fn every_path_that_is_described_is_answered_and_by_no_other_method() {
    let (hospital, document) = served().await;
    let paths = document["paths"].as_object().unwrap();
    assert!(paths.len() >= 15, "{}", paths.len());
    for (path, methods) in paths {
        let asked = path.replace("{number}", "1").replace(['{', '}'], "");
        for method in ["get", "post", "delete"] {
            let reply = match method {
                "get" => hospital.get(&asked, &[]).await,
                "delete" => hospital.delete(&asked, &[]).await,
                _ => hospital.post(&asked, &[], &Value::Null).await,
            };
            let there = reply.status != StatusCode::METHOD_NOT_ALLOWED;
            assert_eq!(there, methods.get(method).is_some(), "{method} {path}: {}", reply.status);
        }
    }
}

#[tokio::test]
async fn every_reference_leads_somewhere_and_every_name_is_used_once() {
    let (_, document) = served().await;
    let mut references = BTreeSet::new();
    collect(&document, &mut references);
    assert!(references.len() > 20);
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
    let methods =
        document["paths"].as_object().unwrap().values().flat_map(|path| path.as_object().unwrap().values());
    let names: Vec<_> = methods.map(|method| method["operationId"].as_str().unwrap()).collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
}

fn collect(value: &Value, references: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            references.extend(members.get("$ref").and_then(Value::as_str).map(str::to_owned));
            members.values().for_each(|value| collect(value, references));
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, references)),
        _ => {}
    }
}
