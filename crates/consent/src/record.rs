//! The record: a patient's events folded in ledger order, ready to be asked what holds at an instant.

use crate::event::{Answer, Body, Channel, Decision, Entry, NoticeRoute, Scope, TermsShown};
use crate::id::{EventId, PreferenceId, ProgrammeId, QuestionId, ReviewId};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeMap;

/// When something began to hold, under which words, and by which entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment<T> {
    /// The entry's number in the ledger: the only order there is.
    pub number: u64,
    /// From when on.
    pub since: DateTime<Utc>,
    /// The event that said so.
    pub event: EventId,
    /// By which route.
    pub channel: Channel,
    /// The words that were seen.
    pub terms: TermsShown,
    /// What began to hold.
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

/// A patient's history, by what each entry speaks about. Every list is in ledger order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    pub(crate) answers: BTreeMap<QuestionId, Vec<Moment<Answer>>>,
    pub(crate) notices: BTreeMap<ProgrammeId, Vec<Moment<Noticed>>>,
    pub(crate) withdrawals: BTreeMap<Option<ProgrammeId>, Vec<Moment<()>>>,
    pub(crate) refused_uses: BTreeMap<ReviewId, Vec<Moment<()>>>,
    preferences: BTreeMap<PreferenceId, Vec<Moment<bool>>>,
    last: Option<(u64, DateTime<Utc>)>,
}

impl Record {
    /// Folds entries into a record.
    pub fn from_entries<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Self {
        let mut record = Self::default();
        record.extend(entries);
        record
    }

    /// The number of the last entry: the record's version. Zero: nothing was ever recorded.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.last.map_or(0, |(number, _)| number)
    }

    /// Whether the person ever answered or withdrew anything.
    #[must_use]
    pub fn has_decided(&self) -> bool {
        !self.answers.is_empty() || !self.withdrawals.is_empty()
    }

    /// Whether a preference is wanted at an instant. Off unless switched on.
    #[must_use]
    pub fn wants(&self, preference: &PreferenceId, at: DateTime<Utc>) -> bool {
        let moments = self.preferences.get(preference).map_or(&[][..], Vec::as_slice);
        latest(moments, at).is_some_and(|moment| moment.what)
    }

    /// Every answer given to a question, oldest first.
    #[must_use]
    pub fn answers_to(&self, question: &QuestionId) -> &[Moment<Answer>] {
        self.answers.get(question).map_or(&[], Vec::as_slice)
    }

    /// Every withdrawal that reached a programme, oldest first.
    pub fn withdrawals_from(&self, programme: &ProgrammeId) -> impl Iterator<Item = &Moment<()>> {
        let mut moments: Vec<_> = [Some(programme.clone()), None]
            .iter()
            .filter_map(|scope| self.withdrawals.get(scope))
            .flatten()
            .collect();
        moments.sort_by_key(|moment| moment.number);
        moments.into_iter()
    }

    /// Every notice of a programme, oldest first.
    #[must_use]
    pub fn notices_of(&self, programme: &ProgrammeId) -> &[Moment<Noticed>] {
        self.notices.get(programme).map_or(&[], Vec::as_slice)
    }

    fn append(&mut self, entry: &Entry) {
        // The ledger's order decides. A server clock that stepped back must not let a later entry take
        // effect before an earlier one, so an entry never takes effect before its predecessor.
        let since = self.last.map_or(entry.accepted_at, |(_, last)| last.max(entry.accepted_at));
        self.last = Some((entry.number, since));
        match &entry.event.body {
            Body::Notified(notice) => {
                let noticed = Noticed { route: notice.route, on: notice.on };
                self.notices.entry(notice.programme.clone()).or_default().push(moment(entry, since, noticed));
            }
            Body::Decided(decision) => self.append_decision(entry, since, decision),
        }
    }

    fn append_decision(&mut self, entry: &Entry, since: DateTime<Utc>, decision: &Decision) {
        match decision {
            Decision::Answered { answers, .. } => {
                for (question, answer) in answers {
                    self.answers.entry(question.clone()).or_default().push(moment(entry, since, *answer));
                }
            }
            Decision::Withdrawn(scope) => {
                let key = match scope {
                    Scope::Programme(id) => Some(id.clone()),
                    Scope::Everything => None,
                };
                self.withdrawals.entry(key).or_default().push(moment(entry, since, ()));
            }
            Decision::UseRefused(review) => {
                self.refused_uses.entry(review.clone()).or_default().push(moment(entry, since, ()));
            }
            Decision::PreferenceSet { preference, wanted } => {
                self.preferences.entry(preference.clone()).or_default().push(moment(entry, since, *wanted));
            }
        }
    }
}

impl<'a> Extend<&'a Entry> for Record {
    fn extend<I: IntoIterator<Item = &'a Entry>>(&mut self, entries: I) {
        for entry in entries {
            self.append(entry);
        }
    }
}

fn moment<T>(entry: &Entry, since: DateTime<Utc>, what: T) -> Moment<T> {
    Moment {
        number: entry.number,
        since,
        event: entry.event.id,
        channel: entry.event.channel,
        terms: entry.event.terms.clone(),
        what,
    }
}

/// The last moment that holds at an instant.
pub(crate) fn latest<T>(moments: &[Moment<T>], at: DateTime<Utc>) -> Option<&Moment<T>> {
    moments.iter().rev().find(|moment| moment.since <= at)
}
