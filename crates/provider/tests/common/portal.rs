//! A portal: its keys, the set it publishes of them, and tokens it signs, right and wrong.

use super::site::Site;
use super::{Hospital, Reply};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::routing::post;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use http_body_util::Full;
use httpsig_hyper::prelude::{AlgorithmName, PublicKey};
use httpsig_hyper::{MessageSignatureReq, RequestContentDigest};
use nattoku::portal::Portals;
use nattoku::store::portals::{NameSubjects, Named, Subject};
use nattoku_consent::wire::{PORTAL_SESSION_PATH, PortalSignIn};
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

/// A key for tests alone: it signs nothing anywhere else.
const RSA: &[u8] = include_bytes!("../data/rsa-2048-for-tests-only.pkcs8");

/// A key of a portal.
pub enum Key {
    Ed25519(Ed25519KeyPair),
    P256(EcdsaKeyPair),
    Rsa(RsaKeyPair),
}

pub fn base64(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

impl Key {
    pub fn ed25519() -> Self {
        let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        Self::Ed25519(Ed25519KeyPair::from_pkcs8(document.as_ref()).unwrap())
    }

    pub fn p256() -> Self {
        let (kind, random) = (&ECDSA_P256_SHA256_FIXED_SIGNING, SystemRandom::new());
        let document = EcdsaKeyPair::generate_pkcs8(kind, &random).unwrap();
        Self::P256(EcdsaKeyPair::from_pkcs8(kind, document.as_ref(), &random).unwrap())
    }

    pub fn rsa() -> Self {
        Self::Rsa(RsaKeyPair::from_pkcs8(RSA).unwrap())
    }

    pub const fn algorithm(&self) -> &'static str {
        match self {
            Self::Ed25519(_) => "EdDSA",
            Self::P256(_) => "ES256",
            Self::Rsa(_) => "RS256",
        }
    }

    /// As it is published under a name.
    pub fn published(&self, kid: &str) -> Value {
        match self {
            Self::Ed25519(key) => {
                json!({ "kty": "OKP", "crv": "Ed25519", "kid": kid, "x": base64(key.public_key()) })
            }
            Self::P256(key) => {
                let (x, y) = key.public_key().as_ref()[1..].split_at(32);
                json!({ "kty": "EC", "crv": "P-256", "kid": kid, "x": base64(x), "y": base64(y) })
            }
            Self::Rsa(key) => {
                let PublicKeyComponents { n, e } = PublicKeyComponents::<Vec<u8>>::from(key.public_key());
                json!({ "kty": "RSA", "kid": kid, "n": base64(n), "e": base64(e) })
            }
        }
    }

    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Ed25519(key) => key.sign(message).as_ref().to_vec(),
            Self::P256(key) => key.sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec(),
            Self::Rsa(key) => {
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).unwrap();
                signature
            }
        }
    }

    /// A token with exactly this header and these claims.
    pub fn token(&self, header: &Value, claims: &Value) -> String {
        let message = format!("{}.{}", base64(header.to_string()), base64(claims.to_string()));
        let signature = base64(self.sign(message.as_bytes()));
        format!("{message}.{signature}")
    }
}

pub const ISSUER: &str = "https://portal.example.jp";
pub const AUDIENCE: &str = "https://consent.example.jp";
pub const SUBJECT: &str = "pairwise-7f3a";

/// A portal that takes what it is told, and verifies it as its own engineers would: by the published keys alone.
#[derive(Clone, Default)]
pub struct Listener(Arc<Mutex<Heard>>);

#[derive(Default)]
struct Heard {
    /// What it answers; none: 204.
    mood: Option<StatusCode>,
    keys: Value,
    messages: Vec<Value>,
}

impl Listener {
    /// Where it listens.
    pub async fn listen(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/told?by=nattoku", listener.local_addr().unwrap());
        let router = Router::new().route("/told", post(hear)).with_state((self.clone(), address.clone()));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        address
    }

    pub fn answer(&self, mood: Option<StatusCode>) {
        self.0.lock().unwrap().mood = mood;
    }

    pub fn believe(&self, keys: Value) {
        self.0.lock().unwrap().keys = keys;
    }

    /// Everything it took, in order.
    pub fn messages(&self) -> Vec<Value> {
        self.0.lock().unwrap().messages.clone()
    }
}

async fn hear(State((Listener(heard), address)): State<(Listener, String)>, request: Request) -> StatusCode {
    let (mut parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 16).await.unwrap();
    // The address as it was signed: a server sees only a part of it.
    parts.uri = address.parse().unwrap();
    let jwk = heard.lock().unwrap().keys["keys"][0].clone();
    if !is_signed(parts, body.clone(), &jwk).await {
        return StatusCode::UNAUTHORIZED;
    }
    let mut heard = heard.lock().unwrap();
    if let Some(mood) = heard.mood {
        return mood;
    }
    heard.messages.push(serde_json::from_slice(&body).unwrap());
    StatusCode::NO_CONTENT
}

async fn is_signed(parts: axum::http::request::Parts, body: Bytes, jwk: &Value) -> bool {
    let Some(x) = jwk["x"].as_str() else { return false };
    let key =
        PublicKey::from_bytes(&AlgorithmName::Ed25519, &BASE64_URL_SAFE_NO_PAD.decode(x).unwrap()).unwrap();
    let request = axum::http::Request::from_parts(parts, Full::new(body));
    let covered = request.headers()["signature-input"].to_str().unwrap().to_owned();
    let all =
        ["@method", "@target-uri", "content-type", "content-digest", "idempotency-key", "created", "ed25519"];
    assert!(all.iter().all(|name| covered.contains(name)), "{covered}");
    let signed = request.verify_message_signature(&key, jwk["kid"].as_str()).await.is_ok();
    signed && request.verify_content_digest().await.is_ok()
}

/// A hospital with a portal that publishes its keys.
pub struct Setting {
    pub hospital: Hospital,
    pub site: Site,
}

impl Setting {
    pub async fn with(keys: &[Value]) -> Self {
        let site = Site::open().await;
        let setting = Self { hospital: Hospital::open().await, site };
        setting.publish(keys);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("portals.toml");
        let written = format!(
            "[[portal]]\nid = \"ward\"\norigin = \"{ISSUER}\"\nissuer = \"{ISSUER}\"\naudience = \"{AUDIENCE}\"\n\
             keys = \"{}jwks.json\"\nlocal = true\n",
            setting.site.address()
        );
        std::fs::write(&file, written).unwrap();
        let hospital = setting.hospital.with_portals(Portals::read(&file).unwrap());
        let setting = Self { hospital, ..setting };
        assert_eq!(setting.name("P1", SUBJECT).await, Named::New(1));
        setting
    }

    pub fn publish(&self, keys: &[Value]) {
        self.site.put("jwks.json", json!({ "keys": keys }).to_string());
    }

    pub async fn name(&self, patient: &str, subject: &str) -> Named {
        let subjects = vec![Subject {
            patient: patient.to_owned(),
            subject: subject.to_owned(),
            language: "ja".parse().unwrap(),
        }];
        let portal = "ward".parse().unwrap();
        self.hospital
            .provider
            .store
            .write(NameSubjects { portal, subjects, anew: Default::default(), now: self.hospital.now() })
            .await
            .unwrap()
    }

    pub async fn sign_in(&self, token: &str) -> Reply {
        let request = PortalSignIn { portal: "ward".to_owned(), token: token.to_owned() };
        self.hospital.post(PORTAL_SESSION_PATH, &[], &request).await
    }

    /// What a right token says now, with a number of its own.
    pub fn claims(&self) -> Value {
        let now = self.hospital.now().timestamp();
        json!({ "iss": ISSUER, "aud": AUDIENCE, "sub": SUBJECT, "iat": now, "exp": now + 300,
                "jti": uuid::Uuid::now_v7().to_string() })
    }
}

pub fn header(key: &Key, kid: &str) -> Value {
    json!({ "typ": "JWT", "alg": key.algorithm(), "kid": kid })
}

/// The value with one member changed, or taken out.
pub fn with(value: &Value, member: &str, new: Value) -> Value {
    let mut value = value.clone();
    let members = value.as_object_mut().unwrap();
    if new.is_null() {
        members.remove(member)
    } else {
        members.insert(member.to_owned(), new)
    };
    value
}
