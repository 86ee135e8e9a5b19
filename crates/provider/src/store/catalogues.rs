//! Catalogues by digest. Each that was ever in force is kept for ever: somebody may have answered to its words.

use super::writer::Write;
use super::{Store, broken};
use crate::catalogue::Published;
use nattoku_consent::{Catalogue, Catalogues, Digest};
use sqlx::{AnyConnection, Row};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Puts a catalogue in force.
#[derive(Debug)]
pub struct PutInForce(pub Published);

impl Write for PutInForce {
    type Done = ();

    async fn run(self, connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
        let Published { digest, catalogue, body } = self.0;
        sqlx::query(
            "INSERT INTO catalogues (digest, version, body) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        )
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
