//! Tokens of staff and systems end, open only what they have a right to, and ask only so often.

use crate::common::desk::{Desk, stderr, stdout};
use crate::common::fhir::{TOKEN, issue};
use crate::common::ground::is_file;
use crate::common::{Hospital, Reply};
use axum::http::StatusCode;
use chrono::{Duration, Months, Utc};
use nattoku::secrets::sha256;
use nattoku::store::staff::{Right, TokenError};
use nattoku_consent::wire::ProblemKind;
use serde_json::{Value, json};
use sqlx::migrate::Migrator;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};
use std::path::Path;
use uuid::Uuid;

async fn hospital(rights: &[Right]) -> Hospital {
    let hospital = Hospital::open().await.with_system().await;
    hospital.add_staff("s-1", TOKEN, rights).await;
    hospital.invite("A", 90).await;
    hospital
}

async fn post(hospital: &Hospital, what: &str, body: &Value) -> Reply {
    let token = format!("Bearer {TOKEN}");
    hospital.post(&format!("/api/desk/{what}"), &[("authorization", &token)], body).await
}

/// What each right is asked for.
fn requests(hospital: &Hospital) -> [(Right, &'static str, Value); 4] {
    let look = json!({ "patient": "A", "reason": "answer" });
    let record = json!({
        "id": Uuid::now_v7(), "patient": "A", "catalogue": hospital.digest, "channel": "phone",
        "decision": { "withdrawn": "everything" },
    });
    let begin = json!({ "begin": {
        "id": Uuid::now_v7(), "patient": "A", "holder": "P-9", "basis": "guardian", "proxy_name": "藤枝 花",
        "person_name": "藤枝 太郎", "until": { "day": "2030-01-01" },
    } });
    // Last: nobody is there afterwards.
    let erase = json!({ "patient": "A" });
    [
        (Right::Look, "look", look),
        (Right::Record, "record", record),
        (Right::Mandates, "proxy", begin),
        (Right::Erase, "erase", erase),
    ]
}

#[tokio::test]
async fn a_token_opens_what_it_has_a_right_to_and_nothing_else() {
    for own in Right::ALL {
        let hospital = hospital(&[own]).await;
        for (right, path, body) in requests(&hospital) {
            let reply = post(&hospital, path, &body).await;
            if right == own {
                assert_eq!(reply.status, StatusCode::OK, "{own:?} {path}: {reply:?}");
            } else {
                assert_eq!((reply.status, reply.kind()), (StatusCode::FORBIDDEN, ProblemKind::RightMissing));
            }
        }
    }
}

#[tokio::test]
async fn a_right_that_is_taken_away_meanwhile_is_missed_in_the_transaction_that_records() {
    let hospital = hospital(&Right::ALL).await;
    let member = hospital.provider.store.staff_of(&sha256(TOKEN.as_bytes())).await.unwrap().unwrap();
    assert_eq!(member.may(Right::Record, hospital.now()), Ok(()));
    assert_eq!(member.may(Right::Record, member.ends_at), Err(TokenError::Ended));
    hospital.add_staff("s-1", TOKEN, &[Right::Look]).await;
    let staff = nattoku::desk::Staff { id: member.id, scan: None, token: Some(sha256(TOKEN.as_bytes())) };
    let said = nattoku::desk::Said {
        id: nattoku_consent::EventId(Uuid::now_v7()),
        patient: "A".to_owned(),
        route: nattoku::desk::Route::Phone,
        words: None,
        signed: None,
        confirmed: false,
        language: None,
        under: None,
        decision: nattoku_consent::Decision::Withdrawn(nattoku_consent::event::Scope::Everything),
    };
    let store = &hospital.provider.store;
    let recorded = nattoku::desk::record(store, &hospital.provider.catalogues, said, staff, hospital.now());
    let refused = recorded.await.unwrap_err().to_string();
    assert!(refused.contains("the token has no right to this: record"), "{refused}");
}

#[tokio::test]
async fn a_token_that_has_ended_opens_nothing_and_says_so() {
    let hospital = hospital(&Right::ALL).await;
    hospital.wait(Duration::days(90) - Duration::milliseconds(1));
    let [(_, path, look), ..] = requests(&hospital);
    assert_eq!(post(&hospital, path, &look).await.status, StatusCode::OK);
    hospital.wait(Duration::milliseconds(1));
    for (_, path, body) in requests(&hospital) {
        let reply = post(&hospital, path, &body).await;
        assert_eq!((reply.status, reply.kind()), (StatusCode::UNAUTHORIZED, ProblemKind::TokenEnded));
        assert_eq!(reply.problem().title, "合言葉の期限が過ぎました");
    }
    assert_eq!(hospital.fhir("Patient").await.status, 200);
    hospital.wait(Duration::days(275));
    let ended = hospital.fhir("Patient").await;
    assert_eq!((ended.status, issue(&ended).0), (StatusCode::UNAUTHORIZED, "expired".to_owned()));
}

#[tokio::test]
async fn a_token_asks_only_so_often_and_holds_up_no_other() {
    let hospital = hospital(&Right::ALL).await;
    let nobody = json!({ "patient": "nobody", "reason": "answer" });
    for _ in 0..120 {
        assert_eq!(post(&hospital, "look", &nobody).await.status, StatusCode::NOT_FOUND);
    }
    let more = post(&hospital, "look", &nobody).await;
    assert_eq!((more.status, more.kind()), (StatusCode::TOO_MANY_REQUESTS, ProblemKind::TooManyRequests));
    assert_eq!(more.header("retry-after"), Some("1"));
    hospital.add_staff("s-2", "another-token", &[Right::Look]).await;
    let other = [("authorization", "Bearer another-token")];
    assert_eq!(hospital.post("/api/desk/look", &other, &nobody).await.status, StatusCode::NOT_FOUND);
    hospital.wait(Duration::seconds(1));
    assert_eq!(post(&hospital, "look", &nobody).await.status, StatusCode::NOT_FOUND);
    let hospital = Hospital::open().await.with_system().await;
    for _ in 0..600 {
        assert_eq!(hospital.fhir("Nothing/x").await.status, StatusCode::NOT_FOUND);
    }
    let more = hospital.fhir("Nothing/x").await;
    assert_eq!((more.status, issue(&more).0), (StatusCode::TOO_MANY_REQUESTS, "throttled".to_owned()));
    assert_eq!(more.header("retry-after"), Some("1"));
}

#[tokio::test]
async fn every_token_is_given_an_end_within_a_year_and_its_rights() {
    let desk = Desk::open().await;
    let day = |days: i64| (Utc::now() + Duration::days(days)).date_naive();
    let plain = desk.run(&["staff", "add", "--id", "s-1"]);
    assert!(stderr(&plain).contains(&format!("until {}", day(90))), "{}", stderr(&plain));
    assert!(stderr(&plain).contains("for: look record."), "{}", stderr(&plain));
    let (until, last) = (day(30).to_string(), Utc::now().checked_add_months(Months::new(12)).unwrap());
    let rights = ["--until", &until, "--right", "look", "--right", "mandates"];
    assert!(desk.run(&[&["staff", "add", "--id", "s-2"], &rights[..]].concat()).status.success());
    let list = stdout(&desk.run(&["staff", "list"])).to_owned();
    let begins = format!("{}T15:00:00.000Z", day(29));
    assert!(list.contains(&format!("s-2,{begins},look mandates\n")), "by the provider's wall clock: {list}");
    let late = (last + Duration::days(2)).date_naive().to_string();
    for until in [late.as_str(), "2020-01-01"] {
        let commands: [&[&str]; 2] =
            [&["staff", "add", "--id", "s-3"], &["client", "add", "his", "--purpose", "release"]];
        for command in commands {
            let refused = desk.run(&[command, &["--until", until]].concat());
            assert_eq!(refused.status.code(), Some(2));
            assert!(stderr(&refused).contains("within a year"), "{}", stderr(&refused));
        }
    }
    let system = desk.run(&["client", "add", "his", "--purpose", "release"]);
    assert!(stderr(&system).contains(&format!("until {}", day(365))), "{}", stderr(&system));
    assert!(!desk.run(&["staff", "add", "--id", "s-4", "--right", "everything"]).status.success());
}

/// A database as the version before made it, with a staff member and a system.
async fn before(path: &Path) {
    let migrations = tempfile::tempdir().unwrap();
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/sqlite");
    for file in std::fs::read_dir(&ours).unwrap().map(|file| file.unwrap().file_name()) {
        if file.to_str().unwrap() < "0011" {
            std::fs::copy(ours.join(&file), migrations.path().join(&file)).unwrap();
        }
    }
    let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    Migrator::new(migrations.path()).await.unwrap().run(&mut connection).await.unwrap();
    for statement in [
        "INSERT INTO staff (id, token_hash) VALUES ('s-1', x'01')",
        "INSERT INTO clients (name, token_hash, since) VALUES ('his', x'02', 0)",
    ] {
        sqlx::query(statement).execute(&mut connection).await.unwrap();
    }
    connection.close().await.unwrap();
}

#[tokio::test]
async fn a_token_from_before_looks_and_records_for_ninety_days_and_nothing_more() {
    if !is_file() {
        return;
    }
    let desk = Desk::over(crate::common::ground::Ground::default());
    before(&desk.ground().file()).await;
    let earliest = Utc::now() + Duration::days(90) - Duration::seconds(2);
    let store = desk.store().await;
    let member = store.staff().await.unwrap().remove(0);
    assert_eq!(member.rights, [Right::Look, Right::Record].into());
    assert_eq!(member.may(Right::Mandates, Utc::now()), Err(TokenError::Lacks(Right::Mandates)));
    let system = store.clients().await.unwrap().remove(0);
    for ends_at in [member.ends_at, system.ends_at] {
        assert!(ends_at >= earliest && ends_at <= Utc::now() + Duration::days(90), "{ends_at}");
    }
}
