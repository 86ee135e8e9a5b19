//! How old the lists are, what is overdue, and what could not be shown, provider by provider (S22, U9).

use crate::disclosures::view::{View, sentences};
use nattoku_disclosure::feed::FlawKind;
use nattoku_disclosure::served::{Source, Trouble};
use yew::prelude::*;

/// How old the lists are.
pub(super) fn freshness(view: &View) -> Html {
    // The first of the page's feeds is what it is about; the others help to name things.
    let about = view.state.page.feeds().first();
    let shown = |source: &&Source| source.feeds.iter().any(|feed| Some(&feed.kind) == about);
    let sources = view.state.providers().iter().filter(shown);
    html! { <ul class="freshness">{ for sources.map(|source| of(view, source)) }</ul> }
}

fn of(view: &View, source: &Source) -> Html {
    let overdue = source.next_update < view.state.now;
    let next = if overdue { "freshness-overdue" } else { "freshness-next" };
    let trouble = source.trouble.filter(|trouble| !(overdue && *trouble == Trouble::OutOfDate));
    html! {
        <li>
            <strong>{ view.say(&source.provider.name) }</strong>
            { " " }
            { view.with("freshness-updated", &[("date", view.day(source.issued))]) }
            { " " }
            <span class={overdue.then_some("overdue")}>
                { view.with(next, &[("date", view.day(source.next_update))]) }
            </span>
            { for trouble.map(|trouble| html! { <p class="overdue">{ troubled(view, source, trouble) }</p> }) }
            { for flaws(view, source) }
        </li>
    }
}

fn troubled(view: &View, source: &Source, trouble: Trouble) -> String {
    let text = match trouble {
        Trouble::Unreachable => "trouble-unreachable",
        Trouble::Refused => "trouble-refused",
        Trouble::OutOfDate => "trouble-out-of-date",
    };
    sentences([view.t(text), view.with("trouble-shown", &[("date", view.day(source.checked))])])
}

/// What could not be shown as it stood, counted in plain words.
fn flaws<'a>(view: &'a View, source: &'a Source) -> impl Iterator<Item = Html> + 'a {
    let feeds = view.state.page.feeds();
    let count = |is: fn(&FlawKind) -> bool| {
        source.flaws.iter().filter(|(kind, flaw)| feeds.contains(kind) && is(&flaw.kind)).count()
    };
    let counts = [
        // What is about other hospitals is no fault.
        ("", count(|flaw| *flaw == FlawKind::OtherProgramme), "flaw-other-programme"),
        ("overdue", count(FlawKind::leaves_out), "flaw-left-out"),
        ("overdue", count(|flaw| *flaw == FlawKind::Link), "flaw-link"),
        ("overdue", count(|flaw| *flaw == FlawKind::Characters), "flaw-characters"),
    ];
    counts.into_iter().filter(|(_, count, _)| *count > 0).map(|(class, count, text)| {
        html! { <p {class}>{ view.with(text, &[("count", view.number(count))]) }</p> }
    })
}
