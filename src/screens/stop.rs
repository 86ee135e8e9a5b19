//! Stopping: two plain ways, then one page of effects with the button. No reason asked, no plea, no quiz.

use crate::components::birth_date::{birth_date, on_submit};
use crate::components::complaint::complaint;
use crate::components::glossed::Glossed;
use crate::components::icon::{Picture, icon};
use crate::components::link::link;
use crate::components::text::{element, heading, paragraph, subheading};
use crate::components::view::View;
use crate::model::{Action, Session};
use crate::route::Route;
use crate::screens::sign_in::{no_invitation, trouble_text};
use nattoku_consent::delivery::Delivery;
use nattoku_consent::{Localized, Programme};
use yew::prelude::*;

/// The two ways.
pub fn stop(view: &View) -> Html {
    let way = |route, picture, name: &str, lead: &str| {
        let says = html! {
            <>{ icon(picture) }{ element("span", "way__name", view.t(name)) }{ element("span", "", view.t(lead)) }</>
        };
        link(view, route, "way", says)
    };
    html! {
        <article>
            { heading(view.t("stop-title")) }
            { paragraph(view.t("stop-lead")) }
            <div class="ways">
                { way(Route::StopEverything, Picture::Stop, "stop-everything", "stop-everything-lead") }
                { way(Route::Choices, Picture::Ask, "stop-one", "stop-one-lead") }
            </div>
        </article>
    }
}

/// What stopping everything does, and the button. Who is not signed in does so with the same press.
pub fn stop_everything(view: &View) -> Html {
    let signed_in = view.model.seen().is_some();
    if !signed_in && !view.model.can_sign_in() {
        return no_invitation(view);
    }
    let onsubmit = on_submit(view, |view| {
        let moment = view.moment.emit(());
        if view.model.seen().is_some() {
            Action::StopEverything(moment)
        } else {
            Action::SignInAndStop(moment)
        }
    });
    html! {
        <article>
            { heading(view.t("stop-effects-title")) }
            { paragraph(view.t("stop-effects-lead")) }
            { subheading(view.t("stop-stops")) }
            { effects(view, |programme| &programme.stops) }
            { subheading(view.t("stop-stays")) }
            { effects(view, |programme| &programme.stays) }
            { paragraph(view.t("stop-care")) }
            <form class="form" {onsubmit}>
                if !signed_in { { birth_date(view) } }
                { complaint(trouble_text(view)) }
                <button type="submit" class="button button--primary button--wide" aria-disabled={is_busy(view).then_some("true")}>
                    { view.t("stop-now") }
                </button>
            </form>
        </article>
    }
}

fn is_busy(view: &View) -> bool {
    matches!(view.model.delivery, Delivery::Sending(..)) || matches!(view.model.session, Session::Opening(_))
}

/// One list for all programmes; what two of them share is said once.
fn effects(view: &View, texts: fn(&Programme) -> &[Localized]) -> Html {
    let mut said: Vec<String> = Vec::new();
    for text in view.model.catalogue.programmes.iter().flat_map(texts) {
        let text = view.say(text);
        if !said.contains(&text) {
            said.push(text);
        }
    }
    html! { <ul>{ for said.into_iter().map(|text| html! { <li><Glossed view={view.clone()} {text} /></li> }) }</ul> }
}
