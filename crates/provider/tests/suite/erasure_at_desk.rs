//! A staff member who has the right to it erases a patient, by the same rules as the command: nobody is left untold but by
//! an explicit word, nothing is left of the patient, and the entry names who did it (A35, A42).

use super::erasure::{PERSON, a_full_life, holds};
use crate::common::desk::{Desk, USE, seeded, stderr};
use crate::common::fhir::TOKEN;
use crate::common::{Hospital, Reply};
use axum::http::StatusCode;
use nattoku::secrets::sha256;
use nattoku::store::erase::{Erase, Erased, Eraser};
use nattoku::store::staff::{Right, TokenError};
use nattoku_consent::wire::ProblemKind;
use serde_json::{Value, json};

async fn post(hospital: &Hospital, what: &str, body: &Value) -> Reply {
    let token = format!("Bearer {TOKEN}");
    hospital.post(&format!("/api/desk/{what}"), &[("authorization", &token)], body).await
}

async fn erase(hospital: &Hospital, patient: &str, give_up_undelivered: bool) -> Reply {
    post(hospital, "erase", &json!({ "patient": patient, "give_up_undelivered": give_up_undelivered })).await
}

/// The content of the newest entry that records an erasure.
async fn newest_erasure(desk: &Desk) -> Value {
    let payload: String =
        sqlx::query_scalar("SELECT payload FROM entries WHERE kind = 'erasure' ORDER BY number DESC LIMIT 1")
            .fetch_one(desk.store().await.readers())
            .await
            .unwrap();
    serde_json::from_str(&payload).unwrap()
}

#[tokio::test]
async fn what_is_not_delivered_is_given_up_by_an_explicit_word_only_and_then_nothing_is_left() {
    let desk = seeded().await;
    a_full_life(&desk).await;
    let hospital = Hospital::over(&desk).await;
    hospital.add_staff("s-7", TOKEN, &[Right::Look, Right::Erase]).await;
    let before = desk.records().await;
    let waits = erase(&hospital, PERSON, false).await;
    assert_eq!(waits.status, StatusCode::OK, "{waits:?}");
    let waits: Value = waits.json();
    let active = json!([{ "system": "fhir:his", "count": 1 }]);
    assert_eq!(waits, json!({ "requested": { "letters": 0, "deliveries": [], "consents": active } }));
    assert_eq!(desk.records().await, before, "nothing was erased");

    let erased: Value = erase(&hospital, PERSON, true).await.json();
    let erased = &erased["erased"];
    assert_eq!(erased["given_up"], waits["requested"]);
    assert_eq!(erased["fhir_resources"], json!([{ "server": "fhir:his", "resource": "Consent/CANARY-id" }]));
    assert!(erased["entries"].as_u64() > Some(3), "{erased}");
    assert!(!holds(&desk.ground().bytes(), b"CANARY"), "not in the log either, while the server runs");
    assert_eq!(newest_erasure(&desk).await["staff"], "s-7");
    let verified = desk.run(&["verify"]);
    assert!(verified.status.success(), "{}", stderr(&verified));
}

#[tokio::test]
async fn nobody_is_erased_while_a_recipient_is_not_notified_of_the_refusal() {
    let desk = seeded().await;
    let answers = "patient,question,answer,channel,signed,words,staff\nD,drug-development,allow,paper,2026-05-01,1,s-1\n";
    assert!(desk.import("answers", answers).status.success());
    let (what, list) = (desk.file("use.toml", USE), desk.file("list.csv", "patient\nD\n"));
    let paths = [what, list].map(|path| path.to_str().unwrap().to_owned());
    assert!(desk.run(&["release", "--use", &paths[0], "--list", &paths[1]]).status.success());
    let stop = ["record", "--channel", "phone", "--staff", "s-1", "--patient", "D", "--stop", "everything"];
    assert!(desk.run(&stop).status.success());
    let hospital = Hospital::over(&desk).await;
    hospital.add_staff("s-7", TOKEN, &[Right::Erase]).await;
    let before = desk.records().await;
    let waits: Value = erase(&hospital, "D", false).await.json();
    assert_eq!(waits, json!({ "undelivered": { "letters": 1, "deliveries": [], "consents": [] } }));
    assert_eq!(desk.records().await, before, "nothing was erased");
    let erased: Value = erase(&hospital, "D", true).await.json();
    assert_eq!(erased["erased"]["given_up"], waits["undelivered"]);
}

#[tokio::test]
async fn who_is_erased_is_there_for_nobody_any_more_and_comes_back_by_no_import() {
    let desk = seeded().await;
    let hospital = Hospital::over(&desk).await;
    hospital.add_staff("s-7", TOKEN, &[Right::Look, Right::Erase]).await;
    assert_eq!(erase(&hospital, "D", false).await.status, StatusCode::OK);
    let look = json!({ "patient": "D", "reason": "question" });
    for reply in [erase(&hospital, "D", false).await, post(&hospital, "look", &look).await] {
        assert_eq!((reply.status, reply.kind()), (StatusCode::NOT_FOUND, ProblemKind::NotFound));
    }
    let notices =
        desk.import("notices", "patient,programme,route,on,words\nD,statistics,post,2026-02-01,1\n");
    assert!(stderr(&notices).contains("D was erased"), "{}", stderr(&notices));
}

#[tokio::test]
async fn a_right_that_is_taken_away_meanwhile_erases_nobody() {
    let hospital = Hospital::open().await;
    hospital.invite("A", 90).await;
    hospital.add_staff("s-7", TOKEN, &[Right::Look, Right::Record, Right::Mandates]).await;
    let staff = Some(Eraser { id: "s-7".to_owned(), token: sha256(TOKEN.as_bytes()) });
    let erase = Erase { patient: "A".to_owned(), give_up_undelivered: true, staff, now: hospital.now() };
    let refused = hospital.provider.store.write(erase).await.unwrap();
    assert_eq!(refused, Erased::Token(TokenError::Lacks(Right::Erase)));
    assert!(hospital.provider.store.look_up("A").await.unwrap().is_some());
}
