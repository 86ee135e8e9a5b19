//! The hospital's own list (S21), as it follows from its releases: nobody writes it, so nobody forgets to.

use super::{Bodies, ShowError, address};
use crate::store::releases::Given;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use nattoku_consent::id::ProviderId;
use nattoku_consent::{Catalogue, Language, Localized, ProgrammeId};
use nattoku_disclosure::entry::People;
use nattoku_disclosure::feed::{Feed, Part};
use nattoku_disclosure::manifest::Publisher;
use nattoku_disclosure::served::{ServedFeed, Source};
use nattoku_disclosure::{FeedKind, Recipient};

/// How many entries stand in one part.
const ENTRIES: usize = 500;

/// The hospital as a source, also while it has given nothing: that, too, is worth knowing. None where its
/// catalogue names no country that exists.
pub(super) fn source(
    given: &[Given],
    catalogue: &Catalogue,
    now: DateTime<Utc>,
    bodies: &mut Bodies,
) -> Result<Option<Source>, ShowError> {
    let Some(provider) = publisher(catalogue) else { return Ok(None) };
    let entries: Vec<_> = given.iter().map(|given| entry(given, catalogue)).collect();
    let since = catalogue.issued.and_time(chrono::NaiveTime::MIN).and_utc();
    let issued = given.iter().map(|given| given.changed).max().unwrap_or(since);
    // It follows from the database at every moment; only a server that stands still can fall behind.
    let next_update = now + Duration::days(2);
    let parts = parts(template(provider.id.clone(), issued), &entries, bodies)?;
    let feeds = vec![ServedFeed { kind: FeedKind::Recipients, entries: entries.len() as u64, parts }];
    let programmes: Vec<ProgrammeId> =
        catalogue.programmes.iter().map(|programme| programme.id.clone()).collect();
    let (languages, own, checked) = (catalogue.languages.clone(), true, now);
    let (trouble, flaws) = (None, Vec::new());
    Ok(Some(Source {
        provider,
        own,
        languages,
        programmes,
        issued,
        next_update,
        checked,
        trouble,
        feeds,
        flaws,
    }))
}

/// A part, but for its number and entries.
fn template(provider: ProviderId, issued: DateTime<Utc>) -> Feed<Recipient> {
    Feed {
        context: None,
        provider,
        kind: FeedKind::Recipients,
        version: issued.timestamp_millis().try_into().unwrap_or_default(),
        issued,
        next_update: issued + Duration::days(2),
        part: Part { number: 1, of: 1 },
        entries: Vec::new(),
    }
}

fn parts(
    template: Feed<Recipient>,
    entries: &[Recipient],
    bodies: &mut Bodies,
) -> Result<Vec<String>, ShowError> {
    let of = u32::try_from(entries.len().div_ceil(ENTRIES)).unwrap_or(u32::MAX);
    let mut addresses = Vec::new();
    for (number, entries) in (1..).zip(entries.chunks(ENTRIES)) {
        let feed = Feed { part: Part { number, of }, entries: entries.to_vec(), ..template.clone() };
        let body = serde_json::to_vec(&feed)?;
        let address = address(feed.provider.as_str(), feed.kind, number, &body);
        bodies.push((address.clone(), body));
        addresses.push(address);
    }
    Ok(addresses)
}

/// The hospital as a publisher: its name, and its desk to ask.
fn publisher(catalogue: &Catalogue) -> Option<Publisher> {
    let (provider, desk) = (&catalogue.provider, &catalogue.desk);
    let contact =
        |language: &Language| (language.clone(), format!("{} {}", desk.name.get(language), desk.phone));
    Some(Publisher {
        id: provider.id.clone(),
        name: provider.name.clone(),
        country: provider.country.parse().ok()?,
        url: None,
        contact: Localized(catalogue.languages.iter().map(contact).collect()),
        purposes: catalogue.questions().map(|asked| (asked.id().clone(), asked.short().clone())).collect(),
    })
}

/// What was said, and what follows from what was done.
fn entry(given: &Given, catalogue: &Catalogue) -> Recipient {
    let day = |at| day(catalogue, at);
    let (first, last) = (day(given.first), day(given.last));
    Recipient {
        first,
        last: (last != first).then_some(last),
        people: People::band(given.people),
        withdrawals_until: Some(given.last),
        ..given.description.clone()
    }
}

/// The day of an instant by the hospital's own clock.
pub(crate) fn day(catalogue: &Catalogue, at: DateTime<Utc>) -> NaiveDate {
    (at + Duration::minutes(catalogue.provider.utc_offset_minutes.into())).date_naive()
}
