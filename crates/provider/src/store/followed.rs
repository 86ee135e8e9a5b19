//! The providers that are followed, and what was mirrored of them. A new version comes in one transaction:
//! readers see all of the old one or all of the new one.

use super::writer::Write;
use super::{Store, broken, from_millis, to_millis};
use crate::mirror::fetch::Validators;
use chrono::{DateTime, Utc};
use nattoku_consent::ProgrammeId;
use nattoku_consent::id::ProviderId;
use nattoku_disclosure::feed::{Feed, Flaw};
use nattoku_disclosure::served::Trouble;
use nattoku_disclosure::trust::Trusted;
use nattoku_disclosure::{FeedKind, Manifest, Review};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

/// A provider that is followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    /// Where its site is.
    pub url: String,
    /// Whether http and addresses of the own network are allowed.
    pub local: bool,
    /// The programmes of the hospital's catalogue that its entries speak of.
    pub programmes: Vec<ProgrammeId>,
    /// What is known of it.
    pub trusted: Trusted,
    /// Its manifest in force.
    pub manifest: Manifest,
    /// What its site said of the manifest.
    pub validators: Validators,
    /// When it was last seen to be the newest there is.
    pub checked_at: DateTime<Utc>,
    /// How often in a row it could not be followed.
    pub failures: u32,
    /// When it is asked again.
    pub next_try_at: DateTime<Utc>,
    /// What keeps newer data from being shown.
    pub trouble: Option<Trouble>,
    /// The same for those who operate the server.
    pub why: Option<String>,
}

impl Followed {
    /// The provider's identifier.
    #[must_use]
    pub const fn id(&self) -> &ProviderId {
        &self.manifest.provider.id
    }
}

/// A part of a feed as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mirrored {
    /// Of what.
    pub kind: FeedKind,
    /// Which part, from 1.
    pub part: u32,
    /// The digest of the signed file it was read from.
    pub sha256: String,
    /// How many entries.
    pub entries: u64,
    /// What could not be taken as it stood.
    pub flaws: Vec<Flaw>,
    /// Plain JSON: a `Feed`.
    pub body: Vec<u8>,
}

/// Puts a provider's new version in the place of the old one, or follows a new provider.
#[derive(Debug)]
pub struct Swap {
    /// The provider.
    pub followed: Followed,
    /// Every part of every feed.
    pub parts: Vec<Mirrored>,
    /// Where another process may have changed what is followed meanwhile: only in the place of this.
    pub instead_of: Option<Trusted>,
}

impl Write for Swap {
    /// Whether it was done; if not, the provider is no longer followed as it was when this began.
    type Done = bool;

    async fn run(self, connection: &mut AnyConnection) -> Result<bool, sqlx::Error> {
        let id = self.followed.id().as_str().to_owned();
        if let Some(before) = &self.instead_of
            && !is_known_as(connection, &id, before).await?
        {
            return Ok(false);
        }
        put(connection, &self.followed).await?;
        sqlx::query("DELETE FROM mirrored WHERE provider = $1").bind(&id).execute(&mut *connection).await?;
        for part in self.parts {
            sqlx::query(
                "INSERT INTO mirrored (provider, kind, part, sha256, entries, flaws, body)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(&id)
            .bind(part.kind.name())
            .bind(i64::from(part.part))
            .bind(part.sha256)
            .bind(i64::try_from(part.entries).map_err(broken)?)
            .bind(json(&part.flaws)?)
            .bind(part.body)
            .execute(&mut *connection)
            .await?;
        }
        Ok(true)
    }
}

async fn is_known_as(connection: &mut AnyConnection, id: &str, known: &Trusted) -> Result<bool, sqlx::Error> {
    let found: Option<String> = sqlx::query_scalar("SELECT trusted FROM followed WHERE id = $1")
        .bind(id)
        .fetch_optional(connection)
        .await?;
    Ok(found == Some(json(known)?))
}

async fn put(connection: &mut AnyConnection, followed: &Followed) -> Result<(), sqlx::Error> {
    // Not REPLACE: it would take the parts with it.
    sqlx::query(
        "INSERT INTO followed (id, url, local, programmes, trusted, manifest, validators, checked_at, failures,
                               next_try_at, trouble, why)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT (id) DO UPDATE SET url = excluded.url, local = excluded.local,
             programmes = excluded.programmes, trusted = excluded.trusted, manifest = excluded.manifest,
             validators = excluded.validators, checked_at = excluded.checked_at, failures = excluded.failures,
             next_try_at = excluded.next_try_at, trouble = excluded.trouble, why = excluded.why",
    )
    .bind(followed.id().as_str())
    .bind(&followed.url)
    .bind(i64::from(followed.local))
    .bind(json(&followed.programmes)?)
    .bind(json(&followed.trusted)?)
    .bind(json(&followed.manifest)?)
    .bind(json(&followed.validators)?)
    .bind(to_millis(followed.checked_at))
    .bind(i64::from(followed.failures))
    .bind(to_millis(followed.next_try_at))
    .bind(followed.trouble.as_ref().map(json).transpose()?)
    .bind(&followed.why)
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes how asking a provider went, where its version stays the one it was.
#[derive(Debug)]
pub struct Note(pub Followed);

impl Write for Note {
    type Done = ();

    const ONE_STATEMENT: bool = true;

    async fn run(self, connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
        let Self(followed) = self;
        // Of a provider that is no longer followed, or has another version by now, nothing is noted.
        sqlx::query(
            "UPDATE followed SET checked_at = $1, failures = $2, next_try_at = $3, trouble = $4, why = $5
             WHERE id = $6 AND trusted = $7",
        )
        .bind(to_millis(followed.checked_at))
        .bind(i64::from(followed.failures))
        .bind(to_millis(followed.next_try_at))
        .bind(followed.trouble.as_ref().map(json).transpose()?)
        .bind(&followed.why)
        .bind(followed.id().as_str())
        .bind(json(&followed.trusted)?)
        .execute(connection)
        .await?;
        Ok(())
    }
}

/// Follows a provider no longer, and forgets what was mirrored of it.
#[derive(Debug)]
pub struct Unfollow(pub ProviderId);

impl Write for Unfollow {
    /// Whether it was followed.
    type Done = bool;

    const ONE_STATEMENT: bool = true;

    async fn run(self, connection: &mut AnyConnection) -> Result<bool, sqlx::Error> {
        let gone = sqlx::query("DELETE FROM followed WHERE id = $1")
            .bind(self.0.as_str())
            .execute(connection)
            .await?;
        Ok(gone.rows_affected() > 0)
    }
}

impl Store {
    /// Every provider that is followed, by identifier.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn followed(&self) -> Result<Vec<Followed>, sqlx::Error> {
        let rows = sqlx::query("SELECT * FROM followed ORDER BY id").fetch_all(self.readers()).await?;
        rows.iter().map(read_followed).collect()
    }

    /// The parts of a provider's feeds, in order.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn mirrored(&self, provider: &ProviderId) -> Result<Vec<Mirrored>, sqlx::Error> {
        let rows = sqlx::query("SELECT * FROM mirrored WHERE provider = $1 ORDER BY kind, part")
            .bind(provider.as_str())
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(read_mirrored).collect()
    }

    /// A number that grows with every change of what is disclosed.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn disclosures_revision(&self) -> Result<i64, sqlx::Error> {
        sqlx::query_scalar("SELECT value FROM disclosures_revision").fetch_one(self.readers()).await
    }
}

/// A part of a mirrored feed of reviews, and who published it.
#[derive(Debug)]
pub struct MirroredReviews {
    /// The publisher's manifest in force.
    pub manifest: Manifest,
    /// The programmes of the hospital's catalogue that it speaks of.
    pub programmes: Vec<ProgrammeId>,
    /// What was decided.
    pub reviews: Vec<Review>,
}

/// Reads every review that is mirrored, also within a transaction that writes.
///
/// # Errors
/// The database cannot be read.
pub async fn mirrored_reviews(connection: &mut AnyConnection) -> Result<Vec<MirroredReviews>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT f.manifest, f.programmes, m.body FROM mirrored m JOIN followed f ON f.id = m.provider
         WHERE m.kind = $1 ORDER BY m.provider, m.part",
    )
    .bind(FeedKind::Reviews.name())
    .fetch_all(connection)
    .await?;
    let part = |row: &AnyRow| {
        let feed: Feed<Review> = serde_json::from_slice(row.try_get("body")?).map_err(broken)?;
        let (manifest, programmes) = (parsed(row.try_get("manifest")?)?, parsed(row.try_get("programmes")?)?);
        Ok(MirroredReviews { manifest, programmes, reviews: feed.entries })
    };
    rows.iter().map(part).collect()
}

fn read_followed(row: &AnyRow) -> Result<Followed, sqlx::Error> {
    Ok(Followed {
        url: row.try_get("url")?,
        local: row.try_get::<i64, _>("local")? != 0,
        programmes: parsed(row.try_get("programmes")?)?,
        trusted: parsed(row.try_get("trusted")?)?,
        manifest: parsed(row.try_get("manifest")?)?,
        validators: parsed(row.try_get("validators")?)?,
        checked_at: from_millis(row.try_get("checked_at")?)?,
        failures: small(row, "failures")?,
        next_try_at: from_millis(row.try_get("next_try_at")?)?,
        trouble: row.try_get::<Option<&str>, _>("trouble")?.map(parsed).transpose()?,
        why: row.try_get("why")?,
    })
}

fn read_mirrored(row: &AnyRow) -> Result<Mirrored, sqlx::Error> {
    let kind: &str = row.try_get("kind")?;
    let kind = FeedKind::ALL.into_iter().find(|known| known.name() == kind);
    Ok(Mirrored {
        kind: kind.ok_or_else(|| broken("a part of no kind of feed"))?,
        part: small(row, "part")?,
        sha256: row.try_get("sha256")?,
        entries: u64::try_from(row.try_get::<i64, _>("entries")?).map_err(broken)?,
        flaws: parsed(row.try_get("flaws")?)?,
        body: row.try_get("body")?,
    })
}

fn small(row: &AnyRow, column: &str) -> Result<u32, sqlx::Error> {
    u32::try_from(row.try_get::<i64, _>(column)?).map_err(broken)
}

fn json(value: &impl Serialize) -> Result<String, sqlx::Error> {
    serde_json::to_string(value).map_err(broken)
}

fn parsed<T: DeserializeOwned>(text: &str) -> Result<T, sqlx::Error> {
    serde_json::from_str(text).map_err(broken)
}
