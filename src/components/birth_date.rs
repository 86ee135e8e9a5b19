//! The date of birth, as people write it: with the year of an era or of the common calendar.

use crate::components::text::element;
use crate::components::view::View;
use crate::model::{Action, Era, Typed};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The date of birth, as far as it has been typed. A portal knows who is there: in its frame nobody is asked.
pub fn birth_date(view: &View) -> Html {
    if view.model.portal {
        return Html::default();
    }
    let typed = &view.model.typed;
    let japanese = view.model.language.as_str() == "ja";
    html! {
        <fieldset class="birth">
            { element("legend", "", view.t("sign-in-legend")) }
            if japanese { { eras(view) } }
            <div class="birth__parts">
                { part(view, "sign-in-year", &typed.year, "4", |typed, text| typed.year = text) }
                { part(view, "sign-in-month", &typed.month, "2", |typed, text| typed.month = text) }
                { part(view, "sign-in-day", &typed.day, "2", |typed, text| typed.day = text) }
            </div>
        </fieldset>
    }
}

fn part(view: &View, label: &str, value: &str, length: &'static str, set: fn(&mut Typed, String)) -> Html {
    let (act, typed) = (view.act.clone(), view.model.typed.clone());
    let oninput = Callback::from(move |event: InputEvent| {
        let mut typed = typed.clone();
        set(&mut typed, event.target_unchecked_into::<HtmlInputElement>().value());
        act.emit(Action::Type(typed));
    });
    html! {
        <label class="birth__part">
            { element("span", "", view.t(label)) }
            <input class={format!("field field--{length}")} inputmode="numeric"
                autocomplete="off" maxlength={length} value={value.to_owned()} {oninput} />
        </label>
    }
}

fn eras(view: &View) -> Html {
    let era = |era: Era| {
        let typed = Typed { era, ..view.model.typed.clone() };
        let onchange = view.on_press::<Event>(move |_| Action::Type(typed.clone()));
        let id = label(era);
        html! {
            <label class="chip">
                <input type="radio" name="era" value={id} checked={view.model.typed.era == era} {onchange} />
                { element("span", "chip__face", view.t(id)) }
            </label>
        }
    };
    html! { <div class="chips" role="radiogroup" aria-label={view.t("sign-in-era")}>{ for Era::ALL.map(era) }</div> }
}

const fn label(era: Era) -> &'static str {
    match era {
        Era::Common => "era-common",
        Era::Taisho => "era-taisho",
        Era::Showa => "era-showa",
        Era::Heisei => "era-heisei",
        Era::Reiwa => "era-reiwa",
    }
}

/// Does something when the form is sent, by button or by key.
#[must_use]
pub fn on_submit(view: &View, send: fn(&View) -> Action) -> Callback<SubmitEvent> {
    let view = view.clone();
    Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        view.act.emit(send(&view));
    })
}
