//! The three answers to a question. Allow and refuse are equal in every way; nothing is chosen beforehand.

use crate::components::icon::{Icon, Picture};
use crate::components::view::View;
use nattoku_consent::{Answer, QuestionId};
use yew::prelude::*;

/// The properties of [`Answers`].
#[derive(Clone, PartialEq, Properties)]
pub struct AnswersProps {
    /// What it is given.
    pub view: View,
    /// What is asked.
    pub question: QuestionId,
    /// Whether the programme works by notice and refusal.
    pub notice: bool,
    /// What is chosen, if anything is.
    pub chosen: Option<Answer>,
    /// Says what was chosen.
    pub on_choose: Callback<Answer>,
}

/// The message that names an answer in a programme of either mode.
#[must_use]
pub const fn answer_label(answer: Answer, notice: bool) -> &'static str {
    match (answer, notice) {
        (Answer::Allow, false) => "answer-allow",
        (Answer::Refuse, false) => "answer-refuse",
        (Answer::Allow, true) => "answer-not-refuse",
        (Answer::Refuse, true) => "answer-object",
        (Answer::Undecided, _) => "answer-undecided",
    }
}

/// The three answers to a question.
#[component]
pub fn Answers(props: &AnswersProps) -> Html {
    let view = &props.view;
    let choice = |answer: Answer, value: &'static str| {
        let on_choose = props.on_choose.clone();
        let onchange = Callback::from(move |_| on_choose.emit(answer));
        let checked = props.chosen == Some(answer);
        html! {
            <label class={classes!("answer", format!("answer--{value}"))}>
                <input type="radio" name={props.question.to_string()} {value} {checked} {onchange} />
                <span class="answer__face"><Icon picture={Picture::Check} />
                    <span>{ view.t(answer_label(answer, props.notice)) }</span></span>
            </label>
        }
    };
    let legend = if props.notice { "answer-legend-notice" } else { "answer-legend" };
    html! {
        <fieldset class="answers">
            <legend>{ view.t(legend) }</legend>
            { choice(Answer::Allow, "allow") }
            { choice(Answer::Refuse, "refuse") }
            { choice(Answer::Undecided, "undecided") }
        </fieldset>
    }
}
