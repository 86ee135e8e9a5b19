//! The words of the pages in one language, and the small pieces of HTML that they fill. Every text is escaped
//! here, and nowhere else.

use super::society::Society;
use crate::html::escape;
use crate::texts::{Texts, date};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use nattoku_consent::catalogue::RecipientKind;
use nattoku_consent::{Language, Localized, QuestionId};
use nattoku_disclosure::entry::Organisation;
use serde::Serialize;

/// The words of the pages in one language.
pub(super) struct Words<'a> {
    texts: &'a Texts,
    society: &'a Society,
    pub(super) language: &'a Language,
}

impl<'a> Words<'a> {
    pub(super) fn new(texts: &'a Texts, society: &'a Society, language: &'a Language) -> Self {
        Self { texts, society, language }
    }

    /// A word, as plain text.
    pub(super) fn plain(&self, id: &str) -> String {
        self.texts.get(self.language, id, &[])
    }

    /// A sentence about a day, as plain text.
    pub(super) fn on(&self, id: &str, day: NaiveDate) -> String {
        self.texts.get(self.language, id, &[("date", self.day(day).into())])
    }

    /// A sentence about a number, as plain text.
    pub(super) fn count(&self, id: &str, count: usize) -> String {
        self.texts.get(self.language, id, &[("count", count.into())])
    }

    /// A day as people write it.
    pub(super) fn day(&self, day: NaiveDate) -> String {
        date(day, self.language)
    }

    /// The last day, where the society is, that is over at an instant or holds it.
    pub(super) fn last_day_before(&self, at: DateTime<Utc>) -> NaiveDate {
        let offset = Duration::minutes(self.society.utc_offset_minutes.into());
        (at + offset - Duration::milliseconds(1)).date_naive()
    }

    /// A provider's text in this language.
    pub(super) fn of<'t>(&self, text: &'t Localized) -> &'t str {
        text.get(self.language)
    }

    /// What a purpose is called.
    pub(super) fn purpose(&self, purpose: &QuestionId) -> String {
        let named = self.society.purposes.get(purpose);
        named.map_or_else(|| purpose.to_string(), |name| self.of(name).to_owned())
    }

    /// What a kind of recipient is called.
    pub(super) fn kind(&self, kind: RecipientKind) -> String {
        self.plain(&format!("publish-kind-{}", code(&kind)))
    }

    /// A term and what it says, as HTML.
    pub(super) fn term(&self, id: &str, html: &str) -> String {
        if html.is_empty() {
            String::new()
        } else {
            format!("<dt>{}</dt><dd>{html}</dd>\n", escape(&self.plain(id)))
        }
    }

    /// What there is to say of an organisation besides its name.
    pub(super) fn organisation(&self, organisation: &Organisation) -> String {
        let profit = if organisation.for_profit { "publish-yes" } else { "publish-no" };
        let number = organisation.corporate_number.as_ref().map(ToString::to_string).unwrap_or_default();
        let url = organisation.url.as_ref().map(|url| link(url.as_str(), url.as_str())).unwrap_or_default();
        [
            self.term("publish-kind", &text(&self.kind(organisation.kind))),
            self.term("publish-country", &text(organisation.country.as_str())),
            self.term("publish-profit", &text(&self.plain(profit))),
            self.term("publish-number", &text(&number)),
            self.term("publish-site", &url),
        ]
        .concat()
    }
}

/// A text as HTML.
pub(super) fn text(text: &str) -> String {
    escape(text).into_owned()
}

/// A name as HTML: whatever direction it is written in, what stands around it stays where it is.
pub(super) fn name(name: &str) -> String {
    format!("<bdi>{}</bdi>", escape(name))
}

/// A link to another site.
pub(super) fn link(address: &str, label: &str) -> String {
    // Contracts take https alone; whatever comes in another way stays a text.
    if !address.starts_with("https://") {
        return name(label);
    }
    format!("<a href=\"{}\" rel=\"noreferrer noopener\"><bdi>{}</bdi></a>", escape(address), escape(label))
}

/// A list, as HTML; nothing where it is empty.
pub(super) fn list(items: impl Iterator<Item = String>) -> String {
    let items: String = items.map(|item| format!("<li>{item}</li>")).collect();
    if items.is_empty() { items } else { format!("<ul>{items}</ul>") }
}

/// How a value is written in the contracts, such as `drug-company`.
pub(super) fn code(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).ok();
    value.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}
