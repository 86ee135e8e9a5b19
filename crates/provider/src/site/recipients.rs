//! One who received data, on a page.

use super::Shown;
use super::words::{Words, code, list, name, text};
use chrono::NaiveDate;
use nattoku_consent::catalogue::ModifierKind;
use nattoku_disclosure::entry::{Onward, People, Recipient, Scope};

pub(super) fn show(recipient: &Recipient, words: &Words<'_>, today: NaiveDate) -> Shown {
    Shown {
        id: recipient.id.to_string(),
        on: recipient.last_provided(),
        title: words.of(&recipient.recipient.name).to_owned(),
        summary: words.of(&recipient.summary).to_owned(),
        is_news: true,
        details: details(recipient, words, today),
    }
}

fn details(recipient: &Recipient, words: &Words<'_>, today: NaiveDate) -> String {
    let modifier = |kind: &ModifierKind| match kind {
        ModifierKind::Abroad => text(&words.plain("publish-abroad")),
        ModifierKind::Genome => text(&words.plain("publish-genome")),
    };
    let ended = match recipient.ended {
        Some(ended) if !recipient.goes_on(today) => words.day(ended),
        _ => words.plain("publish-goes-on"),
    };
    let honoured = recipient.withdrawals_until.map(|until| words.last_day_before(until));
    let honoured = honoured.map_or_else(String::new, |day| text(&words.on("publish-withdrawals", day)));
    let incident = |incident: &nattoku_disclosure::entry::Incident| {
        format!("{}: {}", text(&words.day(incident.on)), text(words.of(&incident.what)))
    };
    let note =
        |note: &nattoku_disclosure::entry::Note| format!("{}: {}", name(&note.label), text(&note.text));
    let purposes = recipient.purposes.iter().map(|purpose| text(&words.purpose(purpose)));
    let terms = [
        words.organisation(&recipient.recipient),
        words.term("publish-purposes", &list(purposes)),
        words.term("publish-data", &text(words.of(&recipient.data))),
        words.term("publish-modifiers", &list(recipient.modifiers.iter().map(modifier))),
        words.term("publish-first", &text(&words.day(recipient.first))),
        words.term("publish-last", &text(&words.day(recipient.last_provided()))),
        words.term("publish-ended", &text(&ended)),
        words.term("publish-people", &text(&words.plain(people(recipient.people)))),
        words.term("publish-scope", &scope(&recipient.scope, words)),
        words.term("publish-onward", &list(recipient.onward.iter().map(|onward| step(onward, words)))),
        words.term("publish-incidents", &list(recipient.incidents.iter().map(incident))),
        words.term("publish-notes", &list(recipient.notes.iter().map(note))),
    ];
    let honoured = if honoured.is_empty() { honoured } else { format!("<p>{honoured}</p>") };
    format!("<dl>\n{}</dl>\n{honoured}", terms.concat())
}

fn step(onward: &Onward, words: &Words<'_>) -> String {
    let (kind, country) = (words.kind(onward.kind), onward.country.as_str());
    let who = name(words.of(&onward.name));
    format!("{who} ({}, {}): {}", text(&kind), text(country), text(words.of(&onward.role)))
}

fn scope(scope: &Scope, words: &Words<'_>) -> String {
    match scope {
        Scope::Within => text(&words.plain("publish-scope-within")),
        Scope::Reviewed { case, review } => {
            let case = words.plain(&format!("publish-scope-{}", code(case)));
            format!("{} ({review})", text(&case))
        }
    }
}

const fn people(people: People) -> &'static str {
    match people {
        People::UpTo9 => "publish-people-1",
        People::UpTo99 => "publish-people-10",
        People::UpTo999 => "publish-people-100",
        People::UpTo9999 => "publish-people-1000",
        People::More => "publish-people-10000",
        People::Unknown => "publish-people-unknown",
    }
}
