//! Every answer, to check before it is sent. What has no answer is shown as no use.

use crate::components::answers::answer_label;
use crate::components::card::covers;
use crate::components::link::link;
use crate::components::steps::{button, steps};
use crate::components::text::{element, heading, paragraph, subheading};
use crate::components::view::{View, is_notice_of};
use crate::model::Action;
use crate::route::Route;
use nattoku_consent::catalogue::Question;
use nattoku_consent::flow::Step;
use nattoku_consent::{Answer, Programme};
use yew::prelude::*;

/// Every answer, to check before it is sent.
pub fn review(view: &View) -> Html {
    let asked: Vec<String> = view.model.conversation(|conversation| {
        conversation.plan().iter().map(|question| question.id().to_string()).collect()
    });
    let programme = |programme: &Programme| {
        let rows: Vec<_> =
            programme.questions().filter(|question| asked.contains(&question.id().to_string())).collect();
        let rows: Vec<_> = rows.into_iter().map(|question| row(view, question)).collect();
        (!rows.is_empty()).then(|| {
            html! { <section>{ subheading(view.say(&programme.name)) }<dl class="review">{ for rows }</dl></section> }
        })
    };
    let more = view.model.catalogue.questions().any(|question| !asked.contains(&question.id().to_string()));
    let more = more && !view.model.draft.is_in_detail();
    html! {
        <article>
            { heading(view.t("review-title")) }
            { paragraph(view.t("review-lead")) }
            { for view.model.catalogue.programmes.iter().filter_map(programme) }
            if more {
                <section class="aside">
                    { paragraph(view.t("review-more-lead")) }
                    { button(view, "review-more", "button", |_| Action::InDetail) }
                </section>
            }
            { steps(view, "review-send", |view| Action::Submit(view.moment.emit(()))) }
        </article>
    }
}

fn row(view: &View, question: Question<'_>) -> Html {
    let notice = is_notice_of(question);
    let unanswered = if notice { "review-unanswered-notice" } else { "review-unanswered" };
    let chosen = view.model.draft.answer(question.id());
    let answer = chosen.map_or(unanswered, |answer| answer_label(answer, notice));
    let covers = chosen.filter(|answer| *answer == Answer::Allow).and_then(|_| covers(view, question));
    let change = html! {
        <>
            <span aria-hidden="true">{ view.t("review-change-short") }</span>
            <span class="unseen">
                { view.with("review-change", &[("question", view.say(question.short()))]) }
            </span>
        </>
    };
    html! {
        <div class="review__row">
            { element("dt", "", view.say(question.short())) }
            <dd>
                { element("span", "review__answer", view.t(answer)) }
                { link(view, Route::Step(Step::Question(question.id().clone())), "link", change) }
            </dd>
            if let Some(covers) = covers { <dd class="review__covers">{ covers }</dd> }
        </div>
    }
}
