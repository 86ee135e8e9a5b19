//! No such screen, and where to go instead.

use crate::components::link::link;
use crate::components::text::{heading, paragraph};
use crate::components::view::View;
use crate::route::Route;
use yew::prelude::*;

/// No such screen.
pub fn not_found(view: &View) -> Html {
    html! {
        <article>
            { heading(view.t("not-found-title")) }
            { paragraph(view.t("not-found-lead")) }
            <div class="actions">
                { link(view, Route::Welcome, "button", view.t("not-found-home").into()) }
            </div>
        </article>
    }
}
