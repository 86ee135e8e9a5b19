//! A society that signs its feeds and puts them on its site.

use super::site::Site;
use chrono::{Duration, Utc};
use nattoku_consent::time::write_instant;
use nattoku_disclosure::jws::{self, Kind, PublicKey};
use nattoku_disclosure::manifest::SIGNED_MANIFEST_PATH;
use nattoku_disclosure::trust::hex_digest;
use serde_json::{Value, json};

/// Its name, its key, and the version it has come to.
#[derive(Debug, Clone)]
pub struct Publisher {
    pub id: String,
    pub secret: [u8; 32],
    pub version: u64,
    /// How many days its promise lasts from now on.
    pub promise: i64,
    /// What it says of itself besides, or otherwise.
    pub about: Value,
}

/// A signed file and where it stands.
pub type SignedFile = (String, String);

impl Publisher {
    pub fn new(id: &str, seed: u8) -> Self {
        Self { id: id.to_owned(), secret: [seed; 32], version: 0, promise: 30, about: json!({}) }
    }

    pub fn key(&self) -> String {
        PublicKey::of(&self.secret).to_string()
    }

    /// Publishes the next version with these recipients, so many in a part.
    pub fn publish(&mut self, site: &Site, recipients: &[Value], in_part: usize) {
        let (manifest, parts) = self.next(recipients, in_part);
        for (path, document) in parts.into_iter().chain([manifest]) {
            site.put(&path, document);
        }
    }

    /// The next version: its manifest and its parts.
    pub fn next(&mut self, recipients: &[Value], in_part: usize) -> (SignedFile, Vec<SignedFile>) {
        self.version += 1;
        let chunks: Vec<_> = recipients.chunks(in_part).collect();
        let part = |(number, entries): (usize, &&[Value])| {
            let path = format!("feeds/recipients-{}-{number}.jws", self.version);
            (path, self.signed(Kind::Feed, &self.part(number, chunks.len(), entries)))
        };
        let parts: Vec<_> = (1..).zip(&chunks).map(part).collect();
        let manifest = self.signed(Kind::Manifest, &self.manifest(&parts));
        ((SIGNED_MANIFEST_PATH.to_owned(), manifest), parts)
    }

    pub fn signed(&self, kind: Kind, payload: &Value) -> String {
        jws::sign(kind, &serde_json::to_vec(payload).unwrap(), &self.secret)
    }

    fn times(&self) -> (String, String) {
        let issued = Utc::now() - Duration::minutes(1);
        (write_instant(issued), write_instant(Utc::now() + Duration::days(self.promise)))
    }

    fn part(&self, number: usize, of: usize, entries: &[Value]) -> Value {
        let (issued, next_update) = self.times();
        json!({
            "provider": self.id, "kind": "recipients", "version": self.version, "issued": issued,
            "next_update": next_update, "part": { "number": number, "of": of }, "entries": entries,
        })
    }

    fn manifest(&self, parts: &[SignedFile]) -> Value {
        let (issued, next_update) = self.times();
        let file = |(path, document): &SignedFile| {
            json!({
                "signed": path, "sha256": hex_digest(document.as_bytes()), "bytes": document.len(),
                "plain": path.replace(".jws", ".json"),
            })
        };
        let key = PublicKey::of(&self.secret);
        let mut provider = json!({
            "id": self.id, "name": { "ja": "学会", "en": "Society" }, "country": "JP",
            "contact": { "ja": "事務局", "en": "Office" },
        });
        provider.as_object_mut().unwrap().extend(self.about.as_object().unwrap().clone());
        json!({
            "provider": provider,
            "version": self.version, "issued": issued, "next_update": next_update, "languages": ["ja", "en"],
            "keys": [{ "kid": key.kid(), "x": key.to_string() }],
            "feeds": [{
                "kind": "recipients", "version": self.version,
                "parts": parts.iter().map(file).collect::<Vec<_>>(),
            }],
        })
    }
}

/// An entry of a recipient list.
pub fn recipient(id: &str, name: &str) -> Value {
    json!({
        "id": id,
        "recipient": {
            "name": { "ja": name, "en": name }, "kind": "drug-company", "country": "JP", "for_profit": true,
        },
        "summary": { "ja": "薬の研究", "en": "Drug research" }, "programme": "registry",
        "purposes": ["drug-development"], "data": { "ja": "診断名", "en": "Diagnosis" }, "first": "2026-01-01",
        "people": "10-99", "scope": "within",
    })
}
