//! Asking and telling the FHIR server over HTTP, and what its answers mean for what is sent.

use super::config::Config;
use crate::deliver::told::{Told, pause};
use crate::transport::read_body;
use nattoku_fhir::r4::Bundle;
use reqwest::{Method, StatusCode, header, redirect};
use serde_json::Value;
use std::collections::BTreeSet;
use std::time::Duration;

/// How long the server may take to answer: a transaction is more work than a message.
const PATIENCE: Duration = Duration::from_secs(60);

/// The longest answer that is read, in bytes: many times what a transaction or a search for one patient is answered with.
const MAX_ANSWER: usize = 4 * 1024 * 1024;

/// The media type of everything that is said.
const FHIR_JSON: &str = "application/fhir+json";

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

    /// Writes a resource in the place of the version that was read.
    pub(super) async fn replace(
        &self,
        kind: &str,
        id: &str,
        version: &str,
        resource: &Value,
    ) -> Result<Answer, String> {
        let body = serde_json::to_vec(resource).map_err(|error| error.to_string())?;
        let request = self.request(Method::PUT, &format!("{kind}/{id}"))?;
        let request = request.header(header::IF_MATCH, format!("W/\"{version}\""));
        Self::answer(request.header(header::CONTENT_TYPE, FHIR_JSON).body(body)).await
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
    let why = format!("the FHIR server answered {status}{}", codes(outcome));
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

/// The issue codes of an `OperationOutcome`. Its words are kept nowhere: they may name the patient, and are as long as the
/// server likes (A45).
fn codes(outcome: &Value) -> String {
    let issues = outcome["issue"].as_array().into_iter().flatten();
    let given: BTreeSet<_> = issues.filter_map(|issue| issue["code"].as_str()).collect();
    let codes: Vec<_> = ISSUE_TYPES.into_iter().filter(|code| given.contains(code)).collect();
    if codes.is_empty() { String::new() } else { format!(" ({})", codes.join(", ")) }
}

/// Every code of `http://hl7.org/fhir/issue-type` in R4. Whatever else stands in its place may be anything.
const ISSUE_TYPES: [&str; 31] = [
    "invalid",
    "structure",
    "required",
    "value",
    "invariant",
    "security",
    "login",
    "unknown",
    "expired",
    "forbidden",
    "suppressed",
    "processing",
    "not-supported",
    "duplicate",
    "multiple-matches",
    "not-found",
    "deleted",
    "too-long",
    "code-invalid",
    "extension",
    "too-costly",
    "business-rule",
    "conflict",
    "transient",
    "lock-error",
    "no-store",
    "exception",
    "timeout",
    "incomplete",
    "throttled",
    "informational",
];

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn of_a_refusal_only_status_and_known_issue_codes_are_kept() {
        let issue = |code: &str| json!({ "severity": "error", "code": code, "diagnostics": "CANARY", "details": { "text": "CANARY" } });
        let mut issues = vec![issue("required"), issue("CANARY"), issue("invalid"), issue("required")];
        issues.extend((0..10_000).map(|_| issue("value")));
        let told = refused(StatusCode::UNPROCESSABLE_ENTITY, &json!({ "issue": issues }));
        let why = "the FHIR server answered 422 Unprocessable Entity (invalid, required, value)";
        assert_eq!(told, Told::Never(why.to_owned()));
        for outcome in
            [json!(null), json!({}), json!({ "issue": "CANARY" }), json!({ "issue": [{ "code": 1 }] })]
        {
            let told = refused(StatusCode::BAD_GATEWAY, &outcome);
            assert_eq!(told, Told::later("the FHIR server answered 502 Bad Gateway".to_owned()));
        }
    }
}
