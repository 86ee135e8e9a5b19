//! What came of it: results in plain words, the ones that did not work out as well, and what is overdue.

use super::freshness::freshness;
use super::pager::{pager, window};
use super::recipient::outside;
use super::relevance::told;
use super::{chart, is_complete};
use crate::disclosures::model::Page;
use crate::disclosures::view::View;
use nattoku_consent::Relevance;
use nattoku_disclosure::entry::{Attained, Came, Finding, Identifier, OutcomeKind};
use nattoku_disclosure::{EntryId, Outcome};
use std::cmp::Reverse;
use std::rc::Rc;
use yew::prelude::*;

type Placed = (usize, Rc<Outcome>);

/// What came of it.
pub(super) fn outcomes(view: &View) -> Html {
    let (mut results, mut awaited): (Vec<&Placed>, Vec<&Placed>) =
        view.state.outcomes.all.iter().partition(|(_, outcome)| outcome.result().is_some());
    results.sort_by_key(|(source, outcome)| {
        (Reverse(is_new(view, *source, outcome)), Reverse(outcome.result().map(|result| result.on)))
    });
    awaited.sort_by_key(|(_, outcome)| match outcome.came {
        Came::NoneYet(due) => Some(due),
        Came::Result(_) => None,
    });
    let item = |(source, outcome): &&Placed| html! { <li>{ of(view, *source, outcome) }</li> };
    html! {
        <>
            <h1 tabindex="-1">{ view.t("outcomes-title") }</h1>
            <p>{ view.t("outcomes-lead") }</p>
            { freshness(view) }
            { chart::chart(view, &results) }
            <section aria-labelledby="found">
                <h2 id="found" tabindex="-1" class="found">{ count(view, results.len()) }</h2>
                <ul class="entries">{ for window(&results, view.state.shown).iter().map(item) }</ul>
                { pager(view, results.len()) }
            </section>
            if !awaited.is_empty() {
                <section>
                    <h2>{ view.t("outcomes-awaited") }</h2>
                    <ul class="entries">{ for awaited.iter().map(item) }</ul>
                </section>
            }
        </>
    }
}

fn count(view: &View, results: usize) -> String {
    match results {
        0 if !is_complete(view) => String::new(),
        0 => view.t("outcomes-none"),
        _ => view.with("outcomes-found", &[("count", view.number(results))]),
    }
}

/// Whether a reader who asked for news of results has not been shown this one on this device.
fn is_new(view: &View, source: usize, outcome: &Outcome) -> bool {
    let before = view.state.seen_before.as_ref();
    before.is_some_and(|before| !before.is_empty() && !before.contains(&view.state.name_of(source, outcome)))
}

/// One outcome.
pub(super) fn of(view: &View, source: usize, outcome: &Outcome) -> Html {
    let body = match &outcome.came {
        Came::Result(result) => attained(view, is_new(view, source, outcome), result),
        Came::NoneYet(due) => {
            let overdue = outcome.is_overdue(view.state.today());
            let text = if overdue { "outcome-overdue" } else { "outcome-none-yet" };
            html! { <p class={overdue.then_some("overdue")}>{ view.with(text, &[("date", view.date(*due))]) }</p> }
        }
    };
    html! {
        <section class="entry">
            { body }
            { concerns(view, source, outcome) }
            { came_from(view, source, outcome) }
        </section>
    }
}

fn attained(view: &View, is_new: bool, result: &Attained) -> Html {
    let negative = result.finding == Finding::Negative;
    html! {
        <>
            <p class="entry__tags">
                <span class="mark">{ view.t(kind(result.kind)) }</span>
                <span>{ view.date(result.on) }</span>
                if is_new { <span class="mark mark--notice">{ view.t("outcome-new") }</span> }
            </p>
            <h3>{ view.say(&result.title) }</h3>
            <p>{ view.say(&result.summary) }</p>
            if negative { <p class="concerns">{ view.t("outcome-negative") }</p> }
            if !result.identifiers.is_empty() {
                <ul class="outsides">{ for result.identifiers.iter().map(identifier) }</ul>
            }
        </>
    }
}

fn identifier(identifier: &Identifier) -> Html {
    let name = identifier.name();
    let says = match identifier.address() {
        Some(address) => outside(&address, &name),
        None => html! { <bdi>{ name }</bdi> },
    };
    html! { <li>{ says }</li> }
}

/// Whether the data it came from may include the reader's: those of any use it came from.
fn concerns(view: &View, source: usize, outcome: &Outcome) -> Html {
    let (Some(reader), Some(provider)) = (&view.state.reader, view.state.providers().get(source)) else {
        return Html::default();
    };
    let uses = outcome.recipients.iter().filter_map(|id| view.state.recipients.get(source, id));
    let judged: Vec<_> = uses.map(|entry| reader.concerns(&view.state.approvals, provider, entry)).collect();
    let first = |relevance: &&Relevance| match relevance {
        Relevance::MayInclude => 0,
        Relevance::CannotTell => 1,
        Relevance::DoesNotInclude(_) => 2,
    };
    judged.iter().min_by_key(first).map_or_else(Html::default, |relevance| told(view, *relevance))
}

/// Whose use it came from, with the way there.
fn came_from(view: &View, source: usize, outcome: &Outcome) -> Html {
    let named = |id: &EntryId| {
        let recipient = view.state.recipients.get(source, id)?;
        let page = Page::Recipients(Some((view.state.provider_id(source).to_owned(), id.clone())));
        Some(html! { <li>{ view.link(&page, "link", view.say(&recipient.recipient.name)) }</li> })
    };
    let names: Vec<Html> = outcome.recipients.iter().filter_map(named).collect();
    if names.is_empty() {
        return Html::default();
    }
    html! { <div class="from"><p>{ view.t("outcome-from") }</p><ul>{ for names }</ul></div> }
}

/// What a kind of result is called.
pub(super) const fn kind(kind: OutcomeKind) -> &'static str {
    match kind {
        OutcomeKind::Paper => "outcome-paper",
        OutcomeKind::Medicine => "outcome-medicine",
        OutcomeKind::Device => "outcome-device",
        OutcomeKind::Ai => "outcome-ai",
        OutcomeKind::Guideline => "outcome-guideline",
        OutcomeKind::Trial => "outcome-trial",
        OutcomeKind::Report => "outcome-report",
    }
}
