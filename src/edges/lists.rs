//! Fetching what the disclosures show: the index, the parts of feeds, and the reader's own record.

use crate::edges::{address, json};
use gloo_net::http::{Request, Response};
use nattoku_consent::catalogue::{Catalogue, Catalogues};
use nattoku_consent::wire::{CATALOGUE_PATH, PERSON_HEADER, RECORD_PATH, RecordView};
use nattoku_consent::{AsOf, Digest, Record};
use serde::de::DeserializeOwned;
use web_sys::{AbortSignal, window};

/// Longer than the slowest line that can still carry an answer; shorter than a person waits.
const PATIENCE_MS: u32 = 20_000;
/// The outcomes that this device has shown.
const SEEN: &str = "nattoku.outcomes-seen";

/// Anything public. Only a body that reads as promised counts; a cut or foreign one is as good as none.
pub async fn get<T: DeserializeOwned>(address: &str) -> Option<T> {
    read(address, None).await
}

/// The record of a person a session speaks for, every catalogue it refers to, and the present as the server has it.
pub async fn record(bearer: &str, person: &str) -> Option<(Record, Catalogues, AsOf)> {
    let view: RecordView = read(RECORD_PATH, Some((bearer, person))).await?;
    let mut catalogues = Catalogues::new(view.catalogue.clone(), catalogue(&view.catalogue).await?);
    for entry in &view.entries {
        let shown = &entry.event.terms.catalogue;
        if catalogues.get(shown).is_none() {
            catalogues = catalogues.with_earlier(shown.clone(), catalogue(shown).await?);
        }
    }
    let as_of = view.as_of();
    Some((Record::from_entries(view.entries), catalogues, as_of))
}

async fn catalogue(digest: &Digest) -> Option<Catalogue> {
    get(&format!("{CATALOGUE_PATH}s/{digest}")).await
}

async fn read<T: DeserializeOwned>(address: &str, reader: Option<(&str, &str)>) -> Option<T> {
    let mut request = Request::get(address).abort_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE_MS)));
    if let Some((bearer, person)) = reader {
        request = request.header("authorization", &format!("Bearer {bearer}")).header(PERSON_HEADER, person);
    }
    let response: Response = request.send().await.ok().filter(Response::ok)?;
    json::read(&response.text().await.ok()?)
}

/// Remembers which outcomes were shown, and gives those that were before. A browser that keeps nothing has
/// shown nothing before; nor has a shared tablet.
#[must_use]
pub fn remember(shown: &[String]) -> Vec<String> {
    let storage =
        window().filter(|_| !address::is_kiosk()).and_then(|window| window.local_storage().ok().flatten());
    let Some(storage) = storage else { return Vec::new() };
    let before = storage.get_item(SEEN).ok().flatten().unwrap_or_default();
    // Where the browser refuses, the next visit shows the same ones as new.
    let _ = storage.set_item(SEEN, &shown.join(" "));
    before.split_whitespace().map(str::to_owned).collect()
}
