//! Sessions from a portal's token, and who may frame the app (A22).

use crate::common::portal::{ISSUER, Key, SUBJECT, Setting, header, with};
use crate::common::site::Manner;
use crate::common::{Hospital, answers, bearer};
use axum::body::Bytes;
use axum::http::StatusCode;
use chrono::Duration;
use nattoku::http::app::Files;
use nattoku::provider::Settings;
use nattoku::store::invitations::Revoke;
use nattoku::store::portals::Named;
use nattoku_consent::Answer;
use nattoku_consent::wire::{PORTAL_SESSION_PATH, PortalSignIn, ProblemKind, Session};
use serde::Deserialize;
use serde_json::{Value, json};

#[tokio::test]
async fn a_portal_says_who_it_is_by_any_of_three_algorithms_and_the_person_decides() {
    let keys = [Key::ed25519(), Key::p256(), Key::rsa()];
    let published: Vec<_> = keys.iter().map(|key| key.published(key.algorithm())).collect();
    let setting = Setting::with(&published).await;
    let mut subjects = Vec::new();
    for key in &keys {
        let token = key.token(&header(key, key.algorithm()), &setting.claims());
        let reply = setting.sign_in(&token).await;
        assert_eq!(reply.status, StatusCode::OK, "{} {reply:?}", key.algorithm());
        let session: Session = reply.json();
        assert_eq!(session.resume, None, "after a reload the portal is asked again");
        assert_eq!(session.expires_at, setting.hospital.now() + Duration::minutes(30));
        let request = setting.hospital.decision(answers(&[("drug-development", Answer::Refuse)]));
        let decided = setting.hospital.decide(&session, &request, None).await;
        assert_eq!(decided.status, StatusCode::OK, "{decided:?}");
        subjects.push(session.people[0].subject.clone());
    }
    subjects.dedup();
    assert_eq!(subjects.len(), 1, "it is one and the same person");
}

#[tokio::test]
async fn a_token_opens_one_session_however_often_and_at_once_it_comes() {
    let key = Key::ed25519();
    let setting = Setting::with(&[key.published("k")]).await;
    let token = key.token(&header(&key, "k"), &setting.claims());
    let replies = futures_util::future::join_all((0..20).map(|_| setting.sign_in(&token))).await;
    let opened = replies.iter().filter(|reply| reply.status == StatusCode::OK).count();
    assert_eq!(opened, 1);
    let refused = replies.iter().find(|reply| reply.status != StatusCode::OK).unwrap();
    assert_eq!((refused.status, refused.kind()), (StatusCode::UNAUTHORIZED, ProblemKind::TokenNotAccepted));
    assert!(refused.problem().detail.contains("03-1234-5678"), "{refused:?}");
}

#[tokio::test]
async fn a_portal_changes_its_keys_whenever_it_likes() {
    let (old, new) = (Key::ed25519(), Key::p256());
    let setting = Setting::with(&[old.published("old")]).await;
    let open = async |key: &Key, kid: &str| {
        setting.sign_in(&key.token(&header(key, kid), &setting.claims())).await.status
    };
    assert_eq!(open(&old, "old").await, StatusCode::OK);
    setting.publish(&[new.published("new")]);
    assert_eq!(open(&new, "new").await, StatusCode::UNAUTHORIZED, "nobody makes us ask at every knock");
    setting.hospital.wait(Duration::seconds(10));
    assert_eq!(open(&new, "new").await, StatusCode::OK, "a key that is not known is asked for");
    assert_eq!(open(&old, "old").await, StatusCode::UNAUTHORIZED, "what is not published is not believed");

    // While the portal cannot be reached, its last keys are believed for an hour, and not longer.
    setting.site.behave(Manner::Status(503));
    setting.hospital.wait(Duration::minutes(59));
    assert_eq!(open(&new, "new").await, StatusCode::OK);
    setting.hospital.wait(Duration::minutes(1));
    assert_eq!(open(&new, "new").await, StatusCode::SERVICE_UNAVAILABLE);
    setting.site.behave(Manner::Sound);
    setting.hospital.wait(Duration::seconds(10));
    assert_eq!(open(&new, "new").await, StatusCode::OK);
}

#[tokio::test]
async fn whom_nobody_named_is_told_so_and_a_subject_never_becomes_another() {
    let key = Key::ed25519();
    let setting = Setting::with(&[key.published("k")]).await;
    let stranger = with(&setting.claims(), "sub", json!("stranger"));
    let reply = setting.sign_in(&key.token(&header(&key, "k"), &stranger)).await;
    assert_eq!((reply.status, reply.kind()), (StatusCode::FORBIDDEN, ProblemKind::NotKnownYet));
    assert_eq!(setting.name("P2", SUBJECT).await, Named::SomebodyElse(0));
    assert_eq!(setting.name("P1", SUBJECT).await, Named::New(0));

    let elsewhere =
        PortalSignIn { portal: "other".to_owned(), token: key.token(&header(&key, "k"), &setting.claims()) };
    let reply = setting.hospital.post(PORTAL_SESSION_PATH, &[], &elsewhere).await;
    assert_eq!(reply.kind(), ProblemKind::TokenNotAccepted);
}

#[tokio::test]
async fn who_is_revoked_is_signed_out_and_the_portal_can_sign_them_in_again() {
    let key = Key::ed25519();
    let setting = Setting::with(&[key.published("k")]).await;
    let session: Session = setting.sign_in(&key.token(&header(&key, "k"), &setting.claims())).await.json();
    let revoked = setting.hospital.provider.store.write(Revoke { patient: "P1".to_owned() }).await.unwrap();
    assert_eq!(revoked, Some(0));
    let record = setting.hospital.get("/api/record", &[("authorization", &bearer(&session))]).await;
    assert_eq!(record.kind(), ProblemKind::SessionEnded);
    let again = setting.sign_in(&key.token(&header(&key, "k"), &setting.claims())).await;
    assert_eq!(again.status, StatusCode::OK);
}

/// Which portal may frame what an address answers, and what browsers without that header are told.
async fn framed_by(hospital: &Hospital, path: &str) -> (String, Option<String>) {
    let reply = hospital.get(path, &[]).await;
    let policy = reply.header("content-security-policy").unwrap();
    let ancestors = policy.split("; ").find_map(|rule| rule.strip_prefix("frame-ancestors ")).unwrap();
    (ancestors.to_owned(), reply.header("x-frame-options").map(str::to_owned))
}

/// A built app of three pages and a script.
fn files() -> Files {
    let page = Bytes::from_static(b"<html lang=\"ja\"></html>");
    let paths = ["ja/index.html", "ja/app.html", "ja/disclosures.html", "assets/start-1.js"];
    paths.into_iter().map(|path| (path.to_owned(), page.clone())).collect()
}

/// What stands behind the question mark, and whether the portal `ward` may frame it. The scripts' half of the rule is
/// held to the same list by tests/interop/framing.test.mjs.
#[derive(Deserialize)]
struct Case {
    query: String,
    framed: bool,
}

#[tokio::test]
async fn only_the_portal_an_address_names_first_may_frame_the_app_and_nothing_else() {
    let portals = Setting::with(&[]).await.hospital.provider.portals.clone();
    let hospital = Hospital::with(&files(), Settings::default()).await.with_portals(portals);
    let none = ("'none'".to_owned(), Some("DENY".to_owned()));
    let cases: Vec<Case> = serde_json::from_str(include_str!("../data/framed_addresses.json")).unwrap();
    for page in ["/ja/", "/ja/question/research", "/ja/recipients", "/ja/flow"] {
        for Case { query, framed } in &cases {
            let path = format!("{page}?{query}");
            let expected = if *framed { (ISSUER.to_owned(), None) } else { none.clone() };
            assert_eq!(framed_by(&hospital, &path).await, expected, "{path}");
        }
    }
    let elsewhere =
        ["/desk", "/api/record", "/fhir/metadata", "/assets/start-1.js", "/", "/nowhere", "/healthz"];
    for path in elsewhere {
        let path = format!("{path}?portal=ward");
        assert_eq!(framed_by(&hospital, &path).await, none, "{path}");
    }
}

#[tokio::test]
async fn who_may_frame_the_app_is_told_by_name() {
    let hospital = Setting::with(&[]).await.hospital;
    let told = hospital.get("/api/portals/ward", &[]).await;
    assert_eq!(told.json::<Value>(), json!({ "origin": ISSUER }));
    assert_eq!(hospital.get("/api/portals/other", &[]).await.kind(), ProblemKind::NotFound);
}
