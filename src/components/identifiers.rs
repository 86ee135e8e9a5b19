//! What becomes of names before anything is released: said of each programme as its catalogue has it, never guessed.

use crate::components::glossed::Glossed;
use crate::components::view::View;
use nattoku_consent::Programme;
use nattoku_consent::catalogue::Identifiers;
use yew::prelude::*;

/// What becomes of names; nothing where the catalogue does not say.
pub fn identifiers(view: &View, programme: &Programme) -> Option<Html> {
    let text = view.t(identifiers_text(programme.identifiers?));
    Some(html! { <p class="always"><Glossed view={view.clone()} {text} /></p> })
}

/// The message that says it.
#[must_use]
pub const fn identifiers_text(identifiers: Identifiers) -> &'static str {
    match identifiers {
        Identifiers::Removed => "identifiers-removed",
        Identifiers::Released => "identifiers-released",
    }
}
