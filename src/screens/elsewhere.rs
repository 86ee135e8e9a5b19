//! The place in which another program shows itself: the disclosures (docs/adr/0005), or the record (docs/adr/0007).

use crate::components::text::{element, heading};
use crate::components::view::View;
use yew::prelude::*;

/// The place for a program, with what stands there until it comes, and if it never does. What stands in it is its own.
pub fn elsewhere(view: &View, place: &'static str, title: &str, failed: &str) -> Html {
    html! {
        <>
            <div key={place} id={place} class="elsewhere"></div>
            <article key="before" class="elsewhere__before">
                { heading(view.t(title)) }
                { element("p", "elsewhere__loading", view.t("fallback-loading")) }
                { element("p", "note elsewhere__failed", view.t(failed)) }
            </article>
        </>
    }
}
