//! Two hundred societies mirrored in one process, round after round: `cargo run --release --package nattoku
//! --example mirror_load`. Prints the memory in use after each round; it must stay flat.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "../tests/common/publisher.rs"]
#[allow(dead_code, unreachable_pub, missing_docs, reason = "shared with the tests")]
mod publisher;
#[path = "../tests/common/site.rs"]
#[allow(dead_code, unreachable_pub, missing_docs, reason = "shared with the tests")]
mod site;

use chrono::{DateTime, Duration, Utc};
use nattoku::mirror::address;
use nattoku::mirror::fetch::{Fetcher, LIMIT};
use nattoku::mirror::place::Place;
use nattoku::mirror::rounds::{Rounds, Schedule};
use nattoku::mirror::update::{Asking, Version};
use nattoku::store::followed::{Followed, Swap};
use nattoku::store::{GROUP, Store};
use nattoku_consent::ProgrammeId;
use nattoku_disclosure::trust::Trusted;
use publisher::{Publisher, recipient};
use serde_json::Value;
use site::Site;
use std::error::Error;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};
use std::time::Instant;

const SOCIETIES: usize = 200;
const ENTRIES: usize = 200;
const ROUNDS: u32 = 10;

type Done<T> = Result<T, Box<dyn Error>>;

#[tokio::main]
#[allow(clippy::print_stdout, reason = "the numbers are what it is for")]
async fn main() -> Done<()> {
    let folder = tempfile::tempdir()?;
    let store = Store::open(&folder.path().join("load.sqlite"), GROUP).await?;
    let mut societies = Vec::new();
    for number in 0..SOCIETIES {
        societies.push(society(&store, number).await?);
    }
    let clock = Arc::new(Mutex::new(Utc::now()));
    let told = Arc::clone(&clock);
    let tell = Arc::new(move || *told.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
    let schedule = Schedule::every(NonZeroU32::MIN);
    let rounds = Rounds { store: store.clone(), fetcher: Fetcher::new(LIMIT)?, schedule, clock: tell };
    println!("following {SOCIETIES} societies of {ENTRIES} entries: {} KiB in use", in_use()?);
    for round in 1..=ROUNDS {
        for (site, society) in &mut societies {
            // The sites live in this process: what they keep would be counted, too.
            site.clear();
            site.asked();
            society.publish(site, &entries(round), ENTRIES);
        }
        *clock.lock().unwrap_or_else(std::sync::PoisonError::into_inner) += Duration::minutes(1);
        let began = Instant::now();
        rounds.round().await?;
        let new = store.followed().await?.iter().filter(|followed| followed.trouble.is_none()).count();
        println!("round {round}: {new} up to date, {:?}, {} KiB in use", began.elapsed(), in_use()?);
    }
    Ok(())
}

fn entries(round: u32) -> Vec<Value> {
    (0..ENTRIES)
        .map(|entry| recipient(&format!("e{entry}"), &format!("会社{entry}（第{round}版）")))
        .collect()
}

async fn society(store: &Store, number: usize) -> Done<(Site, Publisher)> {
    let site = Site::open().await;
    let mut society = Publisher::new(&format!("society-{number}"), u8::try_from(number % 200 + 1)?);
    society.publish(&site, &entries(0), ENTRIES);
    let fetcher = Fetcher::new(LIMIT)?;
    let address = address::Site::new(site.address(), true)?;
    let now = Utc::now();
    let trusted = Trusted::pinned(&society.key().parse()?);
    let (place, programmes) = (Place::Site(address.clone()), vec!["registry".parse()?]);
    let asking = Asking { fetcher: &fetcher, place: &place, programmes: &programmes, now };
    let version = asking.first(&trusted).await?;
    store.write(swap(&address, programmes, version, now)).await?;
    Ok((site, society))
}

fn swap(site: &address::Site, programmes: Vec<ProgrammeId>, version: Version, now: DateTime<Utc>) -> Swap {
    let Version { manifest, trusted, validators, parts } = version;
    let followed = Followed {
        url: site.as_str().to_owned(),
        local: true,
        programmes,
        trusted,
        manifest,
        validators,
        checked_at: now,
        failures: 0,
        next_try_at: now,
        trouble: None,
        why: None,
    };
    Swap { followed, parts, instead_of: None }
}

/// The resident memory of this process, the sites it runs for itself included.
fn in_use() -> Done<u64> {
    let pages = std::fs::read_to_string("/proc/self/statm")?;
    let resident: u64 = pages.split(' ').nth(1).ok_or("statm has no second number")?.parse()?;
    Ok(resident * 4)
}
