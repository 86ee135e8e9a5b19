//! Where the data go, as a picture: stations in a row, each with its name, joined by arrows.

use crate::components::icon::{Picture, icon};
use crate::components::text::element;
use crate::components::view::View;
use nattoku_consent::Localized;
use yew::prelude::*;

/// Where the data go.
pub fn journey(view: &View, stations: &[Localized]) -> Html {
    let last = stations.len().saturating_sub(1);
    let station = |(place, name): (usize, &Localized)| {
        let picture = match place {
            0 => Picture::Hospital,
            place if place == last => Picture::Recipient,
            _ => Picture::Registry,
        };
        let arrow =
            (place < last).then(|| html! { <span class="journey__arrow">{ icon(Picture::Onward) }</span> });
        html! {
            <li class="journey__station">
                <span class="journey__box">{ icon(picture) }{ element("span", "", view.say(name)) }</span>
                { arrow }
            </li>
        }
    };
    html! { <ol class="journey">{ for stations.iter().enumerate().map(station) }</ol> }
}
