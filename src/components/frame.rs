//! The frame around every screen: who asks, the way to the words and settings, and the one desk (S35).

use crate::components::icon::{Picture, icon};
use crate::components::link::link;
use crate::components::text::element;
use crate::components::view::View;
use crate::model::Session;
use crate::route::Route;
use yew::prelude::*;

/// The frame around every screen.
///
/// A browser that translates the page puts elements of its own in the place of texts, which later changes do not reach:
/// so what changes as a whole, by screen or by language, is mounted anew under another key.
pub fn frame(view: &View, key: String, screen: Html) -> Html {
    let language = view.model.language.as_str();
    let to = |route: Route, text: &str| link(view, route, "masthead__link", view.t(text).into());
    let name = html! { <>{ icon(Picture::Hospital) }<bdi>{ view.say(&view.model.catalogue.provider.name) }</bdi></> };
    html! {
        <>
            <header key={language} class="masthead">
                { link(view, Route::Welcome, "masthead__name", name) }
                <nav class="masthead__links" aria-label={view.t("frame-menu")}>
                    { to(Route::Choices, "frame-choices") }
                    { to(Route::Disclosures("recipients".to_owned()), "frame-lists") }
                    { to(Route::Words, "frame-words") }
                    { to(Route::Settings, "frame-settings") }
                </nav>
            </header>
            { acting(view) }
            <main {key} class="page">{ screen }</main>
            <footer key={language} class="desk">
                { element("p", "desk__lead", view.t("frame-desk")) }
                { desk_line(view) }
            </footer>
        </>
    }
}

/// For whom the session acts: said on every screen.
fn acting(view: &View) -> Option<Html> {
    // Where it is chosen, nothing is said yet: nobody is taken for somebody else.
    let Session::Open(known) = &view.model.session else { return None };
    if view.model.route == Route::People {
        return None;
    }
    let text = match known.mandate() {
        Some(mandate) => view.with("acting-for", &[("name", mandate.person.clone())]),
        None if known.people.len() > 1 => view.t("acting-self"),
        None => return None,
    };
    let several = known.people.len() > 1;
    let class = if known.mandate().is_some() { "acting acting--for" } else { "acting" };
    Some(html! {
        <div {class} data-acting="">
            <p key={text.clone()}>{ text }</p>
            if several { { link(view, Route::People, "acting__other", view.t("acting-other").into()) } }
        </div>
    })
}

/// The desk: name, telephone, hours and place.
pub fn desk_line(view: &View) -> Html {
    let desk = &view.model.catalogue.desk;
    html! {
        <address class="desk__line">
            { element("span", "desk__name", view.say(&desk.name)) }
            { desk_phone(view) }
            { element("span", "", view.say(&desk.hours)) }
            { element("span", "", view.say(&desk.place)) }
        </address>
    }
}

/// The desk's telephone number, to be called with one press.
pub fn desk_phone(view: &View) -> Html {
    let phone = &view.model.catalogue.desk.phone;
    html! { <a class="desk__phone" href={format!("tel:{phone}")}>{ icon(Picture::Phone) }{ phone }</a> }
}
