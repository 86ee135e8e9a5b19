//! A4: the same decision sent twice, at once or after an answer that was lost on the way, is one entry with one
//! receipt. The same key for something else is refused.

use crate::common::answers;
use crate::device::{Device, Reply, stop};
use crate::premises::Premises;
use crate::proxy::Proxy;
use crate::scale::{scaled, tell};
use crate::server::Server;
use axum::http::StatusCode;
use futures_util::future::join_all;
use nattoku_consent::Answer;
use nattoku_consent::wire::{Problem, ProblemKind};
use std::time::Duration;

async fn one_patient() -> (Premises, Server, Device) {
    let premises = Premises::with_patients(1).await;
    let server = premises.start().await;
    let device = Device::sign_all_in(server.address, &premises.tokens).await.remove(0);
    (premises, server, device)
}

fn is_key_reused(reply: &Reply) -> bool {
    let problem: Problem = serde_json::from_slice(&reply.body).unwrap();
    (reply.status, problem.kind) == (StatusCode::UNPROCESSABLE_ENTITY, ProblemKind::KeyReused)
}

#[tokio::test(flavor = "multi_thread")]
async fn a4_parallel_posts_of_one_key_are_one_entry_and_one_receipt() {
    let (_premises, server, device) = one_patient().await;
    let request = device.request(answers(&[("drug-development", Answer::Allow)]));
    let posts = (0..scaled(100, 1_000)).map(|_| device.ask(server.address, &request, Some(0)));
    let replies: Vec<_> = join_all(posts).await;
    let entry = device.proven(&replies[0]);
    assert!(replies.iter().all(|reply| *reply == replies[0]), "every receipt is the same");
    assert_eq!(device.record(server.address).await.entries, vec![entry]);

    let mut other = request.clone();
    other.decision = stop(0);
    let others = join_all((0..20).map(|_| device.ask(server.address, &other, None))).await;
    assert!(others.iter().all(is_key_reused));
    assert_eq!(device.record(server.address).await.entries.len(), 1);
    tell(&format!("A4: {} parallel posts, one entry", replies.len()));
}

/// trust.md would let the second post be refused (409) while the first is in flight. Here it waits and gets the
/// same receipt, which is at least as good: the patient need not ask again to learn what became of the first.
#[tokio::test(flavor = "multi_thread")]
async fn a4_a_post_waits_for_another_of_its_key_that_is_in_flight() {
    let (premises, server, device) = one_patient().await;
    let request = device.request(stop(0));
    let mut other = request.clone();
    other.decision = stop(2);
    // Nothing can be committed while somebody else holds the database.
    let mut holder = premises.ground().hold().await;
    let posts =
        [&request, &request, &other, &request].map(|request| device.ask(server.address, request, None));
    let release = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        sqlx::query("ROLLBACK").execute(&mut holder).await.unwrap();
    };
    let (replies, ()) = futures_util::future::join(join_all(posts), release).await;
    let entries = device.record(server.address).await.entries;
    assert_eq!(entries.len(), 1);
    // On a busy machine any of them may have been the first to arrive.
    let is_others = entries[0].event.body.decision() == Some(&other.decision);
    let (same, reused): (Vec<_>, Vec<_>) =
        replies.iter().enumerate().partition(|(number, _)| (*number == 2) == is_others);
    assert!(same.iter().all(|(_, reply)| *reply == same[0].1 && device.proven(reply) == entries[0]));
    assert!(reused.iter().all(|(_, reply)| is_key_reused(reply)), "in flight or not");
}

#[tokio::test(flavor = "multi_thread")]
async fn a4_an_answer_cut_at_any_byte_is_asked_again_and_counts_once() {
    let (premises, server, _) = one_patient().await;
    let proxy = Proxy::to(server.address).await;
    // A connection for each post: what breaks is never used again.
    let once = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).build().unwrap();
    let device = Device::sign_in(&once, server.address, &premises.tokens[0]).await;
    let (step, mut cut, mut sent) = (scaled(13, 1), 0, Vec::new());
    loop {
        proxy.cut_after(cut);
        let request = device.request(stop(sent.len()));
        let through = device.post(proxy.address, &request, None).await;
        let again = device.ask(server.address, &request, None).await;
        sent.push(device.proven(&again));
        if let Ok(whole) = through {
            assert_eq!(whole, again, "an answer that is taken for whole is whole");
            break;
        }
        cut += step;
    }
    assert!(cut > 1_000, "a receipt is longer than {cut} bytes");
    assert_eq!(device.record(server.address).await.entries, sent);
    tell(&format!("A4: {} answers cut, from 0 to {cut} bytes, each decision once", sent.len()));
}
