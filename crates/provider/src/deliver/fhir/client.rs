//! Asking and telling the FHIR server over HTTP, and what its answers mean for what is sent.

use super::config::Config;
use crate::deliver::told::{Told, pause};
use crate::transport::read_body;
use nattoku_fhir::r4::Bundle;
use reqwest::{Method, StatusCode, header, redirect};
use serde_json::Value;
use std::time::Duration;

/// How long the server may take to answer: a transaction is more work than a message.
const PATIENCE: Duration = Duration::from_secs(60);

/// The longest answer that is read, in bytes: many times what a transaction or a search for one patient is answered with.
const MAX_ANSWER: usize = 4 * 1024 * 1024;

/// The media type of everything that is said.
const FHIR_JSON: &str = "application/fhir+json";

/// The longest reason that is kept of a refusal, in characters.
const LONGEST: usize = 300;

/// Speaks to the server.
#[derive(Debug, Clone)]
pub(super) struct Client {
    http: reqwest::Client,
    config: Config,
}

/// What the server answered.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    /// The version that its header `ETag` names.
    etag: Option<String>,
    /// For how long it asks to be left alone.
    pause: Duration,
    pub(super) body: Value,
}

impl Client {
    pub(super) fn new(config: Config) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder().redirect(redirect::Policy::none()).no_proxy().referer(false);
        let http = http.timeout(PATIENCE).user_agent(concat!("nattoku/", env!("CARGO_PKG_VERSION")));
        Ok(Self { http: config.authorities.trusted_by(http).build()?, config })
    }

    /// Sends a transaction.
    pub(super) async fn transaction(&self, bundle: &Bundle) -> Result<Answer, String> {
        let mut body = serde_json::to_value(bundle).map_err(|error| error.to_string())?;
        body["resourceType"] = "Bundle".into();
        self.ask(Method::POST, "", Some(&body)).await
    }

    /// Reads a resource.
    pub(super) async fn read(&self, kind: &str, id: &str) -> Result<Answer, String> {
        self.ask(Method::GET, &format!("{kind}/{id}"), None).await
    }

    /// The ids of the patients of a number. It is sent in a body, so that no log has it in an address.
    pub(super) async fn patients(
        &self,
        system: &str,
        number: &str,
    ) -> Result<Result<Vec<String>, Answer>, String> {
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("identifier", &format!("{system}|{number}"))
            .finish();
        let request = self.request(Method::POST, "Patient/_search")?;
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(form);
        let answer = Self::answer(request).await?;
        if !answer.status.is_success() {
            return Ok(Err(answer));
        }
        let found = answer.body["entry"].as_array().into_iter().flatten();
        let found = found.map(|entry| &entry["resource"]).filter(|found| found["resourceType"] == "Patient");
        Ok(Ok(found.filter_map(|patient| patient["id"].as_str().map(str::to_owned)).collect()))
    }

    async fn ask(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Answer, String> {
        let mut request = self.request(method, path)?;
        if let Some(body) = body {
            let body = serde_json::to_vec(body).map_err(|error| error.to_string())?;
            request = request.header(header::CONTENT_TYPE, FHIR_JSON).body(body);
        }
        Self::answer(request).await
    }

    fn request(&self, method: Method, path: &str) -> Result<reqwest::RequestBuilder, String> {
        let base = &self.config.base;
        // A transaction goes to the base itself, as it was written.
        let address = if path.is_empty() {
            base.as_str().trim_end_matches('/').to_owned()
        } else {
            base.join(path).map_err(|error| error.to_string())?.to_string()
        };
        let request = self.http.request(method, address).bearer_auth(self.config.token()?);
        Ok(request.header(header::ACCEPT, FHIR_JSON))
    }

    async fn answer(request: reqwest::RequestBuilder) -> Result<Answer, String> {
        let response = request.send().await.map_err(|error| error.without_url().to_string())?;
        let status = response.status();
        let etag = response.headers().get(header::ETAG).and_then(|etag| etag.to_str().ok());
        let etag = etag.map(|etag| etag.trim_start_matches("W/").trim_matches('"').to_owned());
        let pause = pause(response.headers());
        let body = read_body(response, MAX_ANSWER).await;
        let body = body.map_err(|error| format!("the FHIR server answered {status}, and {error}"))?;
        Ok(Answer { status, etag, pause, body: serde_json::from_slice(&body).unwrap_or_default() })
    }
}

impl Answer {
    /// What it means, where it is no success.
    pub(super) fn refused(&self) -> Told {
        match refused(self.status, &self.body) {
            Told::Later { why, .. } => Told::Later { why, pause: self.pause },
            told => told,
        }
    }

    /// The version of the resource that was read.
    pub(super) fn version(&self) -> Option<String> {
        self.body["meta"]["versionId"].as_str().map(str::to_owned).or_else(|| self.etag.clone())
    }
}

/// What a status means that is no success.
pub(super) fn refused(status: StatusCode, outcome: &Value) -> Told {
    let why = format!("the FHIR server answered {status}{}", said(outcome));
    match status.as_u16() {
        // These speak of what was sent; everything else speaks of the server, or of a token, which may be mended.
        400 | 412 | 413 | 415 | 422 => Told::Never(why),
        _ => Told::later(why),
    }
}

/// Whether a status may say that something there is not in the version that was seen.
pub(super) fn is_conflict(status: StatusCode) -> bool {
    matches!(status.as_u16(), 404 | 409 | 410 | 412)
}

/// What an `OperationOutcome` says.
fn said(outcome: &Value) -> String {
    let issues = outcome["issue"].as_array().into_iter().flatten();
    let words =
        issues.filter_map(|issue| issue["diagnostics"].as_str().or(issue["details"]["text"].as_str()));
    let said = words.collect::<Vec<_>>().join("; ");
    if said.is_empty() { said } else { format!(": {}", said.chars().take(LONGEST).collect::<String>()) }
}
