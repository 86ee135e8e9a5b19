//! A portal: its keys, the set it publishes of them, and tokens it signs, right and wrong.

use super::site::Site;
use super::{Hospital, Reply};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use nattoku::portal::Portals;
use nattoku::store::portals::{NameSubjects, Named, Subject};
use nattoku_consent::wire::{PORTAL_SESSION_PATH, PortalSignIn};
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
};
use serde_json::{Value, json};

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
        self.hospital.provider.store.write(NameSubjects { portal, subjects }).await.unwrap()
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
