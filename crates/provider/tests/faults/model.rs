//! What must come of decisions, said a second time and in another way than the server says it: by their order alone.

use nattoku_consent::catalogue::{Question, RecipientKind};
use nattoku_consent::event::Scope;
use nattoku_consent::wire::RecordView;
use nattoku_consent::{
    Answer, Approvals, AsOf, Body, Catalogues, Decision, Entry, QuestionId, Record, Use, permits,
};
use std::collections::BTreeMap;

/// One person's record as it must be.
#[derive(Debug, Clone, Default)]
pub(crate) struct Model {
    entries: Vec<Entry>,
    /// Of each question that was ever answered: whether the last word on it was yes.
    allowed: BTreeMap<QuestionId, bool>,
}

/// What must come of a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Must {
    /// It is recorded (200).
    Record,
    /// It needs the version it was made against (428).
    SayVersion,
    /// It was made against another version (412).
    LookAgain,
}

/// Whether a decision lets more happen: the only kind that can be refused.
pub(crate) fn allows(decision: &Decision) -> bool {
    matches!(decision, Decision::Answered { answers, .. } if answers.values().any(|answer| *answer == Answer::Allow))
}

impl Model {
    pub(crate) fn version(&self) -> u64 {
        self.entries.last().map_or(0, |entry| entry.number)
    }

    /// The entry recorded last.
    pub(crate) fn last(&self) -> Option<&Entry> {
        self.entries.last()
    }

    pub(crate) fn must(&self, decision: &Decision, seen: Option<u64>) -> Must {
        match seen {
            _ if !allows(decision) => Must::Record,
            None => Must::SayVersion,
            Some(seen) if seen == self.version() => Must::Record,
            Some(_) => Must::LookAgain,
        }
    }

    /// The entry was acknowledged.
    pub(crate) fn take(&mut self, entry: Entry) {
        assert!(entry.number > self.version(), "numbers grow");
        match &entry.event.body {
            Body::Decided(Decision::Answered { answers, .. }) => {
                for (question, answer) in answers.iter() {
                    self.allowed.insert(question.clone(), *answer == Answer::Allow);
                }
            }
            // Every question that is asked here belongs to the one programme that is withdrawn from.
            Body::Decided(Decision::Withdrawn(Scope::Everything | Scope::Programme(_))) => {
                self.allowed.values_mut().for_each(|allowed| *allowed = false);
            }
            other => panic!("{other:?} is not decided here"),
        }
        self.entries.push(entry);
    }

    /// The record is this one, and permits exactly what was allowed last.
    pub(crate) fn check(&self, catalogues: &Catalogues, view: &RecordView) {
        assert_eq!((view.version, &view.entries), (self.version(), &self.entries));
        self.check_permits(catalogues, view.as_of());
    }

    pub(crate) fn check_permits(&self, catalogues: &Catalogues, as_of: impl Into<AsOf>) {
        let as_of = as_of.into();
        let record = Record::from_entries(self.entries.iter().cloned());
        for (question, allowed) in &self.allowed {
            let data = match catalogues.current().question(question) {
                Some(Question::Purpose(_, purpose)) => purpose.data.clone(),
                _ => Vec::new(),
            };
            let request = Use { data, ..Use::within(question.clone(), RecipientKind::University) };
            let permitted = permits(catalogues, &record, &Approvals::none(), &request, as_of);
            assert_eq!(
                permitted.is_ok(),
                *allowed,
                "{question}: {permitted:?} as of {as_of:?}, {:#?}",
                self.entries
            );
        }
    }
}
