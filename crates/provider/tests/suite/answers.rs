//! What every answer has, whatever it is about: headers, languages, limits, the app's files.

use crate::common::{Hospital, Reply, bearer};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use nattoku::http::app::Files;
use nattoku::provider::Settings;
use nattoku_consent::wire::ProblemKind;
use nattoku_consent::{Catalogue, Decision, event::Scope};
use std::io::Read;

const PAGE: &str = "<title>{{provider.name}}</title><a href=\"{{desk.phone.href}}\">{{desk.phone}}</a> \
     {{desk.name}} {{desk.hours}} {{desk.place}} {{questions}} {{unknown}}";

fn files() -> Files {
    let mut files = Files::new();
    for language in ["ja", "en"] {
        files.insert(format!("{language}/index.html"), PAGE.into());
        files.insert(format!("{language}/app.html"), "<p>app</p>".repeat(20).into());
    }
    files.insert("fr/index.html".to_owned(), "not in the catalogue".into());
    for (name, text) in
        [("app-1.wasm", "wasm"), ("app-1.wasm.br", "br!"), ("app-1.wasm.gz", "gz!"), ("ja-2.ftl", "a = あ")]
    {
        files.insert(format!("assets/{name}"), text.into());
    }
    files
}

async fn hospital() -> Hospital {
    Hospital::with(&files(), Settings::default()).await
}

fn text(reply: &Reply) -> &str {
    std::str::from_utf8(&reply.body).unwrap()
}

#[tokio::test]
async fn pages_are_filled_in_their_language_and_escaped() {
    let hospital = hospital().await;
    let page = hospital.get("/ja/", &[]).await;
    assert_eq!(
        text(&page),
        "<title>試験病院 &lt;&amp;&gt;</title><a href=\"tel:0312345678\">03-1234-5678</a> \
         相談窓口 平日9時から17時 1階 5 {{unknown}}"
    );
    assert!(text(&hospital.get("/en/", &[]).await).contains("Help desk weekdays 9 to 17"));
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(page.header("cache-control"), Some("no-cache"));
    for place in ["/ja/questions/drug-development", "/ja/stop", "/en/x"] {
        assert!(text(&hospital.get(place, &[]).await).starts_with("<p>app</p>"), "{place}");
    }
}

#[tokio::test]
async fn the_first_address_leads_to_the_readers_language() {
    let hospital = hospital().await;
    for (accepted, to) in [("en-US,en;q=0.9", "/en/"), ("ja", "/ja/"), ("fr", "/ja/")] {
        let reply = hospital.get("/", &[("accept-language", accepted)]).await;
        assert_eq!((reply.status, reply.header("location")), (StatusCode::FOUND, Some(to)));
    }
}

#[tokio::test]
async fn files_come_compressed_typed_and_once() {
    let hospital = hospital().await;
    let wasm = hospital.get("/assets/app-1.wasm", &[("accept-encoding", "gzip, deflate, br")]).await;
    assert_eq!((wasm.header("content-encoding"), text(&wasm)), (Some("br"), "br!"));
    assert_eq!(wasm.header("content-type"), Some("application/wasm"));
    assert_eq!(wasm.header("cache-control"), Some("public, max-age=31536000, immutable"));
    assert_eq!(wasm.header("vary"), Some("Accept-Encoding"));
    assert_eq!(text(&hospital.get("/assets/app-1.wasm", &[("accept-encoding", "gzip")]).await), "gz!");
    assert_eq!(text(&hospital.get("/assets/app-1.wasm", &[]).await), "wasm");
    let words = hospital.get("/assets/ja-2.ftl", &[]).await;
    assert_eq!(words.header("content-type"), Some("text/plain; charset=utf-8"));

    let page = hospital.get("/ja/stop", &[("accept-encoding", "br")]).await;
    assert_eq!(page.header("content-encoding"), Some("br"));
    let mut plain = String::new();
    brotli::Decompressor::new(&page.body[..], 4096).read_to_string(&mut plain).unwrap();
    assert!(plain.starts_with("<p>app</p>"));
    let etag = page.header("etag").unwrap();
    let again = hospital.get("/ja/stop", &[("if-none-match", etag)]).await;
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
}

#[tokio::test]
async fn head_answers_without_a_body_and_other_methods_are_refused() {
    let hospital = hospital().await;
    for path in ["/ja/", "/assets/app-1.wasm", "/api/catalogue", "/healthz"] {
        let reply = hospital.send(request(Method::HEAD, path)).await;
        assert_eq!((reply.status, reply.body.len()), (StatusCode::OK, 0), "{path}");
    }
    assert_eq!(hospital.send(request(Method::POST, "/ja/")).await.status, StatusCode::METHOD_NOT_ALLOWED);
    let reply = hospital.send(request(Method::DELETE, "/api/record")).await;
    assert_eq!((reply.status, reply.kind()), (StatusCode::METHOD_NOT_ALLOWED, ProblemKind::NotFound));
}

#[tokio::test]
async fn what_is_not_there_says_what_to_do() {
    let hospital = hospital().await;
    for path in [
        "/x",
        "/fr/",
        "/fr/index.html",
        "/ja-JP/",
        "/assets/none.js",
        "/assets/app-1.wasm.br",
        "/../etc/passwd",
    ] {
        let reply = hospital.get(path, &[]).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path}");
        assert!(text(&reply).contains("tel:0312345678") && text(&reply).contains("Page not found"), "{path}");
        assert!(text(&reply).contains("相談窓口") && !text(&reply).contains("{{"), "{}", text(&reply));
    }
    for path in ["/api/x", "/api/catalogues/x", &format!("/api/catalogues/{}", "0".repeat(64))] {
        let reply = hospital.get(path, &[("accept-language", "en")]).await;
        assert_eq!((reply.status, reply.kind()), (StatusCode::NOT_FOUND, ProblemKind::NotFound), "{path}");
    }
}

#[tokio::test]
async fn a_binary_without_the_app_says_so_plainly() {
    let hospital = Hospital::open().await;
    let reply = hospital.get("/", &[]).await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
    assert!(text(&reply).contains("cargo xtask demo"));
    assert_eq!(hospital.get("/healthz", &[]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_catalogue_is_named_by_the_digest_of_its_bytes() {
    let hospital = hospital().await;
    let reply = hospital.get("/api/catalogue", &[]).await;
    let etag = format!("\"{}\"", hospital.digest);
    assert_eq!(reply.header("etag"), Some(etag.as_str()));
    assert_eq!(reply.header("cache-control"), Some("no-cache"));
    assert_eq!(nattoku::secrets::hex(&nattoku::secrets::sha256(&reply.body)), hospital.digest.as_str());
    assert_eq!(reply.json::<Catalogue>(), crate::common::catalogue::catalogue());
    let path = format!("/api/catalogues/{}", hospital.digest);
    let reply = hospital.get(&path, &[("accept-encoding", "gzip")]).await;
    assert!(reply.header("cache-control").unwrap().contains("immutable"));
    let mut plain = Vec::new();
    flate2::read::GzDecoder::new(&reply.body[..]).read_to_end(&mut plain).unwrap();
    assert_eq!(serde_json::from_slice::<Catalogue>(&plain).unwrap(), crate::common::catalogue::catalogue());
    for path in ["/api/catalogue", &path] {
        assert_eq!(hospital.get(path, &[("if-none-match", &etag)]).await.status, StatusCode::NOT_MODIFIED);
    }
}

#[tokio::test]
async fn every_answer_is_guarded_and_none_sets_a_cookie() {
    let hospital = hospital().await;
    let session = hospital.session("P1").await;
    let mut replies = vec![hospital.get("/api/record", &[("authorization", &bearer(&session))]).await];
    for path in
        ["/", "/ja/", "/x", "/assets/app-1.wasm", "/healthz", "/api/catalogue", "/api/record", "/api/x"]
    {
        replies.push(hospital.get(path, &[]).await);
    }
    let stop = hospital.decision(Decision::Withdrawn(Scope::Everything));
    replies.push(hospital.decide(&session, &stop, None).await);
    for reply in replies {
        let policy = reply.header("content-security-policy").unwrap();
        assert!(
            policy
                .starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; ")
        );
        assert!(policy.contains("; require-trusted-types-for 'script'; trusted-types 'none'; "));
        assert!(policy.ends_with("; frame-ancestors 'none'"));
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(reply.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(reply.header("cross-origin-opener-policy"), Some("same-origin"));
        assert_eq!(reply.header("set-cookie"), None);
    }
}

#[tokio::test]
async fn problems_speak_the_readers_language() {
    let hospital = hospital().await;
    for (accepted, tag, title) in
        [("en-GB,ja;q=0.5", "en", "This page was not found"), ("", "ja", "このページは見つかりませんでした")]
    {
        let reply = hospital.get("/api/x", &[("accept-language", accepted)]).await;
        assert_eq!(reply.header("content-language"), Some(tag));
        let problem = reply.problem();
        assert_eq!((problem.title.as_str(), problem.language.as_str()), (title, tag));
        assert!(problem.detail.contains("03-1234-5678"));
    }
}

#[tokio::test]
async fn bodies_that_cannot_be_read_are_refused() {
    let hospital = hospital().await;
    let send = async |kind: &str, body: Vec<u8>| {
        let request =
            Request::post("/api/session").header("content-type", kind).body(Body::from(body)).unwrap();
        hospital.send(request).await
    };
    let json = "application/json; charset=utf-8";
    let reply = send("text/plain", b"{}".to_vec()).await;
    assert_eq!((reply.status, reply.kind()), (StatusCode::UNSUPPORTED_MEDIA_TYPE, ProblemKind::Malformed));
    for body in ["", "{", "{}", "[]", "{\"credential\":{\"invitation\":\"x\"},\"birth_date\":\"1947-13-01\"}"]
    {
        let reply = send(json, body.into()).await;
        assert_eq!((reply.status, reply.kind()), (StatusCode::BAD_REQUEST, ProblemKind::Malformed), "{body}");
    }
    let reply = send(json, vec![b' '; 64 * 1024 + 1]).await;
    assert_eq!((reply.status, reply.kind()), (StatusCode::PAYLOAD_TOO_LARGE, ProblemKind::TooLarge));
    assert_eq!(send(json, vec![b' '; 64 * 1024]).await.kind(), ProblemKind::Malformed);
}

fn request(method: Method, path: &str) -> Request<Body> {
    Request::builder().method(method).uri(path).body(Body::empty()).unwrap()
}
