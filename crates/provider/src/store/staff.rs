//! The tokens with which staff use the desk's page: each names its staff member, ends on a day and has rights. Of a token
//! only the hash is kept.

use super::writer::Write;
use super::{Store, broken, from_millis, to_millis};
use crate::names::{name_of, named};
use crate::secrets::Hash;
use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlx::AnyConnection;
use std::collections::BTreeSet;

/// What a staff member may do at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "DeskRight")]
#[serde(rename_all = "kebab-case")]
pub enum Right {
    /// Look a patient up.
    Look,
    /// Record what a patient says.
    Record,
    /// Begin and end mandates to act for a patient.
    Mandates,
    /// Erase a patient, for good.
    Erase,
}

impl Right {
    /// Every right.
    pub const ALL: [Self; 4] = [Self::Look, Self::Record, Self::Mandates, Self::Erase];
}

/// Why a token opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Nobody has this token.
    #[error("the token is not known any more. Ask for a new one")]
    Unknown,
    /// Its time is over.
    #[error("the token has ended. Ask for a new one")]
    Ended,
    /// It does not have the right that is needed.
    #[error("the token has no right to this: {}. Ask for one that has", name_of(.0))]
    Lacks(Right),
}

/// A staff member who has a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffMember {
    /// As entries name them.
    pub id: String,
    /// When the token ends.
    pub ends_at: DateTime<Utc>,
    /// What they may do.
    pub rights: BTreeSet<Right>,
}

impl StaffMember {
    /// Whether the token opens this at `now`.
    ///
    /// # Errors
    /// It has ended, or lacks the right.
    pub fn may(&self, right: Right, now: DateTime<Utc>) -> Result<(), TokenError> {
        if self.ends_at <= now {
            return Err(TokenError::Ended);
        }
        self.rights.contains(&right).then_some(()).ok_or(TokenError::Lacks(right))
    }
}

#[derive(Debug, sqlx::FromRow)]
struct StaffRow {
    id: String,
    ends_at: i64,
    rights: String,
}

impl TryFrom<StaffRow> for StaffMember {
    type Error = sqlx::Error;

    /// A right that is not known fails: nobody has more than can be read.
    fn try_from(row: StaffRow) -> Result<Self, sqlx::Error> {
        let rights = row.rights.split_whitespace().map(named).collect::<Result<_, _>>().map_err(broken)?;
        Ok(Self { id: row.id, ends_at: from_millis(row.ends_at)?, rights })
    }
}

/// Gives a staff member a token, in place of any they had.
#[derive(Debug)]
pub struct AddStaff {
    /// The staff member, when the token ends and what it opens.
    pub member: StaffMember,
    /// The SHA-256 of the token.
    pub token: Hash,
}

impl Write for AddStaff {
    /// Whether they had one before.
    type Done = bool;

    async fn run(self, connection: &mut AnyConnection) -> Result<bool, sqlx::Error> {
        let before = remove(connection, &self.member.id).await?;
        sqlx::query("INSERT INTO staff (id, token_hash, ends_at, rights) VALUES ($1, $2, $3, $4)")
            .bind(&self.member.id)
            .bind(&self.token[..])
            .bind(to_millis(self.member.ends_at))
            .bind(written(&self.member.rights))
            .execute(connection)
            .await?;
        Ok(before)
    }
}

/// Rights, as they are stored and listed.
#[must_use]
pub fn written(rights: &BTreeSet<Right>) -> String {
    rights.iter().map(name_of).collect::<Vec<_>>().join(" ")
}

/// Takes a staff member's token away.
#[derive(Debug)]
pub struct RemoveStaff {
    /// The staff member.
    pub id: String,
}

impl Write for RemoveStaff {
    /// Whether they had one.
    type Done = bool;

    async fn run(self, connection: &mut AnyConnection) -> Result<bool, sqlx::Error> {
        remove(connection, &self.id).await
    }
}

async fn remove(connection: &mut AnyConnection, id: &str) -> Result<bool, sqlx::Error> {
    let removed = sqlx::query("DELETE FROM staff WHERE id = $1").bind(id).execute(connection).await?;
    Ok(removed.rows_affected() > 0)
}

const BY_TOKEN: &str = "SELECT id, ends_at, rights FROM staff WHERE token_hash = $1";

/// Whether the token, where one is given, has the right now: asked in the transaction that records, so that no removal
/// can come between. Without a token it comes from the command line.
pub(super) async fn check(
    connection: &mut AnyConnection,
    token: Option<&Hash>,
    right: Right,
    now: DateTime<Utc>,
) -> Result<Result<(), TokenError>, sqlx::Error> {
    let Some(token) = token else { return Ok(Ok(())) };
    let row: Option<StaffRow> = sqlx::query_as(BY_TOKEN).bind(&token[..]).fetch_optional(connection).await?;
    let member = row.map(StaffMember::try_from).transpose()?;
    Ok(member.ok_or(TokenError::Unknown).and_then(|member| member.may(right, now)))
}

impl Store {
    /// The staff member of a token's SHA-256, whether or not it has ended.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn staff_of(&self, token: &Hash) -> Result<Option<StaffMember>, sqlx::Error> {
        let row: Option<StaffRow> =
            sqlx::query_as(BY_TOKEN).bind(&token[..]).fetch_optional(self.readers()).await?;
        row.map(StaffMember::try_from).transpose()
    }

    /// The staff members who have a token, also one that has ended.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn staff(&self) -> Result<Vec<StaffMember>, sqlx::Error> {
        let rows: Vec<StaffRow> = sqlx::query_as("SELECT id, ends_at, rights FROM staff ORDER BY id")
            .fetch_all(self.readers())
            .await?;
        rows.into_iter().map(StaffMember::try_from).collect()
    }
}
