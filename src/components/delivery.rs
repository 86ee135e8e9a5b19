//! Where the decision on its way is, in the same words everywhere. "Received" is never said here: the
//! screen for that shows what the provider recorded.

use crate::components::answers::answer_label;
use crate::components::frame::desk_phone;
use crate::components::outcome::outcome;
use crate::components::steps::button;
use crate::components::text::{heading, lead, paragraph};
use crate::components::view::{View, is_notice_of};
use crate::model::{Action, Outcome};
use nattoku_consent::catalogue::Question;
use nattoku_consent::delivery::{Delivery, Outgoing};
use nattoku_consent::{Decision, Standing};
use yew::prelude::*;

/// Where the decision on its way is, above a screen that goes on showing something else.
pub fn delivery_note(view: &View) -> Html {
    html! { <div aria-live="assertive">{ view.model.outcome().map(|stage| delivery(view, stage, lead)) }</div> }
}

/// The same, in the place of the screen that sent it: whoever pressed the button sees what came of that.
pub fn delivery_screen(view: &View, stage: Outcome) -> Html {
    html! { <article>{ delivery(view, stage, heading) }</article> }
}

fn delivery(view: &View, stage: Outcome, title: fn(String) -> Html) -> Html {
    let (heading, says) = match &view.model.delivery {
        Delivery::Sending(_, 0) => ("delivery-sending", Html::default()),
        Delivery::Overtaken(outgoing) => ("delivery-overtaken", choose(view, outgoing)),
        Delivery::Unproven(_) => (
            "delivery-unproven",
            call(view, "delivery-unproven-call", "delivery-try-again", |_| Action::TryAgain),
        ),
        Delivery::Rejected(..) => {
            ("delivery-rejected", call(view, "delivery-rejected-call", "delivery-close", |_| Action::LetGo))
        }
        _ => ("delivery-waiting", waiting(view)),
    };
    let says = html! { <>{ title(view.t(heading)) }{ says }</> };
    html! { <div data-delivery="">{ outcome(Some(stage), says) }</div> }
}

/// Kept on this device, and sent again by itself.
fn waiting(view: &View) -> Html {
    let stops = view.model.delivery.outgoing().is_some_and(stops);
    let signed_out = matches!(view.model.delivery, Delivery::SignedOut(_));
    let next = if signed_out { "delivery-sign-in" } else { "delivery-kept-here" };
    html! {
        <>
            { lead(view.t("delivery-not-received")) }
            if stops { { paragraph(view.t("delivery-not-stopped")) } }
            { paragraph(view.t(next)) }
            { desk_phone(view) }
            if !signed_out { { button(view, "delivery-try-again", "button", |_| Action::TryAgain) } }
        </>
    }
}

/// What only a person can settle: whom to call, and the way on.
fn call(view: &View, text: &str, label: &str, press: fn(&View) -> Action) -> Html {
    html! { <>{ paragraph(view.t(text)) }{ desk_phone(view) }{ button(view, label, "button", press) }</> }
}

const fn stops(outgoing: &Outgoing) -> bool {
    matches!(outgoing.request.decision, Decision::Withdrawn(_))
}

/// The record moved on meanwhile: the person says which answer counts.
fn choose(view: &View, outgoing: &Outgoing) -> Html {
    let button = |label: &str, press: fn(&View) -> Action| button(view, label, "button", press);
    html! {
        <>
            { paragraph(view.t("delivery-overtaken-choose")) }
            { desk_phone(view) }
            { overtaken(view, outgoing) }
            <div class="answers answers--pair">
                { button("delivery-keep-this", |view| Action::KeepThis(view.moment.emit(()))) }
                { button("delivery-let-go", |_| Action::LetGo) }
            </div>
        </>
    }
}

/// What is recorded beside what this screen would send, question by question.
fn overtaken(view: &View, outgoing: &Outgoing) -> Html {
    let Decision::Answered { answers, .. } = &outgoing.request.decision else { return Html::default() };
    let row = |question: Question<'_>| {
        let id = question.id();
        let here = answers.get(id)?;
        let notice = is_notice_of(question);
        let seen = view.model.seen()?;
        let stopped = matches!(seen.standing(id), Standing::Withdrawn { .. });
        let unanswered = if notice { "review-unanswered-notice" } else { "review-unanswered" };
        let recorded = match seen.record.answers_to(id).next_back() {
            _ if stopped => "delivery-recorded-stopped",
            Some(moment) => answer_label(moment.what, notice),
            None => unanswered,
        };
        Some(html! {
            <tr>
                <th scope="row">{ view.say(question.short()) }</th>
                <td data-label={view.t("delivery-recorded")}>{ view.t(recorded) }</td>
                <td data-label={view.t("delivery-here")}>{ view.t(answer_label(*here, notice)) }</td>
            </tr>
        })
    };
    html! {
        <table class="compare">
            <thead><tr>
                <th scope="col">{ view.t("delivery-question") }</th>
                <th scope="col">{ view.t("delivery-recorded") }</th>
                <th scope="col">{ view.t("delivery-here") }</th>
            </tr></thead>
            <tbody>{ for view.model.catalogue.questions().filter_map(row) }</tbody>
        </table>
    }
}
