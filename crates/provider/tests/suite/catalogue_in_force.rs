//! Which catalogue may follow which: a newer one, or by an explicit option any.

use crate::common::catalogue::catalogue;
use crate::common::desk::{Desk, stderr};
use crate::common::ground::Ground;
use nattoku::catalogue::Published;
use nattoku::http::app::Files;
use nattoku::provider::{Provider, Settings, StartError};
use nattoku::store::catalogues::{CatalogueRefused, PutInForce, PutOlderInForce};
use nattoku::store::{GROUP, Store};
use nattoku_consent::Digest;
use std::sync::Arc;

/// A catalogue of this version; `phone` makes another of the same version.
fn published(version: u32, phone: &str) -> Published {
    let mut catalogue = catalogue();
    catalogue.version = version;
    catalogue.desk.phone = phone.to_owned();
    Published::new(catalogue).unwrap()
}

const PHONE: &str = "03-1234-5678";

async fn in_force(store: &Store) -> Digest {
    store.catalogues().await.unwrap().unwrap().catalogues.current_digest().clone()
}

#[tokio::test]
async fn a_catalogue_that_is_older_or_differs_under_the_same_version_is_refused() {
    let ground = Ground::default();
    let store = Store::open(ground.location(), GROUP).await.unwrap();
    let put = async |published| store.write(PutInForce(published)).await.unwrap();
    let second = published(2, PHONE);
    assert_eq!(put(published(1, PHONE)).await, Ok(()));
    assert_eq!(put(second.clone()).await, Ok(()));
    assert_eq!(put(second.clone()).await, Ok(()), "the same again changes nothing");
    assert_eq!(put(published(1, PHONE)).await, Err(CatalogueRefused::Older { given: 1, in_force: 2 }));
    assert_eq!(put(published(2, "03-0000-0000")).await, Err(CatalogueRefused::SameVersion(2)));
    assert_eq!(in_force(&store).await, second.digest);

    store.write(PutOlderInForce(published(1, PHONE))).await.unwrap();
    assert_eq!(in_force(&store).await, published(1, PHONE).digest);
}

#[tokio::test]
async fn a_server_starts_with_an_older_catalogue_only_by_its_option() {
    let ground = Ground::default();
    let start = async |version, allow_older_catalogue| {
        let store = Store::open(ground.location(), GROUP).await.unwrap();
        let settings = Settings { allow_older_catalogue, ..Settings::default() };
        let clock = Arc::new(|| "2026-05-01T00:00:00Z".parse().unwrap());
        Provider::start(store, published(version, PHONE), &Files::new(), settings, clock).await
    };
    assert!(start(2, false).await.is_ok());
    let refused = start(1, false).await.err().unwrap();
    assert!(matches!(refused, StartError::CatalogueRefused(_)), "{refused}");
    assert!(refused.to_string().contains("--allow-older-catalogue"), "{refused}");
    assert_eq!(start(1, true).await.unwrap().catalogues.current().version, 1);
}

#[tokio::test]
async fn a_command_that_is_given_an_older_catalogue_does_nothing_and_names_the_way_out() {
    let desk = Desk::open().await;
    desk.store().await.write(PutOlderInForce(published(1000, PHONE))).await.unwrap();
    let patients = desk.file("patients.csv", "patient,birth_date,language\nP1,1947-03-05,ja\n");
    let out = desk.ground().path().join("sheets");
    let output = desk.run(&[
        "invite",
        patients.to_str().unwrap(),
        "--catalogue",
        "../../examples/hospital",
        "--base-url",
        "https://consent.hospital.example",
        "--out",
        out.to_str().unwrap(),
    ]);
    assert_eq!(output.status.code(), Some(1));
    let said = stderr(&output);
    assert!(said.contains("version 1000 is in force") && said.contains("newer catalogue"), "{said}");
    assert!(!out.exists(), "no sheet is written");
}
