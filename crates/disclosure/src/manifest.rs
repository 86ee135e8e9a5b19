//! The manifest, `/.well-known/nattoku.json`: who publishes, under which keys, and which files belong to the
//! version in force. It names every file by its digest, so that files of different versions cannot be mixed.

use crate::feed::FeedKind;
use crate::identifier::{Country, Sha256Hex, SitePath, WebLink};
use chrono::{DateTime, Utc};
use nattoku_consent::id::ProviderId;
use nattoku_consent::table::Table;
use nattoku_consent::{Language, Localized, QuestionId};
use serde::{Deserialize, Serialize};

/// Where the manifest stands, for people and programs to read.
pub const MANIFEST_PATH: &str = ".well-known/nattoku.json";
/// Where the same manifest stands, signed.
pub const SIGNED_MANIFEST_PATH: &str = ".well-known/nattoku.jws";
/// The most parts of one feed.
pub const MAX_PARTS: usize = 64;

/// Who publishes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Publisher {
    /// Its identifier.
    pub id: ProviderId,
    /// Its name.
    pub name: Localized,
    /// Where it is; a recipient elsewhere is abroad.
    pub country: Country,
    /// Its own page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<WebLink>,
    /// Whom to ask, in words.
    pub contact: Localized,
    /// What the purposes of its entries are called, for readers without a catalogue.
    #[serde(default, skip_serializing_if = "Table::is_empty")]
    #[cfg_attr(feature = "schema", schemars(with = "std::collections::BTreeMap<String, Localized>"))]
    pub purposes: Table<QuestionId, Localized>,
}

/// A public key, with the word of the key before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// Its name: the thumbprint of RFC 7638.
    pub kid: String,
    /// The Ed25519 public key in base64url, as the member `x` of a JWK (RFC 8037).
    pub x: String,
    /// A statement signed by the key before it that this one follows; none: the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endorsement: Option<String>,
}

/// One file of a feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct File {
    /// The signed file, from the site's root.
    pub signed: SitePath,
    /// The digest of its bytes.
    pub sha256: Sha256Hex,
    /// How many bytes.
    pub bytes: u64,
    /// The same in plain JSON, from the site's root.
    pub plain: SitePath,
}

/// A feed in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FeedRef {
    /// Of what.
    pub kind: FeedKind,
    /// Its version.
    pub version: u64,
    /// Its parts in order.
    pub parts: Vec<File>,
}

/// The manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// What the members mean elsewhere (JSON-LD).
    #[serde(rename = "@context", default, skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    /// Who publishes.
    pub provider: Publisher,
    /// Grows with every change of anything.
    pub version: u64,
    /// When this version was made.
    #[serde(with = "nattoku_consent::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "String", extend("format" = "date-time")))]
    pub issued: DateTime<Utc>,
    /// By when the next one is promised; after it, this one is out of date.
    #[serde(with = "nattoku_consent::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "String", extend("format" = "date-time")))]
    pub next_update: DateTime<Utc>,
    /// The languages in which every text exists.
    pub languages: Vec<Language>,
    /// The keys, oldest first; the last one signs.
    pub keys: Vec<Key>,
    /// The feeds.
    pub feeds: Vec<FeedRef>,
}

impl Manifest {
    /// The feed of a kind.
    #[must_use]
    pub fn feed(&self, kind: FeedKind) -> Option<&FeedRef> {
        self.feeds.iter().find(|feed| feed.kind == kind)
    }
}
