//! What a patient's browser is given of every provider: an index, and plain parts of feeds. Made from the
//! database when something there changed, compressed once, and then sent from memory.

pub(crate) mod approvals;
pub(crate) mod own;

use crate::http::asset::{Asset, Keep};
use crate::mirror::look_alikes::poses_as_hospital;
use crate::secrets::{hex, sha256};
use crate::store::Store;
use crate::store::followed::{Followed, Mirrored};
use chrono::{DateTime, NaiveDate, Utc};
use nattoku_consent::{Catalogue, Localized, ProgrammeId, QuestionId};
use nattoku_disclosure::FeedKind;
use nattoku_disclosure::manifest::Publisher;
use nattoku_disclosure::served::{DISCLOSURES_PATH, Index, ServedFeed, Source};
use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use tokio::sync::Mutex;

/// Everything that is shown, ready to be sent.
#[derive(Debug, Default)]
pub struct Disclosures {
    shown: Mutex<Arc<Shown>>,
}

/// What is shown at one moment.
#[derive(Debug, Default)]
pub struct Shown {
    /// Of which state of the database, and of which day; none: of nothing yet.
    of: Option<(i64, NaiveDate)>,
    index: Option<Asset>,
    /// By their addresses, which name their bytes.
    parts: HashMap<String, Asset>,
}

/// Why nothing can be shown.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "each message is its meaning")]
pub enum ShowError {
    #[error("the database cannot be read: {0}")]
    Read(#[from] sqlx::Error),
    #[error("a part cannot be written: {0}")]
    Write(#[from] serde_json::Error),
    #[error("a part cannot be compressed: {0}")]
    Compress(#[from] io::Error),
}

impl Disclosures {
    /// What is shown now; made anew only where something changed.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn shown(
        &self,
        store: &Store,
        catalogue: &Catalogue,
        now: DateTime<Utc>,
    ) -> Result<Arc<Shown>, ShowError> {
        // Those who ask meanwhile wait: it is made once for all of them.
        let mut shown = self.shown.lock().await;
        let of = Some((store.disclosures_revision().await?, own::day(catalogue, now)));
        if shown.of != of {
            let (sources, bodies) = sources(store, catalogue, now).await?;
            let before = Arc::clone(&shown);
            let made = tokio::task::spawn_blocking(move || made(of, &sources, bodies, &before));
            *shown = Arc::new(made.await.map_err(io::Error::other)??);
        }
        Ok(Arc::clone(&shown))
    }
}

impl Shown {
    /// The index of every provider.
    #[must_use]
    pub const fn index(&self) -> Option<&Asset> {
        self.index.as_ref()
    }

    /// The part at an address.
    #[must_use]
    pub fn part(&self, address: &str) -> Option<&Asset> {
        self.parts.get(address)
    }
}

/// The bytes of every part, by address.
type Bodies = Vec<(String, Vec<u8>)>;

async fn sources(
    store: &Store,
    catalogue: &Catalogue,
    now: DateTime<Utc>,
) -> Result<(Index, Bodies), ShowError> {
    let mut bodies = Vec::new();
    let mut sources: Vec<_> =
        own::source(&store.given().await?, catalogue, now, &mut bodies)?.into_iter().collect();
    for followed in store.followed().await? {
        let provider = match shown_as(&followed.manifest.provider, catalogue) {
            Ok(provider) => provider,
            Err(why) => {
                tracing::warn!(provider = followed.id().as_str(), why, "a followed provider is not shown");
                continue;
            }
        };
        let parts = store.mirrored(followed.id()).await?;
        sources.push(source(followed, provider, parts, catalogue, &mut bodies));
    }
    Ok((Index { sources, utc_offset_minutes: catalogue.provider.utc_offset_minutes }, bodies))
}

/// Returns how a followed provider is named to patients: cleaned, and the hospital's own purposes by the hospital's own
/// words.
///
/// # Errors
/// It cannot be named: why not, for the log.
fn shown_as(provider: &Publisher, catalogue: &Catalogue) -> Result<Publisher, String> {
    if poses_as_hospital(provider, catalogue) {
        return Err("its name or identifier is, or looks like, the hospital's own".to_owned());
    }
    let provider = provider.clone().cleaned().map_err(|unfit| unfit.to_string())?;
    let named = |(purpose, label): (&QuestionId, &Localized)| {
        let own = catalogue.question(purpose).map(|asked| asked.short().clone());
        (purpose.clone(), own.unwrap_or_else(|| label.clone()))
    };
    let purposes = provider.purposes.iter().map(named).collect();
    Ok(Publisher { purposes, ..provider })
}

fn source(
    followed: Followed,
    provider: Publisher,
    parts: Vec<Mirrored>,
    catalogue: &Catalogue,
    bodies: &mut Bodies,
) -> Source {
    let Followed { manifest, programmes, checked_at, trouble, .. } = followed;
    let is_asked = |programme: &ProgrammeId| catalogue.programme(programme).is_some();
    let mut feeds: Vec<ServedFeed> = Vec::new();
    let mut flaws = Vec::new();
    for Mirrored { kind, part, entries, flaws: of_part, body, .. } in parts {
        let address = address(manifest.provider.id.as_str(), kind, part, &body);
        bodies.push((address.clone(), body));
        flaws.extend(of_part.into_iter().map(|flaw| (kind, flaw)));
        match feeds.iter_mut().find(|feed| feed.kind == kind) {
            Some(feed) => {
                feed.entries += entries;
                feed.parts.push(address);
            }
            None => feeds.push(ServedFeed { kind, entries, parts: vec![address] }),
        }
    }
    Source {
        provider,
        own: false,
        languages: manifest.languages,
        programmes: programmes.into_iter().filter(is_asked).collect(),
        issued: manifest.issued,
        next_update: manifest.next_update,
        checked: checked_at,
        trouble,
        feeds,
        flaws,
    }
}

/// Where a part is given. The address names its bytes, so that a browser may keep them for good.
fn address(provider: &str, kind: FeedKind, part: u32, body: &[u8]) -> String {
    let version = hex(&sha256(body)[..16]);
    format!("{DISCLOSURES_PATH}/{provider}/{}/{part}?v={version}", kind.name())
}

fn made(
    of: Option<(i64, NaiveDate)>,
    index: &Index,
    bodies: Bodies,
    before: &Shown,
) -> Result<Shown, ShowError> {
    let json = serde_json::to_vec(index)?;
    let tag = hex(&sha256(&json)[..16]);
    let index = Some(Asset::new("application/json", &tag, Keep::AskAgain, json)?);
    let part = |(address, body): (String, Vec<u8>)| {
        let tag = address.rsplit('=').next().unwrap_or_default();
        let asset = match before.parts.get(&address) {
            Some(known) => known.clone(),
            None => Asset::new("application/json", tag, Keep::ForGood, body)?,
        };
        Ok((address, asset))
    };
    let parts = bodies.into_iter().map(part).collect::<Result<_, ShowError>>()?;
    Ok(Shown { of, index, parts })
}
