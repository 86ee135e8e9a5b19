//! One question: what holds, what happened and in which words, and how to change it.

use crate::components::answers::{answer_label, answers};
use crate::components::card::card_fields;
use crate::components::complaint::complaint;
use crate::components::entry::{acted, told_by};
use crate::components::link::link;
use crate::components::standing::{end, sentence};
use crate::components::steps::{button, complaint_text};
use crate::components::view::{View, is_notice};
use crate::model::{Action, Seen};
use crate::route::Route;
use crate::screens::not_found::not_found;
use crate::screens::question::question_head;
use nattoku_consent::catalogue::Question;
use nattoku_consent::event::{Scope, TermsShown};
use nattoku_consent::{Body, Decision, Entry, QuestionId};
use yew::prelude::*;

/// One question.
pub fn choice(view: &View, id: &QuestionId) -> Html {
    let (Some(question), Some(seen)) = (view.model.catalogue.question(id), view.model.seen()) else {
        return not_found(view);
    };
    let notice = is_notice(question.programme());
    let standing = seen.standing(id);
    html! {
        <article key={id.as_str()} class={classes!("question", notice.then_some("question--notice"))}>
            { question_head(view, question) }
            <p class="now"><strong>{ view.t("choice-now") }</strong>{ sentence(view, &standing, notice) } { end(view, &standing) }</p>
            { reworded(view, seen, id) }
            { card_fields(view, question.card(), &view.model.language) }
            { new_answer(view, question) }
            <section>
                <h2>{ view.t("choice-timeline") }</h2>
                { timeline(view, seen, question) }
            </section>
        </article>
    }
}

/// That the words changed since they were answered, and the way to what changed.
fn reworded(view: &View, seen: &Seen, id: &QuestionId) -> Option<Html> {
    let asks = seen.reworded(id)?.asks;
    Some(html! {
        <section class="aside" data-reworded="">
            <p>{ view.t(if asks { "choice-reworded" } else { "choice-reworded-look" }) }</p>
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
            <h2>{ view.t("choice-change") }</h2>
            { answers(view, question, chosen, Action::Change) }
            { complaint(complaint_text(view)) }
            { button(view, "choice-send", "button button--primary button--wide", |view| {
                Action::SubmitChange(view.moment.emit(()))
            }) }
        </section>
    }
}

fn timeline(view: &View, seen: &Seen, question: Question<'_>) -> Html {
    let happened = |entry: &Entry| {
        let what = happening(view, question, &entry.event.body)?;
        let decided = entry.event.body.decision().is_some();
        Some(html! {
            <li>
                <p><time>{ view.day_and_time(entry.accepted_at) }</time></p>
                <p class="timeline__what">{ what }</p>
                if decided { <p class="timeline__route">{ acted(view, Some(seen), entry) }</p> }
                { words_shown(view, seen, question.id(), &entry.event.terms) }
            </li>
        })
    };
    let moments: Vec<_> = seen.record.entries().rev().filter_map(happened).collect();
    if moments.is_empty() {
        return html! { <p>{ view.t("choice-timeline-empty") }</p> };
    }
    html! { <ol class="timeline" reversed={true}>{ for moments }</ol> }
}

/// What an entry says about a question, if it speaks of it.
fn happening(view: &View, question: Question<'_>, body: &Body) -> Option<String> {
    let programme = question.programme();
    let notice = is_notice(programme);
    match body {
        Body::Notified(told) => (told.programme == programme.id).then(|| told_by(view, told)),
        Body::Decided(Decision::Answered { answers, .. }) => {
            let answer = answers.get(question.id())?;
            Some(view.with("timeline-answered", &[("answer", view.t(answer_label(*answer, notice)))]))
        }
        Body::Decided(Decision::Withdrawn(Scope::Everything)) => Some(view.t("timeline-stopped-everything")),
        Body::Decided(Decision::Withdrawn(Scope::Programme(id))) => {
            (*id == programme.id).then(|| view.t("timeline-stopped"))
        }
        Body::Decided(Decision::UseRefused(_) | Decision::PreferenceSet { .. })
        | Body::ProxyBegan(_)
        | Body::ProxyEnded(_) => None,
    }
}

/// The exact words of that day, in the language in which they were shown (S3, U3).
fn words_shown(view: &View, seen: &Seen, id: &QuestionId, terms: &TermsShown) -> Option<Html> {
    let question = seen.catalogues.get(&terms.catalogue)?.question(id)?;
    let version = seen.catalogues.get(&terms.catalogue)?.version;
    Some(html! {
        <details class="more">
            <summary>{ view.t("timeline-words") }</summary>
            <div class="shown" lang={terms.language.to_string()}>
                <p class="shown__headline">{ question.card().headline.get(&terms.language).to_owned() }</p>
                { card_fields(view, question.card(), &terms.language) }
            </div>
            <p class="shown__version">{ view.with("timeline-version", &[
                ("version", version.to_string()),
                ("approved", question.approval().by.clone()),
            ]) }</p>
        </details>
    })
}
