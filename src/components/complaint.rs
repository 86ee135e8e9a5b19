//! What keeps the person from going on, said where they pressed, with the way out.

use yew::prelude::*;

/// The properties of [`Complaint`].
#[derive(Clone, PartialEq, Properties)]
pub struct ComplaintProps {
    /// What it says; nothing: it is not there.
    pub text: Option<String>,
}

/// What keeps the person from going on.
#[component]
pub fn Complaint(props: &ComplaintProps) -> Html {
    let text = props.text.as_ref();
    let text = text.map(|text| html! { <p class="complaint" data-complaint="" tabindex="-1">{ text }</p> });
    html! { <div role="alert">{ text }</div> }
}
