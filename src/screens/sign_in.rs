//! Signing in: the link the person holds, and the date of birth they know.

use crate::components::birth_date::{birth_date, on_submit};
use crate::components::complaint::complaint;
use crate::components::text::{element, heading, paragraph};
use crate::components::view::View;
use crate::model::{Action, Session, SignInTrouble, Typed};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Signing in.
pub fn sign_in(view: &View) -> Html {
    if !view.model.can_sign_in() {
        return no_invitation(view);
    }
    let title = if view.model.portal { "sign-in-portal" } else { "sign-in-title" };
    let busy = matches!(view.model.session, Session::Opening(_));
    html! {
        <article>
            { heading(view.t(title)) }
            { paragraph(view.t("sign-in-why")) }
            <form class="form" onsubmit={on_submit(view, |_| Action::SignIn)}>
                { birth_date(view) }
                { complaint(trouble_text(view)) }
                <button type="submit" class="button button--primary button--wide" aria-disabled={busy.then_some("true")}>
                    { view.t(if busy { "sign-in-busy" } else { "sign-in-go" }) }
                </button>
            </form>
        </article>
    }
}

/// What to do without an invitation, or with one whose time is over: its code can be typed, where nobody can
/// scan it.
pub fn no_invitation(view: &View) -> Html {
    let (act, typed) = (view.act.clone(), view.model.typed.clone());
    let oninput = Callback::from(move |event: InputEvent| {
        let code = event.target_unchecked_into::<HtmlInputElement>().value();
        act.emit(Action::Type(Typed { code, ..typed.clone() }));
    });
    html! {
        <article>
            { heading(view.t("no-invitation-title")) }
            { paragraph(view.t("no-invitation-scan")) }
            <form class="form" onsubmit={on_submit(view, |_| Action::EnterCode)}>
                <label class="birth__part">
                    { element("span", "", view.t("no-invitation-code")) }
                    <input class="field field--code" autocomplete="off" autocapitalize="none" spellcheck="false"
                        value={view.model.typed.code.clone()} {oninput} />
                </label>
                { complaint(trouble_text(view)) }
                <button type="submit" class="button button--primary">{ view.t("sign-in-go") }</button>
            </form>
            { paragraph(view.t("no-invitation-call")) }
        </article>
    }
}

/// Why signing in did not work, with the way out.
#[must_use]
pub fn trouble_text(view: &View) -> Option<String> {
    let Session::Closed(Some(trouble)) = &view.model.session else { return None };
    Some(match trouble {
        SignInTrouble::NoSuchDate => view.t("sign-in-no-such-date"),
        SignInTrouble::NoSuchCode => view.t("no-invitation-no-code"),
        SignInTrouble::Unreachable if view.model.portal => view.t("sign-in-portal-failed"),
        SignInTrouble::Unreachable => view.t("sign-in-unreachable"),
        SignInTrouble::Ended => view.t("sign-in-ended"),
        SignInTrouble::Told(problem) => format!("{}\n{}", problem.title, problem.detail),
    })
}
