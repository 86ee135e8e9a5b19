//! The date of birth, as people write it: with the year of an era or of the common calendar.

use crate::components::view::View;
use crate::i18n::era::Era;
use chrono::NaiveDate;
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What was typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Typed {
    era: Era,
    year: String,
    month: String,
    day: String,
}

impl Typed {
    /// The date, if it is one.
    #[must_use]
    pub fn date(&self) -> Option<NaiveDate> {
        let number = |text: &str| digits(text).parse::<u32>().ok();
        let year = self.era.common_year(number(&self.year)?)?;
        let date = NaiveDate::from_ymd_opt(year, number(&self.month)?, number(&self.day)?)?;
        self.era.contains(date).then_some(date)
    }
}

/// Full-width digits, as a Japanese keyboard makes them, count as digits.
fn digits(text: &str) -> String {
    let narrow = |c: char| match c {
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10).unwrap_or(c),
        c => c,
    };
    text.trim().chars().map(narrow).collect()
}

/// The properties of [`BirthDate`].
#[derive(Clone, PartialEq, Properties)]
pub struct BirthDateProps {
    /// What it is given.
    pub view: View,
    /// Where what is typed is held.
    pub typed: UseStateHandle<Typed>,
}

/// The date of birth.
#[component]
pub fn BirthDate(props: &BirthDateProps) -> Html {
    let (view, typed) = (&props.view, &props.typed);
    let japanese = view.model.language.as_str() == "ja";
    let field =
        |id: &'static str, label: &str, value: &str, length: &'static str, set: fn(&mut Typed, String)| {
            let typed = typed.clone();
            let oninput = Callback::from(move |event: InputEvent| {
                let mut next = (*typed).clone();
                set(&mut next, event.target_unchecked_into::<HtmlInputElement>().value());
                typed.set(next);
            });
            html! {
                <label class="birth__part">
                    <span>{ view.t(label) }</span>
                    <input {id} class={classes!("field", format!("field--{length}"))} inputmode="numeric"
                        autocomplete="off" maxlength={length} value={value.to_owned()} {oninput} />
                </label>
            }
        };
    html! {
        <fieldset class="birth">
            <legend>{ view.t("sign-in-legend") }</legend>
            if japanese { { eras(view, typed) } }
            <div class="birth__parts">
                { field("birth-year", "sign-in-year", &typed.year, "4", |typed, text| typed.year = text) }
                { field("birth-month", "sign-in-month", &typed.month, "2", |typed, text| typed.month = text) }
                { field("birth-day", "sign-in-day", &typed.day, "2", |typed, text| typed.day = text) }
            </div>
        </fieldset>
    }
}

fn eras(view: &View, typed: &UseStateHandle<Typed>) -> Html {
    let era = |era: Era| {
        let handle = typed.clone();
        let onchange = Callback::from(move |_: Event| {
            let mut next = (*handle).clone();
            next.era = era;
            handle.set(next);
        });
        html! {
            <label class="chip">
                <input type="radio" name="era" value={era.message()} checked={typed.era == era} {onchange} />
                <span class="chip__face">{ view.t(era.message()) }</span>
            </label>
        }
    };
    html! { <div class="chips" role="radiogroup" aria-label={view.t("sign-in-era")}>{ for Era::ALL.map(era) }</div> }
}

/// Sends what was typed.
#[must_use]
pub fn on_submit(
    typed: &UseStateHandle<Typed>,
    send: Rc<dyn Fn(Option<NaiveDate>)>,
) -> Callback<SubmitEvent> {
    let typed = typed.clone();
    Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        send(typed.date());
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(era: Era, year: &str, month: &str, day: &str) -> Option<NaiveDate> {
        Typed { era, year: year.into(), month: month.into(), day: day.into() }.date()
    }

    #[test]
    fn a_date_reads_the_same_in_either_calendar_and_in_full_width_digits() {
        let day = NaiveDate::from_ymd_opt(1948, 3, 15);
        assert_eq!(typed(Era::Common, "1948", "3", "15"), day);
        assert_eq!(typed(Era::Showa, "23", "03", "15"), day);
        assert_eq!(typed(Era::Showa, "２３", "３", "１５"), day);
    }

    #[test]
    fn what_is_no_date_is_none() {
        for (era, year, month, day) in [
            (Era::Common, "1948", "2", "30"),
            (Era::Common, "", "2", "3"),
            (Era::Common, "48", "2", "3"),
            (Era::Showa, "65", "1", "1"),
            (Era::Heisei, "0", "1", "1"),
            (Era::Common, "abcd", "1", "1"),
        ] {
            assert_eq!(typed(era, year, month, day), None, "{era:?} {year} {month} {day}");
        }
    }
}
