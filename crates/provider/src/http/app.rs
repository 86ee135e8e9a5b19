//! The built app, carried inside the binary. Pages are templates, filled with the provider's name and
//! desk once at start; everything else is sent as it was built, with hashed names that never change.

use super::asset::{Asset, Keep};
use super::language;
use crate::html::{escape, fill};
use crate::secrets::{hex, sha256};
use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use nattoku_consent::Language;
use nattoku_consent::catalogue::{Catalogue, Question};
use nattoku_disclosure::served::PAGES;
use rust_embed::RustEmbed;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::io;

/// The folder that the app is built into; empty where the app was not built before this binary.
#[derive(RustEmbed)]
#[folder = "../../dist"]
#[allow_missing = true]
struct Built;

/// The files of a built app by their path.
pub type Files = BTreeMap<String, Bytes>;

/// The files built into this binary.
#[must_use]
pub fn built_in() -> Files {
    let bytes = |data| match data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    };
    Built::iter().filter_map(|path| Some((path.to_string(), bytes(Built::get(&path)?.data)))).collect()
}

/// The app, ready to be sent.
#[derive(Debug)]
pub struct App {
    files: HashMap<String, Asset>,
    languages: Vec<Language>,
    not_found: String,
}

impl App {
    /// Fills and compresses the pages.
    ///
    /// # Errors
    /// A file cannot be compressed.
    pub fn new(files: &Files, catalogue: &Catalogue) -> io::Result<Self> {
        let mut ready = HashMap::new();
        for (path, bytes) in files.iter().filter(|(path, _)| !path.ends_with(".br") && !path.ends_with(".gz"))
        {
            let language =
                path.split('/').next().and_then(|tag| catalogue.languages.iter().find(|l| l.as_str() == tag));
            let asset = match language {
                Some(language) if path.ends_with(".html") => page(bytes, catalogue, language)?,
                _ => file(path, bytes, files)?,
            };
            ready.insert(path.clone(), asset);
        }
        let has_pages = |language: &&Language| ready.contains_key(&format!("{language}/index.html"));
        let languages = catalogue.languages.iter().filter(has_pages).cloned().collect();
        Ok(Self { files: ready, languages, not_found: not_found_page(catalogue) })
    }

    /// The languages there are pages in.
    #[must_use]
    pub fn languages(&self) -> &[Language] {
        &self.languages
    }

    /// The addresses of the app's styles, those of the record after them.
    #[must_use]
    pub fn styles(&self) -> Vec<String> {
        let own =
            |path: &&String| ["assets/style-", "assets/record-"].iter().any(|name| path.starts_with(name));
        let mut styles: Vec<_> =
            self.files.keys().filter(own).filter(|path| path.ends_with(".css")).collect();
        // "style-" comes after "record-" in the alphabet, and before it in the cascade.
        styles.sort_by(|one, other| other.cmp(one));
        styles.into_iter().map(|path| format!("/{path}")).collect()
    }

    /// Answers everything that is not the API.
    #[must_use]
    pub fn respond(&self, method: &Method, uri: &Uri, request: &HeaderMap) -> Response {
        if !matches!(*method, Method::GET | Method::HEAD) {
            return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response();
        }
        let path = uri.path().trim_start_matches('/');
        if path.is_empty() && !self.languages.is_empty() {
            return self.to_preferred_language(request);
        }
        let found = self.page(path).or_else(|| self.files.get(path).filter(|_| !path.ends_with(".html")));
        match found {
            Some(asset) => asset.respond(request),
            None if self.languages.is_empty() => not_built(),
            None => (StatusCode::NOT_FOUND, Html(self.not_found.clone())).into_response(),
        }
    }

    fn to_preferred_language(&self, request: &HeaderMap) -> Response {
        let languages: Vec<_> = self.languages.iter().collect();
        let Some(preferred) = language::preferred(request, &languages) else { return not_built() };
        let to = Redirect::to(&format!("/{preferred}/"));
        let found =
            (StatusCode::FOUND, [(header::VARY, "Accept-Language"), (header::CACHE_CONTROL, "no-cache")], to);
        let mut response = found.into_response();
        *response.status_mut() = StatusCode::FOUND;
        response
    }

    /// `ja/` is the welcome page, `ja/recipients` and its like are the disclosures'; every other place below
    /// `ja/` is drawn by the app.
    fn page(&self, path: &str) -> Option<&Asset> {
        let (tag, place) = path.split_once('/').unwrap_or((path, ""));
        self.languages.iter().find(|language| language.as_str() == tag)?;
        let list = place.split('/').next().unwrap_or_default();
        let name = match list {
            "" => "index.html",
            list if PAGES.contains(&list) => "disclosures.html",
            _ => "app.html",
        };
        self.files.get(&format!("{tag}/{name}"))
    }
}

fn page(template: &[u8], catalogue: &Catalogue, language: &Language) -> io::Result<Asset> {
    let template = std::str::from_utf8(template).map_err(io::Error::other)?;
    let filled = fill(template, |name| placeholder(catalogue, language, name));
    let tag = hex(&sha256(filled.as_bytes())[..16]);
    Asset::new("text/html; charset=utf-8", &tag, Keep::AskAgain, filled)
}

fn placeholder<'a>(catalogue: &'a Catalogue, language: &Language, name: &str) -> Option<Cow<'a, str>> {
    let desk = &catalogue.desk;
    Some(match name {
        "provider.name" => escape(catalogue.provider.name.get(language)),
        "desk.name" => escape(desk.name.get(language)),
        "desk.phone" => escape(&desk.phone),
        "desk.phone.href" => Cow::Owned(phone_link(&desk.phone)),
        "desk.hours" => escape(desk.hours.get(language)),
        "desk.place" => escape(desk.place.get(language)),
        "questions" => Cow::Owned(asked_by_default(catalogue).to_string()),
        _ => return None,
    })
}

/// How many questions are asked of everybody.
fn asked_by_default(catalogue: &Catalogue) -> usize {
    let by_default =
        |question: &Question<'_>| !matches!(question, Question::Purpose(_, purpose) if purpose.in_detail);
    catalogue.questions().filter(by_default).count()
}

/// The address that dials a number (RFC 3966).
#[must_use]
pub fn phone_link(phone: &str) -> String {
    let dialled = phone.chars().filter(|character| character.is_ascii_digit() || *character == '+');
    format!("tel:{}", dialled.collect::<String>())
}

fn file(path: &str, bytes: &Bytes, files: &Files) -> io::Result<Asset> {
    let keep = if path.starts_with("assets/") { Keep::ForGood } else { Keep::AskAgain };
    let tag = hex(&sha256(bytes)[..16]);
    let (brotli, gzip) = (files.get(&format!("{path}.br")), files.get(&format!("{path}.gz")));
    if brotli.is_none() && gzip.is_none() {
        return Asset::new(content_type(path), &tag, keep, bytes.clone());
    }
    Asset::with_compressed(content_type(path), &tag, keep, bytes.clone(), brotli.cloned(), gzip.cloned())
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "ftl" | "txt" => "text/plain; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "ico" => "image/x-icon",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

fn not_found_page(catalogue: &Catalogue) -> String {
    let template = include_str!("not_found.html");
    fill(template, |name| {
        let (name, language) = name.split_once(' ')?;
        placeholder(catalogue, &language.parse().ok()?, name)
    })
}

fn not_built() -> Response {
    const WHY: &str = "The app is not inside this binary: it was not built before the binary was.\n\
        Build the app first, then this binary; `cargo xtask demo` does both.\n";
    let mut response = (StatusCode::NOT_FOUND, WHY).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
