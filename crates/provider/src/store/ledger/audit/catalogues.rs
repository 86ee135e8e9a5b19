//! Checking the words that entries name: what they permit is read from the catalogues, so each must be the one that its
//! digest names.

use super::AuditError;
use crate::secrets::{hex, sha256};
use sqlx::AnyConnection;
use std::collections::BTreeSet;

/// Checks every catalogue, that each of those in `used` is there, and which one is in force.
///
/// # Errors
/// The first catalogue that does not fit, by its digest.
pub(super) async fn check(connection: &mut AnyConnection, used: &BTreeSet<String>) -> Result<(), AuditError> {
    let rows: Vec<(String, Vec<u8>)> = sqlx::query_as("SELECT digest, body FROM catalogues ORDER BY digest")
        .fetch_all(&mut *connection)
        .await?;
    if let Some((digest, _)) = rows.iter().find(|(digest, body)| hex(&sha256(body)) != *digest) {
        return Err(AuditError::OtherCatalogue(digest.clone()));
    }
    let in_force: Option<Vec<u8>> =
        sqlx::query_scalar("SELECT value FROM meta WHERE name = 'catalogue in force'")
            .fetch_optional(connection)
            .await?;
    let in_force = in_force.map(|digest| String::from_utf8_lossy(&digest).into_owned());
    if in_force.is_none() && !rows.is_empty() {
        return Err(AuditError::NoCatalogueInForce);
    }
    let mut named = used.iter().chain(&in_force);
    let is_missing = |named: &&String| !rows.iter().any(|(digest, _)| digest == *named);
    match named.find(is_missing) {
        Some(digest) => Err(AuditError::NoCatalogue(digest.clone())),
        None => Ok(()),
    }
}
