//! A small society with entries of every kind and every field, for the tests of what is published.
#![allow(dead_code, unreachable_pub, missing_docs, reason = "each test binary uses a part of it")]

use chrono::{DateTime, Duration, Utc};
use nattoku_consent::Language;
use nattoku_disclosure::entry::{Entries, Outcome, Recipient, Review};
use nattoku_disclosure::manifest::{Key, Publisher};
use nattoku_disclosure::publish::{Publication, Site, State, Unpublishable, first_key, publish};
use nattoku_disclosure::trust::Trusted;
use serde_json::json;

pub const SECRET: [u8; 32] = [7; 32];

pub fn now() -> DateTime<Utc> {
    "2026-11-24T00:00:00Z".parse().unwrap()
}

pub fn languages() -> Vec<Language> {
    ["ja", "en"].map(|tag| tag.parse().unwrap()).to_vec()
}

pub fn publisher() -> Publisher {
    serde_json::from_value(json!({
        "id": "minato", "name": {"ja": "学会", "en": "Society"}, "country": "JP",
        "url": "https://society.example/", "contact": {"ja": "事務局", "en": "Office"}
    }))
    .unwrap()
}

pub fn recipient(id: &str, name: &str) -> Recipient {
    serde_json::from_value(json!({
        "id": id,
        "recipient": {"name": {"ja": name, "en": name}, "kind": "drug-company", "country": "US",
            "for_profit": true, "corporate_number": "7000012050002", "url": "https://company.example/"},
        "summary": {"ja": "薬を作ります。", "en": "It makes a medicine."},
        "programme": "registry", "purposes": ["drug-development"], "modifiers": ["abroad"],
        "data": {"ja": "検査の値", "en": "Test results"},
        "first": "2026-01-01", "last": "2026-03-01", "ended": "2026-10-01", "people": "100-999",
        "scope": {"reviewed": {"case": "other-recipient", "review": "r-1"}},
        "onward": [{"name": {"ja": "解析の会社", "en": "Analysts"}, "kind": "software-company", "country": "JP",
            "for_profit": true, "role": {"ja": "計算", "en": "Computing"}}],
        "withdrawals_until": "2026-02-28T15:00:00.000Z",
        "incidents": [{"on": "2026-02-01", "what": {"ja": "誤った送付", "en": "Sent wrongly"}}],
        "notes": [{"label": "番号", "text": "1"}]
    }))
    .unwrap()
}

pub fn outcome(id: &str, recipient: &str) -> Outcome {
    serde_json::from_value(json!({
        "id": id, "recipients": [recipient], "purposes": ["drug-development"],
        "came": {"result": {"kind": "paper", "title": {"ja": "論文", "en": "A paper"},
            "summary": {"ja": "分かりました。", "en": "We found out."}, "finding": "negative", "on": "2026-10-01",
            "identifiers": [{"doi": "10.1000/182"}, {"jrct": "jRCT2031200001"}, {"nct": "NCT04280705"},
                {"approval": "30800ABC"}, {"url": "https://paper.example/"}],
            "open_until": "2027-12-31"}}
    }))
    .unwrap()
}

pub fn review(id: &str) -> Review {
    serde_json::from_value(json!({
        "id": id, "body": {"ja": "審査体", "en": "Review body"},
        "members": [{"role": {"ja": "医師", "en": "Physicians"}, "count": 3}],
        "case": "other-recipient", "summary": {"ja": "別の会社", "en": "Another company"},
        "recipient": {"name": {"ja": "会社", "en": "Company"}, "kind": "drug-company", "country": "JP",
            "for_profit": true},
        "programme": "registry", "purposes": ["drug-development"], "ruling": "approved",
        "reason": {"ja": "必要です。", "en": "It is needed."}, "conditions": [{"ja": "毎年", "en": "Yearly"}],
        "on": "2025-12-01"
    }))
    .unwrap()
}

pub fn entries() -> Entries {
    Entries {
        recipients: vec![recipient("a-1", "あおば製薬")],
        outcomes: vec![outcome("o-1", "a-1")],
        reviews: vec![review("r-1")],
    }
}

pub fn keys() -> Vec<Key> {
    vec![first_key(&SECRET)]
}

/// Publishes with the first key, so many days after the first time.
pub fn published(entries: &Entries, previous: Option<&State>, days: i64) -> Result<Site, Unpublishable> {
    published_with(entries, previous, days, &keys(), &SECRET)
}

pub fn published_with(
    entries: &Entries,
    previous: Option<&State>,
    days: i64,
    keys: &[Key],
    secret: &[u8; 32],
) -> Result<Site, Unpublishable> {
    let now = now() + Duration::days(days);
    publish(&Publication {
        publisher: &publisher(),
        languages: &languages(),
        entries,
        keys,
        secret,
        previous,
        now,
        next_update: now + Duration::days(90),
        utc_offset_minutes: 540,
    })
}

pub fn file<'a>(site: &'a Site, path: &str) -> &'a [u8] {
    &site.files.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("{path}")).bytes
}

/// One who was given the first key by hand.
pub fn follower() -> Trusted {
    Trusted { provider: None, key: first_key(&SECRET).x, last: None }
}
