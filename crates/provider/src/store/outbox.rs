//! Whom a no must still reach: written in the transaction of the entry that says it, so that none is forgotten. The
//! provider's staff, or a connection to the recipient, report how far it has come.

use super::writer::Write;
use super::{Store, broken};
use chrono::NaiveDate;
use nattoku_consent::event::Payload;
use nattoku_consent::time::{read_day, write_day};
use nattoku_consent::wire::{TellState, Told};
use nattoku_consent::{Body, Catalogue, Decision, Digest};
use nattoku_disclosure::Recipient;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};
use std::collections::{BTreeSet, HashMap};

/// Writes whom entries must reach, each given by its number and payload: everybody who holds the person's data under
/// what is said no to, and whose use goes on.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    entries: impl Iterator<Item = (u64, &str)>,
) -> Result<(), sqlx::Error> {
    let refusals: Vec<_> =
        entries.filter_map(|(number, payload)| Some((number, refusal(payload)?))).collect();
    let subjects = refusals.iter().map(|(_, refusal)| refusal.subject.as_str()).collect();
    let holders = holders(connection, subjects).await?;
    for (number, refusal) in &refusals {
        if let Some(holders) = holders.get(&refusal.subject) {
            write_one(connection, *number, refusal, holders).await?;
        }
    }
    Ok(())
}

/// What says no to something. A release or a key is no event, and says no to nothing.
fn refusal(payload: &str) -> Option<Payload> {
    let payload: Payload = serde_json::from_str(payload).ok()?;
    payload.event.body.decision().is_some_and(Decision::says_no).then_some(payload)
}

async fn write_one(
    connection: &mut SqliteConnection,
    number: u64,
    refusal: &Payload,
    holders: &[Holder],
) -> Result<(), sqlx::Error> {
    let Body::Decided(decision) = &refusal.event.body else { return Ok(()) };
    let shown = shown(connection, &refusal.event.terms.catalogue).await?;
    let number = i64::try_from(number).map_err(broken)?;
    for Holder { patient, description } in holders {
        let recipient: Recipient = serde_json::from_str(description).map_err(broken)?;
        if recipient.ended.is_none() && recipient.is_meant_by(decision, &shown) {
            sqlx::query("INSERT INTO outbox (entry, patient, recipient) VALUES (?, ?, ?)")
                .bind(number)
                .bind(patient)
                .bind(recipient.id.as_str())
                .execute(&mut *connection)
                .await?;
        }
    }
    Ok(())
}

/// The catalogue whose words were answered to.
async fn shown(connection: &mut SqliteConnection, digest: &Digest) -> Result<Catalogue, sqlx::Error> {
    let body: Vec<u8> = sqlx::query_scalar("SELECT body FROM catalogues WHERE digest = ?")
        .bind(digest.as_str())
        .fetch_one(connection)
        .await?;
    serde_json::from_slice(&body).map_err(broken)
}

/// A use that somebody's data were given for.
struct Holder {
    /// The person's row.
    patient: i64,
    /// What was last said of the use (JSON).
    description: String,
}

/// Every use that the data of these people were given for, by the mark of the person. One question for a whole group
/// of decisions: most people's data were given to nobody.
async fn holders(
    connection: &mut SqliteConnection,
    subjects: BTreeSet<&str>,
) -> Result<HashMap<String, Vec<Holder>>, sqlx::Error> {
    let mut holders = HashMap::<_, Vec<_>>::new();
    if subjects.is_empty() {
        return Ok(holders);
    }
    let rows: Vec<(String, i64, String)> = sqlx::query_as(
        "SELECT p.mark, p.id, (SELECT description FROM releases WHERE entry = r.entry ORDER BY number DESC LIMIT 1)
         FROM json_each(?) j CROSS JOIN patients p ON p.mark = j.value
         CROSS JOIN release_subjects s ON s.patient = p.id CROSS JOIN releases r ON r.number = s.release
         GROUP BY p.id, r.entry ORDER BY min(r.number)",
    )
    .bind(serde_json::to_string(&subjects).map_err(broken)?)
    .fetch_all(connection)
    .await?;
    for (subject, patient, description) in rows {
        holders.entry(subject).or_default().push(Holder { patient, description });
    }
    Ok(holders)
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
    /// The entry of the hospital's own list.
    pub recipient: String,
    /// How far it has come.
    pub state: TellState,
}

/// Reports how far letters have come: all of them, or none.
#[derive(Debug)]
pub struct Report(pub Vec<(i64, TellState)>);

impl Write for Report {
    /// Those that could not be reported: unknown, or behind what was reported before.
    type Done = Vec<i64>;

    async fn run(self, connection: &mut SqliteConnection) -> Result<Vec<i64>, sqlx::Error> {
        let mut unknown = Vec::new();
        for (id, state) in &self.0 {
            let (name, day, reason) = columns(state);
            let changed =
                sqlx::query("UPDATE outbox SET state = ?, on_day = ?, reason = ? WHERE id = ? AND state <> 'acknowledged'")
                    .bind(name)
                    .bind(day.map(write_day))
                    .bind(reason)
                    .bind(id)
                    .execute(&mut *connection)
                    .await?;
            if changed.rows_affected() == 0 {
                unknown.push(*id);
            }
        }
        if unknown.is_empty() { Ok(unknown) } else { Err(sqlx::Error::RowNotFound) }
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
fn state(row: &SqliteRow, first: usize) -> Result<TellState, sqlx::Error> {
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
             FROM outbox o WHERE o.patient = ? ORDER BY o.entry DESC, o.id",
        )
        .bind(patient)
        .fetch_all(self.readers())
        .await?;
        let told = |row: &SqliteRow| {
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
            "SELECT o.id, p.number, o.entry, o.recipient, o.state, o.on_day, o.reason
             FROM outbox o JOIN patients p ON p.id = o.patient ORDER BY o.state <> 'waiting', o.id",
        )
        .fetch_all(self.readers())
        .await?;
        let letter = |row: &SqliteRow| {
            Ok(Letter {
                id: row.try_get(0)?,
                patient: row.try_get(1)?,
                entry: u64::try_from(row.try_get::<i64, _>(2)?).map_err(broken)?,
                recipient: row.try_get(3)?,
                state: state(row, 4)?,
            })
        };
        rows.iter().map(letter).collect()
    }
}
