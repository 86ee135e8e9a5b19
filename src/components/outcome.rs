//! What became of a decision, told apart at a glance: by a picture, a heading and a wash of colour.

use crate::components::icon::{Picture, icon};
use crate::model::Outcome;
use yew::prelude::*;

/// What became of a decision; `None`: the provider received it.
pub fn outcome(outcome: Option<Outcome>, says: Html) -> Html {
    let (name, picture) = match outcome {
        None => ("received", Picture::Check),
        Some(Outcome::Sending) => ("sending", Picture::Onward),
        Some(Outcome::Waiting) => ("waiting", Picture::Clock),
        Some(Outcome::NeedsYou) => ("needs-you", Picture::Alert),
    };
    html! { <div class="outcome" data-outcome={name}>{ icon(picture) }<div>{ says }</div></div> }
}
