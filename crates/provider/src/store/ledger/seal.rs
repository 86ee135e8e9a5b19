//! Sealing: every entry of a transaction gets its leaf, and a signed checkpoint over all of them commits together
//! with the entries themselves. What a no must still reach is written in the same transaction, too.

use super::{Ledger, last_size};
use crate::store::{broken, from_millis, outbox};
use nattoku_consent::time::write_instant;
use nattoku_ledger::Receipt;
use nattoku_ledger::entry::{Entry, Kind, commit};
use nattoku_ledger::tree::{self, Hash, Place};
use sqlx::{AnyConnection, Row};
use std::collections::HashMap;

/// How many entries are given their leaves at once.
const CHUNK: usize = 5_000;

/// As many entries as can wait for their receipts; more come only from imports, which wait for none.
const WAITED_FOR: usize = 2_048;

/// Why entries could not be sealed; then nothing of the transaction stays.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The database refused.
    #[error("{0}")]
    Database(#[from] sqlx::Error),
    /// What stands in the database does not fit together.
    #[error("the ledger's own records do not fit: {0}")]
    Broken(String),
}

/// What was sealed: the checkpoint, and all that receipts of the entries are made of.
#[derive(Debug, Default)]
pub struct Sealed {
    size: u64,
    note: String,
    entries: HashMap<u64, Leaf>,
    nodes: HashMap<(u8, u64), Hash>,
}

#[derive(Debug)]
struct Leaf {
    place: u64,
    number: u64,
    entry: String,
    salt: Vec<u8>,
    payload: String,
}

impl Sealed {
    /// The signed checkpoint; empty where there was nothing to seal.
    #[must_use]
    pub fn note(&self) -> &str {
        &self.note
    }

    /// The receipt of an entry that was sealed now.
    #[must_use]
    pub fn receipt(&self, number: u64) -> Option<Receipt> {
        let leaf = self.entries.get(&number)?;
        let plan = tree::inclusion(leaf.place, self.size)?;
        let proof = plan.proof(|place| self.nodes.get(&(place.level, place.index)).copied())?;
        Some(Receipt {
            entry: leaf.entry.clone(),
            payload: leaf.payload.clone(),
            salt: crate::secrets::hex(&leaf.salt),
            index: leaf.place,
            proof: proof.iter().map(Hash::to_base64).collect(),
            checkpoint: self.note.clone(),
        })
    }

    fn know(&mut self, nodes: impl IntoIterator<Item = (Place, Hash)>) {
        self.nodes.extend(nodes.into_iter().map(|(place, hash)| ((place.level, place.index), hash)));
    }

    fn remember(&mut self, leaves: Vec<Leaf>) {
        if self.entries.len() + leaves.len() <= WAITED_FOR {
            self.entries.extend(leaves.into_iter().map(|leaf| (leaf.number, leaf)));
        } else {
            self.entries.clear();
        }
    }
}

impl Ledger {
    /// Gives every new entry its leaf and signs a checkpoint over all, inside the caller's transaction.
    ///
    /// # Errors
    /// Nothing was sealed; the transaction must not be committed.
    pub(in crate::store) async fn seal(
        &self,
        connection: &mut AnyConnection,
    ) -> Result<Option<Sealed>, SealError> {
        let sealed_to = newest(connection, "SELECT coalesce(max(number), 0) FROM leaves").await?;
        if newest(connection, "SELECT coalesce(max(number), 0) FROM entries").await? == sealed_to {
            return Ok(None);
        }
        let before = last_size(connection).await?;
        let size = u64::try_from(before).map_err(broken)?;
        let edge = edge(connection, size).await?;
        let mut sealed = Sealed { size, ..Sealed::default() };
        sealed.know(tree::edge(size).into_iter().zip(edge.iter().copied()));
        let root = plant(connection, &mut sealed, sealed_to, edge).await?;
        sealed.note = self.sign(sealed.size, root);
        sqlx::query("INSERT INTO checkpoints (size, before, note) VALUES ($1, $2, $3)")
            .bind(i64::try_from(sealed.size).map_err(broken)?)
            .bind(before)
            .bind(&sealed.note)
            .execute(connection)
            .await?;
        Ok(Some(sealed))
    }
}

async fn newest(connection: &mut AnyConnection, query: &'static str) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(query).fetch_one(connection).await
}

/// Gives every entry after `number` its leaf; answers the root over all.
async fn plant(
    connection: &mut AnyConnection,
    sealed: &mut Sealed,
    mut number: i64,
    mut edge: Vec<Hash>,
) -> Result<Hash, SealError> {
    let mut root = None;
    loop {
        let leaves = unsealed(connection, number, sealed.size).await?;
        let Some(last) = leaves.last() else { break };
        number = i64::try_from(last.number).map_err(broken)?;
        let hashes: Vec<_> = leaves.iter().map(|leaf| tree::leaf_hash(leaf.entry.as_bytes())).collect();
        let growth = tree::grow(sealed.size, &edge, &hashes);
        let growth = growth.map_err(|error| SealError::Broken(error.to_string()))?;
        let bottom = hashes.iter().zip(sealed.size..).map(|(hash, index)| (Place { level: 0, index }, *hash));
        let nodes: Vec<_> = bottom.chain(growth.completed).collect();
        insert(connection, &leaves, &nodes).await?;
        outbox::write(connection, leaves.iter().map(|leaf| (leaf.number, leaf.payload.as_str()))).await?;
        sealed.know(nodes);
        sealed.remember(leaves);
        (sealed.size, edge, root) = (growth.size, growth.edge, Some(growth.root));
    }
    root.ok_or_else(|| SealError::Broken("no new entry could be read".to_owned()))
}

/// The hashes of the subtrees that make the tree, left to right.
async fn edge(connection: &mut AnyConnection, size: u64) -> Result<Vec<Hash>, SealError> {
    let places = tree::edge(size);
    let known = super::receipts::nodes(connection, &places).await?;
    let hash = |place: &Place| known.get(&(place.level, place.index)).copied();
    let missing = || SealError::Broken("a subtree's hash is missing".to_owned());
    places.iter().map(|place| hash(place).ok_or_else(missing)).collect()
}

/// The next entries without a leaf, each with the leaf it gets.
async fn unsealed(connection: &mut AnyConnection, after: i64, size: u64) -> Result<Vec<Leaf>, SealError> {
    let rows = sqlx::query(
        "SELECT number, kind, accepted_at, salt, payload FROM entries WHERE number > $1 ORDER BY number LIMIT $2",
    )
    .bind(after)
    .bind(i64::try_from(CHUNK).map_err(broken)?)
    .fetch_all(connection)
    .await?;
    let mut leaves = Vec::with_capacity(rows.len());
    for (row, place) in rows.iter().zip(size..) {
        let number = u64::try_from(row.try_get::<i64, _>(0)?).map_err(broken)?;
        let kind = kind(row.try_get(1)?)?;
        let accepted_at = write_instant(from_millis(row.try_get(2)?)?);
        let (salt, payload): (Vec<u8>, String) = (row.try_get(3)?, row.try_get(4)?);
        let salt_of = <&[u8; 32]>::try_from(&salt[..]).map_err(broken)?;
        let entry = Entry { number, accepted_at, kind, payload: commit(salt_of, payload.as_bytes()) };
        leaves.push(Leaf { place, number, entry: entry.write(), salt, payload });
    }
    Ok(leaves)
}

fn kind(name: &str) -> Result<Kind, SealError> {
    let kind = Kind::ALL.into_iter().find(|kind| kind.name() == name);
    kind.ok_or_else(|| SealError::Broken(format!("\"{name}\" is no kind of entry")))
}

async fn insert(
    connection: &mut AnyConnection,
    leaves: &[Leaf],
    nodes: &[(Place, Hash)],
) -> Result<(), SealError> {
    let rows: Vec<_> = leaves.iter().map(|leaf| (leaf.place, leaf.number, &leaf.entry)).collect();
    sqlx::query(
        "INSERT INTO leaves (place, number, entry) SELECT CAST(value ->> 0 AS BIGINT), CAST(value ->> 1 AS BIGINT), value ->> 2
         FROM json_each($1)",
    )
    .bind(serde_json::to_string(&rows).map_err(broken)?)
    .execute(&mut *connection)
    .await?;
    let rows: Vec<_> =
        nodes.iter().map(|(place, hash)| (place.level, place.index, hash.to_string())).collect();
    sqlx::query(
        "INSERT INTO nodes (level, place, hash) SELECT CAST(value ->> 0 AS BIGINT), CAST(value ->> 1 AS BIGINT), unhex(value ->> 2)
         FROM json_each($1)",
    )
    .bind(serde_json::to_string(&rows).map_err(broken)?)
    .execute(connection)
    .await?;
    Ok(())
}
