//! Security headers, on every answer there is: strict content security policy with Trusted Types, no
//! framing but by the portal that a page was asked for, no referrer, no device features. There are no cookies to
//! protect.

use crate::portal::Portals;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::Response;

const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     connect-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'self'; \
     require-trusted-types-for 'script'; trusted-types 'none'; frame-ancestors ";

const HEADERS: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// Whether patients reach the server by https.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// They do, so browsers may insist on it.
    Https,
    /// On a developer's own machine.
    Http,
}

/// What the headers depend on.
#[derive(Debug, Clone)]
pub struct Policy {
    /// How patients reach the server.
    pub transport: Transport,
    /// Who may frame the app.
    pub portals: Portals,
}

/// Adds the headers.
pub async fn headers(State(policy): State<Policy>, request: Request, next: Next) -> Response {
    let ancestor = ancestor(&policy.portals, request.uri());
    let mut response = next.run(request).await;
    let ancestor = ancestor.filter(|_| is_page(&response));
    add(response.headers_mut(), policy.transport, ancestor.as_deref());
    response
}

/// Whether a response is a page of the app, or says that the browser has it already. Only those start the guard.
fn is_page(response: &Response) -> bool {
    let html = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    match response.status() {
        StatusCode::OK => html,
        status => status == StatusCode::NOT_MODIFIED,
    }
}

/// The one origin that may frame what is asked for: that of the portal which its address names. What is not the
/// app's, such as the desk's page, is framed by nobody (A22).
fn ancestor(portals: &Portals, uri: &Uri) -> Option<String> {
    let app = !["/desk", "/api/", "/fhir"].iter().any(|place| uri.path().starts_with(place));
    let named = uri.query().and_then(portal_named);
    let (_, portal) = portals.get(named.filter(|_| app)?)?;
    portal.frame.as_ref().map(|frame| frame.origin.clone())
}

/// Returns the portal that a query names: it stands first, as the scripts that start the guard look for it
/// (page/start.js, page/disclosures.js). Anywhere else there would be a frame without a guard (A47).
fn portal_named(query: &str) -> Option<&str> {
    query.strip_prefix("portal=")?.split('&').next()
}

fn add(headers: &mut HeaderMap, transport: Transport, ancestor: Option<&str>) {
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let policy = HeaderValue::try_from(format!("{POLICY}{}", ancestor.unwrap_or("'none'")));
    // Without a policy there is no page: an origin that fits no header is none.
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        policy.unwrap_or(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'")),
    );
    if ancestor.is_none() {
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
    if transport == Transport::Https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=63072000"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_insist_on_https_only_where_it_is_there() {
        let (mut secure, mut plain) = (HeaderMap::new(), HeaderMap::new());
        add(&mut secure, Transport::Https, None);
        add(&mut plain, Transport::Http, None);
        assert!(secure.contains_key(header::STRICT_TRANSPORT_SECURITY));
        assert!(!plain.contains_key(header::STRICT_TRANSPORT_SECURITY));
    }
}
