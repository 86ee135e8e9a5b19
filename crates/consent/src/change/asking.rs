//! Who has to be asked anew after a change, and who may look at it if they like.

use super::{Altered, Weight, between};
use crate::catalogue::{Catalogues, Mode, Question};
use crate::event::TermsShown;
use crate::id::{Digest, QuestionId};
use crate::record::{Record, latest};
use crate::standing::{AsOf, Standing, standing};

/// A material change that a person has not yet answered to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// The catalogue in whose words they last answered, or were told.
    pub shown: Digest,
    /// What changed since.
    pub change: Altered,
    /// Whether they are asked, or only offered a look.
    pub insistence: Insistence,
}

/// How a change is brought before a person. Until they answer, what they knew of holds in either case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Insistence {
    /// They allowed, or did not refuse: they are asked whether that holds for the new words.
    Ask,
    /// They refused, stopped or left it open: a no is not argued with, and the new words are there to be looked at.
    MayLook,
}

/// The material change of a question that a person has not answered to, if there is one.
#[must_use]
pub fn asks_again(
    catalogues: &Catalogues,
    record: &Record,
    question: &QuestionId,
    as_of: impl Into<AsOf>,
) -> Option<Pending> {
    let (terms, insistence) = last_words(catalogues, record, question, as_of)?;
    let change = between(catalogues, &terms.catalogue, question)?;
    (change.weight == Weight::Material).then(|| Pending {
        shown: terms.catalogue.clone(),
        change,
        insistence,
    })
}

/// The words in which a person last answered a question or, where not to refuse is enough, was last told of it;
/// and how a change of them would be brought before the person. `None`: they never were asked.
#[must_use]
pub fn last_words<'a>(
    catalogues: &Catalogues,
    record: &'a Record,
    question: &QuestionId,
    as_of: impl Into<AsOf>,
) -> Option<(&'a TermsShown, Insistence)> {
    let as_of = as_of.into();
    let at = as_of.horizon();
    let insistence = match standing(catalogues, record, question, as_of) {
        // Who has come of age is asked anew as it is, whatever the words were before.
        Standing::NotAnswered | Standing::NotNotified | Standing::CameOfAge { .. } => return None,
        Standing::Refused { .. } | Standing::Withdrawn { .. } | Standing::Undecided { .. } => {
            Insistence::MayLook
        }
        // An answer to words of another mode is unknown today; whoever gave it is asked in today's.
        Standing::Allowed { .. }
        | Standing::Waiting { .. }
        | Standing::Expired { .. }
        | Standing::Unknown => Insistence::Ask,
    };
    let asked = catalogues.current().question(question)?;
    let programme = &asked.programme().id;
    let answer = latest(record.answers_to(question), at).map(|moment| moment.entry);
    let stopped = latest(record.withdrawals_from(programme), at).map(|moment| moment.entry);
    // A notice tells those of the new words who did not refuse; after a no it changes nothing.
    let is_told = insistence == Insistence::Ask
        && matches!(asked, Question::Purpose(programme, _) if matches!(programme.mode, Mode::NoticeOptOut { .. }));
    let told = is_told.then(|| latest(record.notices_of(programme), at)).flatten().map(|moment| moment.entry);
    let last = [answer, stopped, told].into_iter().flatten().max_by_key(|entry| entry.number)?;
    Some((&last.event.terms, insistence))
}
