//! The plainest parts of a screen. They are functions so that a phone loads each of them once (docs/adr/0002).

use yew::prelude::*;

/// The heading of a screen; it takes the focus when the screen changes.
pub fn heading(text: String) -> Html {
    html! { <h1 tabindex="-1">{ text }</h1> }
}

/// The heading of a part of a screen.
pub fn subheading(text: String) -> Html {
    html! { <h2>{ text }</h2> }
}

/// A paragraph.
pub fn paragraph(text: String) -> Html {
    html! { <p>{ text }</p> }
}

/// A paragraph that stands out.
pub fn lead(text: String) -> Html {
    html! { <p class="note__lead">{ text }</p> }
}
