//! The record: a patient's events in ledger order, ready to be asked what holds at an instant.

use crate::event::{Answer, Body, Decision, Entry, NoticeRoute, Scope};
use crate::id::{EventId, PreferenceId, ProgrammeId, QuestionId, ReviewId};
use crate::mandate::Mandate;
use crate::standing::AsOf;
use chrono::{DateTime, NaiveDate, Utc};
use std::borrow::Cow;
use std::sync::Arc;

/// Something that was recorded, and the entry that records it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recorded<'a, T> {
    /// The entry; its number is the only order there is.
    pub entry: &'a Entry,
    /// From when on.
    pub since: DateTime<Utc>,
    /// What was recorded.
    pub what: T,
}

/// A notice as recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Noticed {
    /// How it reached the patient.
    pub route: NoticeRoute,
    /// On which day.
    pub on: NaiveDate,
}

/// What a person, or somebody who acts for them, stated about a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statement {
    /// An answer to the question.
    Answer(Answer),
    /// A withdrawal that reached the question's programme.
    Withdrawal,
}

impl Statement {
    /// Whether it refuses or stops the use.
    #[must_use]
    pub const fn is_no(self) -> bool {
        matches!(self, Self::Answer(Answer::Refuse) | Self::Withdrawal)
    }
}

/// A mandate as recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordedMandate<'a> {
    /// The entry that began it; its event's id names the mandate.
    pub entry: &'a Entry,
    /// From when on.
    pub since: DateTime<Utc>,
    /// What was verified.
    pub mandate: &'a Mandate,
    /// The entry that ended it before its day, if one did.
    pub ended: Option<Recorded<'a, ()>>,
}

impl RecordedMandate<'_> {
    /// The mandate's name.
    #[must_use]
    pub const fn id(&self) -> EventId {
        self.entry.event.id
    }

    /// Whether an entry comes after the beginning and before the end of the mandate, in the ledger's order.
    #[must_use]
    pub fn covers(&self, entry: &Entry) -> bool {
        self.entry.number < entry.number && self.ended.is_none_or(|ended| entry.number < ended.entry.number)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Fact {
    /// Shared, so that a record can be counted anew without a copy of its entries.
    entry: Arc<Entry>,
    since: DateTime<Utc>,
}

/// A patient's history: the entries in ledger order, each with the instant from which it holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    facts: Vec<Fact>,
}

impl Record {
    /// Folds entries into a record.
    pub fn from_entries(entries: impl IntoIterator<Item = Entry>) -> Self {
        let mut record = Self::default();
        record.extend(entries);
        record
    }

    /// The number of the last entry: the record's version. Zero: nothing was ever recorded.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.facts.last().map_or(0, |fact| fact.entry.number)
    }

    /// Every entry, oldest first.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.facts.iter().map(|fact| &*fact.entry)
    }

    /// Whether the person ever answered or withdrew anything.
    #[must_use]
    pub fn has_decided(&self) -> bool {
        let decided =
            |decision: &Decision| matches!(decision, Decision::Answered { .. } | Decision::Withdrawn(_));
        self.entries().any(|entry| entry.event.body.decision().is_some_and(decided))
    }

    /// Whether a preference is switched on. Off unless switched on.
    #[must_use]
    pub fn wants(&self, wanted: &PreferenceId, as_of: impl Into<AsOf>) -> bool {
        let switched = self.decisions(|decision| match decision {
            Decision::PreferenceSet { preference, wanted: on } if preference == wanted => Some(*on),
            _ => None,
        });
        latest(switched, as_of.into().horizon()).is_some_and(|switched| switched.what)
    }

    /// Every answer given to a question, oldest first.
    pub fn answers_to(&self, question: &QuestionId) -> impl DoubleEndedIterator<Item = Recorded<'_, Answer>> {
        self.decisions(move |decision| match decision {
            Decision::Answered { answers, .. } => answers.get(question).copied(),
            _ => None,
        })
    }

    /// Every withdrawal that reached a programme, oldest first.
    pub fn withdrawals_from(
        &self,
        programme: &ProgrammeId,
    ) -> impl DoubleEndedIterator<Item = Recorded<'_, ()>> {
        self.decisions(move |decision| match decision {
            Decision::Withdrawn(Scope::Everything) => Some(()),
            Decision::Withdrawn(Scope::Programme(id)) => (id == programme).then_some(()),
            _ => None,
        })
    }

    /// Every statement about a question of a programme, oldest first: answers and withdrawals in one order.
    pub fn statements_on(
        &self,
        question: &QuestionId,
        programme: &ProgrammeId,
    ) -> impl DoubleEndedIterator<Item = Recorded<'_, Statement>> {
        self.decisions(move |decision| match decision {
            Decision::Answered { answers, .. } => answers.get(question).copied().map(Statement::Answer),
            Decision::Withdrawn(Scope::Everything) => Some(Statement::Withdrawal),
            Decision::Withdrawn(Scope::Programme(id)) => (id == programme).then_some(Statement::Withdrawal),
            Decision::UseRefused(_) | Decision::UseRefusalWithdrawn(_) | Decision::PreferenceSet { .. } => {
                None
            }
        })
    }

    /// The record with every entry counted at `clock`: one that was accepted while the server's clock stood ahead has
    /// happened all the same (A36).
    #[must_use]
    pub fn counted_by(&self, clock: DateTime<Utc>) -> Cow<'_, Self> {
        if self.facts.last().is_none_or(|last| last.since <= clock) {
            return Cow::Borrowed(self);
        }
        let counted = |fact: &Fact| Fact { since: fact.since.min(clock), entry: Arc::clone(&fact.entry) };
        Cow::Owned(Self { facts: self.facts.iter().map(counted).collect() })
    }

    /// Every statement about one reviewed use, oldest first: whether it refuses the use, or takes that back.
    pub fn statements_on_use(
        &self,
        review: &ReviewId,
    ) -> impl DoubleEndedIterator<Item = Recorded<'_, bool>> {
        self.decisions(move |decision| match decision {
            Decision::UseRefused(id) if id == review => Some(true),
            Decision::UseRefusalWithdrawn(id) if id == review => Some(false),
            _ => None,
        })
    }

    /// Every reviewed use that was ever refused, in the order of the first refusals.
    #[must_use]
    pub fn uses_ever_refused(&self) -> Vec<&ReviewId> {
        let mut uses = Vec::new();
        for entry in self.entries() {
            if let Some(Decision::UseRefused(review)) = entry.event.body.decision()
                && !uses.contains(&review)
            {
                uses.push(review);
            }
        }
        uses
    }

    /// Every notice of a programme, oldest first.
    pub fn notices_of(
        &self,
        programme: &ProgrammeId,
    ) -> impl DoubleEndedIterator<Item = Recorded<'_, Noticed>> {
        self.recorded(move |body| match body {
            Body::Notified(notice) if notice.programme == *programme => {
                Some(Noticed { route: notice.route, on: notice.on })
            }
            _ => None,
        })
    }

    /// Every mandate to act for the person, oldest first.
    pub fn mandates(&self) -> impl DoubleEndedIterator<Item = RecordedMandate<'_>> {
        self.facts.iter().filter_map(|fact| {
            let Body::ProxyBegan(mandate) = &fact.entry.event.body else { return None };
            let id = fact.entry.event.id;
            let ended = self.recorded(move |body| (*body == Body::ProxyEnded(id)).then_some(())).next();
            Some(RecordedMandate { entry: &fact.entry, since: fact.since, mandate, ended })
        })
    }

    /// The mandate of this name.
    #[must_use]
    pub fn mandate(&self, id: EventId) -> Option<RecordedMandate<'_>> {
        self.mandates().find(|held| held.id() == id)
    }

    fn decisions<T>(
        &self,
        read: impl Fn(&Decision) -> Option<T>,
    ) -> impl DoubleEndedIterator<Item = Recorded<'_, T>> {
        self.recorded(move |body| body.decision().and_then(&read))
    }

    fn recorded<T>(
        &self,
        read: impl Fn(&Body) -> Option<T>,
    ) -> impl DoubleEndedIterator<Item = Recorded<'_, T>> {
        self.facts.iter().filter_map(move |fact| {
            let what = read(&fact.entry.event.body)?;
            Some(Recorded { entry: &fact.entry, since: fact.since, what })
        })
    }
}

impl Extend<Entry> for Record {
    /// Appends entries, which come in the ledger's order.
    fn extend<I: IntoIterator<Item = Entry>>(&mut self, entries: I) {
        for entry in entries {
            // The ledger's order decides. A server clock that stepped back must not let a later entry take
            // effect before an earlier one, so an entry never takes effect before its predecessor.
            let since = self.facts.last().map_or(entry.accepted_at, |last| last.since.max(entry.accepted_at));
            self.facts.push(Fact { entry: Arc::new(entry), since });
        }
    }
}

/// Returns the last of what was recorded until an instant.
pub(crate) fn latest<'a, T>(
    recorded: impl DoubleEndedIterator<Item = Recorded<'a, T>>,
    at: DateTime<Utc>,
) -> Option<Recorded<'a, T>> {
    recorded.rev().find(|recorded| recorded.since <= at)
}
