//! My choices: what holds for each question now, and since when. From here everything can be changed.

use crate::components::link::Link;
use crate::components::standing::{mark, sentence};
use crate::components::view::{Props, View, is_notice};
use crate::model::Seen;
use crate::route::Route;
use nattoku_consent::Programme;
use nattoku_consent::catalogue::Question;
use nattoku_consent::flow::{EXPLAIN_PAGES, Step};
use yew::prelude::*;

/// My choices.
#[component]
pub fn Choices(props: &Props) -> Html {
    let view = &props.view;
    let Some(seen) = view.model.seen() else { return Html::default() };
    let open = view.model.conversation(|conversation| {
        let first = conversation.next(&Step::Explain(EXPLAIN_PAGES));
        first.filter(|step| matches!(step, Step::Question(_)))
    });
    let programme = |programme: &Programme| {
        let notice = is_notice(programme);
        html! {
            <section class={classes!("programme", notice.then_some("programme--notice"))}>
                <p class="tag">{ view.t(if notice { "programme-notice" } else { "programme-ask" }) }</p>
                <h2>{ view.say(&programme.name) }</h2>
                <ul class="choices">{ for programme.questions().map(|question| choice(view, seen, question)) }</ul>
            </section>
        }
    };
    html! {
        <article>
            <h1 tabindex="-1">{ view.t("choices-title") }</h1>
            <p>{ view.with("choices-lead", [("now", view.day(seen.now).into())]) }</p>
            if let Some(step) = open {
                <section class="aside">
                    <p>{ view.t("choices-open") }</p>
                    <Link view={view.clone()} to={Route::Step(step)} class="button">{ view.t("choices-answer") }</Link>
                </section>
            }
            { for view.model.catalogue.programmes.iter().map(programme) }
            <div class="actions">
                <Link view={view.clone()} to={Route::Stop} class="button">{ view.t("choices-stop") }</Link>
                <Link view={view.clone()} to={Route::Preferences} class="button">{ view.t("done-preferences") }</Link>
            </div>
        </article>
    }
}

fn choice(view: &View, seen: &Seen, question: Question<'_>) -> Html {
    let standing = seen.standing(question.id());
    let mark = mark(&standing);
    html! {
        <li>
            <Link view={view.clone()} to={Route::Choice(question.id().clone())} class="choice">
                <span class="choice__name">{ view.say(question.short()) }</span>
                <span class={classes!("choice__mark", mark)}>{ view.t(mark) }</span>
                <span class="choice__since">{ sentence(view, &standing, is_notice(question.programme())) }</span>
            </Link>
        </li>
    }
}
