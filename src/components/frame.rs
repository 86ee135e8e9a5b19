//! The frame around every screen: who asks, the way to the words and settings, and the one desk (S35).

use crate::components::icon::{Picture, icon};
use crate::components::link::link;
use crate::components::view::View;
use crate::model::Session;
use crate::route::Route;
use yew::prelude::*;

/// The frame around every screen.
pub fn frame(view: &View, screen: Html) -> Html {
    let to = |route: Route, text: &str| link(view, route, "masthead__link", view.t(text).into());
    let name = html! { <>{ icon(Picture::Hospital) }<bdi>{ view.say(&view.model.catalogue.provider.name) }</bdi></> };
    html! {
        <>
            <header class="masthead">
                { link(view, Route::Welcome, "masthead__name", name) }
                <nav class="masthead__links" aria-label={view.t("frame-menu")}>
                    { to(Route::Choices, "frame-choices") }
                    { to(Route::Disclosures("recipients".to_owned()), "frame-lists") }
                    { to(Route::Words, "frame-words") }
                    { to(Route::Settings, "frame-settings") }
                </nav>
            </header>
            { acting(view) }
            <main class="page">{ screen }</main>
            <footer class="desk">
                <p class="desk__lead">{ view.t("frame-desk") }</p>
                { desk_line(view) }
            </footer>
        </>
    }
}

/// For whom the session acts: said on every screen.
fn acting(view: &View) -> Option<Html> {
    let Session::Open(known) = &view.model.session else { return None };
    let text = match known.mandate() {
        Some(mandate) => view.with("acting-for", &[("name", mandate.person.clone())]),
        None if known.people.len() > 1 => view.t("acting-self"),
        None => return None,
    };
    let several = known.people.len() > 1;
    let class = classes!("acting", known.mandate().is_some().then_some("acting--for"));
    Some(html! {
        <div {class} data-acting="">
            <p>{ text }</p>
            if several { { link(view, Route::People, "acting__other", view.t("acting-other").into()) } }
        </div>
    })
}

/// The desk: name, telephone, hours and place.
pub fn desk_line(view: &View) -> Html {
    let desk = &view.model.catalogue.desk;
    html! {
        <address class="desk__line">
            <span class="desk__name">{ view.say(&desk.name) }</span>
            <a class="desk__phone" href={format!("tel:{}", desk.phone)}>{ icon(Picture::Phone) }{ &desk.phone }</a>
            <span>{ view.say(&desk.hours) }</span>
            <span>{ view.say(&desk.place) }</span>
        </address>
    }
}
