//! The screens of the disclosures. They render the state and say what the reader did; no rule lives here.

mod chart;
mod flow;
mod freshness;
mod outcomes;
mod pager;
mod picture;
mod recipient;
mod recipients;
mod relevance;
mod reviews;
#[cfg(test)]
#[cfg(feature = "prerender")]
mod tests;
mod trials;

use super::model::{Act, Loading, Missed, Page, Sources};
use super::view::View;
use nattoku_disclosure::FeedKind;
use yew::prelude::*;

/// The screen of the present state.
pub fn page(view: &View) -> Html {
    let tab = |page: Page, text: &str| html! { <li>{ view.link(&page, "tab", view.t(text).into()) }</li> };
    html! {
        <article>
            <nav aria-label={view.t("lists-nav")}>
                <ul class="tabs">
                    { tab(Page::Recipients(None), "lists-recipients") }
                    { tab(Page::Flow, "lists-flow") }
                    { tab(Page::Outcomes, "lists-outcomes") }
                    { tab(Page::Reviews, "lists-reviews") }
                    { tab(Page::Trials, "lists-trials") }
                </ul>
            </nav>
            { screen(view) }
        </article>
    }
}

fn screen(view: &View) -> Html {
    let body = match &view.state.page {
        Page::Recipients(_) => recipients::recipients(view),
        Page::Outcomes => outcomes::outcomes(view),
        Page::Reviews => reviews::reviews(view),
        Page::Trials => trials::trials(view),
        Page::Flow => flow::flow(view),
    };
    html! { <>{ body }{ loading(view) }</> }
}

/// What is still to come, and what did not. A reader is never left before a list that silently lacks a part.
fn loading(view: &View) -> Html {
    if view.state.sources == Sources::Unreachable {
        return trouble(view, "lists-unreachable");
    }
    let standings = || view.state.page.feeds().iter().map(|kind| view.state.loading(*kind));
    let is_coming = matches!(view.state.sources, Sources::NotAsked | Sources::Coming)
        || standings().any(|loading| matches!(loading, Loading::Coming(..)));
    if is_coming {
        return html! { <p class="loading" role="status">{ view.t("lists-loading") }</p> };
    }
    let missed = standings().any(|loading| loading == Loading::Done(Missed::Some));
    if missed { trouble(view, "lists-incomplete") } else { Html::default() }
}

fn trouble(view: &View, text: &str) -> Html {
    html! {
        <div class="note" role="alert">
            <p class="note__lead">{ view.t(text) }</p>
            <button type="button" class="button" onclick={view.on_press(|| Act::TryAgain)}>
                { view.t("lists-try-again") }
            </button>
        </div>
    }
}

/// Whether everything that the page shows has come: only then may it say that there is nothing.
fn is_complete(view: &View) -> bool {
    let done = |kind: &FeedKind| view.state.loading(*kind) == Loading::Done(Missed::Nothing);
    view.state.page.feeds().iter().all(done)
}
