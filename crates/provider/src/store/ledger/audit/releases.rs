//! Checking what was released against the entries that say so: whom a no must still reach is read from these rows.

use super::AuditError;
use crate::secrets::{hex, sha256};
use serde::Deserialize;
use serde_json::Value;
use sqlx::AnyConnection;

/// The content of an entry that records a release.
#[derive(Deserialize)]
struct ReleasePayload {
    release: i64,
    released_at: i64,
    r#use: Value,
    people: usize,
    /// The digest of the subject ids; none for a release from before there was a ledger.
    subjects: Option<String>,
}

/// Checks every release and whose data were in it.
///
/// # Errors
/// The first release that is not the recorded one, or that no entry records.
pub(super) async fn check(connection: &mut AnyConnection) -> Result<(), AuditError> {
    let entries: Vec<(i64, String)> =
        sqlx::query_as("SELECT number, payload FROM entries WHERE kind = 'release' ORDER BY number")
            .fetch_all(&mut *connection)
            .await?;
    let mut recorded = Vec::new();
    for (number, payload) in entries {
        let payload: Option<ReleasePayload> = serde_json::from_str(&payload).ok();
        let Some(payload) = payload else { return Err(AuditError::Release(number)) };
        recorded.push(payload.release);
        if !is_as_recorded(connection, payload).await? {
            return Err(AuditError::Release(number));
        }
    }
    let releases: Vec<i64> =
        sqlx::query_scalar("SELECT number FROM releases ORDER BY number").fetch_all(connection).await?;
    match releases.into_iter().find(|release| !recorded.contains(release)) {
        Some(release) => Err(AuditError::UnrecordedRelease(release)),
        None => Ok(()),
    }
}

async fn is_as_recorded(
    connection: &mut AnyConnection,
    payload: ReleasePayload,
) -> Result<bool, sqlx::Error> {
    let row: Option<(String, i64, String, i64)> =
        sqlx::query_as("SELECT entry, released_at, description, given FROM releases WHERE number = $1")
            .bind(payload.release)
            .fetch_optional(&mut *connection)
            .await?;
    let Some((entry, released_at, description, given)) = row else { return Ok(false) };
    let mut subjects: Vec<String> = sqlx::query_scalar(
        "SELECT coalesce(p.mark, '') FROM release_subjects s LEFT JOIN patients p ON p.id = s.patient
         WHERE s.release = $1",
    )
    .bind(payload.release)
    .fetch_all(connection)
    .await?;
    subjects.sort_unstable();
    let digest = hex(&sha256(subjects.join("\n").as_bytes()));
    Ok(payload.r#use["id"] == *entry
        && payload.released_at == released_at
        && serde_json::from_str(&description).ok() == Some(payload.r#use)
        && payload.people == subjects.len()
        && given == i64::from(payload.people > 0)
        && payload.subjects.is_none_or(|recorded| recorded == digest))
}
