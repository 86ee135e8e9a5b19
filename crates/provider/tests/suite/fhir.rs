//! FHIR for hospital systems: who may ask, what is found, page by page, and that errors are told as FHIR asks.

use crate::common::desk::{Desk, seeded, stderr, stdout};
use crate::common::fhir::issue;
use crate::common::{Hospital, answers, bearer};
use chrono::Duration;
use nattoku_consent::event::Scope;
use nattoku_consent::wire::Session;
use nattoku_consent::{Answer, Decision, Record};
use nattoku_fhir::r4::Bundle;
use nattoku_fhir::{Resource, entries};
use serde_json::{Value, json};

/// Four patients of one hospital: one changed their mind, one stopped everything, one only refused, one said nothing.
async fn hospital() -> (Hospital, Vec<Session>) {
    let hospital = Hospital::open().await.with_system().await;
    let mut sessions = Vec::new();
    for patient in ["A", "B", "C", "D"] {
        sessions.push(hospital.session(patient).await);
    }
    let allow = answers(&[("drug-development", Answer::Allow), ("teaching", Answer::Allow)]);
    let refuse = answers(&[("drug-development", Answer::Refuse)]);
    for (who, decision) in [
        (0, allow.clone()),
        (1, allow),
        (2, answers(&[("health-statistics", Answer::Refuse)])),
        (0, refuse),
        (1, Decision::Withdrawn(Scope::Everything)),
    ] {
        hospital.wait(Duration::minutes(1));
        let decision = hospital.decision(decision);
        let reply = hospital.decide(&sessions[who], &decision, Some("\"0\"")).await;
        assert_eq!(reply.status, 200, "{reply:?}");
    }
    (hospital, sessions)
}

fn mark(sessions: &[Session], who: usize) -> &str {
    &sessions[who].people[0].subject
}

fn ids(found: &[Resource]) -> Vec<&str> {
    found.iter().map(Resource::id).collect()
}

#[tokio::test]
async fn only_a_system_with_a_token_reads_and_everybody_may_ask_what_there_is() {
    let (hospital, sessions) = hospital().await;
    let session = bearer(&sessions[0]);
    for path in ["Consent", "Consent/x", "Consent/x/_history", "Consent/$permitted", "Nothing"] {
        for headers in
            [vec![], vec![("authorization", "Bearer nobody")], vec![("authorization", session.as_str())]]
        {
            let reply = hospital.get(&format!("/fhir/{path}"), &headers).await;
            assert_eq!((reply.status.as_u16(), issue(&reply).0.as_str()), (401, "login"), "{path}");
            assert_eq!(reply.header("www-authenticate"), Some("Bearer"));
        }
    }
    let metadata = hospital.get("/fhir/metadata", &[]).await;
    let told: Value = metadata.json();
    assert_eq!((&told["fhirVersion"], &told["kind"]), (&json!("4.0.1"), &json!("instance")));
    assert_eq!(metadata.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn every_error_is_an_operation_outcome_that_repeats_nothing_personal() {
    let (hospital, sessions) = hospital().await;
    let (mark, code) = (mark(&sessions, 0).to_owned(), "application/x-www-form-urlencoded");
    for (path, status, kind) in [
        ("Nothing", 404, "not-found"),
        ("Consent/nobody", 404, "not-found"),
        (&format!("Consent/{mark}-99-registry"), 404, "not-found"),
        (&format!("Communication/{mark}-1"), 404, "not-found"),
        (&format!("Consent/{mark}-5-registry/_history/9.9"), 404, "not-found"),
        ("a/b/c/d/e", 404, "not-found"),
        ("Consent?canary=1", 400, "invalid"),
        ("Consent?date=CANARY", 400, "invalid"),
        ("Consent?_count=CANARY", 400, "invalid"),
        ("Consent?_page=CANARY", 400, "invalid"),
        ("Consent?patient=a&patient=b", 400, "invalid"),
        ("Provenance?status=active", 400, "invalid"),
        ("Consent?_format=xml", 406, "not-supported"),
        ("Consent/$permitted?purpose=CANARY", 400, "invalid"),
        ("Consent/$permitted?purpose=teaching&recipient=university&case=other-disease", 400, "invalid"),
        ("Consent/$permitted?purpose=teaching&recipient=university&patient=CANARY", 404, "not-found"),
    ] {
        let reply = hospital.fhir(path).await;
        let (code, says) = issue(&reply);
        assert_eq!((reply.status.as_u16(), code.as_str()), (status, kind), "{path}");
        assert!(!says.contains("CANARY"), "{path}: {says}");
    }
    let reply = hospital.fhir_post("Consent", code, "").await;
    assert_eq!((reply.status.as_u16(), issue(&reply).0.as_str()), (405, "not-supported"));
    let reply = hospital.fhir_post("Consent/_search", "text/plain", "").await;
    assert_eq!((reply.status.as_u16(), issue(&reply).0.as_str()), (415, "not-supported"));
    let reply = hospital.fhir_post("Consent/_search", code, &"a".repeat(20_000)).await;
    assert_eq!((reply.status.as_u16(), issue(&reply).0.as_str()), (413, "too-long"));
}

#[tokio::test]
async fn a_consent_is_read_in_every_version_and_not_sent_twice() {
    let (hospital, sessions) = hospital().await;
    let id = format!("{}-5-registry", mark(&sessions, 0));
    let newest = hospital.fhir(&format!("Consent/{id}")).await;
    assert_eq!(newest.header("etag"), Some("W/\"8.1\""));
    assert_eq!(newest.header("last-modified"), Some("Fri, 01 May 2026 00:04:00 GMT"));
    let read: Value = newest.json();
    assert_eq!(read["meta"]["versionId"], "8.1");
    assert_eq!(read["patient"]["identifier"]["value"], "A");
    assert!(read["meta"]["profile"][0].as_str().unwrap().starts_with("http://localhost:8080/fhir/"));
    let had = [
        ("authorization", format!("Bearer {}", crate::common::fhir::TOKEN)),
        ("if-none-match", "W/\"8.1\"".to_owned()),
    ];
    let had: Vec<_> = had.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(hospital.get(&format!("/fhir/Consent/{id}"), &had).await.status, 304);

    let history: Bundle = hospital.fhir(&format!("Consent/{id}/_history")).await.json();
    assert_eq!((history.r#type.as_deref(), history.total), (Some("history"), Some(2)));
    let versions = history.entry.iter().map(|entry| entry.response.clone().unwrap().etag);
    assert_eq!(versions.collect::<Vec<_>>(), ["W/\"8.1\"", "W/\"5.1\""]);
    let first = hospital.fhir(&format!("Consent/{id}/_history/5.1")).await;
    assert_eq!(first.json::<Resource>(), history.entry[1].resource);

    let accept = [("authorization", had[0].1), ("accept", "application/fhir+json; fhirVersion=5.0")];
    let r5 = hospital.get(&format!("/fhir/Consent/{id}"), &accept).await;
    assert_eq!(r5.header("content-type"), Some("application/fhir+json; fhirVersion=5.0"));
    assert_eq!(r5.json::<Value>()["decision"], "deny");
    let xml =
        hospital.get(&format!("/fhir/Consent/{id}"), &[accept[0], ("accept", "application/fhir+xml")]).await;
    assert_eq!((xml.status.as_u16(), issue(&xml).0.as_str()), (406, "not-supported"));
}

/// What is asked, and the ids that are found.
fn asked(sessions: &[Session]) -> Vec<(String, Vec<String>)> {
    let [a, b, c] = [0, 1, 2].map(|who| mark(sessions, who));
    let registry = || format!("{a}-5-registry");
    let refused = || format!("{c}-7-statistics");
    let ended = || format!("{b}-6-registry");
    let stopped = || vec![format!("{b}-9-registry"), format!("{b}-9-statistics")];
    let all = || [vec![registry(), ended()], stopped(), vec![refused()]].concat();
    let query = |query: &str| query.replace("$A", a).replace("$B", b);
    [
        ("", all()),
        ("patient=$A", vec![registry()]),
        ("patient=Patient/$A&status=active", vec![registry()]),
        ("patient=Patient/$B&status=active", stopped()),
        ("patient=Patient/$B&status=inactive,rejected", vec![ended()]),
        ("patient.identifier=http%3A%2F%2Flocalhost%3A8080%2Fid%2Fpatient%7CC", vec![refused()]),
        ("patient:identifier=C", vec![refused()]),
        ("patient.identifier=nobody", vec![]),
        ("_id=$A-5-registry", vec![registry()]),
        ("category=http%3A%2F%2Floinc.org%7C57016-8&patient=$A", vec![registry()]),
        ("category=acd", vec![]),
        ("date=2026-05-01", all()),
        ("date=ge2026-05-02", vec![]),
        ("date=ge2026-05-01T00:05:00Z", stopped()),
        ("_lastUpdated=gt2026-05-01T00:04:00Z", [vec![ended()], stopped()].concat()),
        ("_lastUpdated=gt2026-05-01T00:03:00Z&_lastUpdated=le2026-05-01T00:04:00Z", vec![registry()]),
    ]
    .map(|(asked, found)| (query(asked), found))
    .to_vec()
}

#[tokio::test]
async fn a_version_stays_readable_when_another_catalogue_comes_into_force() {
    let (hospital, sessions) = hospital().await;
    let id = format!("{}-5-registry", mark(&sessions, 0));
    let address = format!("Consent/{id}/_history/8.1");
    let before: Resource = hospital.fhir(&address).await.json();
    let mut catalogue = crate::common::catalogue::catalogue();
    catalogue.version = 2;
    let hospital = hospital.restart(catalogue).await;
    assert_eq!(hospital.fhir(&address).await.json::<Resource>(), before);
    assert_eq!(hospital.fhir(&format!("Consent/{id}")).await.header("etag"), Some("W/\"8.2\""));
    assert_eq!(hospital.fhir(&format!("Consent/{id}/_history/8.3")).await.status, 404);
}

#[tokio::test]
async fn what_our_addresses_stand_for_is_read_by_everybody() {
    let hospital = Hospital::open().await;
    for (path, url) in [
        ("StructureDefinition/consent", "http://localhost:8080/fhir/StructureDefinition/consent"),
        ("CodeSystem/answer", "http://localhost:8080/fhir/CodeSystem/answer"),
        ("OperationDefinition/permitted", "http://localhost:8080/fhir/OperationDefinition/permitted"),
        (&format!("Questionnaire/{}", hospital.digest), "http://localhost:8080/fhir/Questionnaire/questions"),
    ] {
        let read: Value = hospital.get(&format!("/fhir/{path}"), &[]).await.json();
        assert_eq!(read["url"], url);
    }
    let none = hospital.get("/fhir/CodeSystem/nobody", &[]).await;
    assert_eq!((none.status.as_u16(), issue(&none).0.as_str()), (404, "not-found"));
}

#[tokio::test]
async fn consents_are_found_by_whom_how_and_when() {
    let (hospital, sessions) = hospital().await;
    for (query, expected) in asked(&sessions) {
        let found = hospital.found(&format!("Consent?{query}")).await;
        assert_eq!(ids(&found), expected, "{query}");
        for count in [1, 2, 3] {
            let paged = hospital.found(&format!("Consent?_count={count}&{query}")).await;
            assert_eq!(paged, found, "{query} by pages of {count}");
        }
    }
}

#[tokio::test]
async fn no_address_repeats_a_patients_number_when_it_was_asked_by_body() {
    let (hospital, sessions) = hospital().await;
    let form = "patient.identifier=http%3A%2F%2Flocalhost%3A8080%2Fid%2Fpatient%7CB&_count=1";
    let reply = hospital.fhir_post("Consent/_search", "application/x-www-form-urlencoded", form).await;
    let bundle: Bundle = reply.json();
    assert_eq!(bundle.entry.len(), 1);
    for link in &bundle.link {
        assert!(!link.url.contains("%7CB") && !link.url.contains("identifier"), "{}", link.url);
        assert!(link.url.contains(mark(&sessions, 1)), "{}", link.url);
    }
    assert!(bundle.link.iter().any(|link| link.relation == "next"));
}

#[tokio::test]
async fn what_is_served_reads_back_as_the_record() {
    let (hospital, sessions) = hospital().await;
    let mut told = Vec::new();
    for kind in ["Provenance", "QuestionnaireResponse", "Communication", "RelatedPerson"] {
        told.extend(hospital.found(&format!("{kind}?patient={}&_count=1", mark(&sessions, 1))).await);
    }
    let record = hospital.record(&sessions[1]).await;
    assert_eq!(entries(&hospital.provider.settings.base, &told), Ok(record.entries));
    let patient: Value = hospital.fhir(&format!("Patient/{}", mark(&sessions, 1))).await.json();
    assert_eq!(patient["identifier"][0]["value"], "B");
    assert_eq!(ids(&hospital.found("Patient?identifier=B").await), [mark(&sessions, 1)]);
}

#[tokio::test]
async fn a_systems_token_is_printed_once_listed_without_it_and_can_be_ended() {
    let desk = Desk::open().await;
    let added = desk.run(&["client", "add", "his", "--purpose", "medical-record"]);
    let token = stdout(&added).trim().to_owned();
    assert_eq!(token.len(), 43, "{}", stderr(&added));
    let known = async |token: &str| {
        let hash = nattoku::secrets::sha256(token.as_bytes());
        desk.store().await.client_of(&hash).await.unwrap()
    };
    assert_eq!(known(&token).await.unwrap().name, "his");
    let list = desk.run(&["client", "list"]);
    assert!(stdout(&list).starts_with("name,since,purpose,ends\nhis,20") && !stdout(&list).contains(&token));
    let again = desk.run(&["client", "add", "his", "--purpose", "medical-record"]);
    assert!(stderr(&again).contains("The one before does not work any more"));
    assert_eq!(known(&token).await, None);
    assert!(desk.run(&["client", "end", "his"]).status.success());
    assert_eq!(stdout(&desk.run(&["client", "list"])), "name,since,purpose,ends\n");
    let nobody = desk.run(&["client", "end", "his"]);
    assert!(
        !nobody.status.success() && stderr(&nobody).contains("nattoku client list"),
        "{}",
        stderr(&nobody)
    );
}

#[tokio::test]
async fn what_was_erased_is_told_to_nobody() {
    let desk = seeded().await;
    let before = desk.records().await;
    assert!(before.get("C").is_some_and(Record::has_decided));
    let erased = desk.run(&["erase", "--patient", "C"]);
    assert!(erased.status.success(), "{}", stderr(&erased));
    let hospital = Hospital::over(&desk).await.with_system().await;
    assert_eq!(hospital.found("Consent?patient.identifier=C").await, []);
    let text = serde_json::to_string(&hospital.found("Provenance?_count=100").await).unwrap();
    assert!(!text.contains("erased"), "{text}");
}
