//! Where the data went: a picture drawn from the lists, and a table that says the same.

use super::picture::picture;
use super::{freshness::freshness, is_complete};
use crate::disclosures::view::View;
use nattoku_disclosure::flow::{Branch, branches};
use nattoku_disclosure::served::Source;
use yew::prelude::*;

/// Where the data went.
pub(super) fn flow(view: &View) -> Html {
    let sources = view.state.providers().iter().enumerate();
    let drawn = sources.filter_map(|(place, source)| {
        let entries = view.state.recipients.all.iter().filter(|(of, _)| *of == place);
        let branches = branches(entries.map(|(_, entry)| &**entry));
        (!branches.is_empty()).then(|| of(view, source, &branches))
    });
    let drawn: Vec<Html> = drawn.collect();
    html! {
        <>
            <h1 tabindex="-1">{ view.t("flow-title") }</h1>
            <p>{ view.t("flow-lead") }</p>
            { freshness(view) }
            if drawn.is_empty() && is_complete(view) { <p>{ view.t("recipients-empty") }</p> }
            { for drawn }
        </>
    }
}

fn of(view: &View, source: &Source, branches: &[Branch]) -> Html {
    let name = view.plain(&source.provider.name);
    let title = view.with("flow-from", &[("name", name.clone())]);
    html! {
        <section>
            <h2>{ title.clone() }</h2>
            { picture(view, source, branches) }
            <details class="more">
                <summary>{ view.t("flow-table") }</summary>
                <table class="table">
                    <caption class="unseen">{ title }</caption>
                    <thead><tr>
                        <th scope="col">{ view.t("flow-column-from") }</th>
                        <th scope="col">{ view.t("flow-column-to") }</th>
                        <th scope="col">{ view.t("flow-column-count") }</th>
                    </tr></thead>
                    <tbody>{ for branches.iter().map(|branch| rows(view, &name, branch)) }</tbody>
                </table>
            </details>
        </section>
    }
}

fn rows(view: &View, from: &str, branch: &Branch) -> Html {
    let row = |from: String, to: String, count: usize| {
        html! { <tr><th scope="row"><bdi>{ from }</bdi></th><td>{ to }</td><td>{ view.number(count) }</td></tr> }
    };
    let onward =
        branch.onward.iter().map(|(kind, count)| row(view.kind(branch.kind), view.kind(*kind), *count));
    html! { <>{ row(from.to_owned(), view.kind(branch.kind), branch.organisations) }{ for onward }</> }
}
