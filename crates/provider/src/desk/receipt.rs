//! A receipt as the desk hands it over, in the language of the person: lines to read, for paper and as the head of a file
//! that proves them. It names whose it is: two people's papers may lie on one desk.

use super::Recorded;
use super::words::Words;
use crate::store::Store;
use crate::texts::Texts;
use nattoku_consent::event::{Actor, Channel, Payload, Scope};
use nattoku_consent::time::read_instant;
use nattoku_consent::{Body, Catalogue, Catalogues, Decision, Event};
use nattoku_ledger::Entry;

/// A receipt in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenReceipt {
    /// What a person reads, for a printed page that also bears the code for checking.
    pub lines: String,
    /// The file: the lines, then what proves them.
    pub file: String,
}

/// Writes the receipt of what was recorded.
///
/// # Errors
/// The database cannot be read, or the receipt does not hold what a record holds.
pub async fn write(
    store: &Store,
    texts: &Texts,
    catalogues: &Catalogues,
    recorded: &Recorded,
) -> Result<WrittenReceipt, sqlx::Error> {
    let receipt = &recorded.receipt;
    let payload: Payload = serde_json::from_str(&receipt.payload).map_err(crate::store::broken)?;
    let leaf = Entry::parse(&receipt.entry).map_err(crate::store::broken)?;
    let proxy = match payload.event.actor {
        Actor::Proxy(id) => store.mandates(None).await?.into_iter().find(|known| known.id == id),
        Actor::Patient | Actor::Staff => None,
    };
    let catalogue = catalogues.get(&payload.event.terms.catalogue).unwrap_or(catalogues.current());
    let words = Words { texts, catalogue, language: &payload.event.terms.language };
    let proxy = proxy.map(|known| known.mandate.proxy);
    let mut lines = lines(&words, &leaf, (&recorded.patient, &payload.event), proxy);
    let on_paper = [lines.clone(), vec![String::new(), words.say("desk-receipt-qr")]].concat().join("\n");
    lines.extend([String::new(), words.say("desk-receipt-keep"), words.say("desk-receipt-proves")]);
    Ok(WrittenReceipt { lines: on_paper, file: receipt.to_file(&lines.join("\n")) })
}

/// What a person reads of it.
fn lines(
    words: &Words<'_>,
    leaf: &Entry,
    (patient, event): (&str, &Event),
    proxy: Option<String>,
) -> Vec<String> {
    let catalogue = words.catalogue;
    let when = read_instant(&leaf.accepted_at).map(|at| words.instant(at)).unwrap_or_default();
    let mut lines = vec![
        words.say("desk-receipt-title"),
        catalogue.provider.name.get(words.language).to_owned(),
        String::new(),
        words.with("desk-receipt-patient", "number", patient),
        words.with("desk-receipt-number", "number", leaf.number.to_string()),
        words.with("desk-receipt-accepted", "when", when),
        words.say(route(event.channel)),
    ];
    lines.extend(proxy.map(|name| words.with("desk-receipt-proxy", "name", name)));
    if let Some(desk) = &event.desk {
        lines.push(words.with("desk-receipt-staff", "staff", desk.staff.clone()));
        lines.extend(desk.scan.clone().map(|scan| words.with("desk-receipt-scan", "scan", scan)));
    }
    lines.push(words.with("desk-receipt-terms", "version", catalogue.version.to_string()));
    lines.extend([String::new(), words.say("desk-receipt-said")]);
    lines.extend(said(words, &event.body));
    lines.extend([
        String::new(),
        words.say("desk-receipt-later"),
        words.say("desk-receipt-care"),
        desk(words, catalogue),
    ]);
    lines
}

fn desk(words: &Words<'_>, catalogue: &Catalogue) -> String {
    let desk = &catalogue.desk;
    let place = format!("{} {}", desk.name.get(words.language), desk.phone);
    words.with("desk-receipt-desk", "desk", place)
}

const fn route(channel: Channel) -> &'static str {
    match channel {
        Channel::App => "desk-receipt-by-app",
        Channel::Kiosk => "desk-receipt-by-kiosk",
        Channel::Paper => "desk-receipt-by-paper",
        Channel::Phone => "desk-receipt-by-phone",
    }
}

/// What was said, one line each.
fn said(words: &Words<'_>, body: &Body) -> Vec<String> {
    match body {
        Body::Decided(decision) => decided(words, decision),
        Body::ProxyBegan(mandate) => {
            let until = words.day(mandate.ends.day());
            vec![
                words.with("desk-receipt-proxy-began", "name", mandate.proxy.clone()),
                words.with("desk-receipt-proxy-until", "until", until),
            ]
        }
        Body::ProxyEnded(_) => vec![words.say("desk-receipt-proxy-ended")],
        Body::Notified(_) => Vec::new(),
    }
}

fn decided(words: &Words<'_>, decision: &Decision) -> Vec<String> {
    let catalogue = words.catalogue;
    match decision {
        Decision::Answered { answers, .. } => {
            let asked = catalogue.questions();
            let answered = asked.filter_map(|question| Some((question, *answers.get(question.id())?)));
            let line = |(question, answer): (nattoku_consent::catalogue::Question<'_>, _)| {
                format!("・{}：{}", question.short().get(words.language), words.answer(question, answer))
            };
            answered.map(line).collect()
        }
        Decision::Withdrawn(Scope::Everything) => vec![words.say("desk-receipt-stopped-everything")],
        Decision::Withdrawn(Scope::Programme(id)) => {
            let name = catalogue.programme(id).map(|programme| programme.name.get(words.language));
            vec![words.with("desk-receipt-stopped-programme", "programme", name.unwrap_or(id.as_str()))]
        }
        Decision::UseRefused(review) => {
            vec![words.with("desk-receipt-use-refused", "review", review.as_str())]
        }
        Decision::UseRefusalWithdrawn(review) => {
            vec![words.with("desk-receipt-use-refusal-withdrawn", "review", review.as_str())]
        }
        Decision::PreferenceSet { preference, wanted } => {
            let known = catalogue.preferences.iter().find(|known| known.id == *preference);
            let name = known.map_or(preference.as_str(), |known| known.headline.get(words.language));
            let id = if *wanted { "desk-receipt-wanted" } else { "desk-receipt-unwanted" };
            vec![words.with(id, "preference", name)]
        }
    }
}
