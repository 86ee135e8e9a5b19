//! A review decision, on a page.

use super::Shown;
use super::words::{Words, code, list, name, text};
use chrono::NaiveDate;
use nattoku_disclosure::entry::{Member, Review, Ruling};

pub(super) fn show(review: &Review, words: &Words<'_>) -> Shown {
    Shown {
        id: review.id.to_string(),
        on: review.on,
        title: words.of(&review.recipient.name).to_owned(),
        summary: format!("{} {}", words.of(&review.summary), words.plain(ruling(review.ruling))),
        is_news: true,
        details: details(review, words),
    }
}

const fn ruling(ruling: Ruling) -> &'static str {
    match ruling {
        Ruling::Approved => "publish-approved",
        Ruling::Rejected => "publish-rejected",
    }
}

fn details(review: &Review, words: &Words<'_>) -> String {
    let member = |member: &Member| format!("{} ({})", text(words.of(&member.role)), member.count);
    let case = words.plain(&format!("publish-case-{}", code(&review.case)));
    let purposes = review.purposes.iter().map(|purpose| text(&words.purpose(purpose)));
    let day = |name, day: Option<NaiveDate>| {
        day.map(|day| words.term(name, &text(&words.day(day)))).unwrap_or_default()
    };
    let terms = [
        words.term("publish-recipient", &name(words.of(&review.recipient.name))),
        words.organisation(&review.recipient),
        words.term("publish-case", &text(&case)),
        words.term("publish-purposes", &list(purposes)),
        words.term("publish-reason", &text(words.of(&review.reason))),
        words.term("publish-conditions", &list(review.conditions.iter().map(|one| text(words.of(one))))),
        words.term("publish-body", &name(words.of(&review.body))),
        words.term("publish-members", &list(review.members.iter().map(member))),
        words.term("publish-on", &text(&words.day(review.on))),
        day("publish-until", review.until),
        day("publish-revoked", review.revoked),
    ];
    format!("<dl>\n{}</dl>\n", terms.concat())
}
