//! No such screen, and where to go instead.

use crate::components::link::link;
use crate::components::view::View;
use crate::route::Route;
use yew::prelude::*;

/// No such screen.
pub fn not_found(view: &View) -> Html {
    html! {
        <article>
            <h1 tabindex="-1">{ view.t("not-found-title") }</h1>
            <p>{ view.t("not-found-lead") }</p>
            <div class="actions">
                { link(view, Route::Welcome, "button", view.t("not-found-home").into()) }
            </div>
        </article>
    }
}
