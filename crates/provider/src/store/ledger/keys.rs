//! The keys that ever signed the ledger, as the database knows them.

use super::append::{NewEntry, append};
use super::{LedgerError, last_size};
use chrono::{DateTime, Utc};
use nattoku_ledger::{Kind, Trust};
use sqlx::{AnyConnection, Row};

/// A key of the ledger, as the database knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keys {
    /// The ledger's name.
    pub origin: String,
    /// Every key that ever signed, oldest first.
    pub keys: Vec<String>,
}

impl Keys {
    /// Reads the ledger's keys; `None` before the first.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn read(connection: &mut AnyConnection) -> Result<Option<Self>, sqlx::Error> {
        let rows = sqlx::query("SELECT origin, key FROM ledger_keys ORDER BY since, key")
            .fetch_all(connection)
            .await?;
        let Some(first) = rows.first() else { return Ok(None) };
        let origin = first.try_get(0)?;
        let keys = rows.iter().map(|row| row.try_get(1)).collect::<Result<_, _>>()?;
        Ok(Some(Self { origin, keys }))
    }

    /// What verifies this ledger's checkpoints.
    ///
    /// # Errors
    /// A key is none.
    pub fn trust(&self) -> Result<Trust, LedgerError> {
        Trust::new(&self.origin, &self.keys).map_err(|error| LedgerError::Broken(error.to_string()))
    }
}

/// Notes a key, and that there is one from here on: an entry, like everything that happens.
pub(super) async fn record(
    connection: &mut AnyConnection,
    origin: &str,
    key: &str,
    now: DateTime<Utc>,
) -> Result<(), LedgerError> {
    let since = last_size(connection).await?;
    sqlx::query("INSERT INTO ledger_keys (key, origin, since) VALUES ($1, $2, $3)")
        .bind(key)
        .bind(origin)
        .bind(since)
        .execute(&mut *connection)
        .await?;
    let payload = serde_json::json!({ "key": key, "since": since });
    let name = format!("key {key}");
    let entry = NewEntry { kind: Kind::Key, patient: None, key: name.as_bytes(), payload };
    append(connection, entry, now).await?;
    Ok(())
}
