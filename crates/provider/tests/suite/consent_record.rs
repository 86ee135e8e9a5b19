//! The machine-readable consent record: each field that the standard asks for, of the sample hospital, and every key
//! explained in its context.

use crate::common::{Hospital, answers, bearer};
use nattoku_consent::event::Scope;
use nattoku_consent::wire::Session;
use nattoku_consent::{Answer, Decision};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The sample hospital, and a patient who answered, changed their mind and stopped a programme.
async fn sample() -> (Hospital, Session) {
    let catalogue = crate::common::sample::Sample::copy().published().catalogue;
    let mut hospital = Hospital::open().await.restart(catalogue).await;
    hospital.digest = hospital.provider.catalogues.current_digest().clone();
    let session = hospital.session("A").await;
    let yes = hospital.decision(answers(&[("research", Answer::Allow), ("drug-development", Answer::Allow)]));
    assert_eq!(hospital.decide(&session, &yes, Some("\"0\"")).await.status, 200);
    let no = hospital.decision(answers(&[("drug-development", Answer::Refuse), ("safety", Answer::Refuse)]));
    assert_eq!(hospital.decide(&session, &no, None).await.status, 200);
    (hospital, session)
}

async fn read(hospital: &Hospital, session: &Session) -> Value {
    let reply = hospital.get("/api/consent-record", &[("authorization", &bearer(session))]).await;
    assert_eq!(reply.header("content-type"), Some("application/ld+json"));
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    reply.json()
}

fn purpose<'a>(record: &'a Value, id: &str) -> &'a Value {
    record["purposes"].as_array().unwrap().iter().find(|purpose| purpose["identifier"] == id).unwrap()
}

#[tokio::test]
async fn every_field_of_the_standard_is_there() {
    let (hospital, session) = sample().await;
    let record = read(&hospital, &session).await;
    let subject = &session.people[0].subject;
    assert_eq!(record["@type"], "dpv:ConsentRecord");
    assert!(record["schema_version"].as_str().unwrap().starts_with("ISO/IEC TS 27560:2023"));
    assert_eq!(record["record_id"], format!("{subject}/3"));
    assert_eq!(record["subject"]["identifier"], *subject);
    assert_eq!((&record["language"], &record["jurisdictions"]), (&json!("ja"), &json!(["JP"])));
    let notice = &record["notice"];
    assert_eq!((&notice["digest"], &notice["version"]), (&json!(hospital.digest), &json!(1)));
    let controller = &record["controllers"][0];
    assert_eq!((&controller["identifier"], &controller["country"]), (&json!("midori"), &json!("JP")));
    assert_eq!(controller["contact"]["phone"], "03-0000-0000");
    assert_eq!(controller["contact"]["address"], "1階、正面玄関を入って右");

    let research = purpose(&record, "research");
    assert_eq!(
        (&research["legal_basis"], &research["status"]),
        (&json!("dpv:ExplicitlyExpressedConsent"), &json!("dpv:ConsentGiven"))
    );
    assert_eq!(research["codes"], json!(["https://w3id.org/dpv#ScientificResearch"]));
    assert!(research["recipients"].as_array().unwrap().contains(&json!("university")));
    assert_eq!(research["storage"]["country"], "JP");
    assert_eq!(research["notice"]["digest"], json!(hospital.digest));
    assert_eq!(research["since"], "2026-05-01T00:00:00.000Z");
    for told in ["title", "description", "recipients_text", "data", "retention", "programme"] {
        assert!(!research[told].is_null(), "{told}");
    }
    assert!(!research["withdrawal"]["text"].as_array().unwrap().is_empty());
    assert_eq!(research["withdrawal"]["phone"], "03-0000-0000");
    assert_eq!(purpose(&record, "drug-development")["status"], "dpv:ConsentRefused");
    let extension = &purpose(&record, "safety")["codes"][0];
    assert_eq!(extension, "https://w3id.org/dpv/health#EnsureQualitySafetyMedicinalProducts");
}

#[tokio::test]
async fn a_notice_that_nobody_refused_is_not_called_consent() {
    let (hospital, session) = sample().await;
    let record = read(&hospital, &session).await;
    for id in ["safety", "prevention"] {
        assert_eq!(purpose(&record, id)["legal_basis"], "ns:NoticeAndOptOut");
    }
    assert_eq!(purpose(&record, "prevention")["status"], "ns:NotNotified");
}

#[tokio::test]
async fn what_happened_stands_in_its_order_and_by_whom() {
    let (hospital, session) = sample().await;
    let stop = hospital.decision(Decision::Withdrawn(Scope::Programme("registry".parse().unwrap())));
    assert_eq!(hospital.decide(&session, &stop, None).await.status, 200);
    let record = read(&hospital, &session).await;
    let events = record["events"].as_array().unwrap();
    let told: Vec<_> =
        events.iter().map(|event| (&event["number"], event["event"].as_str().unwrap())).collect();
    assert_eq!(
        told,
        [(&json!(2), "ns:Answered"), (&json!(3), "ns:Answered"), (&json!(4), "dpv:ConsentWithdrawn")]
    );
    assert_eq!((&events[0]["by"], &events[0]["route"]), (&json!("dpv:DataSubject"), &json!("app")));
    assert_eq!(events[1]["answers"][0]["status"], "dpv:ConsentRefused");
    assert_eq!(events[2]["programme"], "registry");
    assert_eq!(purpose(&record, "research")["status"], "dpv:ConsentWithdrawn");
}

#[tokio::test]
async fn every_key_and_every_name_is_explained_in_the_context() {
    let (hospital, session) = sample().await;
    let record = read(&hospital, &session).await;
    let context = record["@context"].as_object().unwrap();
    let mut used = BTreeSet::new();
    collect(&record, &mut used);
    let unknown: Vec<_> = used.iter().filter(|key| !context.contains_key(*key)).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    for (key, meaning) in context.iter().filter(|(key, _)| !key.starts_with('@')) {
        let meaning = meaning.as_str().or(meaning["@id"].as_str()).unwrap();
        let prefix = meaning.split_once(':').unwrap().0;
        assert!(prefix.starts_with("http") || context.contains_key(prefix), "{key}: {meaning}");
    }
}

/// Every key that is used, but for those of JSON-LD itself.
fn collect(value: &Value, used: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members.iter().filter(|(key, _)| *key != "@context") {
                if !key.starts_with('@') {
                    used.insert(key.clone());
                }
                collect(member, used);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, used)),
        _ => {}
    }
}

#[tokio::test]
async fn it_is_the_persons_own() {
    let (hospital, _) = sample().await;
    assert_eq!(hospital.get("/api/consent-record", &[]).await.status, 401);
}
