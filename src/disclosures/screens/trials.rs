//! Trials that take people in, for those who asked to be told of them (S23); never part of consent.

use super::{freshness::freshness, is_complete, outcomes};
use crate::disclosures::view::View;
use nattoku_disclosure::Outcome;
use nattoku_disclosure::entry::OutcomeKind;
use std::rc::Rc;
use yew::prelude::*;

/// Trials that take people in.
pub(super) fn trials(view: &View) -> Html {
    let reader = view.state.reader.as_ref();
    let asked = reader.is_some_and(|reader| reader.wants("trial-news"));
    html! {
        <>
            <h1 tabindex="-1">{ view.t("trials-title") }</h1>
            <p>{ view.t("trials-lead") }</p>
            if asked { { list(view) } } else { { how_to_ask(view) } }
        </>
    }
}

fn how_to_ask(view: &View) -> Html {
    if !view.site.hospital {
        return html! { <p class="aside">{ view.t("trials-ask-hospital") }</p> };
    }
    let link = view.link_to("preferences".to_owned(), "button", None, view.t("trials-preferences").into());
    html! { <section class="aside"><p>{ view.t("trials-not-asked") }</p>{ link }</section> }
}

fn list(view: &View) -> Html {
    let today = view.state.today();
    let is_open = |(_, outcome): &&(usize, Rc<Outcome>)| {
        let trial = outcome.result().filter(|result| result.kind == OutcomeKind::Trial);
        trial.is_some_and(|trial| trial.open_until.is_some_and(|until| today <= until))
    };
    let open: Vec<_> = view.state.outcomes.all.iter().filter(is_open).collect();
    let item = |(source, trial): &&(usize, Rc<Outcome>)| {
        let until = trial.result().and_then(|trial| trial.open_until).map(|until| {
            html! { <p>{ view.with("trial-open-until", &[("date", view.date(until))]) }</p> }
        });
        html! { <li>{ outcomes::of(view, *source, trial) }{ until }</li> }
    };
    html! {
        <>
            { freshness(view) }
            if open.is_empty() && is_complete(view) { <p>{ view.t("trials-none") }</p> }
            <ul class="entries">{ for open.iter().map(item) }</ul>
            <p>{ view.t("trials-ask-doctor") }</p>
        </>
    }
}
