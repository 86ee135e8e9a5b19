//! The place in which the disclosures show themselves: they are a program of their own (docs/adr/0005).

use crate::components::view::View;
use yew::prelude::*;

/// The place for the disclosures. What stands in it is theirs.
pub fn disclosures(view: &View) -> Html {
    html! {
        <>
            <div id="disclosures" class="disclosures"></div>
            <article class="disclosures__before">
                <h1 tabindex="-1">{ view.t("frame-lists") }</h1>
                <p class="disclosures__loading">{ view.t("fallback-loading") }</p>
                <p class="note disclosures__failed">{ view.t("disclosures-failed") }</p>
            </article>
        </>
    }
}
