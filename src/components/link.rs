//! A link to another screen: it works before the app does, because its address is a real one.

use crate::components::view::View;
use crate::model::Action;
use crate::route::Route;
use yew::prelude::*;

/// The properties of [`Link`].
#[derive(Clone, PartialEq, Properties)]
pub struct LinkProps {
    /// What it is given.
    pub view: View,
    /// Where it leads.
    pub to: Route,
    /// How it looks.
    #[prop_or_default]
    pub class: Classes,
    /// Whether it leads to the screen that is shown.
    #[prop_or_default]
    pub current: bool,
    /// What it says.
    pub children: Html,
}

/// A link to another screen.
#[component]
pub fn Link(props: &LinkProps) -> Html {
    let (view, to) = (props.view.clone(), props.to.clone());
    let href = to.path(&view.model.language);
    let onclick = Callback::from(move |event: MouseEvent| {
        let elsewhere = event.ctrl_key() || event.meta_key() || event.shift_key() || event.button() != 0;
        if !elsewhere {
            event.prevent_default();
            view.act.emit(Action::Go(to.clone()));
        }
    });
    let current = props.current.then_some("page");
    html! { <a {href} class={props.class.clone()} {onclick} aria-current={current}>{ props.children.clone() }</a> }
}
