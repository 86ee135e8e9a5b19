//! What a question asks, in the same five fields and the same order on every card.

use crate::components::glossed::Glossed;
use crate::components::view::View;
use nattoku_consent::Language;
use nattoku_consent::catalogue::Card;
use yew::prelude::*;

/// The properties of [`CardFields`].
#[derive(Clone, PartialEq, Properties)]
pub struct CardFieldsProps {
    /// What it is given.
    pub view: View,
    /// What is asked.
    pub card: Card,
    /// The language in which it was, or is, shown.
    pub language: Language,
}

/// The four fields under the headline: who, example, risk, if no.
#[component]
pub fn CardFields(props: &CardFieldsProps) -> Html {
    let (view, card) = (&props.view, &props.card);
    let field = |label: &str, text: &nattoku_consent::Localized| {
        let text = text.get(&props.language).to_owned();
        html! {
            <div class="card__field">
                <dt>{ view.t(label) }</dt>
                <dd><Glossed view={view.clone()} {text} /></dd>
            </div>
        }
    };
    html! {
        <dl class="card">
            { field("card-who", &card.who) }
            { field("card-example", &card.example) }
            { field("card-risk", &card.risk) }
            { field("card-if-no", &card.if_no) }
        </dl>
    }
}
