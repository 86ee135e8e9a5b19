//! The server's own words in every language it has: problems that patients see, the printed sheet, the desk's page
//! and its receipts, and the pages of a society.

use chrono::{Datelike, NaiveDate};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use nattoku_consent::Language;
use std::collections::BTreeMap;
use std::str::FromStr;
use unic_langid::LanguageIdentifier;

/// Each language's tag and files; the first is the one for readers whose language is not here.
const LOCALES: [(&str, [&str; 5]); 2] = [
    (
        "ja",
        [
            include_str!("../../../locales/ja/desk.ftl"),
            include_str!("../../../locales/ja/problem.ftl"),
            include_str!("../../../locales/ja/publish.ftl"),
            include_str!("../../../locales/ja/receipt.ftl"),
            include_str!("../../../locales/ja/sheet.ftl"),
        ],
    ),
    (
        "en",
        [
            include_str!("../../../locales/en/desk.ftl"),
            include_str!("../../../locales/en/problem.ftl"),
            include_str!("../../../locales/en/publish.ftl"),
            include_str!("../../../locales/en/receipt.ftl"),
            include_str!("../../../locales/en/sheet.ftl"),
        ],
    ),
];

/// The server's words.
pub struct Texts {
    default: Language,
    bundles: BTreeMap<Language, FluentBundle<FluentResource>>,
}

/// Why a language file cannot be used: a mistake of ours, found at start.
#[derive(Debug, thiserror::Error)]
#[error("the texts for {language} built into this program are broken: {reason}. Please report this")]
pub struct TextsError {
    language: &'static str,
    reason: String,
}

impl Texts {
    /// Reads the built-in texts.
    ///
    /// # Errors
    /// A file is malformed.
    pub fn load() -> Result<Self, TextsError> {
        let mut bundles = BTreeMap::new();
        for (tag, sources) in LOCALES {
            let broken = |reason: String| TextsError { language: tag, reason };
            let language = tag.parse::<Language>().map_err(|error| broken(error.to_string()))?;
            let locale = LanguageIdentifier::from_str(tag).map_err(|error| broken(error.to_string()))?;
            let mut bundle = FluentBundle::new_concurrent(vec![locale]);
            // These texts go into JSON and paper, where isolation marks around numbers have no use.
            bundle.set_use_isolating(false);
            for source in sources {
                let resource = FluentResource::try_new(source.to_owned())
                    .map_err(|(_, errors)| broken(format!("{errors:?}")))?;
                bundle.add_resource(resource).map_err(|errors| broken(format!("{errors:?}")))?;
            }
            bundles.insert(language, bundle);
        }
        let (default, _) = LOCALES[0];
        let default =
            default.parse().map_err(|_| TextsError { language: default, reason: "no tag".to_owned() })?;
        Ok(Self { default, bundles })
    }

    /// The languages there are texts in; the default first.
    pub fn languages(&self) -> impl Iterator<Item = &Language> {
        let others = self.bundles.keys().filter(|language| **language != self.default);
        std::iter::once(&self.default).chain(others)
    }

    /// A text in `language`, or in the default where that is missing.
    #[must_use]
    pub fn get(&self, language: &Language, id: &str, arguments: &[(&str, FluentValue<'_>)]) -> String {
        let arguments: FluentArgs<'_> = arguments.iter().cloned().collect();
        [language, &self.default]
            .iter()
            .filter_map(|language| self.bundles.get(language))
            .find_map(|bundle| {
                let pattern = bundle.get_message(id)?.value()?;
                Some(bundle.format_pattern(pattern, Some(&arguments), &mut Vec::new()).into_owned())
            })
            .unwrap_or_default()
    }
}

/// A day as people of that language write it; others get ISO 8601, which nobody misreads.
#[must_use]
pub fn date(day: NaiveDate, language: &Language) -> String {
    match language.as_str() {
        "ja" => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
        "en" => day.format("%-d %B %Y").to_string(),
        _ => day.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_as_people_write_it() {
        let day = NaiveDate::from_ymd_opt(2027, 2, 3).unwrap();
        assert_eq!(date(day, &"ja".parse().unwrap()), "2027年2月3日");
        assert_eq!(date(day, &"en".parse().unwrap()), "3 February 2027");
        assert_eq!(date(day, &"fr".parse().unwrap()), "2027-02-03");
    }

    #[test]
    fn every_language_has_every_text() {
        let ids = |source: &str| {
            let ids =
                source.lines().filter_map(|line| line.split_once(" = ")).map(|(id, _)| id.trim().to_owned());
            ids.collect::<std::collections::BTreeSet<_>>()
        };
        let (_, originals) = LOCALES[0];
        for (tag, sources) in LOCALES {
            for (original, source) in originals.into_iter().zip(sources) {
                assert_eq!(ids(original), ids(source), "{tag}");
            }
        }
    }

    #[test]
    fn japanese_sentences_are_short_enough_to_read() {
        let (_, sources) = LOCALES[0];
        let lines = sources.into_iter().flat_map(str::lines);
        for text in lines.filter_map(|line| line.split_once(" = ")) {
            for sentence in text.1.split_inclusive('。') {
                assert!(sentence.chars().count() <= 40, "{sentence}");
            }
        }
    }

    #[test]
    fn an_unknown_language_reads_the_default() {
        let texts = Texts::load().unwrap();
        let french = "fr".parse().unwrap();
        let japanese = "ja".parse().unwrap();
        let text = texts.get(&french, "problem-not-found-title", &[]);
        assert!(!text.is_empty());
        assert_eq!(text, texts.get(&japanese, "problem-not-found-title", &[]));
    }
}
