//! `$permitted` answers as the command does: about everybody, and about each alone.

use crate::common::Hospital;
use crate::common::desk::{permitted, seeded, stdout};
use serde_json::{Value, json};

#[tokio::test]
async fn permitted_answers_as_the_command_does() {
    let desk = seeded().await;
    let hospital = Hospital::over(&desk).await.with_system().await;
    hospital.wait(chrono::Utc::now() - hospital.now());
    for (purpose, recipient, condition) in [
        ("drug-development", "drug-company", None),
        ("drug-development", "drug-company", Some("abroad")),
        ("drug-development", "university", Some("genome")),
        ("drug-development", "hospital", None),
        ("health-statistics", "government", None),
        ("teaching", "university", None),
    ] {
        let option = condition.map(|condition| format!("--{condition}"));
        let mut command = permitted(purpose, recipient).to_vec();
        command.extend(option.as_deref());
        let output = desk.run(&command);
        let rows = stdout(&output).lines().map(|row| serde_json::from_str::<Value>(row).unwrap());
        let commanded: Vec<_> = rows.map(|row| (row["patient"].clone(), row["since"].clone())).collect();
        assert_eq!(permits(&hospital, purpose, recipient, condition).await, commanded, "{command:?}");
    }
}

/// Who permits a use since when, asked about everybody and about each alone.
async fn permits(
    hospital: &Hospital,
    purpose: &str,
    recipient: &str,
    condition: Option<&str>,
) -> Vec<(Value, Value)> {
    let more = condition.map(|condition| format!("&{condition}=true")).unwrap_or_default();
    let path = format!("Consent/$permitted?purpose={purpose}&recipient={recipient}{more}");
    let told: Value = hospital.fhir(&path).await.json();
    let mut permits = Vec::new();
    for permit in parameters(&told, "permit") {
        let patient = part(permit, "patient")["valueReference"]["reference"].as_str().unwrap();
        let patient: Value = hospital.fhir(patient).await.json();
        let number = patient["identifier"][0]["value"].clone();
        let mut one = json!({ "resourceType": "Parameters", "parameter": [
            { "name": "purpose", "valueCode": purpose }, { "name": "recipient", "valueCode": recipient },
            { "name": "patient", "valueString": number },
        ] });
        if let Some(condition) = condition {
            one["parameter"].as_array_mut().unwrap().push(json!({ "name": condition, "valueBoolean": true }));
        }
        let one = one.to_string();
        let alone = hospital.fhir_post("Consent/$permitted", "application/fhir+json", &one).await;
        assert_eq!(&alone.json::<Value>()["parameter"][0], permit);
        permits.push((number, part(permit, "since")["valueInstant"].clone()));
    }
    let denied = parameters(&told, "denial").map(|denial| part(denial, "count")["valueUnsignedInt"].as_u64());
    let denied: u64 = denied.map(Option::unwrap).sum();
    assert_eq!(denied + u64::try_from(permits.len()).unwrap(), 6, "everybody is counted: {path}");
    permits
}

fn parameters<'a>(told: &'a Value, name: &'a str) -> impl Iterator<Item = &'a Value> {
    told["parameter"].as_array().into_iter().flatten().filter(move |parameter| parameter["name"] == name)
}

fn part<'a>(parameter: &'a Value, name: &str) -> &'a Value {
    parameter["part"].as_array().unwrap().iter().find(|part| part["name"] == name).unwrap()
}
