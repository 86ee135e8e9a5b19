//! The provider's API, as `nattoku_consent::wire` has it. A request that gets no answer in time is unreachable.

use crate::edges::json;
use crate::model::{Failure, Seen};
use chrono::NaiveDate;
use gloo_net::http::{Method, RequestBuilder, Response};
use nattoku_consent::catalogue::{Catalogue, Catalogues};
use nattoku_consent::delivery::Outgoing;
use nattoku_consent::table::Table;
use nattoku_consent::wire::{
    Accepted, CATALOGUE_PATH, Credential, DECISIONS_PATH, Problem, RECORD_PATH, RecordView, SESSION_PATH,
    Session, SignIn,
};
use nattoku_consent::{Digest, Entry, Language, Record};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use web_sys::{AbortSignal, window};

/// Longer than the slowest line that can still carry an answer; shorter than a person waits.
const PATIENCE_MS: u32 = 20_000;

/// Speaks to the provider in the reader's language.
pub struct Api<'a> {
    /// The language in which problems are told.
    pub language: &'a Language,
}

impl Api<'_> {
    /// Opens a session and reads the record.
    ///
    /// # Errors
    /// Unreachable, or what the provider says.
    pub async fn open(&self, credential: Credential, birth_date: NaiveDate) -> Result<Session, Failure> {
        let request = self.request(Method::POST, SESSION_PATH);
        answer(send(request, &SignIn { credential, birth_date }).await?).await
    }

    /// Reads the record and every catalogue it refers to.
    ///
    /// # Errors
    /// Unreachable, or what the provider says.
    pub async fn record(
        &self,
        bearer: &str,
        digest: &Digest,
        catalogue: &Arc<Catalogue>,
    ) -> Result<Read, Failure> {
        let request = self.request(Method::GET, RECORD_PATH).header("authorization", &bearing(bearer));
        let view: RecordView = answer(request.send().await.map_err(|_| Failure::Unreachable)?).await?;
        let newer = if view.catalogue == *digest {
            None
        } else {
            Some(Arc::new(self.catalogue(&view.catalogue).await?))
        };
        let current = newer.clone().unwrap_or_else(|| catalogue.clone());
        let mut catalogues = Catalogues::new(view.catalogue.clone(), current);
        for entry in &view.entries {
            let shown = &entry.event.terms.catalogue;
            if catalogues.get(shown).is_none() {
                catalogues = catalogues.with_earlier(shown.clone(), self.catalogue(shown).await?);
            }
        }
        let seen = Seen { record: Record::from_entries(view.entries), catalogues, now: view.now };
        Ok(Read { seen, newer: newer.map(|newer| (newer, view.catalogue)) })
    }

    /// Sends a decision. It is received only if this says so.
    ///
    /// # Errors
    /// Unreachable, or what the provider says.
    pub async fn decide(&self, bearer: &str, outgoing: &Outgoing) -> Result<Entry, Failure> {
        let mut request = self
            .request(Method::POST, DECISIONS_PATH)
            .header("authorization", &bearing(bearer))
            .header("idempotency-key", &outgoing.request.id.to_string());
        if outgoing.request.decision.widens() {
            request = request.header("if-match", &format!("\"{}\"", outgoing.seen_version));
        }
        let accepted: Accepted = answer(send(request, &outgoing.request).await?).await?;
        Ok(accepted.entry)
    }

    async fn catalogue(&self, digest: &Digest) -> Result<Catalogue, Failure> {
        let request = self.request(Method::GET, &format!("{CATALOGUE_PATH}s/{digest}"));
        answer(request.send().await.map_err(|_| Failure::Unreachable)?).await
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        RequestBuilder::new(path)
            .method(method)
            .header("accept-language", self.language.as_str())
            .abort_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE_MS)))
    }
}

/// A record as read, and the catalogue in force where it is newer than the one at hand.
pub struct Read {
    /// What the provider knows of the person.
    pub seen: Seen,
    /// The newer catalogue.
    pub newer: Option<(Arc<Catalogue>, Digest)>,
}

/// The messages of a language, from the address the page names for it.
pub async fn messages(language: &Language) -> Option<Table<String, String>> {
    let page = window()?.document()?.document_element()?;
    let address = page.get_attribute(&format!("data-messages-{language}"))?;
    let response = gloo_net::http::Request::get(&address).send().await.ok()?;
    if response.ok() { json::read(&response.text().await.ok()?) } else { None }
}

fn bearing(bearer: &str) -> String {
    format!("Bearer {bearer}")
}

async fn send(request: RequestBuilder, body: &impl Serialize) -> Result<Response, Failure> {
    let body = serde_json::to_string(body).map_err(|_| Failure::Unreachable)?;
    let request =
        request.header("content-type", "application/json").body(body).map_err(|_| Failure::Unreachable)?;
    request.send().await.map_err(|_| Failure::Unreachable)
}

/// Only a body that reads as promised counts; a cut or foreign one is as good as none.
async fn answer<T: DeserializeOwned>(response: Response) -> Result<T, Failure> {
    let text = response.text().await.map_err(|_| Failure::Unreachable)?;
    if response.ok() {
        return json::read(&text).ok_or(Failure::Unreachable);
    }
    let problem: Option<Problem> = json::read(&text);
    Err(problem.map_or(Failure::Unreachable, Failure::Told))
}
