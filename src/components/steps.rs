//! The way on and the way back, at the end of each step, within the thumb's reach.

use crate::components::complaint::complaint;
use crate::components::view::View;
use crate::model::{self, Action};
use yew::prelude::*;

/// The way on and the way back: the button onward says `next` and does `go_on`.
pub fn steps(view: &View, next: &str, go_on: fn(&View) -> Action) -> Html {
    html! {
        <div class="steps">
            { complaint(complaint_text(view)) }
            <div class="steps__buttons">
                { button(view, "step-back", "button", |_| Action::Back) }
                { button(view, next, "button button--primary", go_on) }
            </div>
        </div>
    }
}

/// The way to the next step of the conversation, and back.
pub fn next_step(view: &View) -> Html {
    steps(view, "step-next", |_| Action::Next)
}

/// A button that says `label` and does something when pressed.
pub fn button(view: &View, label: &str, class: &'static str, press: fn(&View) -> Action) -> Html {
    let onclick = view.on_press::<MouseEvent>(press);
    html! { <button type="button" {class} {onclick}>{ view.t(label) }</button> }
}

/// What keeps the person from going on, in words.
#[must_use]
pub fn complaint_text(view: &View) -> Option<String> {
    let id = match view.model.complaint? {
        model::Complaint::ChooseOne => "complaint-choose-one",
        model::Complaint::NothingAnswered => "complaint-nothing-answered",
    };
    Some(view.t(id))
}
