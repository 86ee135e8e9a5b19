//! The desk's API: a staff member's token opens it and names them; what is recorded there counts once, like the app's.

use crate::common::{Hospital, Reply, answers, bearer};
use axum::http::StatusCode;
use nattoku::store::staff::{RemoveStaff, Right};
use nattoku_consent::event::{Actor, Channel};
use nattoku_consent::wire::ProblemKind;
use nattoku_consent::{Answer, Body};
use nattoku_ledger::{Receipt, Trust};
use serde_json::{Value, json};
use uuid::Uuid;

const TOKEN: &str = "a-token-of-the-desk";

/// A hospital with one staff member, and a patient A.
async fn hospital() -> Hospital {
    let hospital = Hospital::open().await;
    hospital.add_staff("s-1", TOKEN, &Right::ALL).await;
    hospital.invite("A", 90).await;
    hospital
}

async fn post(hospital: &Hospital, what: &str, body: &Value) -> Reply {
    let token = format!("Bearer {TOKEN}");
    hospital.post(&format!("/api/desk/{what}"), &[("authorization", &token)], body).await
}

fn no(hospital: &Hospital, id: Uuid) -> Value {
    json!({
        "id": id, "patient": "A", "catalogue": hospital.digest, "channel": "phone", "scan": "note 3",
        "decision": { "answered": { "answers": { "drug-development": "refuse" } } },
    })
}

#[tokio::test]
async fn without_a_token_that_is_known_nothing_is_shown_or_recorded() {
    let hospital = hospital().await;
    let body = json!({ "patient": "A", "reason": "answer" });
    for headers in [vec![], vec![("authorization", "Bearer other")], vec![("authorization", "Basic x")]] {
        for path in ["look", "record", "proxy"] {
            let reply = hospital.post(&format!("/api/desk/{path}"), &headers, &body).await;
            assert_eq!((reply.status, reply.kind()), (StatusCode::UNAUTHORIZED, ProblemKind::NotForThem));
        }
    }
    let session = hospital.session("B").await;
    let patients = hospital.post("/api/desk/look", &[("authorization", &bearer(&session))], &body).await;
    assert_eq!(patients.status, StatusCode::UNAUTHORIZED, "a patient's own session is no staff member's");
    hospital.provider.store.write(RemoveStaff { id: "s-1".to_owned() }).await.unwrap();
    assert_eq!(post(&hospital, "look", &body).await.status, StatusCode::UNAUTHORIZED);
    let address = hospital.get("/api/desk/look?patient=A", &[]).await;
    assert_eq!(address.status, StatusCode::METHOD_NOT_ALLOWED, "no number stands in an address");
}

#[tokio::test]
async fn a_patient_is_looked_up_in_the_readers_words() {
    let hospital = hospital().await;
    let begun = post(&hospital, "proxy", &begin(Uuid::now_v7())).await;
    assert_eq!(begun.status, StatusCode::OK);
    let shown: Value = post(&hospital, "look", &json!({ "patient": "A", "reason": "answer" })).await.json();
    assert_eq!(shown["catalogue"], hospital.digest.as_str());
    assert_eq!(shown["language"], "ja");
    assert_eq!(shown["questions"].as_array().unwrap().len(), 6);
    assert_eq!(shown["questions"][0]["stands"], "答えはまだありません。使っていません。");
    let notified =
        shown["questions"].as_array().unwrap().iter().find(|row| row["question"] == "health-statistics");
    assert_eq!(notified.unwrap()["stands"], "まだ知らせていません。使っていません。");
    assert_eq!(shown["mandates"][0]["acts"], "藤枝 花（後見人、2030年1月1日に終わります）");
    let token = format!("Bearer {TOKEN}");
    let headers = [("authorization", token.as_str()), ("accept-language", "en")];
    let english: Value = hospital
        .post("/api/desk/look", &headers, &json!({ "patient": "A", "reason": "answer" }))
        .await
        .json();
    assert_eq!(english["questions"][0]["stands"], "No answer yet. Not used.");
    let nobody = post(&hospital, "look", &json!({ "patient": "Z", "reason": "answer" })).await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_answer_counts_once_names_who_entered_it_and_comes_back_with_its_receipt() {
    let hospital = hospital().await;
    let id = Uuid::now_v7();
    let first: Value = post(&hospital, "record", &no(&hospital, id)).await.json();
    let again: Value = post(&hospital, "record", &no(&hospital, id)).await.json();
    assert_eq!(first, again, "the same answer, receipt and all");
    let receipt: Receipt = serde_json::from_str(first["receipt"].as_str().unwrap()).unwrap();
    let ledger = &hospital.provider.ledger;
    let trust = Trust::new(&ledger.origin, &ledger.keys).unwrap();
    assert_eq!(receipt.verify(&trust).unwrap().entry.number, first["number"].as_u64().unwrap());
    let file = first["file"].as_str().unwrap();
    assert!(file.contains("受付の方法　電話") && file.contains("・用途：使ってほしくない"), "{file}");
    assert_eq!(Receipt::from_file(file), Ok(receipt));
    let lines = first["lines"].as_str().unwrap();
    assert!(lines.contains("患者番号　A") && file.contains("患者番号　A"), "{lines}");
    assert!(!lines.contains("NATTOKU RECEIPT") && !lines.contains("このファイル"), "{lines}");
    assert_eq!(first["patient"], "A");

    let row = hospital.provider.store.look_up("A").await.unwrap().unwrap().row;
    let entries = hospital.provider.store.entries(row).await.unwrap();
    assert_eq!(entries.len(), 1);
    let event = &entries[0].event;
    assert_eq!((event.actor, event.channel), (Actor::Staff, Channel::Phone));
    let desk = event.desk.as_ref().unwrap();
    assert_eq!((desk.staff.as_str(), desk.scan.as_deref()), ("s-1", Some("note 3")));
    assert_eq!(event.body, Body::Decided(answers(&[("drug-development", Answer::Refuse)])));

    let mut other = no(&hospital, id);
    other["decision"] = json!({ "withdrawn": "everything" });
    assert_eq!(post(&hospital, "record", &other).await.kind(), ProblemKind::KeyReused);
}

#[tokio::test]
async fn what_cannot_be_meant_is_refused_with_its_reason() {
    let hospital = hospital().await;
    let with = |key: &str, value: Value| {
        let mut body = no(&hospital, Uuid::now_v7());
        body[key] = value;
        body
    };
    for (body, status, kind) in [
        (with("patient", json!("Z")), 404, ProblemKind::NotFound),
        (with("catalogue", json!("0".repeat(64))), 412, ProblemKind::RecordChanged),
        (with("language", json!("fr")), 422, ProblemKind::Malformed),
        (with("under", json!(Uuid::now_v7())), 403, ProblemKind::NotForThem),
        (with("channel", json!("app")), 400, ProblemKind::Malformed),
        (with("decision", json!({ "answered": { "answers": {} } })), 422, ProblemKind::Malformed),
        (with("decision", json!({ "withdrawn": { "programme": "nothing" } })), 422, ProblemKind::Malformed),
        (with("staff", json!("somebody-else")), 400, ProblemKind::Malformed),
    ] {
        let reply = post(&hospital, "record", &body).await;
        assert_eq!((reply.status.as_u16(), reply.kind()), (status, kind), "{body}");
    }
}

fn begin(id: Uuid) -> Value {
    json!({ "begin": {
        "id": id, "patient": "A", "holder": "P-9", "basis": "guardian", "proxy_name": "藤枝 花",
        "person_name": "藤枝 太郎", "until": { "day": "2030-01-01" },
    } })
}

#[tokio::test]
async fn a_mandate_begins_and_ends_once() {
    let hospital = hospital().await;
    let mandate = Uuid::now_v7();
    let begun: Value = post(&hospital, "proxy", &begin(mandate)).await.json();
    assert!(begun["file"].as_str().unwrap().contains("・藤枝 花さんが、代わりに答えられます"), "{begun}");
    assert_eq!(begun, post(&hospital, "proxy", &begin(mandate)).await.json::<Value>());
    let mut under = no(&hospital, Uuid::now_v7());
    under["under"] = json!(mandate);
    let recorded: Value = post(&hospital, "record", &under).await.json();
    assert!(recorded["file"].as_str().unwrap().contains("代わりに答えた方　藤枝 花"), "{recorded}");
    let end = json!({ "end": { "id": Uuid::now_v7(), "patient": "A", "mandate": mandate } });
    let ended: Value = post(&hospital, "proxy", &end).await.json();
    assert_eq!(ended, post(&hospital, "proxy", &end).await.json::<Value>());
    under["id"] = json!(Uuid::now_v7());
    assert_eq!(post(&hospital, "record", &under).await.status, StatusCode::FORBIDDEN);
    let shown: Value = post(&hospital, "look", &json!({ "patient": "A", "reason": "answer" })).await.json();
    assert_eq!(shown["mandates"], json!([]));
    let mut parent = begin(Uuid::now_v7());
    parent["begin"]["basis"] = json!("parent");
    assert_eq!(
        post(&hospital, "proxy", &parent).await.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "until when?"
    );
    parent["begin"]["until"] = json!({ "of-age": "2015-04-01" });
    assert_eq!(post(&hospital, "proxy", &parent).await.status, StatusCode::OK);
    let mut past = begin(Uuid::now_v7());
    past["begin"]["until"] = json!({ "day": "2026-05-01" });
    assert_eq!(post(&hospital, "proxy", &past).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}
