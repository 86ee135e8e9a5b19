//! What stands besides the questions: offers, the understanding check, and the glossary.

use super::Approval;
use crate::id::{ItemId, PreferenceId, TermId};
use crate::text::Localized;
use serde::{Deserialize, Serialize};

/// Something offered that is not consent, off unless chosen (S23, U7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preference {
    /// Its identifier.
    pub id: PreferenceId,
    /// What is offered.
    pub headline: Localized,
    /// What that means.
    pub detail: Localized,
    /// Who approved these texts.
    pub approval: Approval,
}

/// One item of the understanding check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnderstandingItem {
    /// Its identifier.
    pub id: ItemId,
    /// The question.
    pub question: Localized,
    /// The label of the option that is true for [`Truth::First`].
    pub first: Localized,
    /// The label of the other option.
    pub second: Localized,
    /// Which of the two is true.
    pub truth: Truth,
    /// What is true when `first` is.
    pub explain_first: Localized,
    /// What is true when `second` is; the same words may serve both.
    pub explain_second: Localized,
    /// Who approved these texts.
    pub approval: Approval,
}

/// Which option of an item is true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Truth {
    /// The first.
    First,
    /// The second.
    Second,
    /// The first if the patient's own answers let a company receive data, else the second.
    FirstIfCompanies,
}

/// A hard word and its meaning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// Its identifier.
    pub id: TermId,
    /// The word as it stands in texts.
    pub word: Localized,
    /// What it means.
    pub meaning: Localized,
    /// Who approved these texts.
    pub approval: Approval,
}
