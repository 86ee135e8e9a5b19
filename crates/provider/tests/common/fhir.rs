//! A hospital system that asks by FHIR.

use super::{Hospital, Reply, request};
use axum::body::Body;
use axum::http::Method;
use nattoku::secrets::sha256;
use nattoku::store::clients::AddClient;
use nattoku_consent::wire::SystemPurpose;
use nattoku_fhir::Resource;
use nattoku_fhir::r4::Bundle;
use serde_json::Value;

pub const TOKEN: &str = "a-token-of-a-hospital-system";

impl Hospital {
    /// Lets the system ask.
    pub async fn with_system(self) -> Self {
        let (name, token, now) = ("his".to_owned(), sha256(TOKEN.as_bytes()), self.now());
        let (purpose, ends_at) = (SystemPurpose::MedicalRecord, now + chrono::Duration::days(365));
        self.provider.store.write(AddClient { name, token, purpose, now, ends_at }).await.unwrap();
        self
    }

    pub async fn fhir(&self, path: &str) -> Reply {
        let reply =
            self.get(&format!("/fhir/{path}"), &[("authorization", &format!("Bearer {TOKEN}"))]).await;
        assert!(
            reply.header("content-type").unwrap_or_default().starts_with("application/fhir+json"),
            "{reply:?}"
        );
        reply
    }

    pub async fn fhir_post(&self, path: &str, kind: &str, body: &str) -> Reply {
        let authorization = format!("Bearer {TOKEN}");
        let headers = [("authorization", authorization.as_str()), ("content-type", kind)];
        self.send(request(Method::POST, &format!("/fhir/{path}"), &headers, Body::from(body.to_owned())))
            .await
    }

    /// What a search finds, page after page.
    pub async fn found(&self, path: &str) -> Vec<Resource> {
        let mut found = Vec::new();
        let mut path = path.to_owned();
        loop {
            let reply = self.fhir(&path).await;
            assert_eq!(reply.status, 200, "{reply:?}");
            let bundle: Bundle = reply.json();
            found.extend(bundle.entry.into_iter().map(|entry| entry.resource));
            let next = bundle.link.into_iter().find(|link| link.relation == "next");
            let Some(next) = next else { return found };
            path = next.url.split_once("/fhir/").unwrap().1.to_owned();
        }
    }
}

/// The code and the words of an error.
pub fn issue(reply: &Reply) -> (String, String) {
    let outcome: Value = reply.json();
    assert_eq!(outcome["resourceType"], "OperationOutcome");
    let issue = &outcome["issue"][0];
    (issue["code"].as_str().unwrap().to_owned(), issue["diagnostics"].as_str().unwrap().to_owned())
}
