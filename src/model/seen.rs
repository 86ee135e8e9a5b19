//! What the server knows of a person, ready to be asked.

use nattoku_consent::catalogue::{Catalogues, Question};
use nattoku_consent::id::ReviewId;
use nattoku_consent::standing::{is_child, refuses_use};
use nattoku_consent::wire::{LedgerKeys, Reworded};
use nattoku_consent::{AsOf, QuestionId, Record, Standing, standing};

/// What the server knows of the person, ready to be asked.
#[derive(Debug)]
pub struct Seen {
    /// The person's record.
    pub record: Record,
    /// The catalogue in force and those the record refers to.
    pub catalogues: Catalogues,
    /// The present, as the server had it when the record was read.
    pub as_of: AsOf,
    /// By which receipts are verified.
    pub ledger: LedgerKeys,
    /// The questions to ask anew: their answers have run out, or the person came of age.
    pub again: Vec<QuestionId>,
    /// Whether the person is a child.
    pub is_child: bool,
    /// The questions whose words changed materially since they were answered.
    pub reworded: Vec<Reworded>,
}

impl Seen {
    /// What follows from a record, in the words of its catalogues, as the server's clock has it.
    #[must_use]
    pub fn new(
        record: Record,
        catalogues: Catalogues,
        as_of: AsOf,
        ledger: LedgerKeys,
        reworded: Vec<Reworded>,
    ) -> Self {
        let ids: Vec<_> = catalogues.current().questions().map(|question| question.id().clone()).collect();
        let has_run_out = |id: &&QuestionId| {
            let standing = standing(&catalogues, &record, id, as_of);
            matches!(standing, Standing::Expired { .. } | Standing::CameOfAge { .. })
        };
        let again = ids.iter().filter(has_run_out).cloned().collect();
        let is_child = is_child(&catalogues, &record, as_of);
        Self { record, catalogues, as_of, ledger, again, is_child, reworded }
    }

    /// What holds for a question, as the server's clock has it.
    #[must_use]
    pub fn standing(&self, question: &QuestionId) -> Standing {
        standing(&self.catalogues, &self.record, question, self.as_of)
    }

    /// A question in the words in which the person last answered it, or was told of it, where today's are others.
    #[must_use]
    pub fn earlier_words(&self, question: Question<'_>) -> Option<Question<'_>> {
        let id = question.id();
        let answered = || self.record.answers_to(id).next_back().map(|answer| &answer.entry.event.terms);
        let standing = self.standing(id);
        let terms = match &standing {
            Standing::Allowed { terms, .. } => terms,
            // Whoever has come of age is asked as if nobody had been.
            Standing::CameOfAge { .. } => return None,
            _ => answered()?,
        };
        let earlier = self.catalogues.get(&terms.catalogue)?.question(id)?;
        let differs = earlier.card().headline.reads_differently(question.card().headline);
        (differs || self.reworded(id).is_some()).then_some(earlier)
    }

    /// The reviewed uses that are refused.
    pub fn refused_uses(&self) -> impl Iterator<Item = &ReviewId> {
        let uses = self.record.uses_ever_refused().into_iter();
        uses.filter(|review| refuses_use(&self.catalogues, &self.record, review, self.as_of))
    }

    /// Whether a question's words changed materially since it was answered, and how that is brought up.
    #[must_use]
    pub fn reworded(&self, question: &QuestionId) -> Option<&Reworded> {
        self.reworded.iter().find(|reworded| &reworded.question == question)
    }
}

impl PartialEq for Seen {
    fn eq(&self, other: &Self) -> bool {
        self.record == other.record && self.as_of == other.as_of
    }
}
