//! The record by days: everything that happened, and any day opened in the words that were shown then (U3, S3).

use super::reads::reads;
use super::{State, Tools};
use crate::components::card::card_fields;
use crate::components::entry::{acted, headline, said, told_list};
use crate::components::link::link;
use crate::components::view::View;
use crate::i18n::dates;
use crate::model::Seen;
use crate::route::Route;
use chrono::{Duration, NaiveDate};
use nattoku_consent::catalogue::Question;
use nattoku_consent::{Body, Decision, Entry};
use yew::prelude::*;

/// Every day on which something happened, the newest first.
pub fn history(view: &View, state: &State, tools: &Tools) -> Html {
    let save = tools.save_record.reform(|_: MouseEvent| ());
    let Some(seen) = view.model.seen() else { return Html::default() };
    let mut days: Vec<(NaiveDate, Vec<String>)> = Vec::new();
    for entry in seen.record.entries().rev() {
        let (day, line) = (day_of(view, entry), headline(view, entry));
        match days.last_mut() {
            Some((last, lines)) if *last == day => lines.push(line),
            _ => days.push((day, vec![line])),
        }
    }
    let row = |(day, lines): (NaiveDate, Vec<String>)| {
        let says = html! {
            <>
                <span class="choice__name">{ dates::date(&view.model.language, day) }</span>
                <span class="choice__since">{ for lines.into_iter().map(|line| html! { <span class="history__line">{ line }</span> }) }</span>
            </>
        };
        html! { <li>{ link(view, Route::Day(day), "choice", says) }</li> }
    };
    html! {
        <article>
            <h1 tabindex="-1">{ view.t("history-title") }</h1>
            <p>{ view.t(if days.is_empty() { "choice-timeline-empty" } else { "history-lead" }) }</p>
            <ul class="choices">{ for days.into_iter().map(row) }</ul>
            <div class="actions">
                { link(view, Route::Choices, "button", view.t("done-choices").into()) }
                { link(view, Route::Verify, "button", view.t("history-verify").into()) }
                <button type="button" class="button" onclick={save}>{ view.t("history-machine") }</button>
            </div>
            { reads(view, &state.reads, tools) }
        </article>
    }
}

/// One day, entry by entry.
pub fn day(view: &View, state: &State, day: NaiveDate) -> Html {
    let Some(seen) = view.model.seen() else { return Html::default() };
    let entries: Vec<_> = seen.record.entries().filter(|entry| day_of(view, entry) == day).collect();
    html! {
        <article>
            <h1 tabindex="-1">{ dates::date(&view.model.language, day) }</h1>
            <p>{ view.t(if entries.is_empty() { "choice-timeline-empty" } else { "history-day-lead" }) }</p>
            { for entries.into_iter().map(|entry| happened(view, state, seen, entry)) }
            <div class="actions">{ link(view, Route::History, "button", view.t("history-back").into()) }</div>
        </article>
    }
}

fn day_of(view: &View, entry: &Entry) -> NaiveDate {
    let offset = Duration::minutes(view.model.catalogue.provider.utc_offset_minutes.into());
    entry.accepted_at.checked_add_signed(offset).unwrap_or(entry.accepted_at).date_naive()
}

fn happened(view: &View, state: &State, seen: &Seen, entry: &Entry) -> Html {
    let terms = &entry.event.terms;
    let shown = seen.catalogues.get(&terms.catalogue);
    html! {
        <section class="programme">
            <p class="shown__version"><time>{ view.day_and_time(entry.accepted_at) }</time></p>
            <h2>{ headline(view, entry) }</h2>
            <p>{ acted(view, Some(seen), entry) }</p>
            { shown.map(|shown| said(view, entry, shown)) }
            { told_list(view, &state.told, entry) }
            { shown.map(|shown| words(view, entry, shown)) }
            { link(view, Route::Receipt(entry.number), "button", view.t("history-receipt").into()) }
        </section>
    }
}

/// The exact words of that day, in the language in which they were shown, with their version and digest.
fn words(view: &View, entry: &Entry, shown: &nattoku_consent::Catalogue) -> Html {
    let terms = &entry.event.terms;
    let asked = |question: &Question<'_>| match &entry.event.body {
        Body::Decided(Decision::Answered { answers, .. }) => answers.get(question.id()).is_some(),
        Body::Notified(notice) => question.programme().id == notice.programme,
        _ => false,
    };
    let card = |question: Question<'_>| {
        html! {
            <div class="shown" lang={terms.language.to_string()}>
                <p class="shown__headline">{ question.card().headline.get(&terms.language).to_owned() }</p>
                { card_fields(view, question, &terms.language) }
                <p class="shown__version">{ view.with("timeline-version", &[
                    ("version", question.approval().version.clone()),
                    ("approved", question.approval().by.clone()),
                ]) }</p>
            </div>
        }
    };
    let cards: Vec<_> = shown.questions().filter(asked).map(card).collect();
    let version = view.with(
        "history-version",
        &[("version", shown.version.to_string()), ("digest", terms.catalogue.to_string())],
    );
    html! {
        <>
            if !cards.is_empty() {
                <details class="more"><summary>{ view.t("timeline-words") }</summary>{ for cards }</details>
            }
            <p class="shown__version history__digest">{ version }</p>
        </>
    }
}
