//! The arrows between the packages point one way, and the domain stays pure in what it builds on.

use serde_json::Value;

/// The packages of the workspace that each may build on.
const MAY_USE: [(&str, &[&str]); 7] = [
    ("nattoku-consent", &[]),
    ("nattoku-ledger", &[]),
    ("nattoku-disclosure", &["nattoku-consent"]),
    ("nattoku-fhir", &["nattoku-consent"]),
    ("nattoku-app", &["nattoku-consent", "nattoku-disclosure", "nattoku-ledger"]),
    ("nattoku", &["nattoku-consent", "nattoku-disclosure", "nattoku-fhir", "nattoku-ledger"]),
    ("xtask", &["nattoku-consent", "nattoku-disclosure"]),
];

/// The packages that stay pure.
const PURE_PACKAGES: [&str; 4] = ["nattoku-consent", "nattoku-disclosure", "nattoku-fhir", "nattoku-ledger"];

/// What the domain may build on: nothing that reads, waits or throws dice.
const PURE: [&str; 12] = [
    "base64",
    "chrono",
    "ed25519-dalek",
    "nattoku-consent",
    "schemars",
    "serde",
    "serde_json",
    "sha2",
    "thiserror",
    "toml",
    "unicode-security",
    "uuid",
];

/// Features that would bring a clock or dice with them.
const IMPURE_FEATURES: [&str; 9] = ["clock", "default", "fast-rng", "now", "rng", "v1", "v4", "v6", "v7"];

pub(super) fn check(metadata: &Value) -> Vec<String> {
    let packages = || metadata["packages"].as_array().into_iter().flatten();
    let is_ours =
        |name: &str| packages().any(|package| package["source"].is_null() && package["name"] == name);
    let mut breaches = Vec::new();
    for package in packages().filter(|package| package["source"].is_null()) {
        let name = package["name"].as_str().unwrap_or_default();
        let Some((_, allowed)) = MAY_USE.iter().find(|(known, _)| *known == name) else {
            breaches.push(format!(
                "{name}: tidy does not know this package. Say in MAY_USE what it may build on."
            ));
            continue;
        };
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let used = dependency["name"].as_str().unwrap_or_default();
            if is_ours(used) && !allowed.contains(&used) {
                breaches
                    .push(format!("{name}: builds on {used}, against the arrows. Move what both need down."));
            }
            if PURE_PACKAGES.contains(&name) && dependency["kind"].is_null() {
                breaches.extend(impure(name, dependency, used));
            }
        }
    }
    breaches
}

fn impure(package: &str, dependency: &Value, used: &str) -> Vec<String> {
    let place = format!("{}/Cargo.toml", package.replace("nattoku-", "crates/"));
    if !PURE.contains(&used) {
        return vec![format!("{place}: the domain builds on {used}. Pass in what it gives as an argument.")];
    }
    let features = dependency["features"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let features = features.filter(|feature| IMPURE_FEATURES.contains(feature));
    let mut breaches: Vec<_> = features
        .map(|feature| format!("{place}: {used}'s feature {feature} brings a clock or dice. Pass them in."))
        .collect();
    let by_default = dependency["uses_default_features"].as_bool().unwrap_or(true);
    if by_default && ["chrono", "uuid"].contains(&used) {
        breaches
            .push(format!("{place}: {used} comes with its default features. Set default-features = false."));
    }
    breaches
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_arrow_upwards_and_a_clock_in_the_domain_are_found() {
        let dependency = |name: &str, features: &[&str]| json!({"name": name, "kind": null, "features": features, "uses_default_features": false});
        let consent = json!({"name": "nattoku-consent", "source": null, "dependencies": [
            dependency("nattoku", &[]), dependency("chrono", &["clock"]), dependency("tokio", &[]),
        ]});
        let metadata =
            json!({"packages": [consent, {"name": "nattoku", "source": null, "dependencies": []}]});
        let found = check(&metadata).join("\n");
        for part in ["builds on nattoku, against", "feature clock", "builds on tokio"] {
            assert!(found.contains(part), "{part}: {found}");
        }
    }
}
