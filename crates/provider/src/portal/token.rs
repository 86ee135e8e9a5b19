//! What a portal's token must be to open a session (A24): signed by a key the portal publishes, for this provider and
//! nobody else, for one person, not older than five minutes, and never seen before. Everything else is refused.

use super::verifier;
use chrono::{DateTime, Duration, Utc};
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyOperations, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The longest token that is looked at, in bytes.
pub const MAX_TOKEN: usize = 8 * 1024;

/// For how long a token may hold, from when it was made.
const MAX_AGE: Duration = Duration::minutes(5);

/// How far a portal's clock may be ahead of ours.
const AHEAD: Duration = Duration::seconds(60);

/// The longest subject and token id, in bytes (OpenID Connect Core 1.0, section 2).
const MAX_TEXT: usize = 255;

/// What the tokens of a portal must say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// Who makes them (`iss`).
    pub issuer: String,
    /// For whom alone they are (`aud`).
    pub audience: String,
}

/// What a token says that was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    /// Whom the portal means, by a name that it uses with this provider only (`sub`).
    pub subject: String,
    /// The token's own number (`jti`).
    pub id: String,
    /// When it ends (`exp`).
    pub ends_at: DateTime<Utc>,
}

/// Why a token opens nothing. The messages name no person and repeat nothing of the token: they go into the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each message is its meaning")]
pub enum Refused {
    #[error("it is no signed JWT of at most 8 KiB")]
    Malformed,
    #[error("its alg is none of EdDSA, ES256, RS256")]
    Algorithm,
    #[error("its header names no key (kid)")]
    NoKeyId,
    #[error(
        "its header asks for something that is not understood: typ, cty, crit, jwk, jku, x5u, enc, zip or b64"
    )]
    Header,
    #[error("the portal publishes no such key for signing")]
    Key,
    #[error(
        "its signature does not fit, or a claim is missing or of the wrong kind (iss, aud, sub, iat, exp, jti or nonce)"
    )]
    SignatureOrClaims,
    #[error("it is from somebody else (iss)")]
    Issuer,
    #[error("it is not for this provider alone (aud)")]
    Audience,
    #[error("it holds for longer than five minutes")]
    TooLong,
    #[error("it is over")]
    Over,
    #[error("it does not hold yet: check the portal's clock")]
    NotYet,
    #[error("its sub, or jti or nonce, is empty, too long, or has control characters")]
    Text,
    #[error("it answers another request (nonce)")]
    Nonce,
}

#[derive(Deserialize)]
struct Written {
    iss: String,
    aud: Audience,
    sub: String,
    iat: i64,
    exp: i64,
    nbf: Option<i64>,
    jti: String,
}

/// What an ID token says (OpenID Connect Core 1.0, section 2).
#[derive(Deserialize)]
struct WrittenIdToken {
    iss: String,
    aud: Audience,
    sub: String,
    iat: i64,
    exp: i64,
    nonce: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    List([String; 1]),
}

/// A token whose header is understood; its key is still to be looked up.
pub struct Unverified<'a> {
    token: &'a str,
    algorithm: Algorithm,
    key: String,
}

impl<'a> Unverified<'a> {
    /// Reads the header of a token.
    ///
    /// # Errors
    /// It is not one that could be accepted.
    pub fn read(token: &'a str) -> Result<Self, Refused> {
        if token.len() > MAX_TOKEN {
            return Err(Refused::Malformed);
        }
        let header = jsonwebtoken::decode_header(token).map_err(|_| Refused::Malformed)?;
        if !matches!(header.alg, Algorithm::EdDSA | Algorithm::ES256 | Algorithm::RS256) {
            return Err(Refused::Algorithm);
        }
        if !is_plain(&header) {
            return Err(Refused::Header);
        }
        let key = header.kid.filter(|kid| !kid.is_empty()).ok_or(Refused::NoKeyId)?;
        Ok(Self { token, algorithm: header.alg, key })
    }

    /// The name of the key it is signed with (`kid`).
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Verifies it under a key that the portal publishes by that name.
    ///
    /// # Errors
    /// It is not accepted.
    pub fn verify(&self, key: &Jwk, expected: &Expected, now: DateTime<Utc>) -> Result<Claims, Refused> {
        check(self.signed(key)?, expected, now)
    }

    /// Verifies it as the ID token that answers the request with this `nonce`. It may hold for longer than a portal's
    /// own token, and must have been made as recently; the nonce is what it is known by if it came again.
    ///
    /// # Errors
    /// It is not accepted.
    pub fn verify_id_token(
        &self,
        key: &Jwk,
        expected: &Expected,
        nonce: &str,
        now: DateTime<Utc>,
    ) -> Result<Claims, Refused> {
        let WrittenIdToken { iss, aud, sub, iat, exp, nonce: answered } = self.signed(key)?;
        if instant(exp)? <= now {
            return Err(Refused::Over);
        }
        if answered != nonce {
            return Err(Refused::Nonce);
        }
        let exp = iat.saturating_add(MAX_AGE.num_seconds()).min(exp);
        check(Written { iss, aud, sub, iat, exp, nbf: None, jti: answered }, expected, now)
    }

    /// What it says, if it is signed by this key.
    fn signed<T: DeserializeOwned>(&self, key: &Jwk) -> Result<T, Refused> {
        verifier::install();
        let key = usable(key, self.algorithm).ok_or(Refused::Key)?;
        let mut rules = Validation::new(self.algorithm);
        // The claims are looked at by this server's clock; this part only verifies.
        (rules.validate_exp, rules.validate_nbf, rules.validate_aud) = (false, false, false);
        rules.required_spec_claims.clear();
        let decoded = jsonwebtoken::decode::<T>(self.token, &key, &rules);
        Ok(decoded.map_err(|_| Refused::SignatureOrClaims)?.claims)
    }
}

fn instant(seconds: i64) -> Result<DateTime<Utc>, Refused> {
    DateTime::from_timestamp(seconds, 0).ok_or(Refused::SignatureOrClaims)
}

/// Whether a header asks for nothing that this server does not do.
fn is_plain(header: &Header) -> bool {
    let typ = header.typ.as_ref().is_none_or(|typ| typ.eq_ignore_ascii_case("JWT"));
    let keys = header.jwk.is_none() && header.jku.is_none() && header.x5u.is_none();
    let packed = header.cty.is_some() || header.enc.is_some() || header.zip.is_some();
    typ && keys && !packed && header.crit.is_none() && !header.extras.inner().contains_key("b64")
}

/// A published key, if it is one for verifying this algorithm.
fn usable(key: &Jwk, algorithm: Algorithm) -> Option<DecodingKey> {
    let common = &key.common;
    let signs = common.public_key_use.as_ref().is_none_or(|usage| *usage == PublicKeyUse::Signature);
    let operations = common.key_operations.as_ref();
    let verifies = operations.is_none_or(|operations| operations.contains(&KeyOperations::Verify));
    let same = common.key_algorithm.is_none_or(|named| named.to_string() == format!("{algorithm:?}"));
    let kind = match &key.algorithm {
        AlgorithmParameters::RSA(_) => algorithm == Algorithm::RS256,
        AlgorithmParameters::EllipticCurve(curve) => {
            algorithm == Algorithm::ES256 && curve.curve == EllipticCurve::P256
        }
        AlgorithmParameters::OctetKeyPair(pair) => {
            algorithm == Algorithm::EdDSA && pair.curve == EllipticCurve::Ed25519
        }
        _ => false,
    };
    if signs && verifies && same && kind { DecodingKey::from_jwk(key).ok() } else { None }
}

fn check(written: Written, expected: &Expected, now: DateTime<Utc>) -> Result<Claims, Refused> {
    if written.iss != expected.issuer {
        return Err(Refused::Issuer);
    }
    let (Audience::One(audience) | Audience::List([audience])) = written.aud;
    if audience != expected.audience {
        return Err(Refused::Audience);
    }
    let (made, ends_at) = (instant(written.iat)?, instant(written.exp)?);
    if ends_at - made > MAX_AGE {
        return Err(Refused::TooLong);
    }
    if ends_at <= now {
        return Err(Refused::Over);
    }
    let begins = instant(written.nbf.unwrap_or(written.iat))?;
    if made.max(begins) > now + AHEAD {
        return Err(Refused::NotYet);
    }
    let fits = |text: &str| (1..=MAX_TEXT).contains(&text.len()) && !text.chars().any(char::is_control);
    if !fits(&written.sub) || !fits(&written.jti) {
        return Err(Refused::Text);
    }
    Ok(Claims { subject: written.sub, id: written.jti, ends_at })
}
