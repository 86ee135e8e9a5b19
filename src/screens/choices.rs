//! My choices: what holds for each question now, and since when. From here everything can be changed.

use crate::components::card::covers;
use crate::components::entry::use_number;
use crate::components::link::link;
use crate::components::standing::{end, mark, sentence};
use crate::components::text::{element, heading, paragraph, subheading};
use crate::components::view::{View, is_notice, programme_class};
use crate::model::Seen;
use crate::route::Route;
use nattoku_consent::catalogue::Question;
use nattoku_consent::flow::{EXPLAIN_PAGES, Step};
use nattoku_consent::id::ReviewId;
use nattoku_consent::{Programme, QuestionId, Standing};
use yew::prelude::*;

/// My choices.
pub fn choices(view: &View) -> Html {
    let Some(seen) = view.model.seen() else { return Html::default() };
    let open = view.model.conversation(|conversation| {
        let first = conversation.next(&Step::Explain(EXPLAIN_PAGES));
        first.filter(|step| matches!(step, Step::Question(_)))
    });
    let programme = |programme: &Programme| {
        let notice = is_notice(programme);
        html! {
            <section class={programme_class(notice)}>
                { element("p", "tag", view.t(if notice { "programme-notice" } else { "programme-ask" })) }
                { subheading(view.say(&programme.name)) }
                <ul class="choices">{ for programme.questions().map(|question| choice(view, seen, question)) }</ul>
            </section>
        }
    };
    html! {
        <article>
            { heading(title(view)) }
            { paragraph(view.with("choices-lead", &[("now", view.day(seen.as_of.clock()))])) }
            { changes(view, seen) }
            if let Some(step) = open {
                <section class="aside">
                    { paragraph(view.t(if seen.again.is_empty() { "choices-open" } else { "choices-again" })) }
                    { link(view, Route::Step(step), "button", view.t("choices-answer").into()) }
                </section>
            }
            { for view.model.catalogue.programmes.iter().map(programme) }
            { refused_uses(view, seen) }
            <div class="actions">
                { link(view, Route::Stop, "button", view.t("choices-stop").into()) }
                { link(view, Route::History, "button", view.t("choices-history").into()) }
                { link(view, Route::Preferences, "button", view.t("done-preferences").into()) }
            </div>
        </article>
    }
}

/// Whose choices they are: a proxy reads the name.
fn title(view: &View) -> String {
    match view.model.acts_for() {
        Some(name) => view.with("choices-title-for", &[("name", name.to_owned())]),
        None => view.t("choices-title"),
    }
}

/// The questions whose words changed since they were allowed: each leads to what changed.
fn changes(view: &View, seen: &Seen) -> Option<Html> {
    let asked = seen.reworded.iter().filter(|reworded| reworded.asks).map(|reworded| &reworded.question);
    let way = |id: &QuestionId| {
        let name = view.say(view.model.catalogue.question(id)?.short());
        Some(
            html! { <li>{ link(view, Route::Changes(id.clone()), "choice", html! { { element("span", "choice__name", name) } }) }</li> },
        )
    };
    let ways: Vec<_> = asked.filter_map(way).collect();
    (!ways.is_empty()).then(|| {
        html! {
            <section class="aside" data-changed="">
                { paragraph(view.t("choices-changed")) }
                <ul class="choices">{ for ways }</ul>
            </section>
        }
    })
}

/// The reviewed uses that are refused: each leads to the reviews, which say what it is and let it be taken back.
fn refused_uses(view: &View, seen: &Seen) -> Option<Html> {
    let refused: Vec<_> = seen.refused_uses().collect();
    let row = |review: &ReviewId| {
        let name = html! { { element("span", "choice__name", use_number(view, review)) } };
        html! { <li>{ link(view, Route::Disclosures("reviews".to_owned()), "choice", name) }</li> }
    };
    (!refused.is_empty()).then(|| {
        html! {
            <section class="programme" data-refused-uses="">
                { subheading(view.t("choices-refused-uses")) }
                { paragraph(view.t("choices-refused-uses-lead")) }
                <ul class="choices">{ for refused.into_iter().map(row) }</ul>
            </section>
        }
    })
}

fn choice(view: &View, seen: &Seen, question: Question<'_>) -> Html {
    let standing = seen.standing(question.id());
    let (mark, earlier) = (mark(&standing), seen.earlier_words(question));
    let covers = match &standing {
        // The words that were answered bind.
        Standing::Allowed { terms, .. } => {
            let shown = seen.catalogues.get(&terms.catalogue);
            shown.and_then(|shown| covers(view, shown.question(question.id())?))
        }
        _ => None,
    };
    let says = html! {
        <>
            { element("span", "choice__name", view.say(earlier.unwrap_or(question).short())) }
            <span class={format!("choice__mark {mark}")}>{ view.t(mark) }</span>
            <span class="choice__since">{ sentence(view, seen, question, &standing) } { end(view, &standing) }</span>
            { for covers }
            if earlier.is_some() { { element("strong", "choice__since", view.t("choice-reworded")) } }
        </>
    };
    html! { <li>{ link(view, Route::Choice(question.id().clone()), "choice", says) }</li> }
}
