//! The glossary.

use crate::components::text::{element, heading, paragraph};
use crate::components::view::View;
use nattoku_consent::catalogue::Term;
use yew::prelude::*;

/// The glossary.
pub fn words(view: &View) -> Html {
    let term = |term: &Term| {
        html! {
            <div class="card__field">
                { element("dt", "", view.say(&term.word)) }
                { element("dd", "", view.say(&term.meaning)) }
            </div>
        }
    };
    html! {
        <article>
            { heading(view.t("words-title")) }
            { paragraph(view.t("words-lead")) }
            <dl class="card">{ for view.model.catalogue.glossary.iter().map(term) }</dl>
        </article>
    }
}
