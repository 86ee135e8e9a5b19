//! The screens, one file each. They render the state and say what the person did; no rule lives here.

pub mod choice;
pub mod choices;
pub mod done;
pub mod elsewhere;
pub mod explain;
pub mod not_found;
pub mod people;
pub mod preferences;
pub mod question;
pub mod review;
pub mod settings;
pub mod sign_in;
pub mod stop;
#[cfg(test)]
#[cfg(feature = "prerender")]
pub(crate) mod tests;
pub mod understanding;
pub mod welcome;
pub mod words;

use crate::components::delivery::{delivery_note, delivery_screen};
use crate::components::frame::frame;
use crate::components::view::View;
use crate::model::{Keeping, Outcome, Session};
use crate::route::Route;
use nattoku_consent::flow::Step;
use yew::prelude::*;

/// The screen of the present state, in its frame.
///
/// Screens are plain functions, not components: a component costs the patient kilobytes to load (docs/adr/0002).
pub fn page(view: &View) -> Html {
    let untold = view.model.keeping == Keeping::Denied && matches!(view.model.session, Session::Open(_));
    let sent_here = view.model.outcome_of_screen();
    let screen = html! {
        <>
            if sent_here.is_none() { { delivery_note(view) } }
            if untold { <p class="note">{ view.t("frame-not-kept") }</p> }
            { sent_here.map_or_else(|| screen(view), |outcome| delivery_screen(view, outcome)) }
        </>
    };
    frame(view, key(view), screen)
}

/// What tells one screen from another. The pages of another program are its own to tell apart.
fn key(view: &View) -> String {
    let model = &view.model;
    let mut key = match &model.route {
        Route::Disclosures(_) => "lists".to_owned(),
        route if route.is_of_the_record() => "record".to_owned(),
        route => route.path(&model.language),
    };
    key.push_str(match (model.asks_to_sign_in(), model.can_sign_in()) {
        (true, true) => "#sign-in",
        (true, false) => "#code",
        (false, _) => "",
    });
    key.push_str(match model.outcome_of_screen() {
        Some(Outcome::Sending) => "#sending",
        Some(Outcome::Waiting) => "#waiting",
        Some(Outcome::NeedsYou) => "#needs-you",
        None => "",
    });
    key
}

fn screen(view: &View) -> Html {
    if view.model.asks_to_sign_in() {
        return sign_in::sign_in(view);
    }
    match &view.model.route {
        route if route.is_of_the_record() => {
            elsewhere::elsewhere(view, "record", "history-title", "record-failed")
        }
        Route::Welcome => welcome::welcome(view),
        Route::Step(Step::Explain(page)) => explain::explain(view, *page),
        Route::Step(Step::Question(id)) => question::question(view, id),
        Route::Step(Step::Understanding(id)) => understanding::understanding(view, id),
        Route::Step(Step::Review) => review::review(view),
        Route::Done => done::done(view),
        Route::Choices => choices::choices(view),
        Route::Choice(id) => choice::choice(view, id),
        Route::Stop => stop::stop(view),
        Route::StopEverything => stop::stop_everything(view),
        Route::People => people::people(view),
        Route::Preferences => preferences::preferences(view),
        Route::Words => words::words(view),
        Route::Settings => settings::settings(view),
        Route::Disclosures(_) => {
            elsewhere::elsewhere(view, "disclosures", "frame-lists", "disclosures-failed")
        }
        _ => not_found::not_found(view),
    }
}
