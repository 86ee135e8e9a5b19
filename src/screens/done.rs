//! What the provider recorded, from when on, and where to change it. Shown only after its receipt was verified on this
//! device; the receipt itself is one step away.

use crate::components::entry::{effect, said};
use crate::components::link::link;
use crate::components::outcome::outcome;
use crate::components::text::{element, heading, lead, paragraph};
use crate::components::view::View;
use crate::route::Route;
use nattoku_consent::delivery::Delivery;
use nattoku_consent::{Body, Catalogue, Decision, Entry};
use yew::prelude::*;

/// What the provider recorded.
pub fn done(view: &View) -> Html {
    let Delivery::Received(entry) = &view.model.delivery else { return last(view) };
    let person = view.model.acts_for();
    html! {
        <article class="receipt" data-received={entry.number.to_string()}>
            { outcome(None, html! {
                <>{ heading(view.t(title(entry))) }{ lead(received(view, entry)) }</>
            }) }
            <dl class="receipt__facts">
                if let Some(person) = person { { fact(view, "done-for", view.with("people-for", &[("name", person.to_owned())])) } }
                { fact(view, "done-provider", view.say(&view.model.catalogue.provider.name)) }
            </dl>
            { paragraph(view.t(effect(entry))) }
            { said(view, entry, words(view, entry)) }
            { paragraph(view.t("done-change")) }
            <div class="actions">
                { link(view, Route::Receipt(entry.number), "button button--primary", view.t("done-receipt").into()) }
                { link(view, Route::Choices, "button", view.t("done-choices").into()) }
                { link(view, Route::Preferences, "button", view.t("done-preferences").into()) }
            </div>
        </article>
    }
}

/// Somebody comes back: the last decision is shown by its receipt, which is verified first.
fn last(view: &View) -> Html {
    let decided = |entry: &&Entry| entry.event.body.decision().is_some();
    let last = view.model.seen().and_then(|seen| seen.record.entries().rev().find(decided));
    let (title, lead) = match last {
        Some(_) => ("done-last", "done-last-lead"),
        None => ("done-nothing", "done-nothing-lead"),
    };
    html! {
        <article>
            { heading(view.t(title)) }
            { paragraph(view.t(lead)) }
            if let Some(entry) = last {
                <div class="actions">
                    { link(view, Route::Receipt(entry.number), "button", view.t("done-receipt").into()) }
                </div>
            }
        </article>
    }
}

/// The catalogue whose words were answered to; a newer one may have come since.
fn words<'a>(view: &'a View, entry: &Entry) -> &'a Catalogue {
    let shown = view.model.seen().and_then(|seen| seen.catalogues.get(&entry.event.terms.catalogue));
    shown.unwrap_or(&view.model.catalogue)
}

const fn title(entry: &Entry) -> &'static str {
    match &entry.event.body {
        Body::Decided(Decision::Withdrawn(_)) => "done-title-stopped",
        Body::Decided(Decision::PreferenceSet { .. }) => "done-title-preference",
        Body::Decided(Decision::UseRefused(_)) => "done-title-refused",
        Body::Decided(Decision::UseRefusalWithdrawn(_)) => "done-title-use-answers",
        _ => "done-title",
    }
}

/// The third of the states of a decision, in the words that are used nowhere else.
fn received(view: &View, entry: &Entry) -> String {
    let time = view.day_and_time(entry.accepted_at);
    view.with("delivery-received", &[("number", entry.number.to_string()), ("time", time)])
}

fn fact(view: &View, label: &str, value: String) -> Html {
    html! { <div>{ element("dt", "", view.t(label)) }{ element("dd", "", value) }</div> }
}
