//! Language and text size.

use crate::components::text::{element, heading, paragraph};
use crate::components::view::View;
use crate::model::{Action, Session, TextSize};
use nattoku_consent::Language;
use yew::prelude::*;

/// Language and text size.
pub fn settings(view: &View) -> Html {
    let language = |language: &Language| {
        let chosen = *language == view.model.language;
        let (act, to) = (view.act.clone(), language.clone());
        let onchange = Callback::from(move |_: Event| act.emit(Action::Language(to.clone())));
        chip("language", chosen, onchange, language.to_string(), view.t(&format!("language-{language}")))
    };
    let size = |(size, label): (TextSize, &str)| {
        let chosen = size == view.model.text_size;
        let act = view.act.clone();
        let onchange = Callback::from(move |_: Event| act.emit(Action::TextSize(size)));
        chip("text-size", chosen, onchange, view.model.language.to_string(), view.t(label))
    };
    let sizes = [
        (TextSize::Normal, "settings-size-normal"),
        (TextSize::Large, "settings-size-large"),
        (TextSize::Largest, "settings-size-largest"),
    ];
    html! {
        <article>
            { heading(view.t("settings-title")) }
            <fieldset class="setting">
                { element("legend", "", view.t("settings-language")) }
                <div class="chips">{ for view.model.catalogue.languages.iter().map(language) }</div>
            </fieldset>
            <fieldset class="setting">
                { element("legend", "", view.t("settings-size")) }
                <div class="chips">{ for sizes.into_iter().map(size) }</div>
            </fieldset>
            { sign_out(view) }
        </article>
    }
}

/// A portal and a shared tablet end sessions themselves.
fn sign_out(view: &View) -> Html {
    if !matches!(view.model.session, Session::Open(_)) || view.model.portal || view.model.kiosk {
        return Html::default();
    }
    let act = view.act.clone();
    let onclick = Callback::from(move |_: MouseEvent| act.emit(Action::SignOut));
    html! {
        <div class="setting">
            { paragraph(view.t("settings-sign-out-hint")) }
            <button type="button" class="button" {onclick}>{ view.t("settings-sign-out") }</button>
        </div>
    }
}

fn chip(name: &'static str, checked: bool, onchange: Callback<Event>, lang: String, label: String) -> Html {
    html! {
        <label class="chip" {lang}>
            <input type="radio" {name} value={label.clone()} {checked} {onchange} />
            { element("span", "chip__face", label) }
        </label>
    }
}
