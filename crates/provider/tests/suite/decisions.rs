//! Decisions: recorded once, in order, durably; to stop something is never refused for staleness.

use crate::common::{Hospital, answers, bearer};
use axum::http::StatusCode;
use chrono::Duration;
use nattoku_consent::event::Scope;
use nattoku_consent::wire::ProblemKind;
use nattoku_consent::{Answer, Decision};

#[tokio::test]
async fn a_decision_is_recorded_and_read_back() {
    let hospital = Hospital::open().await;
    let session = hospital.session("P1").await;
    let request = hospital.decision(answers(&[("drug-development", Answer::Allow)]));
    let reply = hospital.decide(&session, &request, Some("\"0\"")).await;
    assert_eq!(reply.status, StatusCode::OK, "{reply:?}");
    let entry = hospital.proven(&reply);
    let reply = hospital.get("/api/record", &[("authorization", &bearer(&session))]).await;
    assert_eq!(reply.header("etag"), Some("\"2\""), "behind the entry that registers them");
    let record = hospital.record(&session).await;
    assert_eq!((record.version, record.entries), (2, vec![entry]));
    assert_eq!(record.catalogue, hospital.digest);
    assert_eq!(hospital.record(&hospital.session("P2").await).await.entries, vec![]);
}

#[tokio::test]
async fn a_repeat_gets_the_same_bytes_and_another_body_is_refused() {
    let hospital = Hospital::open().await;
    let session = hospital.session("P1").await;
    let request = hospital.decision(answers(&[("drug-development", Answer::Allow)]));
    let first = hospital.decide(&session, &request, Some("\"0\"")).await;
    hospital.wait(Duration::minutes(1));
    let again = hospital.decide(&session, &request, Some("\"0\"")).await;
    assert_eq!(again.status, StatusCode::OK, "its own entry does not make it stale");
    assert_eq!(again.body, first.body);

    let mut other = request.clone();
    other.decision = Decision::Withdrawn(Scope::Everything);
    let reply = hospital.decide(&session, &other, None).await;
    assert_eq!((reply.status, reply.kind()), (StatusCode::UNPROCESSABLE_ENTITY, ProblemKind::KeyReused));
    assert_eq!(hospital.record(&session).await.entries.len(), 1);

    let stranger = hospital.session("P2").await;
    let reply = hospital.decide(&stranger, &other, None).await;
    assert_eq!(reply.status, StatusCode::OK, "keys belong to a patient");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_parallel_repeats_are_one_entry() {
    let hospital = Hospital::open().await;
    let session = hospital.session("P1").await;
    let request = hospital.decision(Decision::Withdrawn(Scope::Everything));
    let replies = (0..200).map(|_| hospital.decide(&session, &request, None));
    let replies = futures_util::future::join_all(replies).await;
    assert!(replies.iter().all(|reply| reply.status == StatusCode::OK && reply.body == replies[0].body));
    assert_eq!(hospital.record(&session).await.entries.len(), 1);
}

#[tokio::test]
async fn to_allow_takes_the_record_the_person_saw() {
    let hospital = Hospital::open().await;
    let session = hospital.session("P1").await;
    let allow = || hospital.decision(answers(&[("drug-development", Answer::Allow)]));
    let missing = hospital.decide(&session, &allow(), None).await;
    assert_eq!(
        (missing.status, missing.kind()),
        (StatusCode::PRECONDITION_REQUIRED, ProblemKind::IfMatchMissing)
    );
    for stale in ["\"1\"", "0", "W/\"0\"", "*", "\"00\"", "\"\"", "\"x\""] {
        let reply = hospital.decide(&session, &allow(), Some(stale)).await;
        assert_eq!(
            (reply.status, reply.kind()),
            (StatusCode::PRECONDITION_FAILED, ProblemKind::RecordChanged),
            "{stale}"
        );
    }
    assert_eq!(hospital.decide(&session, &allow(), Some("\"0\"")).await.status, StatusCode::OK);
    assert_eq!(hospital.decide(&session, &allow(), Some("\"0\"")).await.kind(), ProblemKind::RecordChanged);
    let preference = Decision::PreferenceSet { preference: "trial-news".parse().unwrap(), wanted: true };
    let reply = hospital.decide(&session, &hospital.decision(preference), None).await;
    assert_eq!(reply.kind(), ProblemKind::IfMatchMissing);
}

#[tokio::test]
async fn a_withdrawal_is_never_stale() {
    let hospital = Hospital::open().await;
    let session = hospital.session("P1").await;
    let allow = hospital.decision(answers(&[("drug-development", Answer::Allow)]));
    hospital.decide(&session, &allow, Some("\"0\"")).await;
    for if_match in [None, Some("\"0\""), Some("nonsense")] {
        let stop = hospital.decision(Decision::Withdrawn(Scope::Everything));
        assert_eq!(hospital.decide(&session, &stop, if_match).await.status, StatusCode::OK);
        let refuse = hospital.decision(answers(&[("drug-development", Answer::Refuse)]));
        assert_eq!(hospital.decide(&session, &refuse, if_match).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn after_a_new_catalogue_old_words_can_stop_but_not_allow() {
    let hospital = Hospital::open().await;
    let session = hospital.session("P1").await;
    let old_allow = hospital.decision(answers(&[("drug-development", Answer::Allow)]));
    let first = hospital.decide(&session, &old_allow, Some("\"0\"")).await;
    let late_allow = hospital.decision(answers(&[("teaching", Answer::Allow)]));
    let stop = hospital.decision(Decision::Withdrawn(Scope::Everything));
    let old = hospital.digest.clone();

    let newer = nattoku_consent::Catalogue { version: 2, ..crate::common::catalogue::catalogue() };
    let hospital = hospital.restart(newer).await;
    assert_ne!(hospital.digest, old);
    let again = hospital.decide(&session, &old_allow, Some("\"0\"")).await;
    assert_eq!(again.body, first.body, "what was received stays received");
    let reply = hospital.decide(&session, &late_allow, Some("\"1\"")).await;
    assert_eq!(reply.kind(), ProblemKind::RecordChanged);
    assert_eq!(hospital.decide(&session, &stop, None).await.status, StatusCode::OK);
    let served = hospital.get(&format!("/api/catalogues/{old}"), &[]).await;
    assert_eq!(served.status, StatusCode::OK);
    assert_eq!(nattoku::secrets::hex(&nattoku::secrets::sha256(&served.body)), old.as_str());
}

#[tokio::test]
async fn without_an_open_session_nothing_is_recorded() {
    let hospital = Hospital::open().await;
    let session = hospital.session("P1").await;
    let stranger = nattoku_consent::wire::Session { bearer: "x".to_owned(), ..session.clone() };
    let stop = hospital.decision(Decision::Withdrawn(Scope::Everything));
    assert_eq!(hospital.decide(&stranger, &stop, None).await.kind(), ProblemKind::SessionEnded);
    hospital.wait(Duration::minutes(30));
    assert_eq!(hospital.decide(&session, &stop, None).await.kind(), ProblemKind::SessionEnded);
    hospital.wait(Duration::minutes(-1));
    assert_eq!(hospital.record(&session).await.version, 0);
}

#[tokio::test]
async fn what_the_catalogue_does_not_know_is_named() {
    let hospital = Hospital::open().await;
    let session = hospital.session("P1").await;
    let unknown = hospital.decision(answers(&[("unheard-of", Answer::Refuse)]));
    let mut foreign = hospital.decision(Decision::Withdrawn(Scope::Everything));
    foreign.terms.language = "fr".parse().unwrap();
    let mut lost = hospital.decision(Decision::Withdrawn(Scope::Everything));
    lost.terms.catalogue = "0".repeat(64).try_into().unwrap();
    for (request, named) in [(unknown, "unheard-of"), (foreign, "fr"), (lost, "catalogue")] {
        let reply = hospital.decide(&session, &request, None).await;
        assert_eq!((reply.status, reply.kind()), (StatusCode::UNPROCESSABLE_ENTITY, ProblemKind::Malformed));
        assert!(reply.problem().detail.contains(named), "{}", reply.problem().detail);
    }
    let request = hospital.decision(Decision::Withdrawn(Scope::Everything));
    let (bearer, other) = (bearer(&session), uuid::Uuid::now_v7().to_string());
    for key in [other.as_str(), "x"] {
        let headers = [("authorization", bearer.as_str()), ("idempotency-key", key)];
        assert_eq!(hospital.post("/api/decisions", &headers, &request).await.kind(), ProblemKind::Malformed);
    }
    assert_eq!(hospital.record(&session).await.version, 0);
}

#[tokio::test]
async fn a_restart_keeps_sessions_and_records_and_time_never_runs_backward() {
    let hospital = Hospital::open().await;
    let session = hospital.session("P1").await;
    let stop = hospital.decision(Decision::Withdrawn(Scope::Everything));
    let first = hospital.proven(&hospital.decide(&session, &stop, None).await);
    let hospital = hospital.restart(crate::common::catalogue::catalogue()).await;
    assert_eq!(hospital.record(&session).await.entries, vec![first.clone()]);
    hospital.wait(Duration::minutes(-20));
    let stop = hospital.decision(Decision::Withdrawn(Scope::Everything));
    let second = hospital.proven(&hospital.decide(&session, &stop, None).await);
    assert_eq!(second.accepted_at, first.accepted_at);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_four_clients_at_once_lose_nothing() {
    let hospital = std::sync::Arc::new(Hospital::open().await);
    let mut clients = tokio::task::JoinSet::new();
    for client in 0..64 {
        let hospital = std::sync::Arc::clone(&hospital);
        clients.spawn(async move {
            let session = hospital.session(&format!("P{client}")).await;
            let mut numbers = Vec::new();
            for _ in 0..20 {
                let stop = hospital.decision(Decision::Withdrawn(Scope::Everything));
                numbers.push(hospital.proven(&hospital.decide(&session, &stop, None).await).number);
            }
            let recorded: Vec<_> =
                hospital.record(&session).await.entries.iter().map(|entry| entry.number).collect();
            assert_eq!(recorded, numbers);
            numbers
        });
    }
    let mut all: Vec<u64> = clients.join_all().await.into_iter().flatten().collect();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), 64 * 20);
    assert!(all.iter().all(|number| *number <= 64 * 21), "besides them, one registers each client");
}
