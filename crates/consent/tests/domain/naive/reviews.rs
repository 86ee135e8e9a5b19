//! What the words list and what the review bodies decided, once more by hand.

use crate::history::{DAY, HOUR};
use nattoku_consent::Use;
use nattoku_consent::catalogue::RecipientKind::{DrugCompany, Hospital, University};
use nattoku_consent::permit::ReviewedCase;

pub(super) fn name_of(review: &str) -> &'static str {
    ["review-1", "review-2", "review-3", "review-4"]
        .into_iter()
        .find(|name| *name == review)
        .unwrap_or("review-9")
}

/// Which data the words list; none: any.
pub(super) fn shown_data(question: &str, wait: Option<u64>) -> &'static [&'static str] {
    match (question, wait) {
        // Only the earlier words wait 45 days.
        ("prevention", Some(45)) => &["diagnoses"],
        ("prevention" | "planning", _) => &["diagnoses", "costs"],
        _ => &[],
    }
}

pub(super) fn are_named(list: &[&str], wanted: &Use) -> bool {
    list.is_empty() || !wanted.data.is_empty() && wanted.data.iter().all(|data| list.contains(&data.as_str()))
}

/// Whether a review body allowed this: what each decision of the sample says, once more by hand.
pub(super) fn is_approved(
    review: &str,
    case: ReviewedCase,
    wanted: &Use,
    conditions_met: bool,
    at: i64,
) -> bool {
    let (days, is_it) = match (review, case) {
        ("review-1", ReviewedCase::OtherDisease) => (
            2..61,
            ["research", "drugs"].contains(&wanted.purpose.as_str())
                && wanted.recipient == University
                && !wanted.abroad,
        ),
        ("review-2", ReviewedCase::OtherRecipient) => (
            0..i64::MAX / DAY,
            wanted.purpose.as_str() == "drugs"
                && wanted.recipient == Hospital
                && !wanted.abroad
                && conditions_met
                && are_named(&["diagnoses", "costs"], wanted),
        ),
        ("review-3", ReviewedCase::OtherPurposeAndRecipient) => {
            (0..40, wanted.purpose.as_str() == "rare" && wanted.recipient == DrugCompany && wanted.abroad)
        }
        _ => return false,
    };
    let genome = review == "review-3" || !wanted.genome;
    let named =
        wanted.organisation.as_ref().is_none_or(|named| named.names.iter().any(|name| name == "みどり大学"));
    let today = (at + 9 * HOUR).div_euclid(DAY);
    is_it && genome && named && days.contains(&today) && at <= 90 * DAY
}
