//! Bundles: what a search found, a page at a time, and the history of a resource.

use super::{Meta, Resource, element};
use serde::{Deserialize, Serialize};

element!(
    /// Several resources.
    Bundle {
        /// What is said of it.
        meta: Option<Meta>,
        /// What it is: `searchset`, `history`, `collection`.
        r#type: Option<String>,
        /// How many there are in all, where that is known.
        total: Option<u32>,
        /// Where it goes on.
        link: Vec<BundleLink>,
        /// The resources.
        entry: Vec<BundleEntry>,
    }
);

/// Another page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleLink {
    /// `self` or `next`.
    pub relation: String,
    /// Where.
    pub url: String,
}

/// One resource.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BundleEntry {
    /// Its address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full_url: Option<String>,
    /// The resource.
    pub resource: Resource,
    /// Why it is here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<BundleSearch>,
    /// The request that made this version, as a history must say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<serde_json::Value>,
    /// What came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<BundleResponse>,
}

/// Why a search found it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleSearch {
    /// `match`.
    pub mode: String,
}

/// What came of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BundleResponse {
    /// The HTTP status.
    pub status: String,
    /// The version.
    pub etag: String,
    /// When.
    pub last_modified: String,
}
