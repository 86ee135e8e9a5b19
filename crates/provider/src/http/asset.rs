//! An answer known in advance: compressed once at start, then sent as it is, or not at all where the
//! browser has it already.

use axum::body::{Body, Bytes};
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::{self, Write};

/// How long a browser may keep an answer without asking again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// It asks every time, and mostly hears that nothing changed.
    AskAgain,
    /// For good: the address names the exact bytes.
    ForGood,
}

/// Bytes to send, with their compressed forms where these are smaller.
#[derive(Debug, Clone)]
pub struct Asset {
    content_type: HeaderValue,
    etag: HeaderValue,
    keep: Keep,
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
}

impl Asset {
    /// Compresses `plain` once. `tag` names its exact bytes.
    ///
    /// # Errors
    /// The tag cannot stand in a header, or compressing failed.
    pub fn new(
        content_type: &'static str,
        tag: &str,
        keep: Keep,
        plain: impl Into<Bytes>,
    ) -> io::Result<Self> {
        let plain = plain.into();
        let (brotli, gzip) = (smaller(brotli(&plain)?, &plain), smaller(gzip(&plain)?, &plain));
        Self::with_compressed(content_type, tag, keep, plain, brotli, gzip)
    }

    /// Takes compressed forms that were made before.
    ///
    /// # Errors
    /// The tag cannot stand in a header.
    pub fn with_compressed(
        content_type: &'static str,
        tag: &str,
        keep: Keep,
        plain: Bytes,
        brotli: Option<Bytes>,
        gzip: Option<Bytes>,
    ) -> io::Result<Self> {
        let etag = HeaderValue::try_from(format!("\"{tag}\"")).map_err(io::Error::other)?;
        Ok(Self { content_type: HeaderValue::from_static(content_type), etag, keep, plain, brotli, gzip })
    }

    /// The same bytes, kept differently.
    #[must_use]
    pub fn kept(&self, keep: Keep) -> Self {
        Self { keep, ..self.clone() }
    }

    /// Answers a request by what it accepts and what it has.
    #[must_use]
    pub fn respond(&self, request: &HeaderMap) -> Response {
        let known = request.get_all(IF_NONE_MATCH).iter().any(|tags| matches(tags, &self.etag));
        let (encoding, body) = self.choose(request);
        let mut response =
            if known { StatusCode::NOT_MODIFIED.into_response() } else { Body::from(body).into_response() };
        let headers = response.headers_mut();
        headers.insert(ETAG, self.etag.clone());
        headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
        headers.insert(CACHE_CONTROL, self.keep.header());
        if !known {
            headers.insert(CONTENT_TYPE, self.content_type.clone());
            if let Some(encoding) = encoding {
                headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
            }
        }
        response
    }

    fn choose(&self, request: &HeaderMap) -> (Option<&'static str>, Bytes) {
        let forms = [("br", &self.brotli), ("gzip", &self.gzip)];
        forms
            .into_iter()
            .find_map(|(name, form)| Some((Some(name), form.clone().filter(|_| accepts(request, name))?)))
            .unwrap_or_else(|| (None, self.plain.clone()))
    }
}

impl Keep {
    const fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::AskAgain => "no-cache",
            Self::ForGood => "public, max-age=31536000, immutable",
        })
    }
}

fn accepts(request: &HeaderMap, encoding: &str) -> bool {
    let values = request.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|item| {
        let (name, weight) = item.split_once(';').unwrap_or((item, "q=1"));
        let weight = weight.trim().trim_start_matches("q=").parse::<f32>();
        name.trim().eq_ignore_ascii_case(encoding) && weight.is_ok_and(|weight| weight > 0.0)
    })
}

/// Whether `If-None-Match` names the tag; weak comparison (RFC 9110, section 13.1.2).
fn matches(tags: &HeaderValue, etag: &HeaderValue) -> bool {
    let (Ok(tags), Ok(etag)) = (tags.to_str(), etag.to_str()) else { return false };
    tags.split(',').map(str::trim).any(|tag| tag == "*" || tag.trim_start_matches("W/") == etag)
}

fn smaller(compressed: Vec<u8>, plain: &Bytes) -> Option<Bytes> {
    (compressed.len() < plain.len()).then(|| compressed.into())
}

fn brotli(plain: &[u8]) -> io::Result<Vec<u8>> {
    let mut compressed = Vec::new();
    let best = brotli::enc::BrotliEncoderParams { quality: 11, ..Default::default() };
    brotli::BrotliCompress(&mut &plain[..], &mut compressed, &best)?;
    Ok(compressed)
}

fn gzip(plain: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(plain)?;
    encoder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(name: axum::http::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::try_from(value).unwrap())])
    }

    fn asset() -> Asset {
        Asset::new("text/plain; charset=utf-8", "abc", Keep::AskAgain, "納得".repeat(100)).unwrap()
    }

    #[test]
    fn the_best_accepted_encoding_is_sent() {
        for (accepted, sent) in [
            ("gzip, br", Some("br")),
            ("gzip", Some("gzip")),
            ("br;q=0", None),
            ("", None),
            ("GZIP;q=0.5", Some("gzip")),
        ] {
            let response = asset().respond(&request(ACCEPT_ENCODING, accepted));
            let encoding = response.headers().get(CONTENT_ENCODING).map(|value| value.to_str().unwrap());
            assert_eq!(encoding, sent, "{accepted}");
        }
    }

    #[test]
    fn what_the_browser_has_is_not_sent_again() {
        for (tags, status) in
            [("\"abc\"", 304), ("W/\"abc\"", 304), ("\"x\", \"abc\"", 304), ("*", 304), ("\"x\"", 200)]
        {
            assert_eq!(asset().respond(&request(IF_NONE_MATCH, tags)).status(), status, "{tags}");
        }
    }

    #[test]
    fn what_does_not_shrink_is_sent_as_it_is() {
        let tiny = Asset::new("text/plain", "t", Keep::ForGood, "a").unwrap();
        let response = tiny.respond(&request(ACCEPT_ENCODING, "br, gzip"));
        assert!(response.headers().get(CONTENT_ENCODING).is_none());
    }
}
