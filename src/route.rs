//! Which screen an address names. No address names a person.

use chrono::NaiveDate;
use nattoku_consent::flow::Step;
use nattoku_consent::id::ItemId;
use nattoku_consent::time::{read_day, write_day};
use nattoku_consent::{Language, QuestionId};
use nattoku_disclosure::served::PAGES;

/// A screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// The first screen.
    Welcome,
    /// A step of the consent conversation.
    Step(Step),
    /// What was recorded.
    Done,
    /// What holds for each question.
    Choices,
    /// One question: what holds, its history, and how to change it.
    Choice(QuestionId),
    /// The two ways: change one thing, or stop everything.
    Stop,
    /// What stopping everything does, and the button.
    StopEverything,
    /// Whom the person acts for (S28).
    People,
    /// Every day on which something happened.
    History,
    /// What happened on a day, in the words of that day (U3).
    Day(NaiveDate),
    /// The receipt of an entry, by its number.
    Receipt(u64),
    /// What was said of a question, and in which words.
    Past(QuestionId),
    /// What changed in a question's words since it was answered (U1).
    Changes(QuestionId),
    /// Checking a receipt.
    Verify,
    /// What is offered besides, and never is consent.
    Preferences,
    /// The glossary.
    Words,
    /// Language and text size.
    Settings,
    /// A page of the disclosures, by its path; they are a program of their own (docs/adr/0005).
    Disclosures(String),
    /// No such screen.
    NotFound,
}

impl Route {
    /// Reads the path of an address, such as `/ja/question/research`, into its language and screen.
    #[must_use]
    pub fn parse(path: &str) -> (Option<Language>, Self) {
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        let language = parts.next().and_then(|tag| tag.parse().ok());
        let rest: Vec<_> = parts.collect();
        let id = |text: &str| text.parse::<QuestionId>().ok();
        let route = match rest.as_slice() {
            [] => Some(Self::Welcome),
            ["explain", page] => page.parse().ok().map(|page| Self::Step(Step::Explain(page))),
            ["question", question] => id(question).map(|id| Self::Step(Step::Question(id))),
            ["understanding", item] => {
                item.parse::<ItemId>().ok().map(|id| Self::Step(Step::Understanding(id)))
            }
            ["review"] => Some(Self::Step(Step::Review)),
            ["done"] => Some(Self::Done),
            ["choices"] => Some(Self::Choices),
            ["choices", question] => id(question).map(Self::Choice),
            ["choices", question, "past"] => id(question).map(Self::Past),
            ["choices", question, "changes"] => id(question).map(Self::Changes),
            ["receipts", number] => number.parse().ok().map(Self::Receipt),
            ["stop"] => Some(Self::Stop),
            ["stop", "everything"] => Some(Self::StopEverything),
            ["people"] => Some(Self::People),
            ["history"] => Some(Self::History),
            ["history", day] => read_day(day).map(Self::Day),
            ["verify"] => Some(Self::Verify),
            ["preferences"] => Some(Self::Preferences),
            ["words"] => Some(Self::Words),
            ["settings"] => Some(Self::Settings),
            [list, ..] if PAGES.contains(list) => Some(Self::Disclosures(rest.join("/"))),
            _ => None,
        };
        (language, route.unwrap_or(Self::NotFound))
    }

    /// The path of the screen in a language.
    #[must_use]
    pub fn path(&self, language: &Language) -> String {
        let rest = match self {
            Self::Welcome | Self::NotFound => String::new(),
            Self::Step(Step::Explain(page)) => format!("explain/{page}"),
            Self::Step(Step::Question(id)) => format!("question/{id}"),
            Self::Step(Step::Understanding(id)) => format!("understanding/{id}"),
            Self::Step(Step::Review) => "review".to_owned(),
            Self::Done => "done".to_owned(),
            Self::Choices => "choices".to_owned(),
            Self::Choice(id) => format!("choices/{id}"),
            Self::Stop => "stop".to_owned(),
            Self::StopEverything => "stop/everything".to_owned(),
            Self::People => "people".to_owned(),
            Self::History => "history".to_owned(),
            Self::Day(day) => format!("history/{}", write_day(*day)),
            Self::Receipt(number) => format!("receipts/{number}"),
            Self::Past(id) => format!("choices/{id}/past"),
            Self::Changes(id) => format!("choices/{id}/changes"),
            Self::Verify => "verify".to_owned(),
            Self::Preferences => "preferences".to_owned(),
            Self::Words => "words".to_owned(),
            Self::Settings => "settings".to_owned(),
            Self::Disclosures(path) => path.clone(),
        };
        format!("/{language}/{rest}")
    }

    /// Whether the screen is one of the record's, a program of its own (docs/adr/0007).
    #[must_use]
    pub const fn is_of_the_record(&self) -> bool {
        matches!(
            self,
            Self::History | Self::Day(_) | Self::Receipt(_) | Self::Changes(_) | Self::Past(_) | Self::Verify
        )
    }

    /// Whether the screen shows something of the person, or asks them, and so needs a session. To stop is
    /// asked for on the stop screen itself, so that it stays within three activations.
    #[must_use]
    pub const fn needs_session(&self) -> bool {
        match self {
            Self::Step(Step::Question(_) | Step::Understanding(_) | Step::Review)
            | Self::Done
            | Self::Choices
            | Self::Choice(_)
            | Self::People
            | Self::History
            | Self::Day(_)
            | Self::Receipt(_)
            | Self::Changes(_)
            | Self::Past(_)
            | Self::Preferences => true,
            Self::Welcome
            | Self::Step(Step::Explain(_))
            | Self::Stop
            | Self::StopEverything
            | Self::Verify
            | Self::Words
            | Self::Settings
            | Self::Disclosures(_)
            | Self::NotFound => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_screen_has_an_address_that_leads_back_to_it() {
        let language: Language = "ja".parse().unwrap();
        let question: QuestionId = "drug-development".parse().unwrap();
        let routes = [
            Route::Welcome,
            Route::Step(Step::Explain(3)),
            Route::Step(Step::Question(question.clone())),
            Route::Step(Step::Understanding("care".parse().unwrap())),
            Route::Step(Step::Review),
            Route::Done,
            Route::Choices,
            Route::Choice(question),
            Route::Stop,
            Route::StopEverything,
            Route::Preferences,
            Route::People,
            Route::History,
            Route::Day(read_day("2026-11-22").unwrap()),
            Route::Verify,
            Route::Receipt(12),
            Route::Past("research".parse().unwrap()),
            Route::Changes("research".parse().unwrap()),
            Route::Words,
            Route::Settings,
            Route::Disclosures("recipients/minato/r-1".to_owned()),
        ];
        for route in routes {
            assert_eq!(Route::parse(&route.path(&language)), (Some(language.clone()), route));
        }
    }

    #[test]
    fn an_unknown_address_is_not_found() {
        for path in ["/ja/nothing", "/ja/explain/x", "/ja/question/../x", "/ja/choices/A"] {
            assert_eq!(Route::parse(path).1, Route::NotFound, "{path}");
        }
    }
}
