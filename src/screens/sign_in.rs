//! Signing in: the link the person holds, and the date of birth they know.

use crate::components::birth_date::{BirthDate, Typed, on_submit};
use crate::components::complaint::Complaint;
use crate::components::view::{Props, View};
use crate::model::{Action, Session, SignInTrouble};
use std::rc::Rc;
use yew::prelude::*;

/// Signing in.
#[component]
pub fn SignIn(props: &Props) -> Html {
    let view = props.view.clone();
    let typed = use_state_eq(Typed::default);
    if view.model.credential.is_none() {
        return html! { <NoInvitation {view} /> };
    }
    let act = view.act.clone();
    let onsubmit = on_submit(&typed, Rc::new(move |date| act.emit(Action::SignIn(date))));
    let busy = matches!(view.model.session, Session::Opening(_));
    html! {
        <article>
            <h1 tabindex="-1">{ view.t("sign-in-title") }</h1>
            <p>{ view.t("sign-in-why") }</p>
            <form class="form" {onsubmit}>
                <BirthDate view={view.clone()} {typed} />
                <Complaint text={trouble_text(&view)} />
                <button type="submit" class="button button--primary button--wide" aria-disabled={busy.then_some("true")}>
                    { view.t(if busy { "sign-in-busy" } else { "sign-in-go" }) }
                </button>
            </form>
        </article>
    }
}

/// What to do without an invitation, or with one whose time is over.
#[component]
pub fn NoInvitation(props: &Props) -> Html {
    let view = &props.view;
    html! {
        <article>
            <h1 tabindex="-1">{ view.t("no-invitation-title") }</h1>
            if let Some(text) = trouble_text(view) { <p class="complaint" data-complaint="" tabindex="-1">{ text }</p> }
            <p>{ view.t("no-invitation-scan") }</p>
            <p>{ view.t("no-invitation-call") }</p>
        </article>
    }
}

/// Why signing in did not work, with the way out.
#[must_use]
pub fn trouble_text(view: &View) -> Option<String> {
    let Session::Closed(Some(trouble)) = &view.model.session else { return None };
    Some(match trouble {
        SignInTrouble::NoSuchDate => view.t("sign-in-no-such-date"),
        SignInTrouble::Unreachable => view.t("sign-in-unreachable"),
        SignInTrouble::Ended => view.t("sign-in-ended"),
        SignInTrouble::Told(problem) => format!("{} {}", problem.title, problem.detail),
    })
}
