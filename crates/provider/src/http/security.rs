//! Security headers, on every answer there is: strict content security policy with Trusted Types, no
//! framing, no referrer, no device features. There are no cookies to protect.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     connect-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'self'; \
     frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

const HEADERS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    (header::X_FRAME_OPTIONS, "DENY"),
];

/// Whether patients reach the server by https.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// They do, so browsers may insist on it.
    Https,
    /// On a developer's own machine.
    Http,
}

/// Adds the headers.
pub async fn headers(State(transport): State<Transport>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    add(response.headers_mut(), transport);
    response
}

fn add(headers: &mut HeaderMap, transport: Transport) {
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
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
        add(&mut secure, Transport::Https);
        add(&mut plain, Transport::Http);
        assert!(secure.contains_key(header::STRICT_TRANSPORT_SECURITY));
        assert!(!plain.contains_key(header::STRICT_TRANSPORT_SECURITY));
    }
}
