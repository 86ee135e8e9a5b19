//! Where the data go, as a picture: stations in a row, each with its name, joined by arrows.

use crate::components::icon::{Icon, Picture};
use crate::components::view::View;
use nattoku_consent::Localized;
use yew::prelude::*;

/// The properties of [`Journey`].
#[derive(Clone, PartialEq, Properties)]
pub struct JourneyProps {
    /// What it is given.
    pub view: View,
    /// The stations, from the hospital to the last recipient.
    pub stations: Vec<Localized>,
}

/// Where the data go.
#[component]
pub fn Journey(props: &JourneyProps) -> Html {
    let last = props.stations.len().saturating_sub(1);
    let station = |(place, name): (usize, &Localized)| {
        let picture = match place {
            0 => Picture::Hospital,
            place if place == last => Picture::Recipient,
            _ => Picture::Registry,
        };
        let arrow = (place < last)
            .then(|| html! { <span class="journey__arrow"><Icon picture={Picture::Onward} /></span> });
        html! {
            <li class="journey__station">
                <span class="journey__box"><Icon {picture} /><span>{ props.view.say(name) }</span></span>
                { arrow }
            </li>
        }
    };
    html! { <ol class="journey">{ for props.stations.iter().enumerate().map(station) }</ol> }
}
