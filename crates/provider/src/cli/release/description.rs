//! What is said of a use: one entry of the hospital's own list, without what follows from the releases.

use super::{Failure, lacking};
use crate::store::Store;
use chrono::NaiveDate;
use nattoku_consent::catalogue::{Catalogue, ModifierKind};
use nattoku_consent::permit::UseScope;
use nattoku_consent::{Localized, ProgrammeId, QuestionId, Use};
use nattoku_disclosure::entry::{Incident, Note, Onward, Organisation, People, Ruling, Scope};
use nattoku_disclosure::feed::{Feed, FeedKind};
use nattoku_disclosure::{EntryId, Recipient, Review};
use serde::Deserialize;
use std::path::Path;

/// The file, with the names of the entry's own fields.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Description {
    id: EntryId,
    recipient: Organisation,
    summary: Localized,
    programme: ProgrammeId,
    purposes: Vec<QuestionId>,
    #[serde(default)]
    modifiers: Vec<ModifierKind>,
    data: Localized,
    #[serde(default, with = "nattoku_consent::time::maybe_day")]
    ended: Option<NaiveDate>,
    #[serde(default = "within")]
    scope: Scope,
    #[serde(default)]
    onward: Vec<Onward>,
    #[serde(default)]
    incidents: Vec<Incident>,
    #[serde(default)]
    notes: Vec<Note>,
}

const fn within() -> Scope {
    Scope::Within
}

/// Reads and checks what is said of a use.
///
/// # Errors
/// The file cannot be read, or what it says cannot be shown or meant; everything that is wrong is named.
pub fn described(file: &Path, catalogue: &Catalogue, today: NaiveDate) -> Result<Recipient, Failure> {
    let text = std::fs::read_to_string(file).map_err(|source| Failure::file(file, source))?;
    let said: Description =
        toml::from_str(&text).map_err(|error| Failure::NotDone(format!("{}: {error}", file.display())))?;
    let entry = Recipient {
        id: said.id,
        recipient: said.recipient,
        summary: said.summary,
        programme: said.programme,
        purposes: said.purposes,
        modifiers: said.modifiers,
        data: said.data,
        first: today,
        last: None,
        ended: said.ended,
        people: People::Unknown,
        scope: said.scope,
        onward: said.onward,
        withdrawals_until: None,
        incidents: said.incidents,
        notes: said.notes,
    };
    let faults = [lacking(&entry, catalogue), meaningless(&entry, catalogue)].concat();
    if faults.is_empty() {
        return Ok(entry);
    }
    let lines = faults.into_iter().map(|fault| format!("{}: {fault}", file.display())).collect::<Vec<_>>();
    Err(Failure::NotDone(format!("{}\nNothing was recorded", lines.join("\n"))))
}

/// What an entry says that the catalogue in force does not ask, or that contradicts itself.
fn meaningless(entry: &Recipient, catalogue: &Catalogue) -> Vec<String> {
    let Some(programme) = catalogue.programme(&entry.programme) else {
        return vec![format!("the catalogue in force has no programme \"{}\"", entry.programme)];
    };
    let is_asked = |id: &&QuestionId| programme.purposes.iter().any(|purpose| purpose.id == **id);
    let mut faults: Vec<_> = entry
        .purposes
        .iter()
        .filter(|id| !is_asked(id))
        .map(|id| format!("purposes: \"{id}\" is none of the programme {}", programme.id))
        .collect();
    if entry.purposes.is_empty() {
        faults.push("purposes: name at least one".to_owned());
    }
    let elsewhere = entry.recipient.country.as_str() != catalogue.provider.country;
    if elsewhere && !entry.modifiers.contains(&ModifierKind::Abroad) {
        let country = &entry.recipient.country;
        faults.push(format!("modifiers: the recipient is in {country}, so \"abroad\" belongs there"));
    }
    faults
}

/// The uses that every subject must permit: one for each purpose.
#[must_use]
pub fn uses(entry: &Recipient, catalogue: &Catalogue) -> Vec<Use> {
    let has = |kind| entry.modifiers.contains(&kind);
    let elsewhere = entry.recipient.country.as_str() != catalogue.provider.country;
    let scope = match &entry.scope {
        Scope::Within => UseScope::Within,
        Scope::Reviewed { case, review } => UseScope::Reviewed(*case, review.clone()),
    };
    let wanted = |purpose: &QuestionId| Use {
        purpose: purpose.clone(),
        recipient: entry.recipient.kind,
        abroad: has(ModifierKind::Abroad) || elsewhere,
        genome: has(ModifierKind::Genome),
        scope: scope.clone(),
    };
    entry.purposes.iter().map(wanted).collect()
}

/// Refuses a use that names a review which the providers that are followed do not know, or know otherwise.
/// Where no review is known at all, the hospital's word stands.
pub(super) async fn check_review(
    store: &Store,
    entry: &Recipient,
    catalogue: &Catalogue,
) -> Result<(), Failure> {
    let Scope::Reviewed { case, review } = &entry.scope else { return Ok(()) };
    let reviews = reviews(store).await?;
    let not_done = |why: String| Err(Failure::NotDone(format!("scope: {why}. Nothing was recorded")));
    match reviews.iter().find(|known| known.id == *review) {
        None if reviews.is_empty() => Ok(()),
        None => not_done(format!("no review \"{review}\" is among those that were published")),
        Some(known) if known.ruling == Ruling::Rejected => not_done(format!("\"{review}\" rejected the use")),
        Some(known) if known.case != *case => not_done(format!("\"{review}\" decided on another case")),
        Some(known)
            if catalogue.programme(&known.programme).is_some() && known.programme != entry.programme =>
        {
            not_done(format!("\"{review}\" decided on the programme {}", known.programme))
        }
        Some(_) => Ok(()),
    }
}

/// Every review that is mirrored.
async fn reviews(store: &Store) -> Result<Vec<Review>, Failure> {
    let mut reviews = Vec::new();
    for followed in store.followed().await? {
        let parts = store.mirrored(followed.id()).await?;
        for part in parts.iter().filter(|part| part.kind == FeedKind::Reviews) {
            let feed: Feed<Review> = serde_json::from_slice(&part.body)
                .map_err(|error| Failure::NotDone(format!("a mirrored part cannot be read: {error}")))?;
            reviews.extend(feed.entries);
        }
    }
    Ok(reviews)
}
