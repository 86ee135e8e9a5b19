//! One who received data: the meaning first, the detail behind.

use super::relevance::relevance;
use crate::disclosures::model::{Act, Page};
use crate::disclosures::view::{View, sentences};
use nattoku_consent::permit::ReviewedCase;
use nattoku_disclosure::Recipient;
use nattoku_disclosure::entry::{Incident, Note, Onward, People, Scope};
use nattoku_disclosure::feed::FlawKind;
use nattoku_disclosure::served::Source;
use web_sys::HtmlDetailsElement;
use yew::prelude::*;

/// One who received data, at its place in the list; opened, where the page is about it alone.
pub(super) fn recipient(view: &View, place: usize, source: usize, entry: &Recipient, alone: bool) -> Html {
    let Some(source) = view.state.providers().get(source) else { return Html::default() };
    let today = view.state.today();
    let state = if entry.goes_on(today) { "recipient-goes-on" } else { "recipient-ended-tag" };
    let abroad = entry.recipient.country != source.provider.country;
    html! {
        <section class="entry" id={entry.id.to_string()}>
            <p class="entry__tags">
                <span class="mark">{ view.kind(entry.recipient.kind) }</span>
                <span class="mark">{ view.t(state) }</span>
                if abroad { <span class="mark mark--notice">{ view.country(&entry.recipient.country) }</span> }
            </p>
            <h3>{ view.say(&entry.recipient.name) }</h3>
            { looks_like(view, source, entry) }
            <p>{ view.say(&entry.summary) }</p>
            { relevance(view, source, entry) }
            { for entry.incidents.iter().map(|incident| incidents(view, incident)) }
            { more(view, place, source, entry, alone) }
        </section>
    }
}

/// The details are laid out when the reader opens them: with those of twenty entries, typing would stutter.
fn more(view: &View, place: usize, source: &Source, entry: &Recipient, alone: bool) -> Html {
    let open = alone || view.state.unfolded.contains(&place);
    let act = view.act.clone();
    let ontoggle = Callback::from(move |event: Event| {
        if let Some(details) = event.target_dyn_into::<HtmlDetailsElement>()
            && details.open() != open
        {
            act.emit(Act::Unfold(place, details.open()));
        }
    });
    html! {
        <details class="more" open={open} {ontoggle}>
            <summary>{ view.t("recipient-more") }</summary>
            if open { <dl class="card">{ details(view, source, entry) }</dl> }
        </details>
    }
}

fn incidents(view: &View, incident: &Incident) -> Html {
    html! {
        <p class="silence">
            { view.with("recipient-incident", &[("date", view.date(incident.on))]) }{ " " }{ view.say(&incident.what) }
        </p>
    }
}

/// A name that looks like another one and is not the same deceives: the reader is told (A19).
fn looks_like(view: &View, source: &Source, entry: &Recipient) -> Html {
    let other = source.flaws.iter().find_map(|(_, flaw)| match &flaw.kind {
        FlawKind::LooksLike(other) if flaw.entry.as_ref() == Some(&entry.id) => Some(other.clone()),
        _ => None,
    });
    other.map_or_else(Html::default, |other| {
        html! { <p class="silence">{ view.with("recipient-looks-like", &[("name", other)]) }</p> }
    })
}

fn field(name: String, says: Html) -> Html {
    html! { <div class="card__field"><dt>{ name }</dt><dd>{ says }</dd></div> }
}

fn details(view: &View, source: &Source, entry: &Recipient) -> Html {
    let purposes = entry.purposes.iter().map(|purpose| html! { <li>{ view.purpose(source, purpose) }</li> });
    let organisation = &entry.recipient;
    let profit = if organisation.for_profit { "filter-for-profit" } else { "filter-not-for-profit" };
    let until = entry.withdrawals_until.map(|until| {
        field(
            view.t("recipient-until"),
            view.with("recipient-until-day", &[("date", view.day(until))]).into(),
        )
    });
    let number = organisation.corporate_number.as_ref();
    let number = number.map(|number| field(view.t("recipient-number"), number.to_string().into()));
    let page = organisation
        .url
        .as_ref()
        .map(|url| field(view.t("recipient-page"), outside(url.as_str(), url.as_str())));
    html! {
        <>
            { field(view.t("recipient-purposes"), html! { <ul>{ for purposes }</ul> }) }
            { field(view.t("recipient-data"), view.say(&entry.data)) }
            { field(view.t("recipient-when"), when(view, entry).into()) }
            { field(view.t("recipient-people"), view.t(people(entry.people)).into()) }
            { field(view.t("recipient-scope"), scope(view, &entry.scope)) }
            if !entry.onward.is_empty() { { field(view.t("recipient-onward"), chain(view, entry)) } }
            { until }
            { field(view.t("filter-profit"), view.t(profit).into()) }
            { field(view.t("filter-country"), view.country(&organisation.country).into()) }
            { number }
            { page }
            { field(view.t("recipient-source"), view.say(&source.provider.name)) }
            { for entry.notes.iter().map(note) }
        </>
    }
}

fn note(note: &Note) -> Html {
    field(note.label.clone(), html! { <bdi>{ &note.text }</bdi> })
}

/// A link to another site; where the browser goes from here, nobody there is told.
pub(super) fn outside(address: &str, name: &str) -> Html {
    html! {
        <a class="outside" href={address.to_owned()} rel="noreferrer noopener" target="_blank"><bdi>{ name.to_owned() }</bdi></a>
    }
}

fn when(view: &View, entry: &Recipient) -> String {
    let (first, last) = (view.date(entry.first), entry.last.map(|last| view.date(last)));
    let given = match last {
        None => view.with("recipient-given-once", &[("date", first)]),
        Some(last) => view.with("recipient-given", &[("first", first), ("last", last)]),
    };
    let used = match entry.ended {
        None => view.t("recipient-used-on"),
        Some(ended) => view.with("recipient-used-until", &[("date", view.date(ended))]),
    };
    sentences([given, used])
}

const fn people(people: People) -> &'static str {
    match people {
        People::UpTo9 => "people-9",
        People::UpTo99 => "people-99",
        People::UpTo999 => "people-999",
        People::UpTo9999 => "people-9999",
        People::More => "people-more",
        People::Unknown => "people-unknown",
    }
}

/// What a case of the scope means (D3).
pub(super) const fn case(case: ReviewedCase) -> &'static str {
    match case {
        ReviewedCase::OtherDisease => "scope-other-disease",
        ReviewedCase::OtherRecipient => "scope-other-recipient",
        ReviewedCase::OtherPurposeAndRecipient => "scope-other-purpose",
    }
}

fn scope(view: &View, scope: &Scope) -> Html {
    match scope {
        Scope::Within => view.t("scope-within").into(),
        Scope::Reviewed { case: of, .. } => html! {
            <>{ view.t(case(*of)) }{ view.link(&Page::Reviews, "link", view.t("recipient-review").into()) }</>
        },
    }
}

/// The whole way of the data, from the provider to the last one who received them (S29).
fn chain(view: &View, entry: &Recipient) -> Html {
    let onward = |onward: &Onward| {
        html! {
            <li>
                <strong>{ view.say(&onward.name) }</strong>
                { " " }{ view.kind(onward.kind) }<br />{ view.say(&onward.role) }
            </li>
        }
    };
    html! {
        <ol class="chain">
            <li><strong>{ view.say(&entry.recipient.name) }</strong></li>
            { for entry.onward.iter().map(onward) }
        </ol>
    }
}
