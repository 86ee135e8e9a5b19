//! Signing in at a portal in a page of one's own, by OpenID Connect or SMART App Launch 2.2: the browser is led there and
//! comes back with a code (PKCE, RFC 7636), which this server exchanges. What comes of it is what a portal's token says, too.

use super::keys::KeyCache;
use super::token::{Claims, Expected, Refused, Unverified};
use crate::transport::{Authorities, is_confidential, read_body};
use chrono::{DateTime, Utc};
use nattoku_consent::wire::{LoginSignIn, LoginView};
use reqwest::{Client, StatusCode, Url, redirect};
use serde::Deserialize;
use std::path::Path;
use std::time::Duration;

/// How long a portal may take to exchange a code.
const PATIENCE: Duration = Duration::from_secs(10);

/// The longest answer that is read, in bytes.
const MAX_ANSWER: usize = 64 * 1024;

/// The longest code, verifier, nonce or address that is passed on, in bytes.
const MAX_PART: usize = 2048;

/// The part of the file that says where one signs in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenLogin {
    client: String,
    authorization: String,
    token: String,
    #[serde(default = "open_id")]
    scope: String,
    #[serde(default)]
    person: Person,
    fhir: Option<String>,
    secret: Option<String>,
}

fn open_id() -> String {
    "openid".to_owned()
}

/// By what the portal tells who has signed in.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Person {
    /// By the ID token's `sub`.
    #[default]
    Sub,
    /// By the `patient` beside the tokens (SMART App Launch): the person whose record was opened.
    Patient,
}

/// Where one signs in at a portal.
#[derive(Debug)]
pub struct Login {
    view: LoginView,
    token: Url,
    person: Person,
    secret: Option<Secret>,
    expected: Expected,
    client: Client,
}

/// By which this server shows that it is the client; it stands in no log.
struct Secret(String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Secret")
    }
}

/// Why nobody has signed in. The messages name no person and repeat nothing that came: they go into the log.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "each message is its meaning")]
pub enum NotSignedIn {
    #[error("what the browser came back with is empty or too long")]
    Malformed,
    #[error("the portal does not take the code: {0}")]
    Code(StatusCode),
    #[error("its ID token is refused: {0}")]
    Token(#[from] Refused),
    #[error("it does not say whose record was opened (patient)")]
    NoPatient,
    #[error("the portal cannot be asked now: {0}")]
    Unavailable(String),
}

/// What a portal answers for a code; what else stands there is not looked at, and no token of it is kept.
#[derive(Deserialize)]
struct Exchanged {
    id_token: String,
    patient: Option<String>,
}

impl Login {
    /// Reads what stands in the file.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn new(
        written: WrittenLogin,
        issuer: &str,
        beside: Option<&Path>,
        authorities: &Authorities,
        local: bool,
    ) -> Result<Self, String> {
        let WrittenLogin { client, authorization, token, scope, person, fhir, secret } = written;
        let scopes: Vec<_> = scope.split(' ').collect();
        if client.trim().is_empty() {
            return Err("login: client is empty".to_owned());
        }
        if !scopes.contains(&"openid") {
            return Err("login: scope must contain openid: nobody would say who has signed in".to_owned());
        }
        if person == Person::Patient && fhir.is_none() {
            return Err(
                "login: person = \"patient\" needs fhir, the FHIR server whose patient it is".to_owned()
            );
        }
        let authorization = address("authorization", &authorization, local)?.to_string();
        let token = address("token", &token, local)?;
        let fhir = fhir.map(|fhir| address("fhir", &fhir, local).map(|_| fhir)).transpose()?;
        let secret = secret.map(|file| read_secret(&file, beside)).transpose()?;
        let http = Client::builder().redirect(redirect::Policy::none()).no_proxy().referer(false);
        let http = http.timeout(PATIENCE).user_agent(concat!("nattoku/", env!("CARGO_PKG_VERSION")));
        let expected = Expected { issuer: issuer.to_owned(), audience: client.clone() };
        let view = LoginView { authorization, issuer: issuer.to_owned(), client, scope, fhir };
        let client = authorities.trusted_by(http).build().map_err(|error| error.to_string())?;
        Ok(Self { view, token, person, secret, expected, client })
    }

    /// What a browser needs to lead somebody there.
    #[must_use]
    pub const fn view(&self) -> &LoginView {
        &self.view
    }

    /// Exchanges what somebody came back with for what the portal says of them.
    ///
    /// # Errors
    /// Nobody has signed in.
    pub async fn exchange(
        &self,
        came: &LoginSignIn,
        keys: &KeyCache,
        now: DateTime<Utc>,
    ) -> Result<Claims, NotSignedIn> {
        let parts = [&came.code, &came.verifier, &came.nonce, &came.redirect];
        if parts.into_iter().any(|part| part.is_empty() || part.len() > MAX_PART) {
            return Err(NotSignedIn::Malformed);
        }
        let Exchanged { id_token, patient } = self.ask(came).await?;
        let unverified = Unverified::read(&id_token)?;
        let key = keys.key(unverified.key(), now).await;
        let key = key.map_err(|error| NotSignedIn::Unavailable(error.to_string()))?.ok_or(Refused::Key)?;
        let claims = unverified.verify_id_token(&key, &self.expected, &came.nonce, now)?;
        match self.person {
            Person::Sub => Ok(claims),
            Person::Patient => {
                let subject = patient.filter(|patient| !patient.is_empty()).ok_or(NotSignedIn::NoPatient)?;
                Ok(Claims { subject, ..claims })
            }
        }
    }

    async fn ask(&self, came: &LoginSignIn) -> Result<Exchanged, NotSignedIn> {
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "authorization_code")
            .append_pair("code", &came.code)
            .append_pair("redirect_uri", &came.redirect)
            .append_pair("client_id", &self.view.client)
            .append_pair("code_verifier", &came.verifier)
            .finish();
        let request = self.client.post(self.token.clone()).body(form);
        let request = request
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "application/json");
        let request = match &self.secret {
            Some(Secret(secret)) => request.basic_auth(&self.view.client, Some(secret)),
            None => request,
        };
        let unavailable = |error: reqwest::Error| NotSignedIn::Unavailable(error.without_url().to_string());
        let response = request.send().await.map_err(unavailable)?;
        match response.status() {
            StatusCode::OK => {}
            status if status.is_client_error() => return Err(NotSignedIn::Code(status)),
            status => return Err(NotSignedIn::Unavailable(format!("it answers {status}"))),
        }
        let body = read_body(response, MAX_ANSWER).await;
        let body = body.map_err(|error| NotSignedIn::Unavailable(error.to_string()))?;
        let what = "what it answers is no token response with an id_token";
        serde_json::from_slice(&body).map_err(|_| NotSignedIn::Unavailable(what.to_owned()))
    }
}

fn address(name: &str, text: &str, local: bool) -> Result<Url, String> {
    let url = Url::parse(text).ok().filter(|url| url.username().is_empty() && url.password().is_none());
    match url {
        Some(url) if is_confidential(&url, local) => Ok(url),
        _ => Err(format!("login: {name}: \"{text}\" is no https address without a password in it")),
    }
}

fn read_secret(file: &str, beside: Option<&Path>) -> Result<Secret, String> {
    let path = beside.map_or_else(|| file.into(), |folder| folder.join(file));
    let text = std::fs::read_to_string(&path)
        .map_err(|error| format!("login: secret: {}: {error}", path.display()))?;
    Ok(Secret(text.trim().to_owned()))
}
