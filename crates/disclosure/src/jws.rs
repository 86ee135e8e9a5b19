//! Signed documents: JWS in compact form (RFC 7515) with `alg` Ed25519 (RFC 9864), and nothing else.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

/// What a document is; one kind can never stand for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// A manifest.
    #[serde(rename = "nattoku-manifest+jws")]
    Manifest,
    /// A part of a feed.
    #[serde(rename = "nattoku-feed+jws")]
    Feed,
    /// A statement that one key follows another.
    #[serde(rename = "nattoku-key+jws")]
    Key,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    alg: Algorithm,
    kid: String,
    typ: Kind,
}

#[derive(Serialize, Deserialize)]
enum Algorithm {
    Ed25519,
}

/// Why a document is not what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Forged {
    /// It is not three parts of base64url, or its header is not exactly what it must be.
    #[error("it is not a JWS in compact form with alg Ed25519")]
    Malformed,
    /// It is a document of another kind.
    #[error("it is a signed document of another kind")]
    OtherKind,
    /// Another key signed it.
    #[error("another key signed it")]
    OtherKey,
    /// The signature does not belong to it.
    #[error("the signature does not belong to it")]
    Signature,
}

/// A public key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

/// Why a text is not a public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not an Ed25519 public key in base64url (43 characters)")]
pub struct NotAKey;

impl PublicKey {
    /// The key that belongs to a secret one.
    #[must_use]
    pub fn of(secret: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(secret).verifying_key())
    }

    /// Its name: the thumbprint of RFC 7638, as RFC 8037 applies it.
    #[must_use]
    pub fn kid(&self) -> String {
        let jwk = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{self}"}}"#);
        BASE64URL.encode(Sha256::digest(jwk.as_bytes()))
    }
}

impl std::str::FromStr for PublicKey {
    type Err = NotAKey;
    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let bytes = BASE64URL.decode(text).map_err(|_| NotAKey)?;
        let bytes = <[u8; 32]>::try_from(bytes).map_err(|_| NotAKey)?;
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| NotAKey)?;
        // A key of small order would take a signature made by anybody.
        if key.is_weak() { Err(NotAKey) } else { Ok(Self(key)) }
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE64URL.encode(self.0.as_bytes()))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

/// Signs a document.
#[must_use]
pub fn sign(kind: Kind, payload: &[u8], secret: &[u8; 32]) -> String {
    let key = SigningKey::from_bytes(secret);
    let kid = PublicKey(key.verifying_key()).kid();
    let typ = serde_json::to_string(&kind).unwrap_or_default();
    let header = format!(r#"{{"alg":"Ed25519","kid":"{kid}","typ":{typ}}}"#);
    let signed = format!("{}.{}", BASE64URL.encode(header), BASE64URL.encode(payload));
    let signature = BASE64URL.encode(key.sign(signed.as_bytes()).to_bytes());
    format!("{signed}.{signature}")
}

/// Opens a document that must be of a kind and signed by a key, and gives its payload.
///
/// # Errors
/// It is not.
pub fn open(kind: Kind, document: &str, key: &PublicKey) -> Result<Vec<u8>, Forged> {
    let Parts { header, payload, signature, signed } = parts(document)?;
    if header.typ != kind {
        return Err(Forged::OtherKind);
    }
    if header.kid != key.kid() {
        return Err(Forged::OtherKey);
    }
    key.0.verify_strict(signed.as_bytes(), &signature).map_err(|_| Forged::Signature)?;
    Ok(payload)
}

/// The payload and the name of the key of a document that nobody has verified yet: only to find the key.
pub(crate) fn unverified(document: &str) -> Result<(String, Vec<u8>), Forged> {
    parts(document).map(|parts| (parts.header.kid, parts.payload))
}

struct Parts<'a> {
    header: Header,
    payload: Vec<u8>,
    signature: Signature,
    signed: &'a str,
}

fn parts(document: &str) -> Result<Parts<'_>, Forged> {
    let malformed = |_| Forged::Malformed;
    let (signed, signature) = document.rsplit_once('.').ok_or(Forged::Malformed)?;
    let (header, payload) = signed.split_once('.').ok_or(Forged::Malformed)?;
    let header = BASE64URL.decode(header).map_err(malformed)?;
    // A list of the members' values would be read like the members themselves.
    if header.first() != Some(&b'{') {
        return Err(Forged::Malformed);
    }
    let header = serde_json::from_slice(&header).map_err(|_| Forged::Malformed)?;
    let payload = BASE64URL.decode(payload).map_err(malformed)?;
    let signature = BASE64URL.decode(signature).map_err(malformed)?;
    let signature = Signature::from_slice(&signature).map_err(|_| Forged::Malformed)?;
    Ok(Parts { header, payload, signature, signed })
}
