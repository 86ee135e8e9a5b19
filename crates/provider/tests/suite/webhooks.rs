//! Portals are told of decisions: signed, in order, until each is taken or laid aside.

use crate::common::ground::Ground;
use crate::common::portal::{Key, Listener, SUBJECT, Setting, header, with};
use crate::common::{Hospital, answers};
use axum::http::StatusCode;
use nattoku::deliver::key::WebhookKey;
use nattoku::deliver::target::Target;
use nattoku::deliver::webhook::Webhook;
use nattoku::deliver::{Sender, Step};
use nattoku::store::deliveries::SendAgain;
use nattoku::store::erase::{Erase, Erased};
use nattoku::store::{GROUP, Store};
use nattoku::transport::Authorities;
use nattoku_consent::event::Scope;
use nattoku_consent::wire::Session;
use nattoku_consent::{Answer, Decision};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

/// A portal that is told of one patient's decisions.
struct Told {
    setting: Setting,
    session: Session,
    listener: Listener,
    sender: Sender,
}

impl Told {
    async fn open() -> Self {
        let key = Key::ed25519();
        let setting = Setting::with(&[key.published("k")]).await;
        let session = setting.sign_in(&key.token(&header(&key, "k"), &setting.claims())).await.json();
        let listener = Listener::default();
        let store = &setting.hospital.provider.store;
        let folder = setting.hospital.ground().location().ledger();
        let key = Arc::new(WebhookKey::open(store, &folder, false).await.unwrap());
        listener.believe(key.published());
        let webhook =
            Webhook::new(listener.listen().await.parse().unwrap(), &Authorities::default(), key).unwrap();
        let store = setting.hospital.provider.store.clone();
        let target = Target::Portal { id: "ward".parse().unwrap(), webhook };
        let sender = Sender { store, target, clock: Arc::clone(&setting.hospital.provider.clock) };
        assert_eq!(sender.step().await.unwrap(), Step::Nothing);
        Self { setting, session, listener, sender }
    }

    async fn decide(&self, decision: Decision) {
        let request = self.setting.hospital.decision(decision);
        let reply = self.setting.hospital.decide(&self.session, &request, None).await;
        assert_eq!(reply.status, StatusCode::OK, "{reply:?}");
    }

    async fn step(&self) -> Step {
        self.sender.step().await.unwrap()
    }
}

async fn stop_somebody_else(hospital: &Hospital) {
    let session = hospital.session("P9").await;
    let request = hospital.decision(Decision::Withdrawn(Scope::Everything));
    assert_eq!(hospital.decide(&session, &request, None).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_portal_is_told_of_its_own_users_decisions_in_order_and_signed() {
    let told = Told::open().await;
    stop_somebody_else(&told.setting.hospital).await;
    told.decide(answers(&[("drug-development", Answer::Refuse)])).await;
    told.decide(Decision::Withdrawn(Scope::Everything)).await;
    assert_eq!(
        [told.step().await, told.step().await, told.step().await],
        [Step::Done, Step::Done, Step::Nothing]
    );
    let messages = told.listener.messages();
    let said: Vec<_> = messages.iter().map(|message| &message["decision"]).collect();
    assert_eq!(
        said[0],
        &json!({ "answered": { "answers": { "drug-development": "refuse" }, "explained": [] } })
    );
    assert_eq!(said[1], &json!({ "withdrawn": "everything" }));
    assert!(messages.iter().all(|message| message["subject"] == SUBJECT && message["portal"] == "ward"));
    assert!(messages[0]["entry"].as_u64() < messages[1]["entry"].as_u64());
}

#[tokio::test]
async fn what_is_not_signed_by_the_published_key_is_not_taken_and_is_sent_until_it_is() {
    let told = Told::open().await;
    let folder = told.setting.hospital.ground().location().ledger();
    let right = WebhookKey::open(&told.setting.hospital.provider.store, &folder, false).await.unwrap();
    let elsewhere = Hospital::open().await;
    let other = WebhookKey::open(&elsewhere.provider.store, &folder, false).await.unwrap().published();
    told.listener.believe(with(&right.published(), "keys", other["keys"].clone()));
    told.decide(Decision::Withdrawn(Scope::Everything)).await;
    assert_eq!(told.step().await, Step::Later(Duration::ZERO));
    told.listener.believe(right.published());
    for trouble in [500, 503, 404, 401, 429, 301] {
        told.listener.answer(Some(StatusCode::from_u16(trouble).unwrap()));
        assert_eq!(told.step().await, Step::Later(Duration::ZERO), "{trouble}");
    }
    told.listener.answer(None);
    assert_eq!((told.step().await, told.step().await), (Step::Done, Step::Nothing));
    assert_eq!(told.listener.messages().len(), 1);
}

#[tokio::test]
async fn what_a_portal_never_takes_is_laid_aside_listed_and_sent_once_more() {
    let told = Told::open().await;
    told.decide(answers(&[("drug-development", Answer::Refuse)])).await;
    told.decide(Decision::Withdrawn(Scope::Everything)).await;
    told.listener.answer(Some(StatusCode::UNPROCESSABLE_ENTITY));
    assert_eq!(told.step().await, Step::Done);
    told.listener.answer(None);
    assert_eq!((told.step().await, told.step().await), (Step::Done, Step::Nothing));
    let store = &told.setting.hospital.provider.store;
    let progress = store.progress().await.unwrap().remove(0);
    assert_eq!((progress.waiting, progress.laid_aside.len()), (0, 1), "{progress:?}");
    assert!(progress.laid_aside[0].1.contains("422"), "{progress:?}");

    let again = SendAgain { target: "ward".parse().unwrap() };
    assert_eq!(store.write(again).await.unwrap(), 1);
    assert_eq!((told.step().await, told.step().await), (Step::Done, Step::Nothing));
    let progress = store.progress().await.unwrap().remove(0);
    assert_eq!((progress.waiting, progress.laid_aside), (0, vec![]));
    assert_eq!(told.listener.messages().len(), 2);
}

#[tokio::test]
async fn processes_on_one_database_sign_by_one_key_which_an_earlier_version_may_have_made() {
    let ground = Ground::default();
    let stores = [
        Store::open(ground.location(), GROUP).await.unwrap(),
        Store::open(ground.location(), GROUP).await.unwrap(),
    ];
    // Each process has a folder of its own; an earlier version made a key in one of them.
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    std::fs::write(folders[0].path().join("webhook-key"), "07".repeat(32)).unwrap();
    let published = async |process: usize, renew| {
        let key = WebhookKey::open(&stores[process], folders[process].path(), renew).await;
        key.unwrap().published()
    };
    let first = published(0, false).await;
    assert_eq!(published(1, false).await, first);
    assert_eq!(published(0, false).await, first, "a restart changes nothing");
    let renewed = published(1, true).await;
    assert_ne!(renewed, first);
    assert_eq!(
        published(0, false).await,
        renewed,
        "the file of an earlier version does not bring the old key back"
    );
}

#[tokio::test]
async fn who_a_portal_was_not_told_of_is_not_erased_but_by_an_explicit_word() {
    let told = Told::open().await;
    let store = told.setting.hospital.provider.store.clone();
    let erase = async |give_up_undelivered| {
        let (patient, now) = ("P1".to_owned(), told.setting.hospital.now());
        store.write(Erase { patient, give_up_undelivered, staff: None, now }).await.unwrap()
    };
    told.decide(answers(&[("drug-development", Answer::Refuse)])).await;
    told.decide(Decision::Withdrawn(Scope::Everything)).await;
    let Erased::Undelivered(undelivered) = erase(false).await else { panic!("two wait") };
    assert_eq!(undelivered.deliveries, [("ward".to_owned(), 2)]);
    told.listener.answer(Some(StatusCode::UNPROCESSABLE_ENTITY));
    assert_eq!(told.step().await, Step::Done);
    told.listener.answer(None);
    assert_eq!((told.step().await, told.step().await), (Step::Done, Step::Nothing));
    let Erased::Undelivered(undelivered) = erase(false).await else { panic!("one is laid aside") };
    assert_eq!(undelivered.deliveries, [("ward".to_owned(), 1)]);
    let Erased::Done(erasure) = erase(true).await else { panic!("the word was given") };
    assert_eq!(erasure.given_up, undelivered);
    assert_eq!(told.step().await, Step::Nothing);
    store.audit(|| ()).await.unwrap();
}
