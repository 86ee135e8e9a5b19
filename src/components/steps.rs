//! The way on and the way back, at the end of each step, within the thumb's reach.

use crate::components::complaint::Complaint;
use crate::components::view::View;
use crate::model::{self, Action};
use yew::prelude::*;

/// The properties of [`Steps`].
#[derive(Clone, PartialEq, Properties)]
pub struct StepsProps {
    /// What it is given.
    pub view: View,
    /// What the button onward says.
    #[prop_or("step-next")]
    pub next: &'static str,
    /// What the button onward does; by default, the next step.
    #[prop_or_default]
    pub on_next: Option<Callback<MouseEvent>>,
}

/// The way on and the way back.
#[component]
pub fn Steps(props: &StepsProps) -> Html {
    let view = &props.view;
    let onclick = props.on_next.clone().unwrap_or_else(|| view.on_press(|_| Action::Next));
    html! {
        <div class="steps">
            <Complaint text={complaint_text(view)} />
            <div class="steps__buttons">
                <button type="button" class="button" onclick={view.on_press::<MouseEvent>(|_| Action::Back)}>
                    { view.t("step-back") }
                </button>
                <button type="button" class="button button--primary" {onclick}>{ view.t(props.next) }</button>
            </div>
        </div>
    }
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
