//! Sessions: from an invitation or a ticket, with the birth date, within five tries.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use axum::http::StatusCode;
use chrono::Duration;
use common::{BORN, Hospital, bearer};
use nattoku::secrets::hex;
use nattoku::store::invitations::Revoke;
use nattoku_consent::wire::{Credential, ProblemKind, Session};

const WRONG: &str = "1948-03-05";

fn invitation(token: &str) -> Credential {
    Credential::Invitation(token.to_owned())
}

#[tokio::test]
async fn an_invitation_and_the_birth_date_open_a_session() {
    let hospital = Hospital::open().await;
    let token = hospital.invite("P1", 90).await;
    let reply = hospital.sign_in(invitation(&token), BORN).await;
    assert_eq!(reply.status, StatusCode::OK);
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    let session: Session = reply.json();
    assert_eq!(session.expires_at, hospital.now() + Duration::minutes(30));
    assert_eq!(hospital.record(&session).await.version, 0);

    let again: Session = hospital.sign_in(invitation(&token), BORN).await.json();
    assert_eq!(again.people[0].subject, session.people[0].subject);
    assert_ne!(again.bearer, session.bearer);
    assert_ne!(hospital.session("P2").await.people[0].subject, session.people[0].subject);
}

#[tokio::test]
async fn five_wrong_birth_dates_mean_a_wait_and_a_right_one_starts_the_count_again() {
    let hospital = Hospital::open().await;
    let token = hospital.invite("P1", 90).await;
    for left in [4, 3] {
        let problem = hospital.sign_in(invitation(&token), WRONG).await.problem();
        assert_eq!((problem.kind, problem.status), (ProblemKind::WrongBirthDate, 401));
        assert_eq!(problem.tries_left, Some(left));
        assert!(problem.detail.contains(&format!("あと{left}回")), "{}", problem.detail);
        assert!(problem.detail.contains("03-1234-5678"), "{}", problem.detail);
    }
    assert_eq!(hospital.sign_in(invitation(&token), BORN).await.status, StatusCode::OK);
    for left in [4, 3, 2, 1] {
        let problem = hospital.sign_in(invitation(&token), WRONG).await.problem();
        assert_eq!(problem.tries_left, Some(left));
    }
    let reply = hospital.sign_in(invitation(&token), WRONG).await;
    assert_eq!(reply.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(reply.header("retry-after"), Some("900"));
    assert_eq!(reply.kind(), ProblemKind::TooManyTries);

    hospital.wait(Duration::minutes(14));
    let reply = hospital.sign_in(invitation(&token), BORN).await;
    assert_eq!(reply.header("retry-after"), Some("60"), "even the right date waits");
    hospital.wait(Duration::minutes(1));
    assert_eq!(hospital.sign_in(invitation(&token), WRONG).await.problem().tries_left, Some(4));
    assert_eq!(hospital.sign_in(invitation(&token), BORN).await.status, StatusCode::OK);
}

#[tokio::test]
async fn parallel_tries_are_counted_one_by_one() {
    let hospital = Hospital::open().await;
    let token = hospital.invite("P1", 90).await;
    let tries = (0..20).map(|_| hospital.sign_in(invitation(&token), WRONG));
    let replies = futures_util::future::join_all(tries).await;
    let wrong = replies.iter().filter(|reply| reply.status == StatusCode::UNAUTHORIZED).count();
    assert_eq!(wrong, 4);
}

#[tokio::test]
async fn an_invitation_that_is_unknown_over_or_revoked_is_gone() {
    let hospital = Hospital::open().await;
    let unknown = hospital.sign_in(invitation("AAAAAAAAAAAAAAAAAAAAAA"), BORN).await;
    assert_eq!((unknown.status, unknown.kind()), (StatusCode::GONE, ProblemKind::InvitationEnded));

    let token = hospital.invite("P1", 1).await;
    hospital.wait(Duration::days(1));
    assert_eq!(hospital.sign_in(invitation(&token), BORN).await.kind(), ProblemKind::InvitationEnded);

    let token = hospital.invite("P1", 90).await;
    let session: Session = hospital.sign_in(invitation(&token), BORN).await.json();
    let revoked = hospital.provider.store.write(Revoke { patient: "P1".to_owned() }).await.unwrap();
    assert_eq!(revoked, Some(2));
    assert_eq!(hospital.sign_in(invitation(&token), BORN).await.kind(), ProblemKind::InvitationEnded);
    let record = hospital.get("/api/record", &[("authorization", &bearer(&session))]).await;
    assert_eq!(record.kind(), ProblemKind::SessionEnded);
    let none = hospital.provider.store.write(Revoke { patient: "nobody".to_owned() }).await.unwrap();
    assert_eq!(none, None);
}

#[tokio::test]
async fn a_ticket_opens_a_session_with_the_birth_date_only_and_for_an_hour() {
    let hospital = Hospital::open().await;
    let token = hospital.invite("P1", 90).await;
    let session: Session = hospital.sign_in(invitation(&token), BORN).await.json();
    let ticket = || Credential::Resume(session.resume.clone().unwrap());
    let wrong = hospital.sign_in(ticket(), WRONG).await.problem();
    assert_eq!(wrong.tries_left, Some(4));
    let wrong = hospital.sign_in(invitation(&token), WRONG).await.problem();
    assert_eq!(wrong.tries_left, Some(3), "the same tries");
    let resumed: Session = hospital.sign_in(ticket(), BORN).await.json();
    assert_eq!(resumed.people[0].subject, session.people[0].subject);

    hospital.wait(Duration::minutes(60));
    let late = hospital.sign_in(ticket(), BORN).await;
    assert_eq!((late.status, late.kind()), (StatusCode::UNAUTHORIZED, ProblemKind::SessionEnded));
    let as_invitation = hospital.sign_in(invitation(session.resume.as_deref().unwrap()), BORN).await;
    assert_eq!(as_invitation.kind(), ProblemKind::InvitationEnded);
}

#[tokio::test]
async fn a_session_ends_on_time_and_only_a_bearer_opens_the_record() {
    let hospital = Hospital::open().await;
    let session = hospital.session("P1").await;
    for authorization in ["", "Bearer", "Bearer x", "Basic cDp4", &session.bearer] {
        let reply = hospital.get("/api/record", &[("authorization", authorization)]).await;
        assert_eq!((reply.status, reply.kind()), (StatusCode::UNAUTHORIZED, ProblemKind::SessionEnded));
        assert_eq!(reply.header("www-authenticate"), Some("Bearer"));
    }
    assert_eq!(hospital.get("/api/record", &[]).await.kind(), ProblemKind::SessionEnded);
    hospital.wait(Duration::minutes(30));
    let late = hospital.get("/api/record", &[("authorization", &bearer(&session))]).await;
    assert_eq!(late.kind(), ProblemKind::SessionEnded);
}

#[tokio::test]
async fn the_database_holds_no_token_and_no_birth_date() {
    let hospital = Hospital::open().await;
    let token = hospital.invite("P1", 90).await;
    let session: Session = hospital.sign_in(invitation(&token), BORN).await.json();
    let bytes = hospital.ground().bytes();
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("P1"), "who was invited is there");
    for secret in [BORN, &token, &session.bearer, session.resume.as_deref().unwrap()] {
        // What a dump shows of bytes is their digits.
        assert!(!holds(secret) && !holds(&hex(secret.as_bytes())), "{secret}");
    }
}
