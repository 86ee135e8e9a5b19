//! The plainest parts of a screen. They are functions so that a phone loads each of them once (docs/adr/0002).

use yew::prelude::*;
use yew::virtual_dom::{AttributeOrProperty, Attributes, VTag};

/// An element with a class and a text.
pub fn element(name: &'static str, class: &'static str, text: String) -> Html {
    let mut element = VTag::new(name);
    let class = (!class.is_empty()).then_some(AttributeOrProperty::Static(class));
    element.set_attributes(Attributes::Dynamic { keys: &["class"], values: Box::new([class]) });
    element.add_child(text.into());
    element.into()
}

/// The heading of a screen; it takes the focus when the screen changes.
pub fn heading(text: String) -> Html {
    html! { <h1 tabindex="-1">{ text }</h1> }
}

/// The heading of a part of a screen.
pub fn subheading(text: String) -> Html {
    element("h2", "", text)
}

/// A paragraph.
pub fn paragraph(text: String) -> Html {
    element("p", "", text)
}

/// A paragraph that stands out.
pub fn lead(text: String) -> Html {
    element("p", "note__lead", text)
}
