//! What every screen is given: the state, the words, and the way to say what the person did.

use crate::i18n::{I18n, dates};
use crate::model::{Action, Model, Moment};
use chrono::{DateTime, Utc};
use nattoku_consent::catalogue::Question;
use nattoku_consent::{Localized, Mode, Programme};
use std::rc::Rc;
use yew::prelude::*;

/// What every screen is given.
#[derive(Clone)]
pub struct View {
    /// The state.
    pub model: Rc<Model>,
    /// The words.
    pub i18n: I18n,
    /// Says what the person did.
    pub act: Callback<Action>,
    /// A fresh id and the time, for a decision about to be made.
    pub moment: Callback<(), Moment>,
    /// Prints the screen.
    pub print: Callback<()>,
}

impl PartialEq for View {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.model, &other.model) && self.i18n == other.i18n
    }
}

impl View {
    /// A message without arguments.
    #[must_use]
    pub fn t(&self, id: &str) -> String {
        self.i18n.text(id)
    }

    /// A message with arguments.
    #[must_use]
    pub fn with(&self, id: &str, values: &[(&str, String)]) -> String {
        self.i18n.with(id, values)
    }

    /// A text of the catalogue in the reader's language.
    #[must_use]
    pub fn say(&self, text: &Localized) -> String {
        text.get(&self.model.language).to_owned()
    }

    /// A day by the provider's wall clock.
    #[must_use]
    pub fn day(&self, at: DateTime<Utc>) -> String {
        dates::day(&self.model.language, at, self.model.catalogue.provider.utc_offset_minutes)
    }

    /// A day and a time by the provider's wall clock.
    #[must_use]
    pub fn day_and_time(&self, at: DateTime<Utc>) -> String {
        dates::day_and_time(&self.model.language, at, self.model.catalogue.provider.utc_offset_minutes)
    }

    /// Does something when pressed.
    pub fn on_press<E: 'static>(&self, action: impl Fn(&Self) -> Action + 'static) -> Callback<E> {
        let view = self.clone();
        Callback::from(move |_: E| view.act.emit(action(&view)))
    }
}

/// What an answer is called: under an opt-out, 断らない and 断る, and never consent (S4).
#[must_use]
pub const fn is_notice(programme: &Programme) -> bool {
    matches!(programme.mode, Mode::NoticeOptOut { .. })
}

/// Whether a question is a notice, which silence lets through. A modifier takes an explicit yes in every programme.
#[must_use]
pub const fn is_notice_of(question: Question<'_>) -> bool {
    matches!(question, Question::Purpose(programme, _) if is_notice(programme))
}

/// The class of a programme's part of a screen.
#[must_use]
pub const fn programme_class(notice: bool) -> &'static str {
    if notice { "programme programme--notice" } else { "programme" }
}

/// The class of a question's screen.
#[must_use]
pub const fn question_class(notice: bool) -> &'static str {
    if notice { "question question--notice" } else { "question" }
}
