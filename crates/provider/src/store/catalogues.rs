//! Catalogues by digest. Each that was ever in force is kept for ever: somebody may have answered to its words.

use super::writer::Write;
use super::{Store, broken};
use crate::catalogue::Published;
use nattoku_consent::{Catalogue, Catalogues, Digest};
use sqlx::{AnyConnection, Row};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Puts a catalogue in force, unless it is older than the one in force or changes it under the same version.
#[derive(Debug)]
pub struct PutInForce(pub Published);

/// Puts a catalogue in force whichever is in force now. Only for who asks for it explicitly.
#[derive(Debug)]
pub struct PutOlderInForce(pub Published);

/// Why a catalogue is not put in force.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueRefused {
    /// Its version is lower than that of the one in force.
    #[error(
        "the catalogue has version {given}, but version {in_force} is in force: answers to newer words would be read \
         by older ones. Give the newer catalogue; to go back, start `nattoku serve --allow-older-catalogue` once"
    )]
    Older {
        /// Of the catalogue that was given.
        given: u32,
        /// Of the catalogue in force.
        in_force: i64,
    },
    /// It has the version of the one in force and says something else.
    #[error(
        "the catalogue differs from the one in force, and both have version {0}. Raise `version` in provider.toml and \
         say in changes.toml what changed; if you mean it, start `nattoku serve --allow-older-catalogue` once"
    )]
    SameVersion(u32),
}

impl Write for PutInForce {
    type Done = Result<(), CatalogueRefused>;

    async fn run(self, connection: &mut AnyConnection) -> Result<Self::Done, sqlx::Error> {
        let in_force: Option<Vec<u8>> =
            sqlx::query_scalar("SELECT value FROM meta WHERE name = 'catalogue in force'")
                .fetch_optional(&mut *connection)
                .await?;
        if let Some(in_force) = in_force.filter(|digest| digest != self.0.digest.as_str().as_bytes()) {
            let version: i64 = sqlx::query_scalar("SELECT version FROM catalogues WHERE digest = $1")
                .bind(String::from_utf8(in_force).map_err(broken)?)
                .fetch_one(&mut *connection)
                .await?;
            if let Err(refused) = follows(&self.0, version) {
                return Ok(Err(refused));
            }
        }
        put_in_force(self.0, connection).await.map(Ok)
    }
}

impl Write for PutOlderInForce {
    type Done = ();

    async fn run(self, connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
        put_in_force(self.0, connection).await
    }
}

/// Refuses a catalogue that differs from the one in force and is not newer.
fn follows(published: &Published, in_force: i64) -> Result<(), CatalogueRefused> {
    let given = published.catalogue.version;
    match i64::from(given).cmp(&in_force) {
        Ordering::Less => Err(CatalogueRefused::Older { given, in_force }),
        Ordering::Equal => Err(CatalogueRefused::SameVersion(given)),
        Ordering::Greater => Ok(()),
    }
}

async fn put_in_force(published: Published, connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
    let Published { digest, catalogue, body } = published;
    sqlx::query("INSERT INTO catalogues (digest, version, body) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
        .bind(digest.as_str())
        .bind(i64::from(catalogue.version))
        .bind(&body[..])
        .execute(&mut *connection)
        .await?;
    sqlx::query(
        "INSERT INTO meta (name, value) VALUES ('catalogue in force', $1)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )
    .bind(digest.as_str().as_bytes())
    .execute(connection)
    .await?;
    Ok(())
}

/// Every catalogue there ever was, to decide by and to serve.
#[derive(Debug, Clone)]
pub struct Known {
    /// To decide by.
    pub catalogues: Arc<Catalogues>,
    /// To serve: the bytes each digest stands for.
    pub bodies: BTreeMap<Digest, Vec<u8>>,
}

impl Store {
    /// The catalogue in force and every earlier one; `None` before the first.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn catalogues(&self) -> Result<Option<Known>, sqlx::Error> {
        let current: Option<Vec<u8>> =
            sqlx::query_scalar("SELECT value FROM meta WHERE name = 'catalogue in force'")
                .fetch_optional(self.readers())
                .await?;
        let Some(current) = current else { return Ok(None) };
        let rows = sqlx::query("SELECT digest, body FROM catalogues").fetch_all(self.readers()).await?;
        let mut bodies = BTreeMap::new();
        let mut parsed = BTreeMap::new();
        for row in rows {
            let digest = Digest::try_from(row.try_get::<String, _>(0)?).map_err(broken)?;
            let body: Vec<u8> = row.try_get(1)?;
            parsed.insert(digest.clone(), serde_json::from_slice::<Catalogue>(&body).map_err(broken)?);
            bodies.insert(digest, body);
        }
        let current = String::from_utf8(current).map_err(broken)?;
        let current = Digest::try_from(current).map_err(broken)?;
        let in_force = parsed.remove(&current).ok_or_else(|| broken("the catalogue in force is missing"))?;
        let catalogues =
            parsed.into_iter().fold(Catalogues::new(current, in_force), |known, (digest, earlier)| {
                known.with_earlier(digest, earlier)
            });
        Ok(Some(Known { catalogues: Arc::new(catalogues), bodies }))
    }
}
