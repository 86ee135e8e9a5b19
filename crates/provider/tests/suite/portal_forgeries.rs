//! Forged tokens open nothing (A24).

use crate::common::portal::{AUDIENCE, Key, Setting, base64, header, with};
use axum::http::StatusCode;
use nattoku_consent::wire::ProblemKind;
use serde_json::{Value, json};

/// A right token and all that can be made of it.
struct Forger {
    key: Key,
    other: Key,
    p256: Key,
    rsa: Key,
    header: Value,
    claims: Value,
}

type Forgery = (&'static str, String);

impl Forger {
    fn right(&self) -> String {
        self.key.token(&self.header, &self.claims)
    }

    fn with_header(&self, member: &str, new: Value) -> String {
        self.key.token(&with(&self.header, member, new), &self.claims)
    }

    fn with_claim(&self, member: &str, new: Value) -> String {
        self.key.token(&self.header, &with(&self.claims, member, new))
    }

    /// The right claims under another header, signed with a secret.
    fn by_secret(&self, kid: &str, secret: &[u8]) -> String {
        let head = json!({ "typ": "JWT", "alg": "HS256", "kid": kid }).to_string();
        let message = format!("{}.{}", base64(head), base64(self.claims.to_string()));
        let secret = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret);
        format!("{message}.{}", base64(ring::hmac::sign(&secret, message.as_bytes())))
    }

    /// The keys that the portal publishes, some of them not fit to verify anything.
    fn published(&self) -> Vec<Value> {
        vec![
            self.key.published("k"),
            with(&self.key.published("for-encryption"), "use", json!("enc")),
            with(&self.key.published("for-another-alg"), "alg", json!("RS256")),
            with(&self.key.published("to-sign-only"), "key_ops", json!(["sign"])),
            with(&self.p256.published("p256-called-p384"), "crv", json!("P-384")),
            json!({ "kty": "RSA", "kid": "weak", "n": base64([0xff; 128]), "e": "AQAB" }),
            json!({ "kty": "oct", "kid": "secret", "k": base64("secret") }),
            self.p256.published("p"),
        ]
    }

    fn of_shape(&self) -> Vec<Forgery> {
        let right = self.right();
        let parts: Vec<_> = right.split('.').collect();
        let (head, claims, signature) = (parts[0], parts[1], parts[2]);
        let unsigned = |alg: &str| base64(json!({ "alg": alg, "kid": "k" }).to_string());
        let somebody_else = base64(with(&self.claims, "sub", json!("somebody-else")).to_string());
        vec![
            ("nothing", String::new()),
            ("no token", "token".to_owned()),
            ("two parts", format!("{head}.{claims}")),
            ("four parts", format!("{right}.{signature}")),
            ("no signature", format!("{head}.{claims}.")),
            ("a signature cut short", format!("{head}.{claims}.{}", &signature[..signature.len() - 4])),
            ("a signature of nothing but zeros", format!("{head}.{claims}.{}", base64([0; 64]))),
            ("another's signature", self.other.token(&self.header, &self.claims)),
            ("another's claims under this signature", format!("{head}.{somebody_else}.{signature}")),
            ("no algorithm", format!("{}.{claims}.", unsigned("none"))),
            ("no algorithm, in capitals", format!("{}.{claims}.", unsigned("NONE"))),
            ("a token as long as a book", self.with_claim("note", json!("n".repeat(9000)))),
        ]
    }

    fn of_header(&self) -> Vec<Forgery> {
        let own_key = with(&self.header, "jwk", self.other.published("k"));
        vec![
            ("another algorithm than the key's", self.with_header("alg", json!("ES256"))),
            ("an algorithm that is not taken", self.with_header("alg", json!("ES384"))),
            ("no key named", self.with_header("kid", Value::Null)),
            ("an empty key name", self.with_header("kid", json!(""))),
            ("an unknown key", self.with_header("kid", json!("unknown"))),
            ("its own key in the header", self.other.token(&own_key, &self.claims)),
            ("an address of keys", self.with_header("jku", json!("https://evil.example/jwks.json"))),
            ("an address of a certificate", self.with_header("x5u", json!("https://evil.example/cert.pem"))),
            ("a header that must be understood", self.with_header("crit", json!(["exp"]))),
            ("a payload that is not encoded", self.with_header("b64", json!(false))),
            ("an access token", self.with_header("typ", json!("at+jwt"))),
            ("a token in a token", self.with_header("cty", json!("JWT"))),
        ]
    }

    fn of_key(&self) -> Vec<Forgery> {
        let under = |key: &Key, kid: &str| key.token(&header(key, kid), &self.claims);
        let public = self.key.published("k")["x"].as_str().unwrap().to_owned();
        vec![
            ("the public key as a shared secret", self.by_secret("k", public.as_bytes())),
            ("a shared secret that is published", self.by_secret("secret", b"secret")),
            ("a key for encryption", under(&self.key, "for-encryption")),
            ("a key for another algorithm", under(&self.key, "for-another-alg")),
            ("a key that does not verify", under(&self.key, "to-sign-only")),
            ("a curve that is called another", under(&self.p256, "p256-called-p384")),
            ("a weak key", under(&self.rsa, "weak")),
            ("an RSA signature under another kind of key", under(&self.rsa, "k")),
            ("another curve's key", under(&self.p256, "k")),
        ]
    }

    fn of_claims(&self, now: i64) -> Vec<Forgery> {
        let to_come = with(&with(&self.claims, "iat", json!(now + 61)), "exp", json!(now + 300));
        vec![
            ("another issuer", self.with_claim("iss", json!("https://portal.example.jp.evil.example"))),
            ("no issuer", self.with_claim("iss", Value::Null)),
            ("for somebody else", self.with_claim("aud", json!("https://other.example.jp"))),
            ("for somebody else, too", self.with_claim("aud", json!([AUDIENCE, "https://other.example.jp"]))),
            ("no audience", self.with_claim("aud", Value::Null)),
            ("no subject", self.with_claim("sub", Value::Null)),
            ("an empty subject", self.with_claim("sub", json!(""))),
            ("a subject with a control character", self.with_claim("sub", json!("pairwise\u{0}7f3a"))),
            ("over", self.with_claim("exp", json!(now))),
            ("never over", self.with_claim("exp", Value::Null)),
            ("over in a text", self.with_claim("exp", json!("9999999999"))),
            ("holding for too long", self.with_claim("exp", json!(now + 301))),
            ("made in a time to come", self.key.token(&self.header, &to_come)),
            ("not holding yet", self.with_claim("nbf", json!(now + 61))),
            ("made before time began", self.with_claim("iat", json!(i64::MIN))),
            ("no number", self.with_claim("jti", Value::Null)),
            ("an endless number", self.with_claim("jti", json!("n".repeat(256)))),
        ]
    }
}

#[tokio::test]
async fn forty_forgeries_open_nothing() {
    let (key, other, p256, rsa) = (Key::ed25519(), Key::ed25519(), Key::p256(), Key::rsa());
    let header = header(&key, "k");
    let mut forger = Forger { key, other, p256, rsa, header, claims: Value::Null };
    let setting = Setting::with(&forger.published()).await;
    forger.claims = setting.claims();
    let now = setting.hospital.now().timestamp();
    let forgeries = [forger.of_shape(), forger.of_header(), forger.of_key(), forger.of_claims(now)].concat();
    assert!(forgeries.len() >= 40);
    for (name, token) in &forgeries {
        let reply = setting.sign_in(token).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{name}: {reply:?}");
        assert_eq!(reply.kind(), ProblemKind::TokenNotAccepted, "{name}");
    }
    // The control: none of them spoilt the right one.
    assert_eq!(setting.sign_in(&forger.right()).await.status, StatusCode::OK);
}
