//! Questions of either kind, and the five fields in which every one is asked.

use super::{Approval, Modifier, Programme, Purpose};
use crate::id::QuestionId;
use crate::text::Localized;

/// The five fields every question has, in the order in which they are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Card<'a> {
    /// The question in one sentence.
    pub headline: &'a Localized,
    /// Who may receive the data.
    pub who: &'a Localized,
    /// One example.
    pub example: &'a Localized,
    /// One concrete risk (S10).
    pub risk: &'a Localized,
    /// What happens after a no.
    pub if_no: &'a Localized,
}

/// A question of either kind, with the programme it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question<'a> {
    /// A purpose.
    Purpose(&'a Programme, &'a Purpose),
    /// A modifier.
    Modifier(&'a Programme, &'a Modifier),
}

impl<'a> Question<'a> {
    /// Its identifier.
    #[must_use]
    pub const fn id(self) -> &'a QuestionId {
        match self {
            Self::Purpose(_, purpose) => &purpose.id,
            Self::Modifier(_, modifier) => &modifier.id,
        }
    }

    /// What is asked.
    #[must_use]
    pub const fn card(self) -> Card<'a> {
        match self {
            Self::Purpose(_, Purpose { headline, who, example, risk, if_no, .. })
            | Self::Modifier(_, Modifier { headline, who, example, risk, if_no, .. }) => {
                Card { headline, who, example, risk, if_no }
            }
        }
    }

    /// A few words to recognise it by.
    #[must_use]
    pub const fn short(self) -> &'a Localized {
        match self {
            Self::Purpose(_, purpose) => &purpose.short,
            Self::Modifier(_, modifier) => &modifier.short,
        }
    }

    /// The question as a child reads it, where there are words of its own.
    #[must_use]
    pub const fn for_children(self) -> Option<&'a Localized> {
        match self {
            Self::Purpose(_, Purpose { for_children, .. })
            | Self::Modifier(_, Modifier { for_children, .. }) => for_children.as_ref(),
        }
    }

    /// Who approved its words.
    #[must_use]
    pub const fn approval(self) -> &'a Approval {
        match self {
            Self::Purpose(_, purpose) => &purpose.approval,
            Self::Modifier(_, modifier) => &modifier.approval,
        }
    }

    /// The programme it belongs to.
    #[must_use]
    pub const fn programme(self) -> &'a Programme {
        match self {
            Self::Purpose(programme, _) | Self::Modifier(programme, _) => programme,
        }
    }
}
