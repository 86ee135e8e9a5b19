//! What keeps the person from going on, said where they pressed, with the way out.

use yew::prelude::*;

/// What keeps the person from going on; nothing where they can.
pub fn complaint(text: Option<String>) -> Html {
    let text = text.map(|text| html! { <p class="complaint" data-complaint="" tabindex="-1">{ text }</p> });
    html! { <div role="alert">{ text }</div> }
}
