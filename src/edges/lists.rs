//! Fetching what the disclosures show: the index, the parts of feeds, and the reader's own record.

use crate::disclosures::model::{Act, Reader};
use crate::edges::json;
use crate::i18n::forms::nfkc;
use gloo_net::http::{Request, Response};
use nattoku_consent::catalogue::{Catalogue, Catalogues};
use nattoku_consent::wire::{CATALOGUE_PATH, RECORD_PATH, RecordView};
use nattoku_consent::{Digest, Record};
use nattoku_disclosure::feed::Feed;
use nattoku_disclosure::search::fold;
use nattoku_disclosure::served::Index;
use nattoku_disclosure::{FeedKind, Recipient};
use serde::de::DeserializeOwned;
use web_sys::{AbortSignal, window};

/// Longer than the slowest line that can still carry an answer; shorter than a person waits.
const PATIENCE_MS: u32 = 20_000;
/// Between the texts that are normalised together; it occurs in none of them.
const BETWEEN: char = '\u{1}';
/// The outcomes that this device has shown.
const SEEN: &str = "nattoku.outcomes-seen";

/// The index of providers.
pub async fn index(address: &str) -> Option<Index> {
    get(address, None).await
}

/// A part of a feed, as what happened.
pub async fn part(kind: FeedKind, source: usize, address: &str) -> Act {
    match kind {
        FeedKind::Recipients => {
            let feed = get::<Feed<Recipient>>(address, None).await;
            Act::Recipients(source, feed.map(|feed| with_texts(feed.entries)))
        }
        FeedKind::Outcomes => Act::Outcomes(source, get(address, None).await.map(entries)),
        FeedKind::Reviews => Act::Reviews(source, get(address, None).await.map(entries)),
    }
}

fn entries<T>(feed: Feed<T>) -> Vec<T> {
    feed.entries
}

/// Each entry with the text in which it is searched. The browser normalises them all in one call.
fn with_texts(entries: Vec<Recipient>) -> Vec<(Recipient, String)> {
    let text = |entry: &Recipient| {
        let names =
            entry.recipient.name.0.values().chain(entry.summary.0.values()).chain(entry.data.0.values());
        let onward = entry.onward.iter().flat_map(|onward| onward.organisation.name.0.values());
        names.chain(onward).map(String::as_str).collect::<Vec<_>>().join(" ")
    };
    let all = entries.iter().map(text).collect::<Vec<_>>().join(&BETWEEN.to_string());
    let folded = fold(&nfkc(&all));
    entries.into_iter().zip(folded.split(BETWEEN).map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// The person of a session, with every catalogue their record refers to.
pub async fn reader(bearer: &str) -> Option<Reader> {
    let view: RecordView = get(RECORD_PATH, Some(bearer)).await?;
    let mut catalogues = Catalogues::new(view.catalogue.clone(), catalogue(&view.catalogue).await?);
    for entry in &view.entries {
        let shown = &entry.event.terms.catalogue;
        if catalogues.get(shown).is_none() {
            catalogues = catalogues.with_earlier(shown.clone(), catalogue(shown).await?);
        }
    }
    Some(Reader { record: Record::from_entries(view.entries), catalogues, now: view.now })
}

async fn catalogue(digest: &Digest) -> Option<Catalogue> {
    get(&format!("{CATALOGUE_PATH}s/{digest}"), None).await
}

/// Only a body that reads as promised counts; a cut or foreign one is as good as none.
async fn get<T: DeserializeOwned>(address: &str, bearer: Option<&str>) -> Option<T> {
    let mut request = Request::get(address).abort_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE_MS)));
    if let Some(bearer) = bearer {
        request = request.header("authorization", &format!("Bearer {bearer}"));
    }
    let response: Response = request.send().await.ok().filter(Response::ok)?;
    json::read(&response.text().await.ok()?)
}

/// Remembers which outcomes were shown, and gives those that were before. A browser that keeps nothing has
/// shown nothing before.
#[must_use]
pub fn remember(shown: &[String]) -> Vec<String> {
    let storage = window().and_then(|window| window.local_storage().ok().flatten());
    let Some(storage) = storage else { return Vec::new() };
    let before = storage.get_item(SEEN).ok().flatten().unwrap_or_default();
    // Where the browser refuses, the next visit shows the same ones as new.
    let _ = storage.set_item(SEEN, &shown.join(" "));
    before.split_whitespace().map(str::to_owned).collect()
}
