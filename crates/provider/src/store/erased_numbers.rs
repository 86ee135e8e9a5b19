//! The numbers of people who were erased, each as a MAC under a key of the database's own: enough to refuse a number that
//! comes again with the next nightly file, and too little to list who was erased (A35).

use super::broken;
use super::registration::ERASED;
use crate::secrets::{Hash, hex, mac};
use sqlx::AnyConnection;
use std::collections::{BTreeSet, HashMap};

/// The meta value with the key of the MACs.
const KEY: &str = "key of erased numbers";

const KEY_MISSING: &str =
    "the key of erased numbers is missing in the table meta: bring back a copy that has it";

/// How many MACs are looked up in one statement.
const CHUNK: usize = 500;

/// Those of `numbers` that were erased. The placeholder that stands in the row of an erased patient counts as erased.
///
/// # Errors
/// The database cannot be read.
pub(super) async fn among(
    connection: &mut AnyConnection,
    numbers: &[&str],
) -> Result<BTreeSet<String>, sqlx::Error> {
    let mut erased: BTreeSet<_> =
        numbers.iter().filter(|number| is_placeholder(number)).copied().map(str::to_owned).collect();
    let any: Option<i64> = sqlx::query_scalar("SELECT entry FROM erased_numbers LIMIT 1")
        .fetch_optional(&mut *connection)
        .await?;
    if any.is_none() {
        return Ok(erased);
    }
    let key = key(connection).await?.ok_or_else(|| broken(KEY_MISSING))?;
    for chunk in numbers.chunks(CHUNK) {
        let macs: HashMap<_, _> = chunk.iter().map(|number| (of(&key, number), *number)).collect();
        let rows: Vec<_> = macs.keys().map(|mac| [hex(mac)]).collect();
        let found: Vec<Vec<u8>> = sqlx::query_scalar(
            "SELECT n.mac FROM json_each($1) j CROSS JOIN erased_numbers n WHERE n.mac = unhex(j.value ->> 0)",
        )
        .bind(serde_json::to_string(&rows).map_err(broken)?)
        .fetch_all(&mut *connection)
        .await?;
        let number = |mac: Vec<u8>| Hash::try_from(mac).ok().and_then(|mac| macs.get(&mac).copied());
        erased.extend(found.into_iter().filter_map(number).map(str::to_owned));
    }
    Ok(erased)
}

/// The MAC of a number, under a key that is made with the first erasure.
///
/// # Errors
/// The database cannot be written, or the operating system has no randomness.
pub(super) async fn mac_of(connection: &mut AnyConnection, number: &str) -> Result<Hash, sqlx::Error> {
    let mut fresh = [0; 32];
    getrandom::fill(&mut fresh).map_err(broken)?;
    sqlx::query("INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .bind(KEY)
        .bind(&fresh[..])
        .execute(&mut *connection)
        .await?;
    let key = key(connection).await?.ok_or_else(|| broken(KEY_MISSING))?;
    Ok(of(&key, number))
}

/// Keeps the MAC of a number, with the entry of its erasure.
///
/// # Errors
/// The database cannot be written.
pub(super) async fn insert(
    connection: &mut AnyConnection,
    mac: &Hash,
    entry: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO erased_numbers (mac, entry) VALUES ($1, $2)
         ON CONFLICT (mac) DO UPDATE SET entry = excluded.entry",
    )
    .bind(&mac[..])
    .bind(entry)
    .execute(connection)
    .await?;
    Ok(())
}

async fn key(connection: &mut AnyConnection) -> Result<Option<Vec<u8>>, sqlx::Error> {
    sqlx::query_scalar("SELECT value FROM meta WHERE name = $1").bind(KEY).fetch_optional(connection).await
}

fn of(key: &[u8], number: &str) -> Hash {
    mac(key, format!("patient-number:{number}").as_bytes())
}

fn is_placeholder(number: &str) -> bool {
    number.strip_prefix(ERASED).is_some_and(|row| row.parse::<i64>().is_ok())
}
