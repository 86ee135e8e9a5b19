//! Who received data: a list to search and to narrow, the newest first.

use super::freshness::freshness;
use super::pager::{pager, window};
use super::recipient::recipient;
use super::{is_complete, picture};
use crate::disclosures::model::{Act, Page};
use crate::disclosures::view::View;
use nattoku_consent::QuestionId;
use nattoku_consent::catalogue::RecipientKind;
use nattoku_disclosure::Country;
use nattoku_disclosure::search::Filter;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// Who received data.
pub(super) fn recipients(view: &View) -> Html {
    let state = &view.state;
    let one = matches!(state.page, Page::Recipients(Some(_)));
    let entry = |place: &usize| {
        let (source, entry) = state.recipients.all.get(*place)?;
        // What a reader opens stays with its entry, also when another part comes and the list moves.
        Some(html! { <li key={*place}>{ recipient(view, *place, *source, entry, one) }</li> })
    };
    html! {
        <>
            <h1 tabindex="-1">{ view.t("recipients-title") }</h1>
            <p>{ view.t("recipients-lead") }</p>
            { picture::path_to_flow(view) }
            { freshness(view) }
            if one {
                <p>{ view.link(&Page::Recipients(None), "link", view.t("recipients-all").into()) }</p>
            } else {
                { search(view) }
            }
            <section aria-labelledby="found">
                <h2 id="found" tabindex="-1" class="found" role="status">{ count(view) }</h2>
                <ul class="entries">{ for window(&state.found, state.shown).iter().filter_map(entry) }</ul>
                { pager(view, state.found.len()) }
            </section>
        </>
    }
}

fn count(view: &View) -> String {
    let found = view.state.found.len();
    match (found, is_complete(view)) {
        (0, false) => String::new(),
        (0, true) if view.state.recipients.all.is_empty() => view.t("recipients-empty"),
        (0, true) => view.t("recipients-none"),
        _ => view.with("recipients-found", &[("count", view.number(found))]),
    }
}

fn search(view: &View) -> Html {
    let act = view.act.clone();
    let oninput = Callback::from(move |event: InputEvent| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            act.emit(Act::Type(input.value()));
        }
    });
    let onsubmit = Callback::from(|event: SubmitEvent| event.prevent_default());
    html! {
        <form class="search" role="search" {onsubmit}>
            <label class="search__label" for="search">{ view.t("recipients-search") }</label>
            <input id="search" class="field search__field" type="search" autocomplete="off" enterkeyhint="search"
                value={view.state.query.clone()} {oninput} />
            <details class="more">
                <summary>{ view.t("recipients-narrow") }</summary>
                <div class="filters">{ filters(view) }</div>
            </details>
        </form>
    }
}

fn filters(view: &View) -> Html {
    let (filter, choices) = (&view.state.filter, &view.state.choices);
    let purpose = |(purpose, source): (&QuestionId, &usize)| {
        let source = view.state.providers().get(*source)?;
        Some((purpose.to_string(), view.purpose(source, purpose)))
    };
    let purposes = choices.purposes.iter().filter_map(purpose).collect();
    let kinds = choices.kinds.iter().map(|kind| (kind_value(*kind), view.kind(*kind))).collect();
    let country = |country: &Country| (country.to_string(), view.country(country));
    let countries = choices.countries.iter().map(country).collect();
    let yes_no = |yes: &str, no: &str| vec![("yes".to_owned(), view.t(yes)), ("no".to_owned(), view.t(no))];
    let written = |chosen: Option<bool>| chosen.map(|yes| if yes { "yes" } else { "no" }.to_owned());
    html! {
        <>
            { select(view, "filter-purpose", purposes, filter.purpose.as_ref().map(ToString::to_string),
                |filter, chosen| filter.purpose = chosen.and_then(|id| id.parse().ok())) }
            { select(view, "filter-kind", kinds,
                filter.kind.map(kind_value),
                |filter, chosen| filter.kind = chosen.and_then(|chosen| RecipientKind::ALL.into_iter().find(|kind| kind_value(*kind) == chosen))) }
            { select(view, "filter-country", countries, filter.country.as_ref().map(ToString::to_string),
                |filter, chosen| filter.country = chosen.and_then(|country| country.parse().ok())) }
            { select(view, "filter-profit", yes_no("filter-for-profit", "filter-not-for-profit"),
                written(filter.for_profit), |filter, chosen| filter.for_profit = chosen.map(|text| text == "yes")) }
            { select(view, "filter-state", yes_no("filter-goes-on", "filter-ended"),
                written(filter.goes_on), |filter, chosen| filter.goes_on = chosen.map(|text| text == "yes")) }
        </>
    }
}

/// What a kind is called in the form.
fn kind_value(kind: RecipientKind) -> String {
    format!("{kind:?}")
}

type Named = Vec<(String, String)>;

fn select(
    view: &View,
    label: &'static str,
    choices: Named,
    chosen: Option<String>,
    set: fn(&mut Filter, Option<String>),
) -> Html {
    let (act, filter) = (view.act.clone(), view.state.filter.clone());
    let onchange = Callback::from(move |event: Event| {
        if let Some(input) = event.target_dyn_into::<HtmlSelectElement>() {
            let mut filter = filter.clone();
            set(&mut filter, Some(input.value()).filter(|value| !value.is_empty()));
            act.emit(Act::Choose(filter));
        }
    });
    let option = |(value, name): (String, String)| {
        let selected = chosen.as_ref() == Some(&value);
        html! { <option {value} {selected}>{ name }</option> }
    };
    html! {
        <label class="filter">
            <span>{ view.t(label) }</span>
            <select class="field" {onchange}>
                <option value="" selected={chosen.is_none()}>{ view.t("filter-all") }</option>
                { for choices.into_iter().map(option) }
            </select>
        </label>
    }
}
