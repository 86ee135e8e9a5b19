//! What changed between two versions of a catalogue, and whether it alters what a patient agreed to (U1).
//!
//! What widens is material whatever its author says; what nobody spoke of is material, too. Only a change that
//! its author called editorial, and that lets nothing more happen, leaves patients in peace.

mod asking;
mod between;
mod field;
mod widening;
mod words;

pub use asking::{Insistence, Pending, asks_again, last_words};
pub use between::between;
pub use field::Field;
pub use widening::Widening;

use crate::catalogue::{Catalogue, ChangeMark, Marking};
use crate::id::QuestionId;
use crate::text::Localized;
use words::Words;

/// What became of one question from one version to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It was not asked before; it is simply unanswered.
    Added(QuestionId),
    /// It is asked no more.
    Removed(QuestionId),
    /// It is asked in other words, or fixes other things.
    Altered(Altered),
}

/// A question that is asked in other words, or fixes other things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Altered {
    /// Which.
    pub question: QuestionId,
    /// Whether it alters what was agreed to.
    pub weight: Weight,
    /// What changes, in the authors' sentences, in the order in which the versions came.
    pub sentences: Vec<Localized>,
    /// What differs.
    pub fields: Vec<Field>,
    /// How it lets more happen.
    pub widens: Vec<Widening>,
}

/// Whether a change alters what a patient agreed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// It does not: nobody is asked anew.
    Editorial,
    /// It does: the patient is asked, and until they answer, the old terms hold.
    Material,
}

impl Altered {
    /// Whether anything differs that the question itself says or fixes.
    #[must_use]
    pub fn is_of_question(&self) -> bool {
        self.has_moved() || self.fields.iter().any(|field| !field.is_of_programme())
    }

    /// Whether anything differs that its programme says or fixes for all its questions.
    #[must_use]
    pub fn is_of_programme(&self) -> bool {
        !self.has_moved() && self.fields.iter().any(|field| field.is_of_programme())
    }

    /// In another programme, all that differs is the question's own.
    fn has_moved(&self) -> bool {
        self.fields.contains(&Field::Programme)
    }
}

/// What changed from `old` to `new`, question by question in the order of `new`; what is gone comes last.
#[must_use]
pub fn changes(old: &Catalogue, new: &Catalogue) -> Vec<Change> {
    let now = new.questions().filter_map(|question| match old.question(question.id()) {
        None => Some(Change::Added(question.id().clone())),
        Some(before) => {
            let before = Words { catalogue: old, question: before };
            alteration(before, Words { catalogue: new, question }).map(Change::Altered)
        }
    });
    let gone = old.questions().filter(|question| new.question(question.id()).is_none());
    now.chain(gone.map(|question| Change::Removed(question.id().clone()))).collect()
}

/// What became of a question from one version to the next, by the marks that the newer one brought.
fn alteration(old: Words<'_>, new: Words<'_>) -> Option<Altered> {
    let mut altered = Altered {
        question: new.question.id().clone(),
        weight: Weight::Editorial,
        sentences: Vec::new(),
        fields: old.fields(new),
        widens: widening::widenings(old, new),
    };
    if altered.fields.is_empty() {
        return None;
    }
    // Marks stay in all later versions; those that the old one has, too, are about what came before it.
    let known = |mark: &&ChangeMark| old.catalogue.changes.iter().any(|known| known.is_same_as(mark));
    let brought =
        new.catalogue.changes.iter().filter(|mark| !known(mark) && mark.since >= old.catalogue.version);
    let brought: Vec<&ChangeMark> = brought.filter(|mark| speaks_of(mark, new, &altered)).collect();
    let spoken = |of: fn(&ChangeMark, Words<'_>) -> bool| brought.iter().any(|mark| of(mark, new));
    let all_spoken_of = (!altered.is_of_question()
        || spoken(|mark, new| mark.is_about_question(new.question)))
        && (!altered.is_of_programme() || spoken(|mark, new| mark.is_about_programme_of(new.question)));
    altered.sentences = brought
        .iter()
        .filter_map(|mark| match &mark.marking {
            Marking::Editorial => None,
            Marking::Material { sentence, .. } => Some(sentence.clone()),
        })
        .collect();
    if !altered.widens.is_empty() || !altered.sentences.is_empty() || !all_spoken_of {
        altered.weight = Weight::Material;
    }
    Some(altered)
}

fn speaks_of(mark: &ChangeMark, new: Words<'_>, altered: &Altered) -> bool {
    (altered.is_of_question() && mark.is_about_question(new.question))
        || (altered.is_of_programme() && mark.is_about_programme_of(new.question))
}
