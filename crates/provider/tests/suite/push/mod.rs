//! The hospital's FHIR server, a real one of other people's, is told of everybody's entries; what it holds in the end is
//! what we serve ourselves, whatever went wrong on the way.

mod setting;

use crate::common::answers;
use crate::common::fhir_server::{PATIENTS, SERVER_TOKEN};
use crate::common::stay::REGISTRY;
use nattoku::deliver::Step;
use nattoku::store::erase::{Erase, Erased};
use nattoku_consent::event::{Actor, NoticeRoute, Scope};
use nattoku_consent::mandate::{Ends, ProxyBasis};
use nattoku_consent::{Answer, Body, Decision};
use reqwest::Method;
use serde_json::{Value, json};
use setting::{Push, plain, written};
use std::collections::BTreeMap;
use std::time::Duration;

/// It could not be told, and asks for no pause.
const LATER: Step = Step::Later(Duration::ZERO);

#[tokio::test]
async fn everything_that_is_recorded_is_held_there_as_we_serve_it() {
    let push = Push::of(&["P1", "P2", "P3"]).await;
    push.stay.decides("P1", answers(&REGISTRY)).await;
    push.stay.enter("P2", Actor::Staff, Body::Decided(answers(&REGISTRY))).await;
    push.stay
        .decides("P1", answers(&[("abroad", Answer::Allow), ("drug-development", Answer::Refuse)]))
        .await;
    let mandate = push.stay.proxy("P3", ProxyBasis::Guardian, Ends::On("2027-04-01".parse().unwrap())).await;
    push.stay.decides("P1", Decision::UseRefused("review-2026-02".parse().unwrap())).await;
    push.stay.enter("P3", Actor::Proxy(mandate), Body::Decided(answers(&REGISTRY))).await;
    push.stay.told("P2", NoticeRoute::Post).await;
    push.stay
        .decides("P1", Decision::PreferenceSet { preference: "trial-news".parse().unwrap(), wanted: true })
        .await;
    push.stay.ends("P3", mandate).await;
    push.stay.decides("P1", Decision::Withdrawn(Scope::Everything)).await;
    push.stay.enter("P2", Actor::Staff, Body::Decided(Decision::Withdrawn(Scope::Everything))).await;
    assert_eq!(push.all().await, 11);
    push.holds_what_is_served(&["P1", "P2", "P3"]).await;
    let active = push.peer.everything().await;
    let newest: BTreeMap<_, _> = active.iter().map(|held| (held["id"].to_string(), held)).collect();
    let of = newest.values().filter(|held| held["resourceType"] == "Consent" && held["status"] == "active");
    for consent in of.filter(|consent| consent["patient"]["identifier"]["value"] != "P3") {
        assert_eq!(consent["policyRule"]["coding"][0]["code"], "OPTOUT");
        assert_eq!(consent["provision"]["type"], "deny");
        let patient = consent["patient"]["reference"].as_str().unwrap();
        let patient = push.peer.ask(Method::GET, &format!("fhir/{patient}"), None).await;
        assert_eq!(patient["identifier"][0]["system"], PATIENTS);
    }
    written(&push, "pushed").await;
}

#[tokio::test]
async fn a_server_that_is_down_or_half_there_or_silent_is_told_until_it_has_everything_once() {
    let push = Push::of(&["P1"]).await;
    push.stay.decides("P1", answers(&REGISTRY)).await;
    push.peer.mood(json!({ "status": 503, "pause": 120 })).await;
    assert_eq!(push.step().await, Step::Later(Duration::from_secs(120)));
    push.peer.mood(json!({ "half": true })).await;
    assert_eq!(push.step().await, LATER);
    push.peer.mood(json!({ "cut": true })).await;
    assert_eq!(push.step().await, LATER);
    push.peer.mood(json!({})).await;
    assert_eq!(push.all().await, 1);
    for (mood, decision) in [
        (json!({ "half": true }), answers(&[("research", Answer::Refuse)])),
        (json!({ "cut": true }), answers(&[("research", Answer::Allow)])),
        (json!({ "cut": true }), Decision::UseRefused("review-2026-02".parse().unwrap())),
        (json!({ "half": true }), Decision::Withdrawn(Scope::Everything)),
        (json!({ "cut": true }), Decision::Withdrawn(Scope::Everything)),
    ] {
        push.stay.decides("P1", decision).await;
        push.peer.mood(mood).await;
        assert_eq!(push.step().await, LATER);
        push.peer.mood(json!({})).await;
        assert_eq!(push.all().await, 1);
    }
    push.holds_what_is_served(&["P1"]).await;
}

#[tokio::test]
async fn a_wrong_token_waits_until_the_file_has_the_right_one() {
    let push = Push::of(&["P1"]).await;
    push.stay.decides("P1", answers(&REGISTRY)).await;
    let token = push.folder.path().join("fhir-token");
    for wrong in ["another", ""] {
        std::fs::write(&token, wrong).unwrap();
        assert_eq!(push.step().await, LATER);
    }
    assert_eq!((push.progress().await.waiting, push.progress().await.laid_aside), (1, vec![]));
    std::fs::write(&token, SERVER_TOKEN).unwrap();
    assert_eq!(push.all().await, 1);
    push.holds_what_is_served(&["P1"]).await;
}

#[tokio::test]
async fn what_it_refuses_is_laid_aside_and_when_sent_once_more_overwrites_nothing_newer() {
    let push = Push::of(&["P1"]).await;
    push.stay.decides("P1", answers(&REGISTRY)).await;
    assert_eq!(push.all().await, 1);
    push.peer.mood(json!({ "refuse": "QuestionnaireResponse" })).await;
    push.stay.decides("P1", answers(&[("research", Answer::Refuse)])).await;
    assert_eq!(push.step().await, Step::Done);
    let progress = push.progress().await;
    let why = &progress.laid_aside[0].1;
    assert!(why.contains("422") && why.contains("(processing)"), "status and issue code: {why}");
    assert!(!why.contains("QuestionnaireResponse"), "its words may name the patient: {why}");
    push.peer.mood(json!({})).await;
    push.stay.decides("P1", Decision::Withdrawn(Scope::Everything)).await;
    assert_eq!(push.all().await, 1, "a no waits for nothing");
    push.again().await;
    assert_eq!(push.all().await, 1);
    assert_eq!((push.progress().await.waiting, push.progress().await.laid_aside), (0, vec![]));
    let there = push.peer.everything().await;
    let newest: BTreeMap<_, _> = there.iter().map(|held| (held["id"].to_string(), held)).collect();
    let consents = newest.values().filter(|held| held["resourceType"] == "Consent");
    assert!(consents.clone().count() >= 2);
    for consent in consents.filter(|consent| consent["status"] == "active") {
        assert_eq!(consent["policyRule"]["coding"][0]["code"], "OPTOUT");
    }
    let provenances = there.iter().filter(|held| held["resourceType"] == "Provenance");
    assert_eq!(provenances.count(), 3);
}

#[tokio::test]
async fn a_patient_whom_the_server_does_not_know_is_laid_aside_and_nobody_else() {
    let push = Push::of(&["P1"]).await;
    push.stay.hospital.invite("P2", 90).await;
    push.stay.decides("P2", answers(&REGISTRY)).await;
    push.stay.decides("P1", answers(&REGISTRY)).await;
    assert_eq!(push.all().await, 2);
    let progress = push.progress().await;
    assert_eq!(progress.laid_aside.len(), 1);
    assert!(progress.laid_aside[0].1.contains("no patient") && !progress.laid_aside[0].1.contains("P2"));
    push.peer.register("P2").await;
    push.again().await;
    assert_eq!(push.all().await, 1);
    push.holds_what_is_served(&["P1", "P2"]).await;
}

#[tokio::test]
async fn what_another_hand_changed_or_took_away_there_is_put_right_by_the_next_entry() {
    let push = Push::of(&["P1"]).await;
    push.stay.decides("P1", answers(&REGISTRY)).await;
    assert_eq!(push.all().await, 1);
    let there = push.peer.everything().await;
    let mut consent = there.into_iter().find(|held| held["resourceType"] == "Consent").unwrap();
    let address = format!("fhir/Consent/{}", consent["id"].as_str().unwrap());
    consent["provision"]["type"] = json!("permit");
    push.peer.ask(Method::PUT, &address, Some(consent)).await;
    push.stay.decides("P1", answers(&[("research", Answer::Refuse)])).await;
    assert_eq!(push.all().await, 1);
    let now = push.peer.ask(Method::GET, &address, None).await;
    let versions = push.served("P1").await;
    let is_newest = |ours: &&Value| plain(ours) == plain(&now);
    assert!(versions.iter().any(|ours| is_newest(&ours)), "{now}");
    assert_eq!(now["provision"]["type"], "deny");

    push.peer.ask(Method::DELETE, &address, None).await;
    push.stay.decides("P1", Decision::Withdrawn(Scope::Everything)).await;
    assert_eq!(push.all().await, 1);
    assert_eq!(push.progress().await.laid_aside, []);
}

/// The states of the newest version of every Consent that is held there.
async fn states(push: &Push) -> Vec<String> {
    let there = push.peer.everything().await;
    let newest: BTreeMap<_, _> = there.iter().map(|held| (held["id"].to_string(), held)).collect();
    let consents = newest.values().filter(|held| held["resourceType"] == "Consent");
    consents.map(|consent| consent["status"].as_str().unwrap().to_owned()).collect()
}

async fn erase(push: &Push) -> Erased {
    let (patient, now) = ("P1".to_owned(), push.stay.hospital.now());
    let erase = Erase { patient, give_up_undelivered: false, staff: None, now };
    push.stay.hospital.provider.store.write(erase).await.unwrap()
}

#[tokio::test]
async fn nobody_is_erased_before_the_server_was_told_and_holds_no_active_consent() {
    let push = Push::of(&["P1", "P2"]).await;
    push.stay.decides("P1", answers(&REGISTRY)).await;
    push.stay.decides("P2", answers(&REGISTRY)).await;
    assert_eq!(push.step().await, Step::Done);
    push.stay.decides("P1", answers(&[("research", Answer::Refuse)])).await;
    let Erased::Undelivered(undelivered) = erase(&push).await else { panic!("a no is on its way") };
    assert_eq!(undelivered.deliveries, [("fhir:his".to_owned(), 1)]);
    assert_eq!(push.all().await, 2);

    let Erased::Requested(undelivered) = erase(&push).await else { panic!("it holds active Consents") };
    let active = undelivered.consents[0].1;
    assert!(active > 0 && push.progress().await.waiting == active);
    // A decision that comes meanwhile is told, too, and made inactive again.
    push.stay.decides("P1", answers(&[("research", Answer::Allow)])).await;
    assert!(matches!(erase(&push).await, Erased::Undelivered(_)));
    assert!(push.all().await > 1);
    assert_eq!(push.progress().await.waiting, 0);
    assert_eq!(states(&push).await.iter().filter(|state| *state == "active").count(), 1, "P2's");

    let Erased::Done(erasure) = erase(&push).await else { panic!("everything is delivered") };
    assert!(erasure.given_up.is_empty());
    assert!(
        erasure
            .fhir_resources
            .iter()
            .any(|(target, resource)| target == "fhir:his" && resource.starts_with("Consent/"))
    );
    assert_eq!(push.all().await, 0);
    push.stay.hospital.provider.store.audit(|| ()).await.unwrap();
}

#[tokio::test]
async fn a_server_that_is_down_keeps_a_patient_from_being_erased_and_is_asked_again() {
    let push = Push::of(&["P1"]).await;
    push.stay.decides("P1", answers(&REGISTRY)).await;
    assert_eq!(push.all().await, 1);
    assert!(matches!(erase(&push).await, Erased::Requested(_)));
    std::fs::write(push.folder.path().join("fhir-token"), "another").unwrap();
    assert_eq!(push.step().await, LATER);
    assert!(matches!(erase(&push).await, Erased::Requested(_)));
    std::fs::write(push.folder.path().join("fhir-token"), SERVER_TOKEN).unwrap();
    push.all().await;
    assert!(states(&push).await.iter().all(|state| state == "inactive"));
    assert!(matches!(erase(&push).await, Erased::Done(_)));
}
