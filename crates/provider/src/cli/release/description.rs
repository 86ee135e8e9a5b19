//! What is said of a use: one entry of the hospital's own list, without what follows from the releases.

use super::{Failure, lacking};
use crate::permitted::reviews;
use crate::store::Store;
use chrono::{DateTime, NaiveDate, Utc};
use nattoku_consent::catalogue::{Catalogue, ModifierKind};
use nattoku_consent::id::DataId;
use nattoku_consent::{Catalogues, Denial, Localized, ProgrammeId, QuestionId, ReviewedUse, Use, UseScope};
use nattoku_disclosure::entry::{Incident, Note, Onward, Organisation, People, Scope};
use nattoku_disclosure::{EntryId, Recipient};
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
    #[serde(default)]
    data_categories: Vec<DataId>,
    #[serde(default, with = "nattoku_consent::time::maybe_day")]
    ended: Option<NaiveDate>,
    #[serde(default = "within")]
    scope: Scope,
    /// Whether the conditions of the review body's decision are met.
    #[serde(default)]
    conditions_met: bool,
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

/// What a file says of a use.
#[derive(Debug)]
pub struct Described {
    /// The entry of the hospital's own list.
    pub entry: Recipient,
    /// Whether the hospital confirms that the conditions of the review body's decision are met.
    pub conditions_met: bool,
}

/// Reads and checks what is said of a use.
///
/// # Errors
/// The file cannot be read, or what it says cannot be shown or meant; everything that is wrong is named.
pub fn described(file: &Path, catalogue: &Catalogue, today: NaiveDate) -> Result<Described, Failure> {
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
        data_categories: said.data_categories,
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
        return Ok(Described { entry, conditions_met: said.conditions_met });
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
pub fn uses(described: &Described, catalogue: &Catalogue) -> Vec<Use> {
    let Described { entry, conditions_met } = described;
    let elsewhere = entry.recipient.country.as_str() != catalogue.provider.country;
    let confirmed = |request: Use| Use {
        abroad: request.abroad || elsewhere,
        scope: match request.scope {
            UseScope::Reviewed(reviewed) => {
                UseScope::Reviewed(ReviewedUse { conditions_met: *conditions_met, ..reviewed })
            }
            UseScope::Within => UseScope::Within,
        },
        ..request
    };
    entry.uses().map(confirmed).collect()
}

/// Refuses a use that no review body allowed, before anybody's record is asked.
pub(super) async fn check_review(
    store: &Store,
    uses: &[Use],
    catalogues: &Catalogues,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let approvals = reviews(store, catalogues).await?;
    let denied = uses.iter().find_map(|request| approvals.check(catalogues.current(), request, now).err());
    denied.map_or(Ok(()), |denial| {
        let way_out = way_out(denial);
        Err(Failure::NotDone(format!("scope: {denial}. {way_out}. Nothing was recorded")))
    })
}

/// What to do about a review that does not allow the use.
const fn way_out(denial: Denial) -> &'static str {
    match denial {
        Denial::ReviewUnknown => {
            "Follow the review body's site, or its signed files in a folder, with `nattoku follow`"
        }
        Denial::ReviewOutOfDate => {
            "Ask its publisher to publish anew; `nattoku follow --list` shows what is known"
        }
        Denial::ConditionsNotConfirmed => "Read them, and write `conditions_met = true` if they are met",
        _ => "Compare case, purposes, recipient, country, data_categories and modifiers with the decision",
    }
}
