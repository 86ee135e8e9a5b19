//! One question's past: what was said of it, by whom, and in which words (S3, U3).

use crate::components::answers::answer_label;
use crate::components::card::card_fields;
use crate::components::entry::{acted, told_by};
use crate::components::link::link;
use crate::components::view::{View, is_notice};
use crate::model::Seen;
use crate::route::Route;
use nattoku_consent::catalogue::Question;
use nattoku_consent::event::{Scope, TermsShown};
use nattoku_consent::{Body, Decision, Entry, QuestionId};
use yew::prelude::*;

/// One question's past, the newest first.
pub fn past(view: &View, id: &QuestionId) -> Html {
    let (Some(question), Some(seen)) = (view.model.catalogue.question(id), view.model.seen()) else {
        return Html::default();
    };
    html! {
        <article>
            <p class="eyebrow">{ view.say(question.short()) }</p>
            <h1 tabindex="-1">{ view.t("choice-timeline") }</h1>
            { timeline(view, seen, question) }
            <div class="actions">
                { link(view, Route::Choice(id.clone()), "button", view.t("past-back").into()) }
                { link(view, Route::History, "button", view.t("choices-history").into()) }
            </div>
        </article>
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
        Body::Decided(
            Decision::UseRefused(_) | Decision::UseRefusalWithdrawn(_) | Decision::PreferenceSet { .. },
        )
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
                { card_fields(view, question, &terms.language) }
            </div>
            <p class="shown__version">{ view.with("timeline-version", &[
                ("version", version.to_string()),
                ("approved", question.approval().by.clone()),
            ]) }</p>
        </details>
    })
}
