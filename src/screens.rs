//! The screens, one file each. They render the state and say what the person did; no rule lives here.

pub mod choice;
pub mod choices;
pub mod done;
pub mod explain;
pub mod not_found;
pub mod preferences;
pub mod question;
pub mod review;
pub mod settings;
pub mod sign_in;
pub mod stop;
pub mod understanding;
pub mod welcome;
pub mod words;

use crate::components::delivery::DeliveryNote;
use crate::components::frame::Frame;
use crate::components::view::Props;
pub use crate::components::view::Props as PageProps;
use crate::model::{Keeping, Session};
use crate::route::Route;
use nattoku_consent::flow::Step;
use yew::prelude::*;

/// The screen of the present state, in its frame.
#[component]
pub fn Page(props: &Props) -> Html {
    let view = props.view.clone();
    let untold = view.model.keeping == Keeping::Denied && matches!(view.model.session, Session::Open(_));
    html! {
        <Frame view={view.clone()}>
            <DeliveryNote view={view.clone()} />
            if untold { <p class="note">{ view.t("frame-not-kept") }</p> }
            <Screen {view} />
        </Frame>
    }
}

#[component]
fn Screen(props: &Props) -> Html {
    let view = props.view.clone();
    if view.model.asks_to_sign_in() {
        return html! { <sign_in::SignIn {view} /> };
    }
    match view.model.route.clone() {
        Route::Welcome => html! { <welcome::Welcome {view} /> },
        Route::Step(Step::Explain(page)) => html! { <explain::Explain {view} {page} /> },
        Route::Step(Step::Question(id)) => {
            html! { <question::QuestionScreen key={id.as_str()} {view} id={id.clone()} /> }
        }
        Route::Step(Step::Understanding(id)) => {
            html! { <understanding::Understanding key={id.as_str()} {view} id={id.clone()} /> }
        }
        Route::Step(Step::Review) => html! { <review::Review {view} /> },
        Route::Done => html! { <done::Done {view} /> },
        Route::Choices => html! { <choices::Choices {view} /> },
        Route::Choice(id) => html! { <choice::Choice key={id.as_str()} {view} id={id.clone()} /> },
        Route::Stop => html! { <stop::Stop {view} /> },
        Route::StopEverything => html! { <stop::StopEverything {view} /> },
        Route::Preferences => html! { <preferences::Preferences {view} /> },
        Route::Words => html! { <words::Words {view} /> },
        Route::Settings => html! { <settings::Settings {view} /> },
        Route::NotFound => html! { <not_found::NotFound {view} /> },
    }
}
