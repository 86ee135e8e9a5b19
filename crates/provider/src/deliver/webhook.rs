//! A webhook: a decision as a signed POST (RFC 9421) to an address of the portal's. It names the person by the portal's
//! own name for them, and bears the id of the decision, by which the portal knows it again if it comes twice.

use super::key::WebhookKey;
use super::told::{Told, pause};
use crate::portal::PortalId;
use crate::store::deliveries::Due;
use crate::transport::Authorities;
use chrono::{DateTime, Utc};
use http_body_util::{BodyExt, Full};
use httpsig_hyper::prelude::{HttpSignatureParams, message_component::HttpMessageComponentId};
use httpsig_hyper::{ContentDigestType, MessageSignatureReq, RequestContentDigest};
use nattoku_consent::event::{Channel, TermsShown};
use nattoku_consent::{Decision, EventId};
use reqwest::{Client, Url, redirect};
use serde::Serialize;
use std::sync::Arc;
use std::time::Duration;

/// How long a portal may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is signed: where it goes, and what it says.
const SIGNED: [&str; 5] = ["@method", "@target-uri", "content-type", "content-digest", "idempotency-key"];

/// What a portal is told.
#[derive(Debug, Serialize)]
struct Message<'a> {
    id: EventId,
    portal: &'a str,
    subject: &'a str,
    entry: u64,
    #[serde(with = "nattoku_consent::time::instant")]
    accepted_at: DateTime<Utc>,
    channel: Channel,
    terms: &'a TermsShown,
    decision: &'a Decision,
}

/// Where a portal is told, and by which key.
#[derive(Clone)]
pub struct Webhook {
    client: Client,
    address: Url,
    key: Arc<WebhookKey>,
}

impl Webhook {
    /// Tells at an address; `authorities` are trusted beside the public ones.
    ///
    /// # Errors
    /// The system has no TLS to offer.
    pub fn new(
        address: Url,
        authorities: &Authorities,
        key: Arc<WebhookKey>,
    ) -> Result<Self, reqwest::Error> {
        let client = Client::builder().redirect(redirect::Policy::none()).no_proxy().referer(false);
        let client = client.timeout(PATIENCE).user_agent(concat!("nattoku/", env!("CARGO_PKG_VERSION")));
        Ok(Self { client: authorities.trusted_by(client).build()?, address, key })
    }

    /// Tells of a decision. What only stands in the way of this try is told as `Later`.
    pub async fn tell(&self, portal: &PortalId, due: Due, now: DateTime<Utc>) -> Told {
        let request = match self.request(portal, &due, now).await {
            Ok(request) => request,
            Err(why) => return Told::later(why),
        };
        match self.client.execute(request).await {
            Ok(response) if response.status().is_success() => Told::Taken,
            // These speak of the message; everything else speaks of the portal, which may be mended.
            Ok(response) if matches!(response.status().as_u16(), 400 | 409 | 413 | 422) => {
                Told::Never(format!("the portal answered {}", response.status()))
            }
            Ok(response) => {
                let why = format!("the portal answered {}", response.status());
                Told::Later { why, pause: pause(response.headers()) }
            }
            Err(error) => Told::later(error.without_url().to_string()),
        }
    }

    async fn request(
        &self,
        portal: &PortalId,
        due: &Due,
        now: DateTime<Utc>,
    ) -> Result<reqwest::Request, String> {
        let nattoku_consent::Body::Decided(decision) = &due.event.body else {
            return Err("it is no decision".to_owned());
        };
        let message = Message {
            id: due.event.id,
            portal: portal.as_str(),
            subject: &due.subject,
            entry: due.entry,
            accepted_at: due.accepted_at,
            channel: due.event.channel,
            terms: &due.event.terms,
            decision,
        };
        let body = serde_json::to_vec(&message).map_err(|error| error.to_string())?;
        let request = axum::http::Request::post(self.address.as_str())
            .header("content-type", "application/json")
            .header("idempotency-key", format!("\"{}\"", due.event.id))
            .body(Full::new(body.into()))
            .map_err(|error| error.to_string())?;
        self.signed(request, now).await
    }

    async fn signed(
        &self,
        request: axum::http::Request<Full<axum::body::Bytes>>,
        now: DateTime<Utc>,
    ) -> Result<reqwest::Request, String> {
        let digested = request.set_content_digest(&ContentDigestType::Sha256).await;
        let mut request = digested.map_err(|error| error.to_string())?;
        let covered: Result<Vec<_>, _> = SIGNED.into_iter().map(HttpMessageComponentId::try_from).collect();
        let covered = covered.map_err(|error| error.to_string())?;
        let mut what = HttpSignatureParams::try_new(&covered).map_err(|error| error.to_string())?;
        what.set_key_info(&self.key.secret);
        what.set_created(now.timestamp().unsigned_abs());
        let signed = request.set_message_signature(&what, &self.key.secret, Some("nattoku")).await;
        signed.map_err(|error| error.to_string())?;
        let (parts, body) = request.into_parts();
        let body = body.collect().await.map_err(|error| error.to_string())?.to_bytes();
        axum::http::Request::from_parts(parts, body)
            .try_into()
            .map_err(|error: reqwest::Error| error.to_string())
    }
}
