//! What came of a use, on a page. That nothing came yet, or that a report is late, is said as plainly as a
//! result is.

use super::Shown;
use super::words::{Words, code, link, list, name, text};
use chrono::NaiveDate;
use nattoku_consent::Language;
use nattoku_disclosure::EntryId;
use nattoku_disclosure::entry::{Attained, Came, Finding, Identifier, Outcome, Recipient};
use std::collections::HashMap;

/// What the recipients are called.
pub(super) fn names<'a>(recipients: &'a [Recipient], language: &Language) -> HashMap<&'a EntryId, &'a str> {
    recipients.iter().map(|entry| (&entry.id, entry.recipient.name.get(language))).collect()
}

pub(super) fn show(
    outcome: &Outcome,
    words: &Words<'_>,
    today: NaiveDate,
    names: &HashMap<&EntryId, &str>,
) -> Shown {
    let from = || outcome.recipients.iter().map(|id| names.get(id).copied().unwrap_or(id.as_str()));
    let purposes = outcome.purposes.iter().map(|purpose| text(&words.purpose(purpose)));
    let common = [
        words.term("publish-from", &list(from().map(name))),
        words.term("publish-purposes", &list(purposes)),
    ]
    .concat();
    let id = outcome.id.to_string();
    match &outcome.came {
        Came::Result(result) => Shown {
            id,
            on: result.on,
            title: words.of(&result.title).to_owned(),
            summary: words.of(&result.summary).to_owned(),
            is_news: true,
            details: format!(
                "<dl>\n{}{common}</dl>\n{}",
                terms(result, words),
                sentences(result, words, today)
            ),
        },
        Came::NoneYet(due) => {
            let said = if outcome.is_overdue(today) { "publish-overdue" } else { "publish-due" };
            Shown {
                id,
                on: *due,
                title: from().collect::<Vec<_>>().join(", "),
                summary: format!("{} {}", words.plain("publish-none-yet"), words.on(said, *due)),
                is_news: false,
                details: format!("<dl>\n{common}</dl>\n"),
            }
        }
    }
}

fn terms(result: &Attained, words: &Words<'_>) -> String {
    let identifier = |identifier: &Identifier| {
        let label = identifier.name();
        identifier.address().map_or_else(|| name(&label), |address| link(&address, &label))
    };
    [
        words.term("publish-kind", &text(&words.plain(&format!("publish-outcome-{}", code(&result.kind))))),
        words.term("publish-on", &text(&words.day(result.on))),
        words.term("publish-identifiers", &list(result.identifiers.iter().map(identifier))),
    ]
    .concat()
}

fn sentences(result: &Attained, words: &Words<'_>, today: NaiveDate) -> String {
    let negative = (result.finding == Finding::Negative).then(|| words.plain("publish-negative"));
    let open = result.open_until.filter(|until| *until >= today);
    let open = open.map(|until| words.on("publish-open-until", until));
    negative.into_iter().chain(open).map(|sentence| format!("<p>{}</p>\n", text(&sentence))).collect()
}
