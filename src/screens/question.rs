//! One question a page: what it is, who may receive, an example, a risk, what a no means; and three answers.

use crate::components::answers::answers;
use crate::components::card::{card_field, card_fields};
use crate::components::glossed::Glossed;
use crate::components::icon::{Picture, icon};
use crate::components::identifiers::identifiers;
use crate::components::steps::next_step;
use crate::components::text::{element, paragraph};
use crate::components::view::{View, is_notice_of, question_class};
use crate::model::Action;
use nattoku_consent::catalogue::{NoticeItem, Question};
use nattoku_consent::{QuestionId, Standing};
use yew::prelude::*;

/// One question.
pub fn question(view: &View, id: &QuestionId) -> Html {
    let Some(question) = view.model.catalogue.question(id) else { return Html::default() };
    let (place, of) = view.model.conversation(|conversation| conversation.place(id)).unwrap_or((1, 1));
    let notice = is_notice_of(question);
    html! {
        <article key={id.as_str()} class={question_class(notice)}>
            { element("p", "eyebrow", view.with("question-place", &[("place", place.to_string()), ("of", of.to_string())])) }
            { question_head(view, question) }
            { question_body(view, question) }
            { element("p", "always", view.t(if notice { "question-always-notice" } else { "question-always" })) }
            { answers(view, question, view.model.draft.answer(id), Action::Answer) }
            { next_step(view) }
        </article>
    }
}

/// What a question says: to a child who answers for themself the few words meant for them, the rest behind.
pub fn question_body(view: &View, question: Question<'_>) -> Html {
    let fields = card_fields(view, question, &view.model.language);
    let fields = html! { <>{ identifiers(view, question.programme()) }{ fields }</> };
    if !view.model.is_child_speaking() || question.for_children().is_none() {
        return fields;
    }
    html! {
        <>
            { element("p", "lead", view.t("child-note")) }
            <details class="more">
                { element("summary", "", view.t("question-grown-ups")) }
                { paragraph(view.say(question.card().headline)) }
                { fields }
            </details>
        </>
    }
}

/// The head of a question: under an opt-in a question, under an opt-out a notice that says what silence does.
pub fn question_head(view: &View, question: Question<'_>) -> Html {
    let headline =
        html! { <h1 tabindex="-1"><Glossed view={view.clone()} text={asks(view, question)} /></h1> };
    if !is_notice_of(question) {
        return html! { <><p class="tag">{ icon(Picture::Ask) }{ view.t("programme-ask") }</p>{ headline }</> };
    }
    html! {
        <>
            <p class="tag">{ icon(Picture::Notice) }{ view.t("programme-notice") }</p>
            { element("p", "silence", silence(view, question)) }
            { headline }
            { notice_items(view, question) }
        </>
    }
}

/// What a question asks, where it does not head the screen.
pub fn headline(view: &View, question: Question<'_>) -> Html {
    html! { <p class="lead always"><Glossed view={view.clone()} text={asks(view, question)} /></p> }
}

/// A child who answers for themself reads words of their own.
fn asks(view: &View, question: Question<'_>) -> String {
    let own = question.for_children().filter(|_| view.model.is_child_speaking());
    view.say(own.unwrap_or(question.card().headline))
}

/// All items of a notice, folded.
pub fn notice_items(view: &View, question: Question<'_>) -> Option<Html> {
    let item = |item: &NoticeItem| card_field(view, view.say(&item.title), view.say(&item.text));
    is_notice_of(question).then(|| {
        html! {
            <details class="more">
                { element("summary", "", view.t("question-notice-items")) }
                <dl class="card">{ for question.programme().notice.iter().map(item) }</dl>
            </details>
        }
    })
}

/// What happens if the person does nothing.
fn silence(view: &View, question: Question<'_>) -> String {
    match view.model.seen().map(|seen| seen.standing(question.id())) {
        Some(Standing::Waiting { until, .. }) => view.with("notice-waiting", &[("date", view.day(until))]),
        Some(Standing::Allowed { .. }) => view.t("notice-in-use"),
        Some(Standing::Refused { .. } | Standing::Withdrawn { .. }) => view.t("notice-refused"),
        _ => view.t("notice-not-yet"),
    }
}
