//! Checking a receipt: whoever holds the file, or scans its code, learns in plain words what it proves. Works
//! without a connection once the screen stands.

use super::proving::Proof;
use super::receipt::{no_receipt, receipt};
use super::{State, Tools};
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
                <h2>{ view.t("verify-holds") }</h2>
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
