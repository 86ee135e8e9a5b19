//! The three answers to a question. Allow and refuse are equal in every way; nothing is chosen beforehand.

use crate::components::icon::{Picture, icon};
use crate::components::text::element;
use crate::components::view::{View, is_notice_of};
use crate::model::Action;
use nattoku_consent::catalogue::Question;
use nattoku_consent::{Answer, QuestionId};
use yew::prelude::*;

/// The message that names an answer in a programme of either mode.
#[must_use]
pub const fn answer_label(answer: Answer, notice: bool) -> &'static str {
    match (answer, notice) {
        (Answer::Allow, false) => "answer-allow",
        (Answer::Refuse, false) => "answer-refuse",
        (Answer::Allow, true) => "answer-not-refuse",
        (Answer::Refuse, true) => "answer-object",
        (Answer::Undecided, false) => "answer-undecided",
        (Answer::Undecided, true) => "answer-undecided-notice",
    }
}

/// The three answers to a question, with the one that is chosen, if any is.
pub fn answers(
    view: &View,
    question: Question<'_>,
    chosen: Option<Answer>,
    choose: fn(QuestionId, Answer) -> Action,
) -> Html {
    let notice = is_notice_of(question);
    let choice = |answer: Answer, value: &'static str| {
        let id = question.id().clone();
        let onchange = view.on_press::<Event>(move |_| choose(id.clone(), answer));
        let checked = chosen == Some(answer);
        html! {
            <label class={format!("answer answer--{value}")}>
                <input type="radio" name={question.id().to_string()} {value} {checked} {onchange} />
                <span class="answer__face">{ icon(Picture::Check) }
                    { element("span", "", view.t(answer_label(answer, notice))) }</span>
            </label>
        }
    };
    html! {
        <fieldset class="answers">
            { element("legend", "", view.t(if notice { "answer-legend-notice" } else { "answer-legend" })) }
            { choice(Answer::Allow, "allow") }
            { choice(Answer::Refuse, "refuse") }
            { choice(Answer::Undecided, "undecided") }
        </fieldset>
    }
}
