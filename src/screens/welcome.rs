//! The first screen: who asks, what, how long, and that "no" changes nothing in care. Its words stand in the
//! page before the app does, so it shows nothing that depends on the person.

use crate::components::icon::{Icon, Picture};
use crate::components::link::Link;
use crate::components::view::Props;
use crate::route::Route;
use nattoku_consent::flow::Step;
use yew::prelude::*;

/// The first screen.
#[component]
pub fn Welcome(props: &Props) -> Html {
    let view = &props.view;
    let name = view.say(&view.model.catalogue.provider.name);
    let point =
        |picture: Picture, text: &str| html! { <li><Icon {picture} /><span>{ view.t(text) }</span></li> };
    html! {
        <article class="welcome">
            <p class="eyebrow">{ view.with("welcome-from", [("hospital", name.into())]) }</p>
            <h1 tabindex="-1">{ view.t("welcome-title") }</h1>
            <p class="lead">{ view.t("welcome-lead") }</p>
            <ul class="points">
                { point(Picture::Care, "welcome-care") }
                { point(Picture::Clock, "welcome-time") }
                { point(Picture::Stop, "welcome-change") }
            </ul>
            <div class="welcome__ways">
                <Link view={view.clone()} to={Route::Step(Step::Explain(1))} class="button button--primary button--wide">
                    { view.t("welcome-start") }
                </Link>
                <div class="welcome__again">
                    <Link view={view.clone()} to={Route::Choices} class="button">{ view.t("welcome-choices") }</Link>
                    <Link view={view.clone()} to={Route::Stop} class="button">{ view.t("welcome-stop") }</Link>
                </div>
            </div>
        </article>
    }
}
