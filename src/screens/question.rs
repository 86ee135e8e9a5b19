//! One question a page: what it is, who may receive, an example, a risk, what a no means; and three answers.

use crate::components::answers::Answers;
use crate::components::card::CardFields;
use crate::components::glossed::Glossed;
use crate::components::icon::{Icon, Picture};
use crate::components::steps::Steps;
use crate::components::view::{View, is_notice};
use crate::model::Action;
use nattoku_consent::catalogue::{NoticeItem, Question};
use nattoku_consent::{QuestionId, Standing};
use yew::prelude::*;

/// The properties of [`QuestionScreen`].
#[derive(Clone, PartialEq, Properties)]
pub struct QuestionProps {
    /// What it is given.
    pub view: View,
    /// Which question.
    pub id: QuestionId,
}

/// One question.
#[component]
pub fn QuestionScreen(props: &QuestionProps) -> Html {
    let view = &props.view;
    let Some(question) = view.model.catalogue.question(&props.id) else { return Html::default() };
    let (place, of) = view.model.conversation(|conversation| conversation.place(&props.id)).unwrap_or((1, 1));
    let id = props.id.clone();
    let on_choose = Callback::from({
        let act = view.act.clone();
        move |answer| act.emit(Action::Answer(id.clone(), answer))
    });
    let notice = is_notice(question.programme());
    html! {
        <article class={classes!("question", notice.then_some("question--notice"))}>
            <p class="eyebrow">{ view.with("question-place", [("place", place.into()), ("of", of.into())]) }</p>
            <QuestionHead view={view.clone()} id={props.id.clone()} />
            <CardFields view={view.clone()} card={question.card().clone()} language={view.model.language.clone()} />
            <p class="always">{ view.t(if notice { "question-always-notice" } else { "question-always" }) }</p>
            <Answers view={view.clone()} question={props.id.clone()} {notice} {on_choose}
                chosen={view.model.draft.answer(&props.id)} />
            <Steps view={view.clone()} />
        </article>
    }
}

/// The head of a question: under an opt-in a question, under an opt-out a notice that says what silence does.
#[component]
pub fn QuestionHead(props: &QuestionProps) -> Html {
    let view = &props.view;
    let Some(question) = view.model.catalogue.question(&props.id) else { return Html::default() };
    let headline = html! { <h1 tabindex="-1"><Glossed view={view.clone()} text={view.say(&question.card().headline)} /></h1> };
    if !is_notice(question.programme()) {
        return html! { <><p class="tag"><Icon picture={Picture::Ask} />{ view.t("programme-ask") }</p>{ headline }</> };
    }
    html! {
        <>
            <p class="tag"><Icon picture={Picture::Notice} />{ view.t("programme-notice") }</p>
            <p class="silence">{ silence(view, question) }</p>
            { headline }
            <details class="more">
                <summary>{ view.t("question-notice-items") }</summary>
                <dl class="card">{ for question.programme().notice.iter().map(|item| notice_item(view, item)) }</dl>
            </details>
        </>
    }
}

fn notice_item(view: &View, item: &NoticeItem) -> Html {
    html! {
        <div class="card__field">
            <dt>{ view.say(&item.title) }</dt>
            <dd><Glossed view={view.clone()} text={view.say(&item.text)} /></dd>
        </div>
    }
}

/// What happens if the person does nothing.
fn silence(view: &View, question: Question<'_>) -> String {
    match view.model.seen().map(|seen| seen.standing(question.id())) {
        Some(Standing::Waiting { until, .. }) => {
            view.with("notice-waiting", [("date", view.day(until).into())])
        }
        Some(Standing::Allowed { .. }) => view.t("notice-in-use"),
        Some(Standing::Refused { .. } | Standing::Withdrawn { .. }) => view.t("notice-refused"),
        _ => view.t("notice-not-yet"),
    }
}
