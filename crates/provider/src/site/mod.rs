//! A society's site: readable pages without any script, feeds for those who subscribe, and the signed files
//! beside them. Everything here is made in memory; `nattoku publish` puts it in its place.

mod outcomes;
mod page;
mod program;
mod recipients;
mod reviews;
pub mod society;
mod subscribe;
mod words;

use crate::http::app::Files;
use crate::texts::Texts;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use nattoku_consent::Language;
use nattoku_disclosure::entry::Entries;
use nattoku_disclosure::feed::FeedKind;
use nattoku_disclosure::publish::SiteFile;
use page::Page;
use program::Program;
use society::Society;
use words::Words;

/// How many entries a page shows.
const PER_PAGE: usize = 100;

/// What the pages are made of.
pub struct Source<'a> {
    /// Who publishes.
    pub society: &'a Society,
    /// What is published.
    pub entries: &'a Entries,
    /// The words around it.
    pub texts: &'a Texts,
    /// The built app, for its stylesheet and its disclosures; may be empty.
    pub app: &'a Files,
    /// When it is made.
    pub now: DateTime<Utc>,
    /// By when the next version is promised.
    pub next_update: DateTime<Utc>,
}

/// An entry as a page and a subscription show it, in one language.
pub(crate) struct Shown {
    pub(crate) id: String,
    pub(crate) on: NaiveDate,
    pub(crate) title: String,
    pub(crate) summary: String,
    /// Whether subscribers are told.
    pub(crate) is_news: bool,
    /// What follows the summary, as HTML.
    pub(crate) details: String,
}

impl Source<'_> {
    /// The day it is where the society is.
    fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        (at + Duration::minutes(self.society.utc_offset_minutes.into())).date_naive()
    }

    /// The entries of a feed, newest first.
    fn shown(&self, kind: FeedKind, words: &Words<'_>) -> Vec<Shown> {
        let today = self.day(self.now);
        let mut shown: Vec<_> = match kind {
            FeedKind::Recipients => {
                self.entries.recipients.iter().map(|entry| recipients::show(entry, words, today)).collect()
            }
            FeedKind::Outcomes => {
                let names = outcomes::names(&self.entries.recipients, words.language);
                self.entries
                    .outcomes
                    .iter()
                    .map(|entry| outcomes::show(entry, words, today, &names))
                    .collect()
            }
            FeedKind::Reviews => {
                self.entries.reviews.iter().map(|entry| reviews::show(entry, words)).collect()
            }
        };
        shown.sort_by(|a, b| b.on.cmp(&a.on).then_with(|| a.id.cmp(&b.id)));
        shown
    }
}

/// Every page and subscription.
///
/// # Errors
/// A file cannot be written as JSON.
pub fn files(source: &Source<'_>) -> serde_json::Result<Vec<SiteFile>> {
    let mut files = vec![SiteFile {
        path: "schemas/context.jsonld".to_owned(),
        bytes: include_bytes!("../../../../schemas/context.jsonld").to_vec(),
    }];
    let program = Program::of(source.app);
    files.extend(program.iter().flat_map(|program| program.files(source.app)));
    let source = &Made { source, program };
    for language in &source.society.languages {
        let words = Words::new(source.texts, source.society, language);
        files.push(page::first(source, &words));
        files.extend(page::drawn(source, &words));
        for kind in FeedKind::ALL {
            let shown = source.shown(kind, &words);
            files.extend(pages(source, &words, kind, &shown));
            files.extend(subscribe::files(source, &words, kind, &shown)?);
        }
    }
    files.extend(page::languages(source));
    Ok(files)
}

/// What the pages are made of, with the program that stands in them.
pub(crate) struct Made<'a> {
    source: &'a Source<'a>,
    program: Option<Program>,
}

impl<'a> std::ops::Deref for Made<'a> {
    type Target = Source<'a>;
    fn deref(&self) -> &Source<'a> {
        self.source
    }
}

fn pages(source: &Made<'_>, words: &Words<'_>, kind: FeedKind, shown: &[Shown]) -> Vec<SiteFile> {
    let of = shown.len().div_ceil(PER_PAGE).max(1);
    let part = |number: usize| {
        let start = (number - 1) * PER_PAGE;
        let entries = &shown[start..shown.len().min(start + PER_PAGE)];
        Page { kind, number, of, total: shown.len(), entries }.file(source, words)
    };
    (1..=of).map(part).collect()
}

/// The path of a page of a feed.
pub(crate) fn page_path(language: &Language, kind: FeedKind, number: usize) -> String {
    match number {
        1 => format!("{language}/{}/index.html", kind.name()),
        _ => format!("{language}/{}/{number}/index.html", kind.name()),
    }
}
