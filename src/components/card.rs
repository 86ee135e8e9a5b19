//! What a question asks, in the same five fields and the same order on every card.

use crate::components::glossed::Glossed;
use crate::components::view::View;
use nattoku_consent::catalogue::Card;
use nattoku_consent::{Language, Localized};
use yew::prelude::*;

/// The four fields under the headline, in the language in which they are, or were, shown.
pub fn card_fields(view: &View, card: Card<'_>, language: &Language) -> Html {
    let field =
        |label: &str, text: &Localized| card_field(view, view.t(label), text.get(language).to_owned());
    html! {
        <dl class="card">
            { field("card-who", card.who) }
            { field("card-example", card.example) }
            { field("card-risk", card.risk) }
            { field("card-if-no", card.if_no) }
        </dl>
    }
}

/// One field: what it is about, and what it says.
pub fn card_field(view: &View, label: String, text: String) -> Html {
    html! {
        <div class="card__field">
            <dt>{ label }</dt>
            <dd><Glossed view={view.clone()} {text} /></dd>
        </div>
    }
}
