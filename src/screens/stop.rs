//! Stopping: two plain ways, then one page of effects with the button. No reason asked, no plea, no quiz.

use crate::components::birth_date::{BirthDate, Typed, on_submit};
use crate::components::complaint::Complaint;
use crate::components::glossed::Glossed;
use crate::components::icon::{Icon, Picture};
use crate::components::link::Link;
use crate::components::view::{Props, View};
use crate::model::{Action, Session};
use crate::route::Route;
use crate::screens::sign_in::{NoInvitation, trouble_text};
use nattoku_consent::{Localized, Programme};
use std::rc::Rc;
use yew::prelude::*;

/// The two ways.
#[component]
pub fn Stop(props: &Props) -> Html {
    let view = &props.view;
    html! {
        <article>
            <h1 tabindex="-1">{ view.t("stop-title") }</h1>
            <p>{ view.t("stop-lead") }</p>
            <div class="ways">
                <Link view={view.clone()} to={Route::StopEverything} class="way">
                    <Icon picture={Picture::Stop} />
                    <span class="way__name">{ view.t("stop-everything") }</span>
                    <span>{ view.t("stop-everything-lead") }</span>
                </Link>
                <Link view={view.clone()} to={Route::Choices} class="way">
                    <Icon picture={Picture::Ask} />
                    <span class="way__name">{ view.t("stop-one") }</span>
                    <span>{ view.t("stop-one-lead") }</span>
                </Link>
            </div>
        </article>
    }
}

/// What stopping everything does, and the button.
#[component]
pub fn StopEverything(props: &Props) -> Html {
    let view = props.view.clone();
    let typed = use_state_eq(Typed::default);
    let signed_in = view.model.seen().is_some();
    if !signed_in && view.model.credential.is_none() {
        return html! { <NoInvitation {view} /> };
    }
    let send = {
        let view = view.clone();
        Rc::new(move |date| {
            let moment = view.moment.emit(());
            view.act.emit(match view.model.seen() {
                Some(_) => Action::StopEverything(moment),
                None => Action::SignInAndStop(date, moment),
            });
        })
    };
    let onsubmit = on_submit(&typed, send);
    let busy = view.model.is_busy() || matches!(view.model.session, Session::Opening(_));
    html! {
        <article>
            <h1 tabindex="-1">{ view.t("stop-effects-title") }</h1>
            <p>{ view.t("stop-effects-lead") }</p>
            <h2>{ view.t("stop-stops") }</h2>
            { effects(&view, |programme| &programme.stops) }
            <h2>{ view.t("stop-stays") }</h2>
            { effects(&view, |programme| &programme.stays) }
            <p>{ view.t("stop-care") }</p>
            <form class="form" {onsubmit}>
                if !signed_in { <BirthDate view={view.clone()} {typed} /> }
                <Complaint text={trouble_text(&view)} />
                <button type="submit" class="button button--primary button--wide" aria-disabled={busy.then_some("true")}>
                    { view.t("stop-now") }
                </button>
            </form>
        </article>
    }
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
