//! Where the decision on its way is, in the same words everywhere. "Received" is never said here: the
//! screen for that shows what the provider recorded.

use crate::components::answers::answer_label;
use crate::components::steps::button;
use crate::components::view::{View, is_notice};
use crate::model::Action;
use nattoku_consent::catalogue::Question;
use nattoku_consent::delivery::{Delivery, Outgoing};
use nattoku_consent::event::Scope;
use nattoku_consent::{Decision, Standing};
use yew::prelude::*;

/// Where the decision on its way is.
pub fn delivery_note(view: &View) -> Html {
    let button = |label: &str, press: fn(&View) -> Action| button(view, label, "button", press);
    let note = match &view.model.delivery {
        Delivery::Idle | Delivery::Received(_) => None,
        Delivery::Sending(..) => Some(html! { <p>{ view.t("delivery-sending") }</p> }),
        Delivery::NotYetReceived(outgoing, _) => Some(html! {
            <>
                <p class="note__lead">{ view.t("delivery-not-received") }</p>
                <p>{ view.t(if stops(outgoing) { "delivery-not-stopped" } else { "delivery-kept-here" }) }</p>
                { button("delivery-try-again", |_| Action::TryAgain) }
            </>
        }),
        Delivery::Unproven(_) => Some(html! {
            <>
                <p class="note__lead">{ view.t("delivery-unproven") }</p>
                <p>{ view.t("delivery-unproven-call") }</p>
                { button("delivery-try-again", |_| Action::TryAgain) }
            </>
        }),
        Delivery::SignedOut(_) => Some(html! {
            <>
                <p class="note__lead">{ view.t("delivery-not-received") }</p>
                <p>{ view.t("delivery-sign-in") }</p>
            </>
        }),
        Delivery::Overtaken(outgoing) => Some(choose(view, outgoing)),
        Delivery::Rejected(..) => Some(html! {
            <>
                <p class="note__lead">{ view.t("delivery-rejected") }</p>
                <p>{ view.t("delivery-rejected-call") }</p>
                { button("delivery-close", |_| Action::LetGo) }
            </>
        }),
    };
    let note = note.map(|note| html! { <div class="note" data-delivery="">{ note }</div> });
    html! { <div aria-live="assertive">{ note }</div> }
}

const fn stops(outgoing: &Outgoing) -> bool {
    matches!(outgoing.request.decision, Decision::Withdrawn(Scope::Everything | Scope::Programme(_)))
}

/// The record moved on meanwhile: the person says which answer counts.
fn choose(view: &View, outgoing: &Outgoing) -> Html {
    let button = |label: &str, press: fn(&View) -> Action| button(view, label, "button", press);
    html! {
        <>
            <p class="note__lead">{ view.t("delivery-overtaken") }</p>
            <p>{ view.t("delivery-overtaken-choose") }</p>
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
        let notice = is_notice(question.programme());
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
