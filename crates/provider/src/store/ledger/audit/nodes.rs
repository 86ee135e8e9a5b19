//! Checking the digests of subtrees, of which receipts are made.

use super::AuditError;
use futures_util::TryStreamExt;
use nattoku_ledger::tree::{Hash, grow, leaf_hash};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

/// The digests of subtrees, of which receipts are made: each follows from the two below it, or from its leaf.
pub(super) async fn check(connection: &mut AnyConnection) -> Result<(), AuditError> {
    let size: i64 = sqlx::query_scalar("SELECT count(*) FROM leaves").fetch_one(&mut *connection).await?;
    let mut rows = sqlx::query("SELECT l.place, l.entry, n.hash FROM leaves l LEFT JOIN nodes n ON n.level = 0 AND n.place = l.place ORDER BY l.place")
        .fetch(&mut *connection);
    while let Some(row) = rows.try_next().await? {
        let place: i64 = row.try_get(0)?;
        if hash(&row, 2)? != Some(leaf_hash(row.try_get::<&str, _>(1)?.as_bytes())) {
            return Err(AuditError::Node { first: place, last: place });
        }
    }
    drop(rows);
    let mut rows = sqlx::query(
        "SELECT l.level + 1, l.place / 2, l.hash, r.hash, n.hash FROM nodes l
         JOIN nodes r ON r.level = l.level AND r.place = l.place + 1
         LEFT JOIN nodes n ON n.level = l.level + 1 AND n.place = l.place / 2
         WHERE l.place % 2 = 0 ORDER BY l.level, l.place",
    )
    .fetch(&mut *connection);
    while let Some(row) = rows.try_next().await? {
        let (level, place): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
        if hash(&row, 4)?.is_none_or(|kept| parent(&row) != Some(kept)) {
            return Err(AuditError::Node { first: place << level, last: ((place + 1) << level) - 1 });
        }
    }
    drop(rows);
    let beyond: Option<(i64, i64)> = sqlx::query_as(
        "SELECT level, place FROM nodes WHERE (place + 1) << CAST(level AS INTEGER) > $1 LIMIT 1",
    )
    .bind(size)
    .fetch_optional(connection)
    .await?;
    match beyond {
        Some((level, place)) => {
            Err(AuditError::Node { first: place << level, last: ((place + 1) << level) - 1 })
        }
        None => Ok(()),
    }
}

/// The digest of the two subtrees in a row's third and fourth column together.
fn parent(row: &AnyRow) -> Option<Hash> {
    let (left, right) = (hash(row, 2).ok()??, hash(row, 3).ok()??);
    grow(1, &[left], &[right]).ok().map(|growth| growth.root)
}

fn hash(row: &AnyRow, column: usize) -> Result<Option<Hash>, sqlx::Error> {
    let bytes: Option<&[u8]> = row.try_get(column)?;
    Ok(bytes.and_then(|bytes| bytes.try_into().ok()).map(Hash))
}
