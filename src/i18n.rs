//! Words: messages in the reader's language, with dates as they write them.
//!
//! The messages are written in Fluent and compiled when the app is built (see [`compile`]), because Fluent's
//! own runtime is a third of what a phone would have to load (docs/adr/0002). What is left to do here is to
//! put values into their places.

#[cfg(feature = "prerender")]
pub mod compile;
pub mod dates;
pub mod forms;

use nattoku_consent::Language;
use nattoku_consent::table::Table;
use std::rc::Rc;

/// Where a value begins: U+2068, first strong isolate. What is put in keeps its own direction, whatever
/// stands around it; Fluent does the same.
const OPEN: char = '\u{2068}';

/// Where a value ends: U+2069, pop directional isolate.
const CLOSE: char = '\u{2069}';

/// Messages by their ids. The place of a value is its name between isolates.
pub type Messages = Table<String, String>;

/// The messages of one language.
#[derive(Debug, Clone)]
pub struct I18n {
    language: Language,
    messages: Rc<Messages>,
}

impl I18n {
    /// The messages of a language.
    #[must_use]
    pub fn new(language: Language, messages: Messages) -> Self {
        Self { language, messages: Rc::new(messages) }
    }

    /// The language of the messages.
    #[must_use]
    pub const fn language(&self) -> &Language {
        &self.language
    }

    /// A message without values. The id itself stands in for a message that is missing: visible, and never a
    /// blank or a crash.
    #[must_use]
    pub fn text(&self, id: &str) -> String {
        let found = self.messages.iter().find(|(known, _)| *known == id);
        found.map_or(id, |(_, message)| message).to_owned()
    }

    /// A message with values, each put into the place of its name.
    #[must_use]
    pub fn with(&self, id: &str, values: &[(&str, String)]) -> String {
        values.iter().fold(self.text(id), |text, (name, value)| {
            text.replace(&format!("{OPEN}{name}{CLOSE}"), &format!("{OPEN}{value}{CLOSE}"))
        })
    }
}

impl PartialEq for I18n {
    fn eq(&self, other: &Self) -> bool {
        self.language == other.language && Rc::ptr_eq(&self.messages, &other.messages)
    }
}
