//! Signing in at a portal in a page of one's own: what somebody comes back with opens one session, and nothing else does.

use crate::common::portal::{Key, base64, header, with};
use crate::common::{Hospital, Reply};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header::AUTHORIZATION};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use nattoku::http::app::Files;
use nattoku::portal::Portals;
use nattoku::provider::Settings;
use nattoku::store::portals::{NameSubjects, Named, Subject};
use nattoku_consent::wire::{LOGIN_SESSION_PATH, LoginSignIn, PortalView, ProblemKind, Session};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;
use tokio::net::TcpListener;

const ISSUER: &str = "https://id.example.jp";
const REDIRECT: &str = "https://consent.example.jp/ja/?portal=karte";

/// What a portal answers for a code, and what it was asked.
#[derive(Clone, Default)]
struct Endpoint(Arc<Mutex<Answering>>);

#[derive(Default)]
struct Answering {
    status: u16,
    answer: String,
    asked: Vec<(String, Option<String>)>,
}

impl Endpoint {
    async fn listen(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/token", listener.local_addr().unwrap());
        let router = Router::new().route("/token", post(exchange)).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        address
    }

    fn answer(&self, status: u16, answer: impl ToString) {
        let mut answering = self.0.lock().unwrap();
        (answering.status, answering.answer) = (status, answer.to_string());
    }

    fn asked(&self) -> Vec<(String, Option<String>)> {
        self.0.lock().unwrap().asked.clone()
    }
}

async fn exchange(State(Endpoint(answering)): State<Endpoint>, request: Request) -> Response {
    let by = request.headers().get(AUTHORIZATION).map(|value| value.to_str().unwrap().to_owned());
    let body = axum::body::to_bytes(request.into_body(), 1 << 16).await.unwrap();
    let mut answering = answering.lock().unwrap();
    answering.asked.push((String::from_utf8(body.to_vec()).unwrap(), by));
    let elsewhere = [("location", "https://elsewhere.example/token"), ("content-type", "application/json")];
    (StatusCode::from_u16(answering.status).unwrap(), elsewhere, answering.answer.clone()).into_response()
}

/// What a browser comes back with.
fn came(nonce: &str) -> LoginSignIn {
    LoginSignIn {
        portal: "karte".to_owned(),
        code: "the code".to_owned(),
        verifier: "the-verifier".to_owned(),
        nonce: nonce.to_owned(),
        redirect: REDIRECT.to_owned(),
    }
}

struct Setting {
    hospital: Hospital,
    endpoint: Endpoint,
    key: Key,
    /// The key's file and the secret's are read from there.
    _folder: TempDir,
}

impl Setting {
    /// A hospital that knows one patient by `subject`; `more` stands in the login's part of the file.
    async fn with(subject: &str, more: &str) -> Self {
        Self::with_settings(subject, more, Settings::default()).await
    }

    async fn with_settings(subject: &str, more: &str, settings: Settings) -> Self {
        let (endpoint, key, folder) = (Endpoint::default(), Key::ed25519(), tempfile::tempdir().unwrap());
        let file = folder.path().join("portals.toml");
        let written = format!(
            "[[portal]]\nid = \"karte\"\nissuer = \"{ISSUER}\"\nkeys = \"keys.json\"\nlocal = true\n\
             [portal.login]\nclient = \"nattoku\"\nauthorization = \"{ISSUER}/auth\"\ntoken = \"{}\"\n{more}",
            endpoint.listen().await
        );
        std::fs::write(&file, written).unwrap();
        std::fs::write(folder.path().join("secret"), "hush\n").unwrap();
        let keys = json!({ "keys": [key.published("k")] }).to_string();
        std::fs::write(folder.path().join("keys.json"), keys).unwrap();
        let hospital = Hospital::with(&Files::new(), settings).await;
        let hospital = hospital.with_portals(Portals::read(&file).unwrap());
        let subject = Subject {
            patient: "P1".to_owned(),
            subject: subject.to_owned(),
            language: "ja".parse().unwrap(),
        };
        let name = NameSubjects {
            portal: "karte".parse().unwrap(),
            subjects: vec![subject],
            anew: Default::default(),
            now: hospital.now(),
        };
        assert_eq!(hospital.provider.store.write(name).await.unwrap(), Named::New(1));
        Self { hospital, endpoint, key, _folder: folder }
    }

    /// What a right ID token says now, which answers the request with this nonce.
    fn claims(&self, nonce: &str) -> Value {
        let now = self.hospital.now().timestamp();
        json!({ "iss": ISSUER, "aud": "nattoku", "sub": "s-1", "iat": now, "exp": now + 3600, "nonce": nonce,
                "at_hash": "not looked at", "auth_time": now })
    }

    fn gives(&self, claims: &Value) {
        self.gives_token(&self.key.token(&header(&self.key, "k"), claims));
    }

    fn gives_token(&self, token: &str) {
        let answer =
            json!({ "access_token": "a", "token_type": "Bearer", "id_token": token, "patient": "p-7" });
        self.endpoint.answer(200, answer);
    }

    async fn come_back(&self, nonce: &str) -> Reply {
        self.come_back_with(&came(nonce)).await
    }

    async fn come_back_with(&self, came: &LoginSignIn) -> Reply {
        self.hospital.post(LOGIN_SESSION_PATH, &[], came).await
    }

    /// Comes back with a code that the portal does not take, as the proxy says from this address.
    async fn invent_from(&self, address: &str) -> Reply {
        self.endpoint.answer(400, r#"{"error":"invalid_grant"}"#);
        self.hospital.post(LOGIN_SESSION_PATH, &[("x-forwarded-for", address)], &came("n")).await
    }
}

#[tokio::test]
async fn a_browser_is_told_where_one_signs_in() {
    let setting =
        Setting::with("s-1", "scope = \"openid fhirUser\"\nfhir = \"https://fhir.example.jp/r4\"\n").await;
    let view: PortalView = setting.hospital.get("/api/portals/karte", &[]).await.json();
    assert_eq!(view.origin, None, "it shows no frame");
    let login = view.login.unwrap();
    assert_eq!((login.client.as_str(), login.issuer.as_str()), ("nattoku", ISSUER));
    assert_eq!(login.authorization, "https://id.example.jp/auth");
    assert_eq!(
        (login.scope.as_str(), login.fhir.as_deref()),
        ("openid fhirUser", Some("https://fhir.example.jp/r4"))
    );
    let page = setting.hospital.get("/ja/?portal=karte", &[]).await;
    assert!(page.header("content-security-policy").unwrap().ends_with("frame-ancestors 'none'"), "{page:?}");
}

#[tokio::test]
async fn what_one_comes_back_with_opens_one_session() {
    let setting = Setting::with("s-1", "").await;
    setting.gives(&setting.claims("n-1"));
    let reply = setting.come_back("n-1").await;
    assert_eq!(reply.status, StatusCode::OK, "{reply:?}");
    let session: Session = reply.json();
    assert_eq!((session.people.len(), session.resume), (1, None));
    let (form, by) = setting.endpoint.asked().remove(0);
    assert_eq!(
        form,
        "grant_type=authorization_code&code=the+code&redirect_uri=https%3A%2F%2Fconsent.example.jp%2Fja%2F%3F\
         portal%3Dkarte&client_id=nattoku&code_verifier=the-verifier"
    );
    assert_eq!(by, None, "a public client has no secret");
    let again = setting.come_back("n-1").await;
    assert_eq!((again.status, again.kind()), (StatusCode::UNAUTHORIZED, ProblemKind::TokenNotAccepted));
}

#[tokio::test]
async fn a_client_with_a_secret_shows_it_to_the_portal_alone() {
    let setting = Setting::with("s-1", "secret = \"secret\"\n").await;
    setting.gives(&setting.claims("n-1"));
    assert_eq!(setting.come_back("n-1").await.status, StatusCode::OK);
    assert_eq!(setting.endpoint.asked()[0].1.as_deref(), Some("Basic bmF0dG9rdTpodXNo"));
    let told = setting.hospital.get("/api/portals/karte", &[]).await;
    assert!(!String::from_utf8_lossy(&told.body).contains("hush"));
}

#[tokio::test]
async fn who_is_known_by_the_record_that_was_opened_is_found_by_it() {
    let more =
        "scope = \"openid launch/patient\"\nfhir = \"https://fhir.example.jp/r4\"\nperson = \"patient\"\n";
    let setting = Setting::with("p-7", more).await;
    setting.gives(&setting.claims("n-1"));
    assert_eq!(setting.come_back("n-1").await.status, StatusCode::OK);
    let token = setting.key.token(&header(&setting.key, "k"), &setting.claims("n-2"));
    setting.endpoint.answer(200, json!({ "id_token": token }));
    assert_eq!(setting.come_back("n-2").await.kind(), ProblemKind::TokenNotAccepted, "nobody's record");
}

#[tokio::test]
async fn nobody_the_hospital_does_not_know_is_let_in() {
    let setting = Setting::with("s-2", "").await;
    setting.gives(&setting.claims("n-1"));
    let reply = setting.come_back("n-1").await;
    assert_eq!((reply.status, reply.kind()), (StatusCode::FORBIDDEN, ProblemKind::NotKnownYet));
}

#[tokio::test]
async fn forged_id_tokens_open_nothing() {
    let setting = Setting::with("s-1", "").await;
    let (claims, head) = (setting.claims("n"), header(&setting.key, "k"));
    let (now, other) = (setting.hospital.now().timestamp(), Key::ed25519());
    let signed = |claims: &Value| setting.key.token(&head, claims);
    let changed = |member: &str, new: Value| signed(&with(&claims, member, new));
    let unsigned = base64(json!({ "alg": "none", "kid": "k" }).to_string());
    for (what, token) in [
        ("nothing", String::new()),
        ("unsigned", format!("{unsigned}.{}.", base64(claims.to_string()))),
        ("another's signature", other.token(&head, &claims)),
        ("an unknown key", setting.key.token(&header(&setting.key, "other"), &claims)),
        ("another issuer", changed("iss", json!("https://id.example.jp.evil.example"))),
        ("for another client", changed("aud", json!("another"))),
        ("for several clients", changed("aud", json!(["nattoku", "another"]))),
        ("another request's nonce", changed("nonce", json!("another"))),
        ("no nonce", changed("nonce", Value::Null)),
        ("no subject", changed("sub", Value::Null)),
        ("an empty subject", changed("sub", json!(""))),
        ("over", changed("exp", json!(now))),
        ("made long ago", changed("iat", json!(now - 301))),
        ("made in a time to come", changed("iat", json!(now + 61))),
        ("never over", changed("exp", Value::Null)),
        ("an access token", setting.key.token(&with(&head, "typ", json!("at+jwt")), &claims)),
    ] {
        setting.gives_token(&token);
        let reply = setting.come_back("n").await;
        assert_eq!(
            (reply.status, reply.kind()),
            (StatusCode::UNAUTHORIZED, ProblemKind::TokenNotAccepted),
            "{what}"
        );
    }
    // The control: none of them spoilt the right one.
    setting.gives(&claims);
    assert_eq!(setting.come_back("n").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_code_that_the_portal_does_not_take_opens_nothing_and_its_trouble_is_said() {
    let setting = Setting::with("s-1", "").await;
    for (status, answer, kind) in [
        (400, r#"{"error":"invalid_grant"}"#.to_owned(), ProblemKind::TokenNotAccepted),
        (401, String::new(), ProblemKind::TokenNotAccepted),
        (302, String::new(), ProblemKind::Unavailable),
        (500, String::new(), ProblemKind::Unavailable),
        (200, "no JSON".to_owned(), ProblemKind::Unavailable),
        (200, r#"{"access_token":"a"}"#.to_owned(), ProblemKind::Unavailable),
        (200, "a".repeat(100_000), ProblemKind::Unavailable),
    ] {
        setting.endpoint.answer(status, &answer);
        assert_eq!(setting.come_back("n").await.kind(), kind, "{status}");
    }
    let (right, asked) = (came("n"), setting.endpoint.asked().len());
    for wrong in [
        LoginSignIn { portal: "another".to_owned(), ..right.clone() },
        LoginSignIn { code: String::new(), ..right.clone() },
        LoginSignIn { verifier: "v".repeat(2049), ..right.clone() },
    ] {
        assert_eq!(setting.come_back_with(&wrong).await.kind(), ProblemKind::TokenNotAccepted);
    }
    assert_eq!(setting.endpoint.asked().len(), asked, "and the portal is not asked");
}

#[tokio::test]
async fn invented_codes_are_soon_exchanged_no_more_and_others_still_sign_in() {
    let settings = Settings { client_address_header: "x-forwarded-for".parse().ok(), ..Settings::default() };
    let setting = Setting::with_settings("s-1", "", settings).await;
    let replies = (0..100).map(|_| setting.invent_from("203.0.113.9, 192.0.2.1"));
    let replies = futures_util::future::join_all(replies).await;
    let refused = replies.iter().find(|reply| reply.status == StatusCode::TOO_MANY_REQUESTS).unwrap();
    assert_eq!((refused.header("retry-after"), refused.kind()), (Some("2"), ProblemKind::TooManyTries));
    assert_eq!(setting.endpoint.asked().len(), 30, "the identity provider is asked no more often");
    let elsewhere = setting.invent_from("192.0.2.1, 198.51.100.7").await;
    assert_eq!(elsewhere.kind(), ProblemKind::TokenNotAccepted, "only what the proxy appended counts");
    for nonce in (0..100).map(|count| format!("n-{count}")) {
        setting.gives(&setting.claims(&nonce));
        assert_eq!(setting.come_back(&nonce).await.status, StatusCode::OK, "whoever signs in is not held up");
    }
    setting.hospital.wait(chrono::Duration::seconds(2));
    let again = setting.invent_from("192.0.2.1").await;
    assert_eq!(again.kind(), ProblemKind::TokenNotAccepted, "after the wait the code is exchanged");
}
