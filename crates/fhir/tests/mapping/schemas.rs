//! The definitions in the repository are those of the code.
//! After a change: `UPDATE_SCHEMAS=1 cargo test -p nattoku-fhir schemas`.

use crate::base;
use crate::examples::journey;
use nattoku_fhir::{definitions::definitions, r5};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/fhir")
}

/// The definitions, and an example of each kind of resource, in R5 for the Consent, too.
fn made() -> Vec<(String, Value)> {
    let mut made = definitions(&base());
    for resource in journey().0 {
        let name = format!("examples/{}-{}.json", resource.kind(), version(&resource));
        made.push((name, serde_json::to_value(&resource).unwrap()));
        if let nattoku_fhir::Resource::Consent(consent) = &resource {
            made.push((format!("examples/r5/Consent-{}.json", version(&resource)), r5::consent(consent)));
        }
    }
    made
}

fn version(resource: &nattoku_fhir::Resource) -> String {
    let (_, id) = resource.id().split_once('-').unwrap();
    format!("{id}-version-{}", resource.meta().unwrap().version_id.as_deref().unwrap())
}

fn kept(folder: &Path, found: &mut BTreeSet<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => kept(&path, found),
            false => {
                found.insert(path);
            }
        }
    }
}

#[test]
fn definitions_and_examples_are_those_of_the_code() {
    let update = std::env::var_os("UPDATE_SCHEMAS").is_some();
    let mut found = BTreeSet::new();
    kept(&folder(), &mut found);
    for (name, value) in made() {
        let path = folder().join(&name);
        let made = serde_json::to_string_pretty(&value).unwrap() + "\n";
        if update {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &made).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(made == kept, "{name} has drifted: run this test with UPDATE_SCHEMAS=1");
        found.remove(&path);
    }
    assert!(found.is_empty(), "nothing makes these any more: {found:?}");
}

/// Every extension and code of ours that stands anywhere is one that is defined.
#[test]
fn what_the_examples_use_is_defined() {
    let defined: BTreeSet<_> = definitions(&base())
        .iter()
        .filter_map(|(_, value)| value["url"].as_str().map(str::to_owned))
        .collect();
    let text = serde_json::to_string(&journey().0).unwrap();
    for place in ["/fhir/StructureDefinition/", "/fhir/CodeSystem/"] {
        let from = format!("https://consent.example.jp{place}");
        let used = text.split(from.as_str()).skip(1).map(|rest| rest.split('"').next().unwrap());
        for name in used.collect::<BTreeSet<_>>() {
            assert!(defined.contains(&format!("{from}{name}")), "{place}{name}");
        }
    }
}
