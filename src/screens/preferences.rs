//! What is offered besides: never consent, off unless chosen, and not asked before the answers are given (S23).

use crate::components::text::{element, heading, paragraph};
use crate::components::view::View;
use crate::model::{Action, Seen};
use nattoku_consent::catalogue::Preference;
use yew::prelude::*;

/// What is offered besides.
pub fn preferences(view: &View) -> Html {
    let Some(seen) = view.model.seen() else { return Html::default() };
    if !seen.record.has_decided() {
        return html! {
            <article>
                { heading(view.t("preferences-title")) }
                { paragraph(view.t("preferences-later")) }
            </article>
        };
    }
    html! {
        <article>
            { heading(view.t("preferences-title")) }
            { paragraph(view.t("preferences-lead")) }
            { for view.model.catalogue.preferences.iter().map(|preference| offer(view, seen, preference)) }
        </article>
    }
}

fn offer(view: &View, seen: &Seen, preference: &Preference) -> Html {
    let wanted = seen.record.wants(&preference.id, seen.as_of);
    let id = preference.id.clone();
    let press =
        view.on_press::<MouseEvent>(move |view| Action::Prefer(id.clone(), !wanted, view.moment.emit(())));
    let heading = format!("preference-{}", preference.id);
    html! {
        <section class="programme" aria-labelledby={heading.clone()}>
            <h2 id={heading}>{ view.say(&preference.headline) }</h2>
            { paragraph(view.say(&preference.detail)) }
            <p class="now">{ element("strong", "", view.t("choice-now")) }
                { view.t(if wanted { "preference-on" } else { "preference-off" }) }</p>
            <button type="button" class="button" aria-disabled={view.model.is_busy().then_some("true")} onclick={press}>
                { view.t(if wanted { "preference-turn-off" } else { "preference-turn-on" }) }
            </button>
        </section>
    }
}
