//! Sessions: from an invitation or a ticket, with the birth date, within a few tries.

use crate::common::{BORN, Hospital, Reply, bearer};
use axum::http::StatusCode;
use chrono::Duration;
use nattoku::secrets::hex;
use nattoku::store::invitations::Revoke;
use nattoku_consent::wire::{Credential, ProblemKind, Session};
use sqlx::{AnyConnection, Connection, Executor};

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

/// Misses until something else than a count of tries comes back.
async fn miss_until_refused(hospital: &Hospital, token: &str) -> (u32, Reply) {
    for misses in 1..=50 {
        let reply = hospital.sign_in(invitation(token), WRONG).await;
        if reply.kind() != ProblemKind::WrongBirthDate {
            return (misses, reply);
        }
    }
    panic!("fifty wrong birth dates were taken");
}

#[tokio::test]
async fn each_wait_is_twice_as_long_and_after_twenty_misses_the_letter_ends() {
    let hospital = Hospital::open().await;
    let token = hospital.invite("P1", 90).await;
    for seconds in ["900", "1800", "3600"] {
        let (misses, reply) = miss_until_refused(&hospital, &token).await;
        assert_eq!((misses, reply.header("retry-after")), (5, Some(seconds)));
        hospital.wait(Duration::seconds(seconds.parse().unwrap()));
    }
    let (misses, reply) = miss_until_refused(&hospital, &token).await;
    assert_eq!((misses, reply.kind()), (5, ProblemKind::InvitationEnded));
    hospital.wait(Duration::days(30));
    assert_eq!(hospital.sign_in(invitation(&token), BORN).await.kind(), ProblemKind::InvitationEnded);

    let letter = hospital.invite("P1", 90).await;
    assert_eq!(
        hospital.sign_in(invitation(&letter), BORN).await.status,
        StatusCode::OK,
        "a new letter opens"
    );
}

#[tokio::test]
async fn signing_in_ends_the_waits_but_a_letter_takes_twenty_misses_in_all() {
    let hospital = Hospital::open().await;
    let token = hospital.invite("P1", 90).await;
    for _ in 0..6 {
        for _ in 0..3 {
            let reply = hospital.sign_in(invitation(&token), WRONG).await;
            assert_eq!(reply.kind(), ProblemKind::WrongBirthDate);
        }
        assert_eq!(hospital.sign_in(invitation(&token), BORN).await.status, StatusCode::OK);
    }
    assert_eq!(hospital.sign_in(invitation(&token), WRONG).await.problem().tries_left, Some(1));
    let ended = hospital.sign_in(invitation(&token), WRONG).await;
    assert_eq!(ended.kind(), ProblemKind::InvitationEnded);
}

#[tokio::test]
async fn misses_by_a_ticket_and_by_its_letter_count_together() {
    let hospital = Hospital::open().await;
    let token = hospital.invite("P1", 90).await;
    let session: Session = hospital.sign_in(invitation(&token), BORN).await.json();
    for _ in 0..4 {
        hospital.sign_in(invitation(&token), WRONG).await;
    }
    let ticket = Credential::Resume(session.resume.unwrap());
    assert_eq!(hospital.sign_in(ticket, WRONG).await.header("retry-after"), Some("900"));
    assert_eq!(hospital.sign_in(invitation(&token), BORN).await.kind(), ProblemKind::TooManyTries);
}

#[tokio::test]
async fn nobody_without_a_letter_of_the_patients_can_lock_them_out() {
    let hospital = Hospital::open().await;
    let token = hospital.invite("P1", 90).await;
    let other = hospital.invite("P2", 90).await;
    miss_until_refused(&hospital, &other).await;
    for guess in 0..30 {
        hospital.sign_in(invitation(&format!("guess-{guess}")), WRONG).await;
        hospital.sign_in(Credential::Resume(format!("guess-{guess}")), WRONG).await;
    }
    assert_eq!(hospital.sign_in(invitation(&token), BORN).await.status, StatusCode::OK);
}

/// Two letters of one patient that can both be used, as a database of an earlier version may hold them.
async fn two_letters(hospital: &Hospital) -> (String, String) {
    let (first, second) = (hospital.invite("P1", 90).await, hospital.invite("P1", 90).await);
    let mut database = AnyConnection::connect(&hospital.ground().url()).await.unwrap();
    database.execute("UPDATE invitations SET revoked = 0").await.unwrap();
    database.close().await.unwrap();
    (first, second)
}

#[tokio::test]
async fn two_letters_of_one_patient_give_no_more_tries_than_one() {
    let hospital = Hospital::open().await;
    let (first, second) = two_letters(&hospital).await;
    let (misses, _) = miss_until_refused(&hospital, &first).await;
    assert_eq!(misses, 5);
    let reply = hospital.sign_in(invitation(&second), WRONG).await;
    assert_eq!(reply.header("retry-after"), Some("900"), "the wait is the patient's");
    let mut total = misses;
    for letter in [&second, &first, &second] {
        hospital.wait(Duration::days(1));
        let (misses, _) = miss_until_refused(&hospital, letter).await;
        total += misses;
    }
    assert_eq!(total, 20);
    assert_eq!(hospital.sign_in(invitation(&second), BORN).await.kind(), ProblemKind::InvitationEnded);
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
    assert_eq!(revoked, Some(1), "the earlier letter had ended with the new one");
    assert_eq!(hospital.sign_in(invitation(&token), BORN).await.kind(), ProblemKind::InvitationEnded);
    let record = hospital.get("/api/record", &[("authorization", &bearer(&session))]).await;
    assert_eq!(record.kind(), ProblemKind::SessionEnded);
    let none = hospital.provider.store.write(Revoke { patient: "nobody".to_owned() }).await.unwrap();
    assert_eq!(none, None);
}

#[tokio::test]
async fn a_new_letter_ends_the_earlier_one_and_all_that_it_opened() {
    let hospital = Hospital::open().await;
    let lost = hospital.invite("P1", 90).await;
    let session: Session = hospital.sign_in(invitation(&lost), BORN).await.json();
    let other = hospital.session("P2").await;
    for _ in 0..5 {
        hospital.sign_in(invitation(&lost), WRONG).await;
    }
    let new = hospital.invite("P1", 90).await;
    assert_eq!(hospital.sign_in(invitation(&lost), BORN).await.kind(), ProblemKind::InvitationEnded);
    let ticket = Credential::Resume(session.resume.clone().unwrap());
    assert_eq!(hospital.sign_in(ticket, BORN).await.kind(), ProblemKind::SessionEnded);
    let record = hospital.get("/api/record", &[("authorization", &bearer(&session))]).await;
    assert_eq!(record.kind(), ProblemKind::SessionEnded);
    let opened = hospital.sign_in(invitation(&new), BORN).await;
    assert_eq!(opened.status, StatusCode::OK, "misses with the lost letter do not lock the new one");
    assert_eq!(hospital.record(&other).await.version, 0, "nobody else's session ends");
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
async fn signing_out_ends_the_session_and_its_tickets_at_once_and_only_them() {
    let hospital = Hospital::open().await;
    let token = hospital.invite("P1", 90).await;
    let session: Session = hospital.sign_in(invitation(&token), BORN).await.json();
    let elsewhere: Session = hospital.sign_in(invitation(&token), BORN).await.json();
    let other = hospital.session("P2").await;
    let authorization = bearer(&session);
    for _ in 0..2 {
        let reply = hospital.delete("/api/session", &[("authorization", &authorization)]).await;
        assert_eq!((reply.status, reply.body.len()), (StatusCode::NO_CONTENT, 0));
        assert_eq!(reply.header("cache-control"), Some("no-store"));
    }
    let record = hospital.get("/api/record", &[("authorization", &authorization)]).await;
    assert_eq!(record.kind(), ProblemKind::SessionEnded);
    let ticket = Credential::Resume(session.resume.unwrap());
    assert_eq!(hospital.sign_in(ticket, BORN).await.kind(), ProblemKind::SessionEnded);
    for open in [&elsewhere, &other] {
        assert_eq!(hospital.record(open).await.version, 0, "other sessions go on");
    }
    assert_eq!(hospital.sign_in(invitation(&token), BORN).await.status, StatusCode::OK, "the letter, too");
    assert_eq!(hospital.delete("/api/session", &[]).await.kind(), ProblemKind::SessionEnded);
    let unknown = hospital.delete("/api/session", &[("authorization", "Bearer nothing")]).await;
    assert_eq!(unknown.status, StatusCode::NO_CONTENT);
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
