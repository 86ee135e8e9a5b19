//! Every resource of whole journeys, as it is served, written into a folder for other programs to judge: the validators
//! of `tests/fhir` take them from there. What is in it reads back as the record, too.

use crate::common::fhir::TOKEN;
use crate::common::stay::{REGISTRY, Stay};
use crate::common::{Reply, answers};
use chrono::Duration;
use nattoku_consent::event::{Actor, NoticeRoute, Scope};
use nattoku_consent::mandate::{Ends, ProxyBasis};
use nattoku_consent::{Answer, Body, Decision};
use nattoku_fhir::{Resource, entries};
use std::fs;
use std::path::{Path, PathBuf};

/// The patient of every journey.
const P1: &str = "P1";

/// A stay with a day between any two happenings.
async fn begun() -> Stay {
    Stay::of(&[P1], Duration::days(1)).await
}

/// Writes everything that is served of the patient, every version; answers how much that was.
async fn written(stay: &Stay, journey: &str) -> usize {
    let hospital = &stay.hospital;
    let folder = folder(journey);
    let mark = hospital.found(&format!("Patient?identifier={P1}")).await[0].id().to_owned();
    save(&folder, "Patient", &hospital.fhir(&format!("Patient/{mark}")).await);
    let mut every = Vec::new();
    for kind in ["Consent", "Communication", "QuestionnaireResponse", "Provenance", "RelatedPerson"] {
        save(&folder, &format!("{kind}-searchset"), &hospital.fhir(&format!("{kind}?patient={mark}")).await);
        for found in hospital.found(&format!("{kind}?patient={mark}")).await {
            let history = hospital.fhir(&format!("{kind}/{}/_history", found.id())).await;
            save(&folder, &format!("{kind}-{}-history", found.id()), &history);
            let bundle: nattoku_fhir::r4::Bundle = history.json();
            every.extend(bundle.entry.into_iter().map(|entry| entry.resource));
        }
    }
    for (place, resource) in every.iter().enumerate() {
        let text = serde_json::to_string_pretty(resource).unwrap();
        fs::write(folder.join(format!("{}-{place:03}.json", resource.kind())), text).unwrap();
        if let Resource::Consent(consent) = resource {
            let r5 = folder.join("r5");
            fs::create_dir_all(&r5).unwrap();
            let text = serde_json::to_string_pretty(&nattoku_fhir::r5::consent(consent)).unwrap();
            fs::write(r5.join(format!("Consent-{place:03}.json")), text).unwrap();
        }
    }
    let row = hospital.provider.store.look_up(P1).await.unwrap().unwrap().row;
    let recorded = hospital.provider.store.entries(row).await.unwrap();
    assert_eq!(entries(&hospital.provider.settings.base, &every), Ok(recorded));
    every.len()
}

/// A folder of one journey's own, empty.
fn folder(journey: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fhir").join(journey);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn save(folder: &Path, name: &str, reply: &Reply) {
    fs::write(folder.join(format!("{name}.json")), &reply.body).unwrap();
}

fn of_age(stay: &Stay, days: i64) -> Ends {
    Ends::ComingOfAge((stay.hospital.now() + Duration::days(days)).date_naive())
}

#[tokio::test]
async fn allowing_refusing_and_stopping_in_part_and_in_full() {
    let stay = begun().await;
    stay.decides(P1, answers(&REGISTRY)).await;
    stay.decides(P1, answers(&[("abroad", Answer::Allow), ("genome", Answer::Refuse)])).await;
    stay.decides(P1, answers(&[("drug-development", Answer::Refuse)])).await;
    stay.decides(P1, Decision::PreferenceSet { preference: "trial-news".parse().unwrap(), wanted: true })
        .await;
    stay.decides(P1, Decision::Withdrawn(Scope::Programme("registry".parse().unwrap()))).await;
    stay.decides(P1, answers(&[("research", Answer::Allow)])).await;
    stay.decides(P1, Decision::Withdrawn(Scope::Everything)).await;
    assert!(written(&stay, "opt-in").await >= 20);
}

#[tokio::test]
async fn a_notice_nobody_refuses_and_one_that_is_refused() {
    let silent = begun().await;
    for route in [NoticeRoute::Mail, NoticeRoute::App, NoticeRoute::Paper, NoticeRoute::InsuranceTerminal] {
        silent.told(P1, route).await;
    }
    assert_eq!(written(&silent, "told").await, 8, "four notices, each with its Provenance, and no Consent");
    let refusing = begun().await;
    refusing.told(P1, NoticeRoute::Post).await;
    refusing.decides(P1, answers(&[("safety", Answer::Refuse)])).await;
    refusing.hospital.wait(Duration::days(40));
    refusing.told(P1, NoticeRoute::Tablet).await;
    refusing.decides(P1, answers(&[("prevention", Answer::Refuse)])).await;
    refusing.decides(P1, answers(&[("prevention", Answer::Allow)])).await;
    assert!(written(&refusing, "told-and-refused").await >= 10);
}

#[tokio::test]
async fn a_proxy_a_child_who_comes_of_age_a_refused_use_and_paper() {
    let stay = begun().await;
    let guardian = stay.proxy(P1, ProxyBasis::Guardian, Ends::On("2027-04-01".parse().unwrap())).await;
    stay.enter(P1, Actor::Proxy(guardian), Body::Decided(answers(&REGISTRY))).await;
    stay.ends(P1, guardian).await;
    stay.enter(P1, Actor::Staff, Body::Decided(answers(&[("research", Answer::Refuse)]))).await;
    assert!(written(&stay, "proxy").await >= 8);

    let child = begun().await;
    let parent = child.proxy(P1, ProxyBasis::Parent, of_age(&child, 30)).await;
    child.enter(P1, Actor::Proxy(parent), Body::Decided(answers(&REGISTRY))).await;
    child.decides(P1, answers(&[("research", Answer::Refuse)])).await;
    child.hospital.wait(Duration::days(40));
    child.decides(P1, answers(&[("drug-development", Answer::Allow)])).await;
    assert!(written(&child, "child").await >= 10);

    let refusing = begun().await;
    refusing.decides(P1, answers(&REGISTRY)).await;
    refusing.decides(P1, Decision::UseRefused("review-2026-02".parse().unwrap())).await;
    assert!(written(&refusing, "refused-use").await >= 5);

    let paper = begun().await;
    paper.enter(P1, Actor::Staff, Body::Decided(answers(&REGISTRY))).await;
    paper.enter(P1, Actor::Staff, Body::Decided(Decision::Withdrawn(Scope::Everything))).await;
    assert!(written(&paper, "paper").await >= 6);
}

#[tokio::test]
async fn what_the_server_says_of_itself_and_of_errors() {
    let stay = begun().await;
    stay.decides(P1, answers(&REGISTRY)).await;
    let folder = folder("served");
    let hospital = &stay.hospital;
    let ask = "Consent/$permitted?purpose=research&recipient=university";
    for (name, path) in [
        ("metadata", "metadata"),
        ("questions", &format!("Questionnaire/{}", hospital.digest)),
        ("permitted", ask),
        ("outcome", "Consent/nobody"),
        ("denied", "Consent/$permitted?purpose=device-ai&recipient=device-company"),
    ] {
        save(&folder, name, &hospital.fhir(path).await);
    }
    assert_eq!(
        hospital.get("/fhir/Consent", &[("authorization", &format!("Bearer {TOKEN}"))]).await.status,
        200
    );
}
