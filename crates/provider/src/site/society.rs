//! `publisher.toml`: what a society says of itself.

use nattoku_consent::id::ProviderId;
use nattoku_consent::{Language, Localized, QuestionId};
use nattoku_disclosure::manifest::Publisher;
use nattoku_disclosure::{Country, WebLink};
use serde::Deserialize;
use std::collections::BTreeMap;

/// What a society says of itself.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Society {
    /// Its identifier; it never changes.
    pub id: ProviderId,
    /// Its name.
    pub name: Localized,
    /// Where it is.
    pub country: Country,
    /// The languages of its texts; the first one is the original.
    pub languages: Vec<Language>,
    /// Its own page.
    #[serde(default)]
    pub url: Option<WebLink>,
    /// Whom to ask, in words.
    pub contact: Localized,
    /// Where the site will stand, for the links in subscriptions.
    #[serde(default)]
    pub public_url: Option<WebLink>,
    /// Until when the next update is promised, in days.
    #[serde(default)]
    pub next_update_days: Option<u16>,
    /// Minutes by which days are ahead of UTC; Japan's unless said otherwise.
    #[serde(default = "japan")]
    pub utc_offset_minutes: i16,
    /// What the purposes are called on the pages.
    #[serde(default)]
    pub purposes: BTreeMap<QuestionId, Localized>,
}

const fn japan() -> i16 {
    540
}

impl Society {
    /// As the manifest names it.
    #[must_use]
    pub fn publisher(&self) -> Publisher {
        Publisher {
            id: self.id.clone(),
            name: self.name.clone(),
            country: self.country.clone(),
            url: self.url.clone(),
            contact: self.contact.clone(),
            purposes: self.purposes.clone().into_iter().collect(),
        }
    }
}
