//! What the author of a version says about what they changed: whether it alters what was agreed to, and if so
//! in one plain sentence (U1).

use super::{Approval, Question};
use crate::id::{ProgrammeId, QuestionId};
use crate::text::Localized;
use serde::{Deserialize, Serialize};

/// The author's word on one change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeMark {
    /// What was changed.
    pub about: Marked,
    /// The version it is compared with.
    pub since: u32,
    /// What the author says of it.
    pub marking: Marking,
}

/// What a mark is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Marked {
    /// What one question says or names.
    Question(QuestionId),
    /// What a programme says or fixes for all its questions, such as what stays on withdrawal.
    Programme(ProgrammeId),
}

/// Whether a change alters what a patient agreed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Marking {
    /// It does not, such as a slip of the pen put right: nobody is asked anew.
    Editorial,
    /// It does: the patient reads the sentence first.
    Material {
        /// What changes, in one plain sentence.
        sentence: Localized,
        /// Who approved the sentence.
        approval: Approval,
    },
}

impl ChangeMark {
    /// Whether it is about what the question itself says.
    #[must_use]
    pub fn is_about_question(&self, question: Question<'_>) -> bool {
        matches!(&self.about, Marked::Question(id) if id == question.id())
    }

    /// Whether it is about what the question's programme says for all its questions.
    #[must_use]
    pub fn is_about_programme_of(&self, question: Question<'_>) -> bool {
        matches!(&self.about, Marked::Programme(id) if *id == question.programme().id)
    }

    /// Whether it says the same of the same change, be it in more languages.
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        let says_the_same = match (&self.marking, &other.marking) {
            (Marking::Editorial, Marking::Editorial) => true,
            (Marking::Material { sentence: one, .. }, Marking::Material { sentence: another, .. }) => {
                !one.reads_differently(another)
            }
            _ => false,
        };
        self.about == other.about && self.since == other.since && says_the_same
    }
}
