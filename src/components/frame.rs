//! The frame around every screen: who asks, the way to the words and settings, and the one desk (S35).

use crate::components::icon::{Icon, Picture};
use crate::components::link::Link;
use crate::components::view::View;
use crate::route::Route;
use yew::prelude::*;

/// The properties of [`Frame`].
#[derive(Clone, PartialEq, Properties)]
pub struct FrameProps {
    /// What it is given.
    pub view: View,
    /// The screen.
    pub children: Html,
}

/// The frame around every screen.
#[component]
pub fn Frame(props: &FrameProps) -> Html {
    let view = &props.view;
    let to = |route: Route, text: &str| {
        let current = view.model.route == route;
        html! { <Link view={view.clone()} to={route} class="masthead__link" {current}>{ view.t(text) }</Link> }
    };
    html! {
        <>
            <header class="masthead">
                <Link view={view.clone()} to={Route::Welcome} class="masthead__name">
                    <Icon picture={Picture::Hospital} />
                    <bdi>{ view.say(&view.model.catalogue.provider.name) }</bdi>
                </Link>
                <nav class="masthead__links" aria-label={view.t("frame-menu")}>
                    { to(Route::Choices, "frame-choices") }
                    { to(Route::Words, "frame-words") }
                    { to(Route::Settings, "frame-settings") }
                </nav>
            </header>
            <main class="page">{ props.children.clone() }</main>
            <footer class="desk">
                <p class="desk__lead">{ view.t("frame-desk") }</p>
                <DeskLine view={view.clone()} />
            </footer>
        </>
    }
}

/// The properties of [`DeskLine`].
#[derive(Clone, PartialEq, Properties)]
pub struct DeskLineProps {
    /// What it is given.
    pub view: View,
}

/// The desk: name, telephone, hours and place.
#[component]
pub fn DeskLine(props: &DeskLineProps) -> Html {
    let view = &props.view;
    let desk = &view.model.catalogue.desk;
    html! {
        <address class="desk__line">
            <span class="desk__name">{ view.say(&desk.name) }</span>
            <a class="desk__phone" href={format!("tel:{}", desk.phone)}>
                <Icon picture={Picture::Phone} />{ desk.phone.clone() }
            </a>
            <span>{ view.say(&desk.hours) }</span>
            <span>{ view.say(&desk.place) }</span>
        </address>
    }
}
