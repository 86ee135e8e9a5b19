//! One question: what holds, and how to change it.

use crate::components::answers::answers;
use crate::components::complaint::complaint;
use crate::components::link::link;
use crate::components::standing::{end, sentence};
use crate::components::steps::{button, complaint_text};
use crate::components::text::{element, paragraph, subheading};
use crate::components::view::{View, is_notice_of, question_class};
use crate::model::{Action, Seen};
use crate::route::Route;
use crate::screens::not_found::not_found;
use crate::screens::question::{headline, notice_items, question_body, question_head};
use nattoku_consent::QuestionId;
use nattoku_consent::catalogue::Question;
use yew::prelude::*;

/// One question.
pub fn choice(view: &View, id: &QuestionId) -> Html {
    let (Some(question), Some(seen)) = (view.model.catalogue.question(id), view.model.seen()) else {
        return not_found(view);
    };
    let notice = is_notice_of(question);
    let standing = seen.standing(id);
    let now = html! {
        <p class="now">{ element("strong", "", view.t("choice-now")) }{ sentence(view, seen, question, &standing) } { end(view, &standing) }</p>
    };
    // An answer stands under the words it was given to; what it was not given to comes after it.
    let asked = match seen.earlier_words(question) {
        None => html! { <>{ question_head(view, question) }{ now }{ question_body(view, question) }</> },
        Some(earlier) => html! {
            <>
                { element("p", "eyebrow", view.t("choice-earlier-words")) }
                { question_head(view, earlier) }
                { now }
                { reworded(view, seen, id) }
                <section class="new-words">
                    { subheading(view.t("choice-new-words")) }
                    { headline(view, question) }
                    { notice_items(view, question) }
                    { question_body(view, question) }
                </section>
            </>
        },
    };
    html! {
        <article key={id.as_str()} class={question_class(notice)}>
            { asked }
            { new_answer(view, question) }
            <div class="actions">
                { link(view, Route::Past(id.clone()), "button", view.t("choice-timeline").into()) }
            </div>
        </article>
    }
}

/// That the words changed since they were answered, and the way to what changed.
fn reworded(view: &View, seen: &Seen, id: &QuestionId) -> Option<Html> {
    let asks = seen.reworded(id)?.asks;
    Some(html! {
        <section class="aside" data-reworded="">
            { paragraph(view.t(if asks { "choice-reworded" } else { "choice-reworded-look" })) }
            { link(view, Route::Changes(id.clone()), "button", view.t("choice-see-changes").into()) }
        </section>
    })
}

/// The three answers, and the button that sends the one that was chosen.
pub fn new_answer(view: &View, question: Question<'_>) -> Html {
    let change = view.model.change.as_ref().filter(|(changed, _)| changed == question.id());
    let chosen = change.map(|(_, answer)| *answer);
    html! {
        <section class="change">
            { subheading(view.t("choice-change")) }
            { answers(view, question, chosen, Action::Change) }
            { complaint(complaint_text(view)) }
            { button(view, "choice-send", "button button--primary button--wide", |view| {
                Action::SubmitChange(view.moment.emit(()))
            }) }
        </section>
    }
}
