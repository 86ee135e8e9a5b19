//! One item of the understanding check: it teaches and never bars the way; no score is kept (S26).

use crate::components::glossed::Glossed;
use crate::components::steps::Steps;
use crate::components::view::View;
use crate::model::Action;
use nattoku_consent::catalogue::UnderstandingItem;
use nattoku_consent::id::ItemId;
use yew::prelude::*;

/// The properties of [`Understanding`].
#[derive(Clone, PartialEq, Properties)]
pub struct UnderstandingProps {
    /// What it is given.
    pub view: View,
    /// Which item.
    pub id: ItemId,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Choice {
    First,
    Second,
    Unsure,
}

/// One item of the understanding check.
#[component]
pub fn Understanding(props: &UnderstandingProps) -> Html {
    let view = &props.view;
    let chosen = use_state_eq(|| None::<Choice>);
    let items = &view.model.catalogue.understanding;
    let Some(place) = items.iter().position(|item| item.id == props.id) else { return Html::default() };
    let item = &items[place];
    let option = |choice: Choice, label: String, value: &'static str| {
        let (chosen, act, id) = (chosen.clone(), view.act.clone(), item.id.clone());
        let checked = *chosen == Some(choice);
        let onchange = Callback::from(move |_: Event| {
            chosen.set(Some(choice));
            act.emit(Action::Explained(id.clone()));
        });
        html! {
            <label class="answer">
                <input type="radio" name={props.id.to_string()} {value} {checked} {onchange} />
                <span class="answer__face"><span>{ label }</span></span>
            </label>
        }
    };
    let first = option(Choice::First, view.say(&item.first), "first");
    let second = option(Choice::Second, view.say(&item.second), "second");
    // The order turns from item to item, so that the place of an option tells nothing.
    let (upper, lower) = if place % 2 == 0 { (first, second) } else { (second, first) };
    html! {
        <article>
            <p class="eyebrow">
                { view.with("understanding-place", [("place", (place + 1).into()), ("of", items.len().into())]) }
            </p>
            <h1 tabindex="-1">{ view.say(&item.question) }</h1>
            <p>{ view.t("understanding-lead") }</p>
            <fieldset class="answers answers--column">
                <legend class="unseen">{ view.say(&item.question) }</legend>
                { upper }{ lower }
                { option(Choice::Unsure, view.t("understanding-unsure"), "unsure") }
            </fieldset>
            <div aria-live="polite">{ chosen.map(|choice| explanation(view, item, choice)) }</div>
            <Steps view={view.clone()} />
        </article>
    }
}

fn explanation(view: &View, item: &UnderstandingItem, choice: Choice) -> Html {
    let first_is_true = view.model.draft.first_is_true(&view.model.catalogue, item);
    let right = matches!((choice, first_is_true), (Choice::First, true) | (Choice::Second, false));
    let text = if first_is_true { &item.explain_first } else { &item.explain_second };
    html! {
        <div class="note" data-explanation="">
            <p class="note__lead">{ view.t(if right { "understanding-right" } else { "understanding-explained" }) }</p>
            <p><Glossed view={view.clone()} text={view.say(text)} /></p>
            if !right { <p>{ view.t("understanding-ask") }</p> }
        </div>
    }
}
