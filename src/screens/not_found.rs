//! No such screen, and where to go instead.

use crate::components::link::Link;
use crate::components::view::Props;
use crate::route::Route;
use yew::prelude::*;

/// No such screen.
#[component]
pub fn NotFound(props: &Props) -> Html {
    let view = &props.view;
    html! {
        <article>
            <h1 tabindex="-1">{ view.t("not-found-title") }</h1>
            <p>{ view.t("not-found-lead") }</p>
            <div class="actions">
                <Link view={view.clone()} to={Route::Welcome} class="button">{ view.t("not-found-home") }</Link>
            </div>
        </article>
    }
}
