//! One item of the understanding check: it teaches and never bars the way; no score is kept (S26).

use crate::components::glossed::Glossed;
use crate::components::steps::next_step;
use crate::components::text::{element, heading, lead, paragraph};
use crate::components::view::View;
use crate::model::{Action, Check};
use nattoku_consent::catalogue::UnderstandingItem;
use nattoku_consent::id::ItemId;
use yew::prelude::*;

/// One item of the understanding check.
pub fn understanding(view: &View, id: &ItemId) -> Html {
    let items = &view.model.catalogue.understanding;
    let Some(place) = items.iter().position(|item| item.id == *id) else { return Html::default() };
    let item = &items[place];
    let chosen = view.model.checked.as_ref().filter(|(checked, _)| checked == id).map(|(_, check)| *check);
    let option = |check: Check, label: String, value: &'static str| {
        let id = id.clone();
        let onchange = view.on_press::<Event>(move |_| Action::Check(id.clone(), check));
        html! {
            <label class="answer">
                <input type="radio" name={item.id.to_string()} {value} checked={chosen == Some(check)} {onchange} />
                <span class="answer__face">{ element("span", "", label) }</span>
            </label>
        }
    };
    let first = option(Check::First, view.say(&item.first), "first");
    let second = option(Check::Second, view.say(&item.second), "second");
    // The order turns from item to item, so that the place of an option tells nothing.
    let (upper, lower) = if place % 2 == 0 { (first, second) } else { (second, first) };
    html! {
        <article key={id.as_str()}>
            <p class="eyebrow">
                { view.with("understanding-place", &[("place", (place + 1).to_string()), ("of", items.len().to_string())]) }
            </p>
            { heading(view.say(&item.question)) }
            { paragraph(view.t("understanding-lead")) }
            <fieldset class="answers answers--column">
                { element("legend", "unseen", view.say(&item.question)) }
                { upper }{ lower }
                { option(Check::Unsure, view.t("understanding-unsure"), "unsure") }
            </fieldset>
            <div aria-live="polite">{ chosen.map(|check| explanation(view, item, check)) }</div>
            { next_step(view) }
        </article>
    }
}

fn explanation(view: &View, item: &UnderstandingItem, chosen: Check) -> Html {
    let first_is_true = view.model.draft.first_is_true(&view.model.catalogue, item);
    let right = matches!((chosen, first_is_true), (Check::First, true) | (Check::Second, false));
    let text = view.say(if first_is_true { &item.explain_first } else { &item.explain_second });
    html! {
        <div class="note" data-explanation="">
            { lead(view.t(if right { "understanding-right" } else { "understanding-explained" })) }
            <p><Glossed view={view.clone()} {text} /></p>
            if !right { { paragraph(view.t("understanding-ask")) } }
        </div>
    }
}
