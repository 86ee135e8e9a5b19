//! The lines of a receipt file that a person reads. They are no part of the proof: whoever checks a file is told
//! whether they say what the receipt proves.

use super::proving::Proved;
use super::receipt::{own, person};
use crate::components::answers::answer_label;
use crate::components::entry::{acted, headline};
use crate::components::view::{View, is_notice_of};
use nattoku_consent::event::Actor;
use nattoku_consent::{Body, Decision};

/// Whether the readable lines of a file say what its receipt proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Readable {
    /// They say the same, or there are none.
    Same,
    /// They say something else.
    Differs,
    /// They were written in another language, or by another program.
    NotCompared,
}

/// What a receipt says, as lines that a person reads in the file.
pub(super) fn readable(view: &View, proved: &Proved) -> String {
    let Proved { entry, shown, .. } = proved;
    let line = |label: &str, value: String| format!("{}: {value}", view.t(label));
    let own = own(view, proved);
    let mut lines = vec![
        view.t("receipt-title"),
        String::new(),
        line("done-number", entry.number.to_string()),
        line("done-time", view.day_and_time(entry.accepted_at)),
        line("done-provider", view.say(&shown.provider.name)),
        line("receipt-what", headline(view, entry)),
    ];
    lines.extend(
        own.and_then(person).map(|name| line("done-for", view.with("people-for", &[("name", name)]))),
    );
    lines.push(line("receipt-who", acted(view, own, entry)));
    if let Body::Decided(Decision::Answered { answers, .. }) = &entry.event.body {
        let answered = shown.questions().filter_map(|question| {
            let label = answer_label(*answers.get(question.id())?, is_notice_of(question));
            Some(format!("- {}: {}", view.say(question.short()), view.t(label)))
        });
        lines.extend(answered);
    }
    lines.extend([String::new(), view.t("receipt-file-note"), shown.desk.phone.clone(), String::new()]);
    // Isolates are for screens: many a program that opens a text shows them as boxes.
    lines.join("\n").replace(['\u{2068}', '\u{2069}'], "")
}

/// Compares the readable lines of a file with what its receipt proves. Names stand in no receipt, so a line that names
/// somebody is left out where the record does not say who it is.
pub(super) fn compare(view: &View, proved: &Proved, file: &str) -> Readable {
    let is_proxy = matches!(proved.entry.event.actor, Actor::Proxy(_)) && own(view, proved).is_none();
    let mut names = vec![view.t("done-for")];
    names.extend(is_proxy.then(|| view.t("receipt-who")));
    let expected = without_names(lines(&readable(view, proved)), &names);
    let found = without_names(lines(file), &names);
    match (found.first(), expected.first()) {
        (None, _) => Readable::Same,
        (found, expected) if found != expected => Readable::NotCompared,
        _ if found == expected => Readable::Same,
        _ => Readable::Differs,
    }
}

/// The lines outside the receipt itself. A file that is nothing but the receipt has none.
fn lines(file: &str) -> Vec<String> {
    let text = file.trim_start_matches('\u{feff}').trim();
    let mut is_receipt = text.starts_with('{');
    let mut lines = Vec::new();
    for line in text.lines().map(str::trim) {
        match line {
            "-----BEGIN NATTOKU RECEIPT-----" => is_receipt = true,
            "-----END NATTOKU RECEIPT-----" => is_receipt = false,
            "" => {}
            line if !is_receipt => lines.push(line.to_owned()),
            _ => {}
        }
    }
    lines
}

/// Leaves out one line of each label that names somebody: a second one is not of a receipt.
fn without_names(mut lines: Vec<String>, labels: &[String]) -> Vec<String> {
    for label in labels {
        let prefix = format!("{label}: ");
        if let Some(place) = lines.iter().position(|line| line.starts_with(&prefix)) {
            lines.remove(place);
        }
    }
    lines
}
