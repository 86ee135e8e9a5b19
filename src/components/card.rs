//! What a question asks, in the same fields and the same order on every card.

use crate::components::glossed::Glossed;
use crate::components::text::element;
use crate::components::view::View;
use nattoku_consent::catalogue::{Question, ScopeCase};
use nattoku_consent::{Language, Localized};
use yew::prelude::*;

/// The fields under the headline, in the language in which they are, or were, shown.
pub fn card_fields(view: &View, question: Question<'_>, language: &Language) -> Html {
    let card = question.card();
    let field =
        |label: &str, text: &Localized| card_field(view, view.t(label), text.get(language).to_owned());
    html! {
        <dl class="card">
            { field("card-who", card.who) }
            if let Some(data) = data(view, question, language) {
                { card_field(view, view.t("card-data"), data) }
            }
            { field("card-example", card.example) }
            { field("card-risk", card.risk) }
            if let Some(covers) = covers(view, question) {
                <div class="card__field">
                    <dt>{ view.t("card-covers") }</dt>
                    <dd>{ covers }<span class="covers">{ view.t("covers-refuse") }</span></dd>
                </div>
            }
            { field("card-if-no", card.if_no) }
        </dl>
    }
}

/// The data that the words list, by their names.
fn data(view: &View, question: Question<'_>, language: &Language) -> Option<String> {
    let Question::Purpose(programme, purpose) = question else { return None };
    let names = purpose.data.iter().filter_map(|code| programme.data.get(code));
    let and = |first: String, second: String| view.with("list-and", &[("first", first), ("second", second)]);
    names.map(|name| name.get(language).to_owned()).reduce(and)
}

/// What a review body may allow under a yes, beyond what the words name (S12): a sentence for each case.
pub fn covers(view: &View, question: Question<'_>) -> Option<Html> {
    let Question::Purpose(_, purpose) = question else { return None };
    let sentence = |case: &ScopeCase| {
        let id = match case {
            ScopeCase::Within => return None,
            ScopeCase::OtherDisease => "covers-other-disease",
            ScopeCase::OtherRecipient => "covers-other-recipient",
            ScopeCase::OtherPurposeAndRecipient => "covers-other-purpose",
        };
        Some(html! { <span class="covers">{ view.t(id) }</span> })
    };
    let sentences: Vec<_> = purpose.covers.iter().filter_map(sentence).collect();
    (!sentences.is_empty()).then(|| html! { <>{ for sentences }</> })
}

/// One field: what it is about, and what it says.
pub fn card_field(view: &View, label: String, text: String) -> Html {
    html! {
        <div class="card__field">
            { element("dt", "", label) }
            <dd><Glossed view={view.clone()} {text} /></dd>
        </div>
    }
}
