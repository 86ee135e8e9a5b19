//! The provider's API, as `nattoku_consent::wire` has it. A request that gets no answer in time is unreachable.

use crate::edges::json;
use crate::model::{Failure, Seen};
use chrono::NaiveDate;
use gloo_net::http::{Method, RequestBuilder, Response};
use nattoku_consent::catalogue::{Catalogue, Catalogues};
use nattoku_consent::delivery::Outgoing;
use nattoku_consent::table::Table;
use nattoku_consent::wire::{
    Accepted, CATALOGUE_PATH, CONSENT_RECORD_PATH, Credential, DECISIONS_PATH, LEDGER_PATH, PERSON_HEADER,
    Problem, READS_PATH, RECEIPTS_PATH, RECORD_PATH, ReadsView, RecordView, SESSION_PATH, Session, SignIn,
    TOLD_PATH, Told,
};
use nattoku_consent::{Digest, Language, Record};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use web_sys::{AbortSignal, window};

/// Longer than the slowest line that can still carry an answer; shorter than a person waits.
const PATIENCE_MS: u32 = 20_000;

/// Speaks to the provider in the reader's language.
pub struct Api<'a> {
    /// The language in which problems are told.
    pub language: &'a Language,
    /// Whom requests are about, by their mark; none: who signed in.
    pub person: Option<&'a str>,
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
    ) -> Result<Seen, Failure> {
        let request = self.request(Method::GET, RECORD_PATH).header("authorization", &bearing(bearer));
        let view: RecordView = answer(request.send().await.map_err(|_| Failure::Unreachable)?).await?;
        let current = if view.catalogue == *digest {
            catalogue.clone()
        } else {
            Arc::new(self.catalogue(&view.catalogue).await?)
        };
        let mut catalogues = Catalogues::new(view.catalogue.clone(), current);
        for entry in &view.entries {
            let shown = &entry.event.terms.catalogue;
            if catalogues.get(shown).is_none() {
                catalogues = catalogues.with_earlier(shown.clone(), self.catalogue(shown).await?);
            }
        }
        let as_of = view.as_of();
        let record = Record::from_entries(view.entries);
        Ok(Seen::new(record, catalogues, as_of, view.ledger, view.reworded))
    }

    /// Sends a decision; answers its receipt. It is received only if that holds.
    ///
    /// # Errors
    /// Unreachable, or what the provider says.
    pub async fn decide(&self, bearer: &str, outgoing: &Outgoing) -> Result<String, Failure> {
        let mut request = self
            .request(Method::POST, DECISIONS_PATH)
            .header("authorization", &bearing(bearer))
            .header("idempotency-key", &outgoing.request.id.to_string());
        if outgoing.request.decision.widens() {
            request = request.header("if-match", &format!("\"{}\"", outgoing.seen_version));
        }
        let accepted: Accepted = answer(send(request, &outgoing.request).await?).await?;
        Ok(accepted.receipt)
    }

    /// The catalogue of a digest.
    ///
    /// # Errors
    /// Unreachable, or what the provider says.
    pub async fn catalogue(&self, digest: &Digest) -> Result<Catalogue, Failure> {
        let request = self.request(Method::GET, &format!("{CATALOGUE_PATH}s/{digest}"));
        answer(request.send().await.map_err(|_| Failure::Unreachable)?).await
    }

    /// The receipt of one of the person's entries, in JSON.
    ///
    /// # Errors
    /// Unreachable, or what the provider says.
    pub async fn receipt(&self, bearer: &str, number: u64) -> Result<String, Failure> {
        let request = self.request(Method::GET, &format!("{RECEIPTS_PATH}/{number}"));
        text(request.header("authorization", &bearing(bearer))).await
    }

    /// The receipt of a code, in JSON.
    ///
    /// # Errors
    /// Unreachable, or what the provider says.
    pub async fn receipt_by_code(&self, code: &str) -> Result<String, Failure> {
        let request = self.request(Method::GET, RECEIPTS_PATH);
        text(request.header("authorization", &format!("Receipt {code}"))).await
    }

    /// What became of the person's no at everybody who holds their data.
    ///
    /// # Errors
    /// Unreachable, or what the provider says.
    pub async fn told(&self, bearer: &str) -> Result<Vec<Told>, Failure> {
        let request = self.request(Method::GET, TOLD_PATH).header("authorization", &bearing(bearer));
        answer(request.send().await.map_err(|_| Failure::Unreachable)?).await
    }

    /// Who read the person's record, after so many newer reads.
    ///
    /// # Errors
    /// Unreachable, or what the provider says.
    pub async fn reads(&self, bearer: &str, skip: u32) -> Result<ReadsView, Failure> {
        let request = self.request(Method::GET, &format!("{READS_PATH}?skip={skip}"));
        answer(
            request
                .header("authorization", &bearing(bearer))
                .send()
                .await
                .map_err(|_| Failure::Unreachable)?,
        )
        .await
    }

    /// The machine-readable record of what was agreed (ISO/IEC TS 27560), in JSON-LD.
    ///
    /// # Errors
    /// Unreachable, or what the provider says.
    pub async fn consent_record(&self, bearer: &str) -> Result<String, Failure> {
        let request = self.request(Method::GET, CONSENT_RECORD_PATH);
        text(request.header("authorization", &bearing(bearer))).await
    }

    /// The ledger as everybody sees it, with the proof that it grew from `since` entries.
    ///
    /// # Errors
    /// Unreachable, or what the provider says.
    pub async fn ledger(&self, since: u64) -> Result<PublicLedger, Failure> {
        let request = self.request(Method::GET, &format!("{LEDGER_PATH}?since={since}"));
        answer(request.send().await.map_err(|_| Failure::Unreachable)?).await
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = RequestBuilder::new(path)
            .method(method)
            .header("accept-language", self.language.as_str())
            .abort_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE_MS)));
        match self.person {
            Some(person) => request.header(PERSON_HEADER, person),
            None => request,
        }
    }
}

/// The ledger as everybody sees it.
#[derive(Debug, Deserialize)]
pub struct PublicLedger {
    /// Its name.
    pub origin: String,
    /// Every key that ever signed it.
    pub keys: Vec<String>,
    /// The checkpoint last signed.
    #[serde(default)]
    pub checkpoint: Option<String>,
    /// That it grew from the size asked about.
    #[serde(default)]
    pub consistency: Option<Vec<String>>,
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

async fn text(request: RequestBuilder) -> Result<String, Failure> {
    let response = request.send().await.map_err(|_| Failure::Unreachable)?;
    if response.ok() {
        return response.text().await.map_err(|_| Failure::Unreachable);
    }
    answer::<()>(response).await.map(|()| String::new())
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
