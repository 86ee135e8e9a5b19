//! A link to another screen: it works before the app does, because its address is a real one.

use crate::components::view::View;
use crate::model::Action;
use crate::route::Route;
use yew::prelude::*;

/// A link to another screen.
pub fn link(view: &View, to: Route, class: &'static str, says: Html) -> Html {
    let href = to.path(&view.model.language);
    let current = (to == view.model.route).then_some("page");
    let view = view.clone();
    let onclick = Callback::from(move |event: MouseEvent| {
        let elsewhere = event.ctrl_key() || event.meta_key() || event.shift_key() || event.button() != 0;
        if !elsewhere {
            event.prevent_default();
            view.act.emit(Action::Go(to.clone()));
        }
    });
    html! { <a {href} {class} {onclick} aria-current={current}>{ says }</a> }
}
