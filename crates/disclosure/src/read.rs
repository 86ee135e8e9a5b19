//! Reading a part of a foreign feed: what can be shown is kept, and what cannot is named.

use crate::clean::{any, clean};
use crate::entry::Entry;
use crate::feed::{Feed, Flaw, FlawKind};
use crate::identifier::{EntryId, WebLink};
use crate::limits::{self, TooMuch};
use chrono::{DateTime, Duration, Utc};
use serde_json::Value;
use std::collections::BTreeSet;

/// By how much the first clocks on earth are ahead of UTC.
const FIRST_TIME_ZONE: Duration = Duration::hours(14);

/// Why nothing of a file can be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is too much.
    #[error(transparent)]
    TooMuch(#[from] TooMuch),
    /// It is not JSON, or not a feed.
    #[error("{0}")]
    NotAFeed(String),
}

/// Reads a part within the limits. An entry that cannot be read is left out and named; the others stay.
///
/// # Errors
/// The file as a whole cannot be read.
pub fn part<T: Entry>(json: &[u8]) -> Result<(Feed<T>, Vec<Flaw>), Unreadable> {
    limits::check(json)?;
    let feed: Feed<Value> = serde_json::from_slice(json).map_err(not_a_feed)?;
    let mut flaws = Vec::new();
    let (mut entries, mut known) = (Vec::new(), BTreeSet::new());
    for value in feed.entries {
        if let Some(entry) = entry::<T>(value, &mut known, &mut flaws) {
            entries.push(entry);
        }
    }
    let Feed { context, provider, kind, version, issued, next_update, part, .. } = feed;
    Ok((Feed { context, provider, kind, version, issued, next_update, part, entries }, flaws))
}

/// Leaves out entries that speak of a day after `issued`, wherever on earth that was. Nobody can have given data then,
/// and they would stand before all others for ever.
pub fn leave_out_the_future<T: Entry>(part: &mut Feed<T>, flaws: &mut Vec<Flaw>, issued: DateTime<Utc>) {
    let last_day = (issued + FIRST_TIME_ZONE).date_naive();
    part.entries.retain(|entry| {
        let is_past = entry.days().into_iter().all(|day| day <= last_day);
        if !is_past {
            flaws.push(Flaw { entry: Some(entry.id()), kind: FlawKind::Unreadable });
        }
        is_past
    });
}

fn not_a_feed(error: serde_json::Error) -> Unreadable {
    Unreadable::NotAFeed(error.to_string())
}

fn entry<T: Entry>(mut value: Value, known: &mut BTreeSet<EntryId>, flaws: &mut Vec<Flaw>) -> Option<T> {
    let id = value.get("id").and_then(Value::as_str).and_then(|id| id.parse::<EntryId>().ok());
    let mut flaw = |kind| flaws.push(Flaw { entry: id.clone(), kind });
    if clean(&mut value) {
        flaw(FlawKind::Characters);
    }
    if unlink(&mut value) {
        flaw(FlawKind::Link);
    }
    let Ok(entry) = serde_json::from_value::<T>(value) else {
        flaw(FlawKind::Unreadable);
        return None;
    };
    if !known.insert(entry.id()) {
        flaw(FlawKind::Repeated);
        return None;
    }
    Some(entry)
}

/// Takes off every member `url` that is not an https link; says whether there was one. A bad link alone does
/// not hide from a patient who received their data.
fn unlink(value: &mut Value) -> bool {
    match value {
        Value::Object(members) => {
            let bad = |link: &Value| link.as_str().is_none_or(|link| link.parse::<WebLink>().is_err());
            let is_bad = members.get("url").is_some_and(bad);
            if is_bad {
                members.remove("url");
            }
            any(members.values_mut().map(unlink)) || is_bad
        }
        Value::Array(items) => {
            let before = items.len();
            // An identifier that was nothing but its link goes whole.
            let unlinked = any(items.iter_mut().map(unlink));
            items.retain(|item| item.as_object().is_none_or(|members| !members.is_empty()));
            unlinked || items.len() != before
        }
        _ => false,
    }
}
