//! Receipts of entries, as often as asked: always the same bytes, because an entry's receipt rests on the first
//! checkpoint that covered it.

use super::Keys;
use crate::secrets::hex;
use crate::store::{Store, broken};
use nattoku_ledger::Receipt;
use nattoku_ledger::tree::{self, Hash, Place, Plan};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};
use std::collections::HashMap;

/// Whose receipt is asked for.
#[derive(Debug, Clone, Copy)]
pub enum Asked<'a> {
    /// By the person in whose record the entry is.
    Person(i64),
    /// By whoever holds the receipt's code, of which this is the secret part.
    Code(&'a [u8]),
}

impl Store {
    /// The receipt of an entry; none where there is no such entry for who asks, or it was erased.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn receipt(&self, number: u64, asked: Asked<'_>) -> Result<Option<Receipt>, sqlx::Error> {
        let mut connection = self.readers().acquire().await?;
        let row = sqlx::query(
            "SELECT l.place, l.entry, e.salt, e.payload, e.patient FROM entries e JOIN leaves l ON l.number = e.number
             WHERE e.number = $1 AND e.payload <> ''",
        )
        .bind(i64::try_from(number).unwrap_or(i64::MAX))
        .fetch_optional(&mut *connection)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let may = match asked {
            Asked::Person(patient) => row.try_get::<Option<i64>, _>(4)? == Some(patient),
            Asked::Code(secret) => row.try_get::<&[u8], _>(2)? == secret,
        };
        if may { of_row(&mut connection, &row).await.map(Some) } else { Ok(None) }
    }

    /// The proof that the tree of the first `from` leaves is the beginning of that of the first `to`.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn consistency(&self, from: u64, to: u64) -> Result<Option<Vec<String>>, sqlx::Error> {
        let Some(plan) = tree::consistency(from, to) else { return Ok(None) };
        let mut connection = self.readers().acquire().await?;
        Ok(proof(&mut connection, &plan).await?.map(|proof| proof.iter().map(Hash::to_base64).collect()))
    }

    /// The checkpoint last signed; none before the first.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn checkpoint(&self) -> Result<Option<String>, sqlx::Error> {
        sqlx::query_scalar("SELECT note FROM checkpoints ORDER BY size DESC LIMIT 1")
            .fetch_optional(self.readers())
            .await
    }

    /// The keys by which receipts are verified.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn ledger_keys(&self) -> Result<Option<Keys>, sqlx::Error> {
        let mut connection = self.readers().acquire().await?;
        Keys::read(&mut connection).await
    }
}

async fn of_row(connection: &mut AnyConnection, row: &AnyRow) -> Result<Receipt, sqlx::Error> {
    let place: i64 = row.try_get(0)?;
    let (size, checkpoint): (i64, String) =
        sqlx::query_as("SELECT size, note FROM checkpoints WHERE size > $1 ORDER BY size LIMIT 1")
            .bind(place)
            .fetch_one(&mut *connection)
            .await?;
    let index = u64::try_from(place).map_err(broken)?;
    let plan = tree::inclusion(index, u64::try_from(size).map_err(broken)?);
    let plan = plan.ok_or_else(|| broken("the leaf is outside its tree"))?;
    let proof = proof(connection, &plan).await?.ok_or_else(|| broken("a subtree's hash is missing"))?;
    Ok(Receipt {
        entry: row.try_get(1)?,
        payload: row.try_get(3)?,
        salt: hex(row.try_get::<&[u8], _>(2)?),
        index,
        proof: proof.iter().map(Hash::to_base64).collect(),
        checkpoint,
    })
}

async fn proof(connection: &mut AnyConnection, plan: &Plan) -> Result<Option<Vec<Hash>>, sqlx::Error> {
    let places: Vec<_> = plan.places().collect();
    let known = nodes(connection, &places).await?;
    Ok(plan.proof(|place| known.get(&(place.level, place.index)).copied()))
}

/// The hashes of subtrees, as far as they are known.
pub(super) async fn nodes(
    connection: &mut AnyConnection,
    places: &[Place],
) -> Result<HashMap<(u8, u64), Hash>, sqlx::Error> {
    let asked: Vec<_> = places.iter().map(|place| (place.level, place.index)).collect();
    let rows = sqlx::query(
        "SELECT n.level, n.place, n.hash FROM json_each($1) j CROSS JOIN nodes n
         WHERE n.level = CAST(j.value ->> 0 AS BIGINT) AND n.place = CAST(j.value ->> 1 AS BIGINT)",
    )
    .bind(serde_json::to_string(&asked).map_err(broken)?)
    .fetch_all(connection)
    .await?;
    let node = |row: &AnyRow| {
        let level = u8::try_from(row.try_get::<i64, _>(0)?).map_err(broken)?;
        let place = u64::try_from(row.try_get::<i64, _>(1)?).map_err(broken)?;
        let hash = row.try_get::<&[u8], _>(2)?.try_into().map_err(broken)?;
        Ok(((level, place), Hash(hash)))
    };
    rows.iter().map(node).collect()
}
