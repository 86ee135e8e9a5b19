//! What a programme permits from an instant on, with no entry more: found by asking `permits` at every instant at which
//! the answer can turn. Nothing is decided here.

use chrono::{DateTime, Utc};
use nattoku_consent::catalogue::{ModifierKind, Question, RecipientKind};
use nattoku_consent::event::TermsShown;
use nattoku_consent::id::{DataId, ReviewId};
use nattoku_consent::permit::{ReviewedCase, ReviewedUse, UseScope, leaves_room_for};
use nattoku_consent::standing::{begins, use_begins};
use nattoku_consent::{
    Basis, Body, Catalogues, Mode, Permit, Programme, Purpose, QuestionId, Record, Standing, Use, standing,
};
use std::collections::BTreeSet;

/// Whom and what is asked.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) catalogues: &'a Catalogues,
    pub(crate) record: &'a Record,
}

/// Something that holds for a time; the end is no part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Span<T> {
    pub(crate) from: DateTime<Utc>,
    pub(crate) until: Option<DateTime<Utc>>,
    pub(crate) what: T,
}

/// What one purpose permits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Permitted {
    /// Since when; the same for neighbouring spans of one permission.
    pub(crate) since: DateTime<Utc>,
    pub(crate) recipients: Vec<RecipientKind>,
    /// The categories of data that the words list; none: they list none, and limit nothing.
    pub(crate) data: Vec<DataId>,
    /// The reviewed reuse that the words leave room for.
    pub(crate) covers: Vec<ReviewedCase>,
    pub(crate) basis: Basis,
    pub(crate) terms: TermsShown,
}

/// A review that there is none of, and that nobody refused: what is asked is whether the words leave room for one. What is
/// refused of one review stands on its own.
const NOT_YET_REVIEWED: &str = "not-yet-reviewed";

const CASES: [ReviewedCase; 3] =
    [ReviewedCase::OtherDisease, ReviewedCase::OtherRecipient, ReviewedCase::OtherPurposeAndRecipient];

impl<'a> Asked<'a> {
    /// The instants from `at` on, itself first, at which what holds for a programme can turn.
    pub(crate) fn turns(&self, programme: &Programme, at: DateTime<Utc>) -> Vec<DateTime<Utc>> {
        let mut turns: BTreeSet<_> = self.waits(programme).chain(self.comings_of_age()).collect();
        turns.insert(at);
        let mut asked = at;
        loop {
            for question in programme.questions() {
                turns.extend(self.turns_by_itself(question.id(), asked));
            }
            match turns.iter().find(|turn| **turn > asked) {
                Some(next) => asked = *next,
                None => break,
            }
        }
        turns.into_iter().filter(|turn| *turn >= at).collect()
    }

    fn turns_by_itself(&self, question: &QuestionId, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        match standing(self.catalogues, self.record, question, at) {
            Standing::Allowed { until, .. } => until,
            Standing::Waiting { until, .. } => Some(until),
            _ => None,
        }
        .filter(|until| *until > at)
    }

    /// When the waits after notices are over: by the words of any catalogue, since either may bind.
    fn waits(&self, programme: &Programme) -> impl Iterator<Item = DateTime<Utc>> + 'a {
        let Self { catalogues, record } = *self;
        let id = programme.id.clone();
        let waits: BTreeSet<u16> = catalogues
            .iter()
            .filter_map(|(_, catalogue)| match catalogue.programme(&id)?.mode {
                Mode::NoticeOptOut { wait_days } => Some(wait_days),
                Mode::OptIn => None,
            })
            .collect();
        let notices = record.entries().filter_map(move |entry| match &entry.event.body {
            Body::Notified(notice) if notice.programme == id => Some(notice.on),
            _ => None,
        });
        notices.flat_map(move |on| {
            let waits: Vec<_> =
                waits.iter().filter_map(|days| use_begins(catalogues.current(), on, *days)).collect();
            waits
        })
    }

    fn comings_of_age(&self) -> impl Iterator<Item = DateTime<Utc>> + 'a {
        let Self { catalogues, record } = *self;
        record.mandates().filter_map(move |held| begins(catalogues.current(), held.mandate.ends.day()))
    }

    /// What a purpose permits, span by span.
    pub(crate) fn permitted(&self, purpose: &Purpose, turns: &[DateTime<Utc>]) -> Vec<Span<Permitted>> {
        spans(turns, |at| self.permitted_at(purpose, at))
    }

    fn permitted_at(&self, purpose: &Purpose, at: DateTime<Utc>) -> Option<Permitted> {
        let Standing::Allowed { basis, terms, .. } = standing(self.catalogues, self.record, &purpose.id, at)
        else {
            return None;
        };
        let Some(Question::Purpose(_, shown)) = self.catalogues.get(&terms.catalogue)?.question(&purpose.id)
        else {
            return None;
        };
        let plain = |kind| Use { data: shown.data.clone(), ..Use::within(purpose.id.clone(), kind) };
        let permits: Vec<_> = RecipientKind::ALL
            .into_iter()
            .filter_map(|kind| Some((kind, self.permit(&plain(kind), at)?)))
            .collect();
        let recipient = permits.first().map_or(RecipientKind::University, |(kind, _)| *kind);
        let reviewed = |case| {
            let scope = reviewed(case)?;
            Some((case, self.permit(&Use { scope, ..plain(recipient) }, at)?))
        };
        let reviewed: Vec<_> = CASES.into_iter().filter_map(reviewed).collect();
        let Permit { since, terms } =
            permits.first().map(|(_, permit)| permit).or(reviewed.first().map(|(_, permit)| permit))?.clone();
        Some(Permitted {
            since,
            recipients: permits.iter().map(|(kind, _)| *kind).collect(),
            data: shown.data.clone(),
            covers: reviewed.iter().map(|(case, _)| *case).collect(),
            basis,
            terms,
        })
    }

    /// What the answers leave room for: a Consent says nothing of what review bodies decided.
    fn permit(&self, request: &Use, at: DateTime<Utc>) -> Option<Permit> {
        leaves_room_for(self.catalogues, self.record, request, at).ok()
    }

    /// When a condition is not met, span by span, of all that the programme permits: it is asked of one use of each.
    pub(crate) fn closed(
        &self,
        kind: ModifierKind,
        turns: &[DateTime<Utc>],
        permits: &[(&Purpose, Vec<Span<Permitted>>)],
    ) -> Vec<Span<()>> {
        spans(turns, |at| {
            let mut permitted = permits.iter().flat_map(|(purpose, spans)| {
                let holds =
                    |span: &&Span<Permitted>| span.from <= at && span.until.is_none_or(|end| at < end);
                spans.iter().filter(holds).map(move |span| (*purpose, &span.what))
            });
            let open = permitted.any(|(purpose, permitted)| self.opens(purpose, permitted, kind, at));
            (!open).then_some(())
        })
    }

    fn opens(&self, purpose: &Purpose, permitted: &Permitted, kind: ModifierKind, at: DateTime<Utc>) -> bool {
        let (abroad, genome) = (kind == ModifierKind::Abroad, kind == ModifierKind::Genome);
        let scope = match permitted.covers.first() {
            Some(case) if permitted.recipients.is_empty() => reviewed(*case),
            _ => None,
        };
        let recipient = permitted.recipients.first().copied().unwrap_or(RecipientKind::University);
        let request = Use {
            abroad,
            genome,
            data: permitted.data.clone(),
            scope: scope.unwrap_or(UseScope::Within),
            ..Use::within(purpose.id.clone(), recipient)
        };
        self.permit(&request, at).is_some()
    }

    /// What holds for a purpose at an instant, if the person said something other than yes.
    pub(crate) fn said_otherwise(
        &self,
        question: Question<'_>,
        at: DateTime<Utc>,
    ) -> Option<(&'static str, DateTime<Utc>)> {
        match standing(self.catalogues, self.record, question.id(), at) {
            Standing::Refused { since } => Some(("refused", since)),
            Standing::Withdrawn { since } => Some(("withdrawn", since)),
            Standing::Undecided { since } => Some(("undecided", since)),
            Standing::Expired { since } => Some(("expired", since)),
            Standing::CameOfAge { since } => Some(("came-of-age", since)),
            Standing::Unknown
            | Standing::NotAnswered
            | Standing::NotNotified
            | Standing::Waiting { .. }
            | Standing::Allowed { .. } => None,
        }
    }
}

/// A use by a review that nobody refused.
fn reviewed(case: ReviewedCase) -> Option<UseScope> {
    let review: ReviewId = NOT_YET_REVIEWED.parse().ok()?;
    Some(UseScope::Reviewed(ReviewedUse { case, review, conditions_met: true }))
}

/// What holds at each turn, neighbours that are equal joined.
fn spans<T: PartialEq>(turns: &[DateTime<Utc>], holds: impl Fn(DateTime<Utc>) -> Option<T>) -> Vec<Span<T>> {
    let mut spans: Vec<Span<T>> = Vec::new();
    let ends = turns.iter().skip(1).copied().map(Some).chain([None]);
    for (from, until) in turns.iter().copied().zip(ends) {
        let Some(what) = holds(from) else { continue };
        match spans.last_mut() {
            Some(last) if last.until == Some(from) && last.what == what => last.until = until,
            _ => spans.push(Span { from, until, what }),
        }
    }
    spans
}
