//! Checking a receipt: whoever holds the file, or scans its code, learns in plain words what it proves. Works
//! without a connection once the screen stands.

use super::proving::{Proof, Proved};
use super::readable::{Readable, compare};
use super::receipt::{no_receipt, own, person, receipt};
use super::{State, Tools};
use crate::components::text::paragraph;
use crate::components::view::View;
use yew::prelude::*;

/// Checking a receipt.
pub fn verify(view: &View, state: &State, tools: &Tools) -> Html {
    let onchange = tools.check.clone();
    html! {
        <article class="receipt">
            <h1 tabindex="-1">{ view.t("verify-title") }</h1>
            <p class="screen-only">{ view.t("verify-lead") }</p>
            <label class="verify screen-only">
                <span>{ view.t("verify-file") }</span>
                <input type="file" accept=".txt,.json,text/plain,application/json" class="verify__file" {onchange} />
            </label>
            <div aria-live="polite">{ outcome(view, state) }</div>
        </article>
    }
}

fn outcome(view: &View, state: &State) -> Html {
    match &state.proof {
        Proof::None => Html::default(),
        Proof::Checking => html! { <p>{ view.t("proof-checking") }</p> },
        Proof::Fails(why) => no_receipt(view, *why),
        Proof::Holds(proved) => html! {
            <div data-proved={proved.entry.number.to_string()}>
                { genuine(view, proved) }
                { paragraph(whose(view, proved)) }
                <ul>
                    <li>{ view.t("verify-means-recorded") }</li>
                    <li>{ view.t("verify-means-unchanged") }</li>
                    <li>{ view.t("verify-means-not-now") }</li>
                </ul>
                { receipt(view, state, proved) }
            </div>
        },
    }
}

/// What of a file is genuine: its receipt is, and the lines that a person reads only where they say the same.
fn genuine(view: &View, proved: &Proved) -> Html {
    let readable = proved.file.as_deref().map_or(Readable::Same, |file| compare(view, proved, file));
    let (heading, text) = match readable {
        Readable::Same => return html! { <h2>{ view.t("verify-holds") }</h2> },
        Readable::Differs => ("verify-changed", "verify-changed-lead"),
        Readable::NotCompared => ("verify-recorded", "verify-recorded-lead"),
    };
    html! { <div class="note" data-readable=""><h2>{ view.t(heading) }</h2><p>{ view.t(text) }</p></div> }
}

/// Whose receipt it is, as far as anything here says so: a receipt itself names nobody.
fn whose(view: &View, proved: &Proved) -> String {
    match own(view, proved).map(person) {
        Some(Some(name)) => view.with("verify-of", &[("name", name)]),
        Some(None) => view.t("verify-yours"),
        None => view.t("verify-unnamed"),
    }
}
