//! The first screen: who asks, what, how long, and that "no" changes nothing in care. Its words stand in the
//! page before the app does, so it shows nothing that depends on the person.

use crate::components::icon::{Picture, icon};
use crate::components::link::link;
use crate::components::text::{element, heading};
use crate::components::view::View;
use crate::route::Route;
use nattoku_consent::flow::Step;
use yew::prelude::*;

/// The first screen.
pub fn welcome(view: &View) -> Html {
    let name = view.say(&view.model.catalogue.provider.name);
    let point = |picture: Picture, text: &str| html! { <li>{ icon(picture) }{ element("span", "", view.t(text)) }</li> };
    let to = |route, class, text: &str| link(view, route, class, view.t(text).into());
    html! {
        <article class="welcome">
            { element("p", "eyebrow", view.with("welcome-from", &[("hospital", name)])) }
            { heading(view.t("welcome-title")) }
            { element("p", "lead", view.t("welcome-lead")) }
            <ul class="points">
                { point(Picture::Care, "welcome-care") }
                { point(Picture::Clock, "welcome-time") }
                { point(Picture::Change, "welcome-change") }
            </ul>
            <div class="welcome__ways">
                { to(Route::Step(Step::Explain(1)), "button button--primary button--wide", "welcome-start") }
                <div class="welcome__again">
                    { to(Route::Choices, "button", "welcome-choices") }
                    { to(Route::Stop, "button", "welcome-stop") }
                </div>
            </div>
        </article>
    }
}
