//! What the provider recorded, from when on, and where to change it. Shown only once its receipt was verified on
//! this device; fits one A4.

use crate::components::link::link;
use crate::components::receipt::{no_receipt, readable, receipt};
use crate::components::view::View;
use crate::model::{Proof, Proved};
use crate::route::Route;
use nattoku_consent::{Body, Decision, Entry};
use std::rc::Rc;
use yew::prelude::*;

/// What the provider recorded.
pub fn done(view: &View) -> Html {
    let title = |title: &str, lead: &str| {
        html! { <><h1 tabindex="-1">{ view.t(title) }</h1><p>{ view.t(lead) }</p></> }
    };
    match &view.model.proof {
        Proof::None => html! { <article>{ title("done-nothing", "done-nothing-lead") }</article> },
        Proof::Checking => html! { <article>{ title("receipt-title", "proof-checking") }</article> },
        Proof::Fails(why) => html! {
            <article><h1 tabindex="-1">{ view.t("receipt-title") }</h1>{ no_receipt(view, *why) }</article>
        },
        Proof::Holds(proved) => html! {
            <article class="receipt" data-received={proved.entry.number.to_string()}>
                <h1 tabindex="-1">{ view.t(heading(&proved.entry)) }</h1>
                { receipt(view, proved) }
                <p class="screen-only">{ view.t("done-change") }</p>
                { ways(view, proved) }
            </article>
        },
    }
}

fn ways(view: &View, proved: &Rc<Proved>) -> Html {
    let print = view.print.reform(|_: MouseEvent| ());
    let (save, held, of) = (view.save.clone(), proved.clone(), view.clone());
    let save = Callback::from(move |_: MouseEvent| {
        let name = format!("nattoku-{}.txt", held.entry.number);
        save.emit((name, held.receipt.clone(), readable(&of, &held)));
    });
    html! {
        <>
            <div class="actions">
                <button type="button" class="button" onclick={print}>{ view.t("done-print") }</button>
                <button type="button" class="button" onclick={save}>{ view.t("done-save") }</button>
                { link(view, Route::Choices, "button", view.t("done-choices").into()) }
                { link(view, Route::History, "button", view.t("choices-history").into()) }
                { link(view, Route::Preferences, "button", view.t("done-preferences").into()) }
            </div>
        </>
    }
}

const fn heading(entry: &Entry) -> &'static str {
    match &entry.event.body {
        Body::Decided(Decision::Withdrawn(_)) => "done-title-stopped",
        Body::Decided(Decision::PreferenceSet { .. }) => "done-title-preference",
        Body::Decided(Decision::UseRefused(_)) => "done-title-refused",
        Body::Decided(Decision::Answered { .. }) => "done-title",
        Body::Notified(_) | Body::ProxyBegan(_) | Body::ProxyEnded(_) => "receipt-title",
    }
}
