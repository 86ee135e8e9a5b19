//! Hospital systems that may ask by FHIR, and the people they ask about. Of a system's token only the hash is kept.

use super::reads::reason_named;
use super::writer::Write;
use super::{Store, from_millis, to_millis};
use crate::names::name_of;
use crate::secrets::Hash;
use chrono::{DateTime, Utc};
use nattoku_consent::wire::SystemPurpose;
use sqlx::AnyConnection;

/// Gives a system a token, in place of any it had.
#[derive(Debug)]
pub struct AddClient {
    /// The system.
    pub name: String,
    /// The SHA-256 of the token.
    pub token: Hash,
    /// What it reads records for.
    pub purpose: SystemPurpose,
    /// When.
    pub now: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
}

impl Write for AddClient {
    /// Whether it had one before.
    type Done = bool;

    async fn run(self, connection: &mut AnyConnection) -> Result<bool, sqlx::Error> {
        let before = end(connection, &self.name).await?;
        sqlx::query(
            "INSERT INTO clients (name, token_hash, since, purpose, ends_at) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(&self.name)
        .bind(&self.token[..])
        .bind(to_millis(self.now))
        .bind(name_of(&self.purpose))
        .bind(to_millis(self.ends_at))
        .execute(connection)
        .await?;
        Ok(before)
    }
}

/// Takes a system's token away.
#[derive(Debug)]
pub struct EndClient {
    /// The system.
    pub name: String,
}

impl Write for EndClient {
    /// Whether it had one.
    type Done = bool;

    async fn run(self, connection: &mut AnyConnection) -> Result<bool, sqlx::Error> {
        end(connection, &self.name).await
    }
}

async fn end(connection: &mut AnyConnection, name: &str) -> Result<bool, sqlx::Error> {
    let ended = sqlx::query("DELETE FROM clients WHERE name = $1").bind(name).execute(connection).await?;
    Ok(ended.rows_affected() > 0)
}

/// A system that may ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// Its name.
    pub name: String,
    /// Since when it has its token.
    pub since: DateTime<Utc>,
    /// When that ends.
    pub ends_at: DateTime<Utc>,
    /// What it reads records for.
    pub purpose: SystemPurpose,
}

/// A row of the table of systems.
#[derive(Debug, sqlx::FromRow)]
struct ClientRow {
    name: String,
    since: i64,
    purpose: String,
    ends_at: i64,
}

impl TryFrom<ClientRow> for Client {
    type Error = sqlx::Error;

    fn try_from(row: ClientRow) -> Result<Self, sqlx::Error> {
        let purpose = reason_named(&row.purpose)?;
        Ok(Self {
            name: row.name,
            since: from_millis(row.since)?,
            ends_at: from_millis(row.ends_at)?,
            purpose,
        })
    }
}

/// Somebody a system may ask about: a patient, and nobody who only acts for others.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Asked {
    /// Their row.
    #[sqlx(rename = "id")]
    pub row: i64,
    /// Their opaque mark.
    pub mark: String,
    /// The number the hospital knows them by.
    pub number: String,
}

/// By what somebody is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By<'a> {
    /// Their opaque mark.
    Mark(&'a str),
    /// The number the hospital knows them by.
    Number(&'a str),
}

impl Store {
    /// The system of a token's SHA-256, whether or not it has ended.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn client_of(&self, token: &Hash) -> Result<Option<Client>, sqlx::Error> {
        let row: Option<ClientRow> =
            sqlx::query_as("SELECT name, since, purpose, ends_at FROM clients WHERE token_hash = $1")
                .bind(&token[..])
                .fetch_optional(self.readers())
                .await?;
        row.map(Client::try_from).transpose()
    }

    /// Every system that may ask, by its name.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn clients(&self) -> Result<Vec<Client>, sqlx::Error> {
        let rows: Vec<ClientRow> =
            sqlx::query_as("SELECT name, since, purpose, ends_at FROM clients ORDER BY name")
                .fetch_all(self.readers())
                .await?;
        rows.into_iter().map(Client::try_from).collect()
    }

    /// The patient of a mark or a number.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn asked(&self, by: By<'_>) -> Result<Option<Asked>, sqlx::Error> {
        let (query, value) = match by {
            By::Mark(mark) => {
                ("SELECT id, mark, number FROM patients WHERE mark = $1 AND acts_only = 0", mark)
            }
            By::Number(number) => {
                ("SELECT id, mark, number FROM patients WHERE number = $1 AND acts_only = 0", number)
            }
        };
        sqlx::query_as(query).bind(value).fetch_optional(self.readers()).await
    }

    /// So many patients from a row on, in the order of their rows.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn asked_from(&self, row: i64, limit: u32) -> Result<Vec<Asked>, sqlx::Error> {
        sqlx::query_as(
            "SELECT id, mark, number FROM patients WHERE id >= $1 AND acts_only = 0 ORDER BY id LIMIT $2",
        )
        .bind(row)
        .bind(i64::from(limit))
        .fetch_all(self.readers())
        .await
    }
}
