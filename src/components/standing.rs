//! What holds for a question, in one sentence (未通知, 通知済, 不同意 and the rest).

use crate::components::view::View;
use crate::i18n::dates;
use nattoku_consent::{Basis, Standing};

/// What holds, in one sentence.
#[must_use]
pub fn sentence(view: &View, standing: &Standing, notice: bool) -> String {
    let since = |id: &str, at| view.with(id, &[("date", view.day(at))]);
    match standing {
        Standing::Unknown => view.t("standing-unknown"),
        Standing::NotAnswered => view.t("standing-not-answered"),
        Standing::NotNotified => view.t("standing-not-notified"),
        Standing::Waiting { notified, until } => {
            let notified = dates::date(&view.model.language, *notified);
            view.with("standing-waiting", &[("notified", notified), ("until", view.day(*until))])
        }
        Standing::Allowed { since: at, basis: Basis::Answer, .. } => since("standing-allowed", *at),
        Standing::Allowed { since: at, basis: Basis::NotRefused, .. } => since("standing-not-refused", *at),
        Standing::Undecided { since: at } => since("standing-undecided", *at),
        Standing::Refused { since: at } if notice => since("standing-objected", *at),
        Standing::Refused { since: at } => since("standing-refused", *at),
        Standing::Withdrawn { since: at } => since("standing-withdrawn", *at),
        Standing::Expired { since: at } => since("standing-expired", *at),
        Standing::CameOfAge { since: at } => since("standing-came-of-age", *at),
    }
}

/// Until when it holds, where it ends by itself.
#[must_use]
pub fn end(view: &View, standing: &Standing) -> Option<String> {
    let Standing::Allowed { until: Some(until), .. } = standing else { return None };
    Some(view.with("standing-until", &[("date", view.day(*until))]))
}

/// In a word: used, not used, or not yet.
#[must_use]
pub const fn mark(standing: &Standing) -> &'static str {
    match standing {
        Standing::Allowed { .. } => "mark-used",
        Standing::Waiting { .. } => "mark-waiting",
        _ => "mark-not-used",
    }
}
