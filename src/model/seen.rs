//! What the server knows of a person, ready to be asked.

use chrono::{DateTime, Utc};
use nattoku_consent::catalogue::Catalogues;
use nattoku_consent::change::asks_again;
use nattoku_consent::wire::{LedgerKeys, Told};
use nattoku_consent::{Pending, QuestionId, Record, Standing, standing};

/// What the server knows of the person, ready to be asked.
#[derive(Debug)]
pub struct Seen {
    /// The person's record.
    pub record: Record,
    /// The catalogue in force and those the record refers to.
    pub catalogues: Catalogues,
    /// The server's clock when it was read.
    pub now: DateTime<Utc>,
    /// By which receipts are verified.
    pub ledger: LedgerKeys,
    /// What became of the person's no at each recipient.
    pub told: Vec<Told>,
    /// The questions to ask anew: their answers have run out, or the person came of age.
    pub again: Vec<QuestionId>,
    /// The questions whose words changed materially since they were answered.
    pub pending: Vec<(QuestionId, Pending)>,
}

impl Seen {
    /// What follows from a record, in the words of its catalogues, as the server's clock has it.
    #[must_use]
    pub fn new(
        record: Record,
        catalogues: Catalogues,
        now: DateTime<Utc>,
        ledger: LedgerKeys,
        told: Vec<Told>,
    ) -> Self {
        let ids: Vec<_> = catalogues.current().questions().map(|question| question.id().clone()).collect();
        let has_run_out = |id: &&QuestionId| {
            let standing = standing(&catalogues, &record, id, now);
            matches!(standing, Standing::Expired { .. } | Standing::CameOfAge { .. })
        };
        let again = ids.iter().filter(has_run_out).cloned().collect();
        let pending = |id: &QuestionId| Some((id.clone(), asks_again(&catalogues, &record, id, now)?));
        let pending = ids.iter().filter_map(pending).collect();
        Self { record, catalogues, now, ledger, told, again, pending }
    }

    /// What holds for a question, as the server's clock has it.
    #[must_use]
    pub fn standing(&self, question: &QuestionId) -> Standing {
        standing(&self.catalogues, &self.record, question, self.now)
    }

    /// The change of a question's words that is not yet answered to, if there is one.
    #[must_use]
    pub fn change_of(&self, question: &QuestionId) -> Option<&Pending> {
        self.pending.iter().find(|(id, _)| id == question).map(|(_, pending)| pending)
    }
}

impl PartialEq for Seen {
    fn eq(&self, other: &Self) -> bool {
        self.record == other.record && self.now == other.now && self.told == other.told
    }
}
