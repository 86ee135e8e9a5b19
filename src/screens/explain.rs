//! Four short pages before the first question: what it is, where data go, what protects them, how to stop.

use crate::components::glossed::Glossed;
use crate::components::identifiers::identifiers;
use crate::components::journey::journey;
use crate::components::steps::next_step;
use crate::components::text::{element, heading, subheading};
use crate::components::view::{View, is_notice, programme_class};
use nattoku_consent::catalogue::Identifiers;
use nattoku_consent::flow::EXPLAIN_PAGES;
use nattoku_consent::{Localized, Programme};
use yew::prelude::*;

/// One page of explanation.
pub fn explain(view: &View, page: u8) -> Html {
    let (title, body) = match page {
        1 => ("explain-what", what(view)),
        2 => ("explain-where", each_programme(view, |view, programme| journey(view, &programme.journey))),
        3 => ("explain-protection", protection(view)),
        _ => ("explain-stop", each_programme(view, stopping)),
    };
    let place = [("page", page.to_string()), ("pages", EXPLAIN_PAGES.to_string())];
    html! {
        <article class="reading">
            { element("p", "eyebrow", view.with("explain-place", &place)) }
            { heading(view.t(title)) }
            { body }
            { next_step(view) }
        </article>
    }
}

fn paragraph(view: &View, text: String) -> Html {
    html! { <p><Glossed view={view.clone()} {text} /></p> }
}

fn what(view: &View) -> Html {
    let programme = |programme: &Programme| {
        let kind = if is_notice(programme) { "programme-notice" } else { "programme-ask" };
        html! {
            <section class={programme_class(is_notice(programme))}>
                { element("p", "tag", view.t(kind)) }
                { subheading(view.say(&programme.name)) }
                { paragraph(view, view.say(&programme.summary)) }
                if programme.identifiers == Some(Identifiers::Released) { { identifiers(view, programme) } }
            </section>
        }
    };
    html! {
        <>
            { paragraph(view, view.t("explain-what-care")) }
            { paragraph(view, view.t("explain-what-beyond")) }
            { for view.model.catalogue.programmes.iter().map(programme) }
        </>
    }
}

fn protection(view: &View) -> Html {
    html! {
        <>
            { each_programme(view, |view, programme| html! {
                <>{ identifiers(view, programme) }{ list(view, &programme.protection) }</>
            }) }
            { paragraph(view, view.t("explain-protection-risk")) }
        </>
    }
}

fn stopping(view: &View, programme: &Programme) -> Html {
    html! {
        <>
            { element("h3", "", view.t("stop-stops")) }
            { list(view, &programme.stops) }
            { element("h3", "", view.t("stop-stays")) }
            { list(view, &programme.stays) }
        </>
    }
}

fn each_programme(view: &View, body: fn(&View, &Programme) -> Html) -> Html {
    let section = |programme: &Programme| {
        html! { <section>{ subheading(view.say(&programme.name)) }{ body(view, programme) }</section> }
    };
    html! { <>{ for view.model.catalogue.programmes.iter().map(section) }</> }
}

fn list(view: &View, texts: &[Localized]) -> Html {
    let item = |text: &Localized| html! { <li><Glossed view={view.clone()} text={view.say(text)} /></li> };
    html! { <ul>{ for texts.iter().map(item) }</ul> }
}
