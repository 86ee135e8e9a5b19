//! Whom the person acts for (S28): chosen openly, the same button for each, and seen on every screen afterwards.

use crate::components::entry::basis;
use crate::components::text::{element, heading, paragraph};
use crate::components::view::View;
use crate::i18n::dates;
use crate::model::{Action, Session};
use nattoku_consent::wire::Person;
use yew::prelude::*;

/// Everybody the session may speak for.
pub fn people(view: &View) -> Html {
    let Session::Open(known) = &view.model.session else { return Html::default() };
    let way = |(place, person): (usize, &Person)| {
        let onclick = view.on_press::<MouseEvent>(move |_| Action::ActFor(place));
        let busy = view.model.is_busy().then_some("true");
        html! {
            <button type="button" class="way way--person" aria-disabled={busy} {onclick}>{ named(view, person) }</button>
        }
    };
    html! {
        <article>
            { heading(view.t("people-title")) }
            { paragraph(view.t(if view.model.is_busy() { "people-busy" } else { "people-lead" })) }
            <div class="ways">{ for known.people.iter().enumerate().map(way) }</div>
        </article>
    }
}

fn named(view: &View, person: &Person) -> Html {
    let Some(mandate) = &person.mandate else {
        return html! { <>{ element("span", "way__name", view.t("people-self")) }{ element("span", "", view.t("people-self-lead")) }</> };
    };
    let until = dates::date(&view.model.language, mandate.ends.day());
    let right = view.with("people-right", &[("basis", view.t(basis(mandate.basis))), ("date", until)]);
    html! {
        <>
            { element("span", "way__name", view.with("people-for", &[("name", mandate.person.clone())])) }
            { element("span", "", right) }
        </>
    }
}
