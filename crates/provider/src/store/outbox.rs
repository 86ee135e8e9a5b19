//! Whom a no must still reach: written in the transaction of the entry that says it, so that none is forgotten. The
//! provider's staff, or a connection to the recipient, report how far it has come.

use super::writer::Write;
use super::{Store, broken};
use chrono::NaiveDate;
use nattoku_consent::event::Payload;
use nattoku_consent::time::{read_day, write_day};
use nattoku_consent::wire::{TellState, Told};
use nattoku_consent::{Body, Catalogue, Decision, Digest, Localized};
use nattoku_disclosure::{EntryId, Recipient};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};
use std::collections::BTreeMap;

/// Writes whom entries must reach, each given by its number and payload: everybody who holds the person's data under
/// what is said no to, and whose use goes on.
pub(super) async fn write(
    connection: &mut AnyConnection,
    entries: impl Iterator<Item = (u64, &str)>,
) -> Result<(), sqlx::Error> {
    let refusals: BTreeMap<_, _> = entries
        .filter_map(|(number, payload)| Some((i64::try_from(number).ok()?, refusal(payload)?)))
        .collect();
    let mut catalogues = BTreeMap::new();
    for (number, patient, description) in holders(connection, refusals.keys()).await? {
        let Some((decision, terms)) = refusals.get(&number) else { continue };
        if !catalogues.contains_key(terms) {
            catalogues.insert(terms.clone(), shown(connection, terms).await?);
        }
        let recipient: Recipient = serde_json::from_str(&description).map_err(broken)?;
        let is_meant = catalogues.get(terms).is_some_and(|shown| recipient.is_meant_by(decision, shown));
        if recipient.ended.is_none() && is_meant {
            sqlx::query("INSERT INTO outbox (entry, patient, recipient) VALUES ($1, $2, $3)")
                .bind(number)
                .bind(patient)
                .bind(recipient.id.as_str())
                .execute(&mut *connection)
                .await?;
        }
    }
    Ok(())
}

/// What a payload says no to, and in which words. A release or a key is no event, and says no to nothing.
fn refusal(payload: &str) -> Option<(Decision, Digest)> {
    let event = serde_json::from_str::<Payload>(payload).ok()?.event;
    match event.body {
        Body::Decided(decision) if decision.says_no() => Some((decision, event.terms.catalogue)),
        _ => None,
    }
}

/// The catalogue whose words were answered to.
async fn shown(connection: &mut AnyConnection, digest: &Digest) -> Result<Catalogue, sqlx::Error> {
    let body: Vec<u8> = sqlx::query_scalar("SELECT body FROM catalogues WHERE digest = $1")
        .bind(digest.as_str())
        .fetch_one(connection)
        .await?;
    serde_json::from_slice(&body).map_err(broken)
}

/// Of each of these entries: the person's row, and what was last said of each use their data were given for before
/// the entry: one that comes from before there was a ledger may be older than a release. Asked once for all, because
/// most people's data were given to nobody.
async fn holders(
    connection: &mut AnyConnection,
    entries: impl Iterator<Item = &i64>,
) -> Result<Vec<(i64, i64, String)>, sqlx::Error> {
    let entries: Vec<_> = entries.map(|number| [number]).collect();
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    sqlx::query_as(
        "SELECT e.number, e.patient,
                (SELECT description FROM releases WHERE entry = r.entry ORDER BY number DESC LIMIT 1)
         FROM json_each($1) j CROSS JOIN entries e CROSS JOIN release_subjects s CROSS JOIN releases r
         WHERE e.number = CAST(j.value ->> 0 AS BIGINT) AND s.patient = e.patient AND r.number = s.release
           AND r.released_at <= e.accepted_at GROUP BY e.number, r.entry ORDER BY e.number, min(r.number)",
    )
    .bind(serde_json::to_string(&entries).map_err(broken)?)
    .fetch_all(connection)
    .await
}

/// One who has to be told, for the list that staff work through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Names it when its result is reported.
    pub id: i64,
    /// The number the hospital knows the patient by.
    pub patient: String,
    /// The number of the entry that says no.
    pub entry: u64,
    /// What was said no to; nothing where the entry was erased.
    pub decision: Option<Decision>,
    /// The entry of the hospital's own list.
    pub recipient: EntryId,
    /// Who that is.
    pub name: Localized,
    /// How far it has come.
    pub state: TellState,
}

/// Reports how far letters have come: all of them, or none.
#[derive(Debug)]
pub struct Report(pub Vec<(i64, TellState)>);

/// Why a report was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotReported {
    /// There is no such letter.
    Unknown,
    /// More was reported before.
    Behind(TellState),
}

impl Write for Report {
    /// Those that could not be reported, and why; then none was.
    type Done = Vec<(i64, NotReported)>;

    async fn run(self, connection: &mut AnyConnection) -> Result<Self::Done, sqlx::Error> {
        let mut refused = Vec::new();
        for (id, new) in &self.0 {
            let row = sqlx::query("SELECT state, on_day, reason FROM outbox WHERE id = $1")
                .bind(id)
                .fetch_optional(&mut *connection)
                .await?;
            match row.as_ref().map(|row| state(row, 0)).transpose()? {
                None => refused.push((*id, NotReported::Unknown)),
                Some(before) if !may_follow(&before, new) => refused.push((*id, NotReported::Behind(before))),
                Some(_) => {}
            }
        }
        if !refused.is_empty() {
            return Ok(refused);
        }
        for (id, new) in &self.0 {
            let (name, day, reason) = columns(new);
            sqlx::query("UPDATE outbox SET state = $1, on_day = $2, reason = $3 WHERE id = $4")
                .bind(name)
                .bind(day.map(write_day))
                .bind(reason)
                .bind(id)
                .execute(&mut *connection)
                .await?;
        }
        Ok(refused)
    }
}

/// Whether a report may follow one before. What was confirmed stays confirmed, and whoever answered was told.
fn may_follow(before: &TellState, new: &TellState) -> bool {
    match before {
        TellState::Waiting => true,
        TellState::Told { .. } => *new != TellState::Waiting,
        TellState::CouldNotStop { .. } => {
            matches!(new, TellState::CouldNotStop { .. } | TellState::Acknowledged { .. })
        }
        TellState::Acknowledged { .. } => before == new,
    }
}

fn columns(state: &TellState) -> (&'static str, Option<NaiveDate>, Option<&str>) {
    match state {
        TellState::Waiting => ("waiting", None, None),
        TellState::Told { on } => ("told", Some(*on), None),
        TellState::Acknowledged { on } => ("acknowledged", Some(*on), None),
        TellState::CouldNotStop { on, reason } => ("could-not-stop", Some(*on), Some(reason)),
    }
}

/// The state in a row's columns from `first` on: state, day, reason.
fn state(row: &AnyRow, first: usize) -> Result<TellState, sqlx::Error> {
    let day = || {
        let text: Option<&str> = row.try_get(first + 1)?;
        text.and_then(read_day).ok_or_else(|| broken("a report without its day"))
    };
    Ok(match row.try_get::<&str, _>(first)? {
        "told" => TellState::Told { on: day()? },
        "acknowledged" => TellState::Acknowledged { on: day()? },
        "could-not-stop" => TellState::CouldNotStop { on: day()?, reason: row.try_get(first + 2)? },
        _ => TellState::Waiting,
    })
}

impl Store {
    /// What became of a person's no at each recipient, the newest no first.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn told(&self, patient: i64) -> Result<Vec<Told>, sqlx::Error> {
        let rows = sqlx::query(
            "SELECT o.entry, (SELECT description FROM releases WHERE entry = o.recipient ORDER BY number DESC LIMIT 1),
                    o.state, o.on_day, o.reason
             FROM outbox o WHERE o.patient = $1 ORDER BY o.entry DESC, o.id",
        )
        .bind(patient)
        .fetch_all(self.readers())
        .await?;
        let told = |row: &AnyRow| {
            let description: Recipient = serde_json::from_str(row.try_get(1)?).map_err(broken)?;
            let entry = u64::try_from(row.try_get::<i64, _>(0)?).map_err(broken)?;
            Ok(Told { entry, recipient: description.recipient.name, state: state(row, 2)? })
        };
        rows.iter().map(told).collect()
    }

    /// Every letter, those that still wait first.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn letters(&self) -> Result<Vec<Letter>, sqlx::Error> {
        let rows = sqlx::query(
            "SELECT o.id, p.number, o.entry, e.payload,
                    (SELECT description FROM releases WHERE entry = o.recipient ORDER BY number DESC LIMIT 1),
                    o.state, o.on_day, o.reason
             FROM outbox o JOIN patients p ON p.id = o.patient JOIN entries e ON e.number = o.entry
             ORDER BY o.state <> 'waiting', o.id",
        )
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(letter).collect()
    }
}

fn letter(row: &AnyRow) -> Result<Letter, sqlx::Error> {
    let payload: &str = row.try_get(3)?;
    let decision = if payload.is_empty() {
        None
    } else {
        let payload: Payload = serde_json::from_str(payload).map_err(broken)?;
        payload.event.body.decision().cloned()
    };
    let description: Recipient = serde_json::from_str(row.try_get(4)?).map_err(broken)?;
    Ok(Letter {
        id: row.try_get(0)?,
        patient: row.try_get(1)?,
        entry: u64::try_from(row.try_get::<i64, _>(2)?).map_err(broken)?,
        decision,
        recipient: description.id,
        name: description.recipient.name,
        state: state(row, 5)?,
    })
}
