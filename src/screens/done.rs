//! What the provider recorded, from when on, and where to change it. Shown only once it said so; fits one A4.

use crate::components::answers::answer_label;
use crate::components::frame::desk_line;
use crate::components::link::link;
use crate::components::view::{View, is_notice};
use crate::route::Route;
use nattoku_consent::delivery::Delivery;
use nattoku_consent::event::Scope;
use nattoku_consent::{Answer, Body, Decision, Entry, QuestionId};
use yew::prelude::*;

/// What the provider recorded.
pub fn done(view: &View) -> Html {
    let entry = match &view.model.delivery {
        Delivery::Received(entry) => Some(entry.as_ref()),
        _ => view.model.seen().and_then(|seen| {
            seen.record.entries().rev().find(|entry| matches!(entry.event.body, Body::Decided(_)))
        }),
    };
    let Some(entry) = entry else {
        return html! {
            <article><h1 tabindex="-1">{ view.t("done-nothing") }</h1><p>{ view.t("done-nothing-lead") }</p></article>
        };
    };
    let print = view.print.reform(|_: MouseEvent| ());
    html! {
        <article class="receipt" data-received={entry.number.to_string()}>
            <h1 tabindex="-1">{ view.t(title(entry)) }</h1>
            <dl class="receipt__facts">
                { fact(view, "done-number", entry.number.to_string()) }
                { fact(view, "done-time", view.day_and_time(entry.accepted_at)) }
                { fact(view, "done-provider", view.say(&view.model.catalogue.provider.name)) }
            </dl>
            { recorded(view, entry) }
            <p>{ view.t("done-change") }</p>
            <div class="receipt__desk">{ desk_line(view) }</div>
            <div class="actions">
                <button type="button" class="button" onclick={print}>{ view.t("done-print") }</button>
                { link(view, Route::Choices, "button", view.t("done-choices").into()) }
                { link(view, Route::Preferences, "button", view.t("done-preferences").into()) }
            </div>
        </article>
    }
}

const fn title(entry: &Entry) -> &'static str {
    match &entry.event.body {
        Body::Decided(Decision::Withdrawn(_)) => "done-title-stopped",
        Body::Decided(Decision::PreferenceSet { .. }) => "done-title-preference",
        Body::Decided(Decision::UseRefused(_)) => "done-title-refused",
        _ => "done-title",
    }
}

fn fact(view: &View, label: &str, value: String) -> Html {
    html! { <div><dt>{ view.t(label) }</dt><dd>{ value }</dd></div> }
}

fn recorded(view: &View, entry: &Entry) -> Html {
    match &entry.event.body {
        Body::Decided(Decision::Answered { answers, .. }) => {
            let row = |(id, answer): (&QuestionId, &Answer)| answered(view, id, *answer);
            // In the order in which they were asked, not that of their names.
            let asked = view
                .model
                .catalogue
                .questions()
                .filter_map(|question| Some((question.id(), answers.get(question.id())?)));
            html! { <><p>{ view.t("done-from-now") }</p><dl class="review">{ for asked.filter_map(row) }</dl></> }
        }
        Body::Decided(Decision::Withdrawn(Scope::Everything)) => {
            html! { <><p>{ view.t("done-stopped-everything") }</p><p>{ view.t("done-stopped-earlier") }</p></> }
        }
        Body::Decided(Decision::Withdrawn(Scope::Programme(_))) => {
            html! { <p>{ view.t("done-stopped-earlier") }</p> }
        }
        Body::Decided(Decision::PreferenceSet { preference, wanted }) => {
            let headline = view.model.catalogue.preferences.iter().find(|known| &known.id == preference);
            let answer = if *wanted { "preference-on" } else { "preference-off" };
            html! {
                <dl class="review">
                    <div class="review__row">
                        <dt>{ headline.map(|known| view.say(&known.headline)) }</dt>
                        <dd><span class="review__answer">{ view.t(answer) }</span></dd>
                    </div>
                </dl>
            }
        }
        Body::Decided(Decision::UseRefused(_)) => html! { <p>{ view.t("done-refused") }</p> },
        Body::Notified(_) => Html::default(),
    }
}

fn answered(view: &View, id: &QuestionId, answer: Answer) -> Option<Html> {
    let question = view.model.catalogue.question(id)?;
    let label = answer_label(answer, is_notice(question.programme()));
    Some(html! {
        <div class="review__row">
            <dt>{ view.say(question.short()) }</dt>
            <dd><span class="review__answer">{ view.t(label) }</span></dd>
        </div>
    })
}
