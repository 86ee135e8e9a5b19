//! The record by days, its receipts, and what changed in the words: a program of its own, fetched when somebody opens
//! it, so that a first visit does not wait for it (docs/adr/0007). It only shows; what is decided goes through the app.

pub mod changes;
pub mod history;
pub mod past;
pub mod proving;
mod readable;
pub mod reads;
pub mod receipt;
#[cfg(test)]
#[cfg(feature = "prerender")]
mod tests;
pub mod verify;

#[cfg(target_arch = "wasm32")]
pub mod app;
#[cfg(target_arch = "wasm32")]
mod proofs;

use crate::components::view::View;
use crate::model::Session;
use crate::route::Route;
use nattoku_consent::wire::Told;
use proving::Proof;
use reads::Reads;
use std::rc::Rc;
use yew::prelude::*;

/// What the record's screens show besides the person's record itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct State {
    /// The receipt that is shown, or checked.
    pub proof: Proof,
    /// What became of the person's no at each recipient.
    pub told: Vec<Told>,
    /// Who read the person's record.
    pub reads: Reads,
    /// Whether the ledger contradicts what this device saw of it before (A16).
    pub forked: bool,
    /// Whether the record could not be had.
    pub unreachable: bool,
}

/// What the record's screens can ask for.
#[derive(Clone, PartialEq)]
pub struct Tools {
    /// Saves a receipt as a file: its name, the receipt, and the lines that a person reads.
    pub save: Callback<(String, Rc<str>, String)>,
    /// Saves the machine-readable record of what was agreed.
    pub save_record: Callback<()>,
    /// Loads the reads of the record after so many newer ones.
    pub more_reads: Callback<u32>,
    /// Checks the receipt file that was chosen in an input.
    pub check: Callback<Event>,
}

/// The screen of the present route.
pub fn page(view: &View, state: &State, tools: &Tools) -> Html {
    let open = matches!(view.model.session, Session::Open(_));
    let screen = match &view.model.route {
        Route::Verify => verify::verify(view, state, tools),
        _ if !open => waiting(view, state),
        Route::History => history::history(view, state, tools),
        Route::Day(day) => history::day(view, state, *day),
        Route::Receipt(_) => receipt::page(view, state, tools),
        Route::Changes(id) => changes::changes(view, id),
        Route::Past(id) => past::past(view, id),
        _ => Html::default(),
    };
    html! {
        <>
            if state.forked { <p class="note" data-forked="">{ view.t("record-forked") }</p> }
            { screen }
        </>
    }
}

fn waiting(view: &View, state: &State) -> Html {
    let text = if state.unreachable { "record-failed" } else { "fallback-loading" };
    html! { <article><h1 tabindex="-1">{ view.t("history-title") }</h1><p>{ view.t(text) }</p></article> }
}
