//! Portals: pages of other origins that show the app in a frame and say in a signed token who has signed in there, or
//! where one signs in and comes back. What may frame the app, and whose word counts, stands in one file of the hospital's.

mod addresses;
pub mod attempts;
pub mod keys;
pub mod login;
pub mod token;
mod verifier;

use crate::mirror::fetch::{self, Fetcher};
use crate::transport::Authorities;
use addresses::{origin, webhook};
use keys::{KeyCache, Source};
use login::{Login, WrittenLogin};
use reqwest::Url;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

/// The longest name of a portal, in characters.
const MAX_ID: usize = 40;

/// The name of a portal, as it stands in the address of its frame.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct PortalId(String);

impl PortalId {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PortalId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A text that is no name of a portal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a portal's name has 1 to {MAX_ID} lower-case letters, digits and hyphens")]
pub struct NotAPortalId;

impl TryFrom<String> for PortalId {
    type Error = NotAPortalId;

    fn try_from(text: String) -> Result<Self, NotAPortalId> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let fits = (1..=MAX_ID).contains(&text.len()) && text.bytes().all(plain);
        if fits { Ok(Self(text)) } else { Err(NotAPortalId) }
    }
}

impl FromStr for PortalId {
    type Err = NotAPortalId;

    fn from_str(text: &str) -> Result<Self, NotAPortalId> {
        text.to_owned().try_into()
    }
}

/// A portal.
#[derive(Debug)]
pub struct Portal {
    /// How it shows the app in a frame, if it does.
    pub frame: Option<Frame>,
    /// Where one signs in with it in a page of one's own, if one can.
    pub login: Option<Login>,
    /// By which what it says is verified.
    pub keys: KeyCache,
    /// Where it is told of decisions, if it wants to be.
    pub webhook: Option<Url>,
    /// Whose certificates are trusted there beside the public authorities'.
    pub authorities: Authorities,
}

/// A page that shows the app in a frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// The only origin that may frame the app under this name, as browsers write it.
    pub origin: String,
    /// What the portal's tokens must say.
    pub expected: token::Expected,
}

/// Every portal that the hospital has named.
#[derive(Debug, Clone, Default)]
pub struct Portals(Arc<BTreeMap<PortalId, Portal>>);

/// The file, as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    portal: Vec<WrittenPortal>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPortal {
    id: PortalId,
    origin: Option<String>,
    issuer: String,
    audience: Option<String>,
    keys: String,
    login: Option<WrittenLogin>,
    webhook: Option<String>,
    /// The certificate of the hospital's own authority, as PEM.
    ca_file: Option<PathBuf>,
    /// Whether it may be reached by http on this machine. Only for trying things out.
    #[serde(default)]
    local: bool,
}

/// What is wrong with the file of portals.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "each message is its meaning")]
pub enum PortalsError {
    #[error("{}: {source}", path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("{}: {source}", path.display())]
    Malformed { path: PathBuf, source: Box<toml::de::Error> },
    #[error("{}: the portal \"{id}\" stands there twice", path.display())]
    Twice { path: PathBuf, id: PortalId },
    #[error("{}: the portal \"{id}\": {what}", path.display())]
    Wrong { path: PathBuf, id: PortalId, what: String },
}

impl Portals {
    /// Reads the file of portals.
    ///
    /// # Errors
    /// It cannot be read, or names something that cannot be.
    pub fn read(path: &Path) -> Result<Self, PortalsError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| PortalsError::Unreadable { path: path.to_owned(), source })?;
        let written: Written = toml::from_str(&text)
            .map_err(|source| PortalsError::Malformed { path: path.to_owned(), source: Box::new(source) })?;
        let mut portals = BTreeMap::new();
        for written in written.portal {
            let id = written.id.clone();
            let portal = Portal::new(written, path).map_err(|what| PortalsError::Wrong {
                path: path.to_owned(),
                id: id.clone(),
                what,
            })?;
            if portals.insert(id.clone(), portal).is_some() {
                return Err(PortalsError::Twice { path: path.to_owned(), id });
            }
        }
        Ok(Self(Arc::new(portals)))
    }

    /// A portal by its name.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<(&PortalId, &Portal)> {
        // Looked up by text: what no portal is called needs no name of its own.
        self.0.iter().find(|(known, _)| known.as_str() == id)
    }

    /// Every portal with its name.
    pub fn iter(&self) -> impl Iterator<Item = (&PortalId, &Portal)> {
        self.0.iter()
    }
}

impl Portal {
    fn new(written: WrittenPortal, file: &Path) -> Result<Self, String> {
        if written.issuer.trim().is_empty() {
            return Err("issuer is empty".to_owned());
        }
        let frame = match (written.origin, written.audience) {
            (Some(text), Some(audience)) if !audience.trim().is_empty() => {
                let origin = origin(&text, written.local)?;
                Some(Frame { origin, expected: token::Expected { issuer: written.issuer.clone(), audience } })
            }
            (Some(_), _) => return Err("audience is empty".to_owned()),
            (None, _) => None,
        };
        let authorities = Authorities::named(written.ca_file.as_deref(), file.parent())?;
        let issuer = &written.issuer;
        let login = |login| Login::new(login, issuer, file.parent(), &authorities, written.local);
        let login = written.login.map(login).transpose()?;
        if frame.is_none() && login.is_none() {
            return Err("it has neither an origin nor a login: nobody could sign in by it".to_owned());
        }
        let webhook = written.webhook.map(|address| webhook(&address, written.local)).transpose()?;
        let source = Source::new(&written.keys, file.parent(), written.local)?;
        let fetcher = Fetcher::trusting(fetch::LIMIT, &authorities);
        let fetcher = fetcher.map_err(|error| format!("keys cannot be fetched: {error}"))?;
        Ok(Self { frame, login, keys: KeyCache::new(source, fetcher), webhook, authorities })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Portals, PortalsError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("portals.toml");
        std::fs::write(&path, text).unwrap();
        Portals::read(&path)
    }

    fn portal(id: &str, origin: &str, keys: &str, rest: &str) -> String {
        format!(
            "[[portal]]\nid = \"{id}\"\norigin = \"{origin}\"\nissuer = \"https://portal.example.jp\"\n\
             audience = \"https://consent.example.jp\"\nkeys = \"{keys}\"\n{rest}\n"
        )
    }

    fn login(authorization: &str, rest: &str) -> String {
        format!(
            "[portal.login]\nclient = \"nattoku\"\nauthorization = \"{authorization}\"\n\
             token = \"https://id.example.jp/token\"\n{rest}\n"
        )
    }

    #[test]
    fn a_portal_has_one_exact_origin() {
        let file = portal("ward", "https://portal.example.jp", "https://portal.example.jp/jwks.json", "");
        let portals = read(&file).unwrap();
        let (id, portal) = portals.get("ward").unwrap();
        assert_eq!(
            (id.as_str(), portal.frame.as_ref().unwrap().origin.as_str()),
            ("ward", "https://portal.example.jp")
        );
        assert!(portals.get("Ward").is_none());
        assert!(read("").unwrap().iter().next().is_none());
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        let keys = "https://portal.example.jp/jwks.json";
        let right = portal("ward", "https://portal.example.jp", keys, "");
        for (file, said) in [
            (portal("ward", "https://portal.example.jp/app", keys, ""), "is no origin"),
            (portal("ward", "https://*.example.jp", keys, ""), "is no origin"),
            (portal("ward", "https://portal.example.jp;script-src", keys, ""), "is no origin"),
            (portal("ward", "portal.example.jp", keys, ""), "is no origin"),
            (portal("ward", "http://portal.example.jp", keys, ""), "is not https"),
            (portal("ward", "http://portal.example.jp", keys, "local = true"), "is not https"),
            (
                portal("ward", "https://portal.example.jp", "http://10.0.0.1/k", "local = true"),
                "is not https",
            ),
            (portal("ward", "https://portal.example.jp", keys, "ca_file = \"none.pem\""), "ca_file: "),
            (portal("ward", "https://portal.example.jp", "http://portal.example.jp/k", ""), "is not https"),
            (
                portal(
                    "ward",
                    "https://portal.example.jp",
                    keys,
                    "webhook = \"http://portal.example.jp/told\"",
                ),
                "webhook",
            ),
            (portal("Ward", "https://portal.example.jp", keys, ""), "lower-case"),
            (portal("ward", "https://portal.example.jp", keys, "secret = 1"), "unknown field"),
            (right.replace("https://consent.example.jp", " "), "audience is empty"),
            (format!("{right}{right}"), "twice"),
            (right.replace("origin = \"https://portal.example.jp\"\n", ""), "neither an origin nor a login"),
            (format!("{right}{}", login("http://id.example.jp/auth", "")), "login: authorization"),
            (format!("{right}{}", login("https://id.example.jp/auth", "scope = \"email\"")), "openid"),
            (format!("{right}{}", login("https://id.example.jp/auth", "person = \"patient\"")), "needs fhir"),
            (format!("{right}{}", login("https://id.example.jp/auth", "secret = \"none\"")), "login: secret"),
        ] {
            let error = read(&file).unwrap_err().to_string();
            assert!(error.contains(said) && error.contains("portals.toml"), "{error}");
        }
        assert!(read(&portal("ward", "http://127.0.0.1:9", "http://127.0.0.1:9/k", "local = true")).is_ok());
    }
}
