//! A long list, a screenful at a time.

use crate::disclosures::model::{Act, PER_PAGE};
use crate::disclosures::view::View;
use yew::prelude::*;

/// The part of a list that is shown.
pub(super) fn window<T>(all: &[T], shown: usize) -> &[T] {
    let from = (shown * PER_PAGE).min(all.len());
    &all[from..(from + PER_PAGE).min(all.len())]
}

/// The way to the other parts.
pub(super) fn pager(view: &View, count: usize) -> Html {
    if count <= PER_PAGE {
        return Html::default();
    }
    let shown = view.state.shown;
    let (from, to) = (shown * PER_PAGE + 1, ((shown + 1) * PER_PAGE).min(count));
    let values = [("from", view.number(from)), ("to", view.number(to)), ("count", view.number(count))];
    let turn = |to: usize, text: &str| {
        html! {
            <button type="button" class="button" onclick={view.on_press(move || Act::Turn(to))}>{ view.t(text) }</button>
        }
    };
    html! {
        <nav class="pager" aria-label={view.t("pager-label")}>
            <p>{ view.with("pager-shown", &values) }</p>
            <div class="actions">
                if shown > 0 { { turn(shown - 1, "pager-previous") } }
                if to < count { { turn(shown + 1, "pager-next") } }
            </div>
        </nav>
    }
}
