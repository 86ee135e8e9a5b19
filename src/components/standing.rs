//! What holds for a question, in one sentence (未通知, 通知済, 不同意 and the rest).

use crate::components::view::{View, is_notice_of};
use crate::i18n::dates;
use crate::model::Seen;
use nattoku_consent::catalogue::Question;
use nattoku_consent::{Answer, Basis, Standing};

/// What holds for a question, in one sentence.
#[must_use]
pub fn sentence(view: &View, seen: &Seen, question: Question<'_>, standing: &Standing) -> String {
    let since = |id: &str, at| view.with(id, &[("date", view.day(at))]);
    // Whoever answered a notice is not told that they did not.
    let last = || seen.record.answers_to(question.id()).next_back();
    let undecided = || last().filter(|answer| answer.what == Answer::Undecided).map(|answer| answer.since);
    match standing {
        Standing::Unknown => view.t("standing-unknown"),
        Standing::NotAnswered => view.t("standing-not-answered"),
        Standing::NotNotified => view.t("standing-not-notified"),
        Standing::Waiting { notified, until } => {
            let notified = dates::date(&view.model.language, *notified);
            view.with("standing-waiting", &[("notified", notified), ("until", view.day(*until))])
        }
        Standing::Allowed { since: at, basis: Basis::Answer, .. } => since("standing-allowed", *at),
        Standing::Allowed { since: at, basis: Basis::NotRefused, .. } => undecided()
            .map_or_else(|| since("standing-not-refused", *at), |at| since("standing-undecided-notice", at)),
        Standing::Undecided { since: at } => since("standing-undecided", *at),
        Standing::Refused { since: at } if is_notice_of(question) => since("standing-objected", *at),
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
