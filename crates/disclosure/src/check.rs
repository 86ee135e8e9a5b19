//! What must be right before anything is published. Every finding names the feed, the entry and the way out,
//! so that a secretary can correct the spreadsheet.

mod links;
mod look_alikes;

pub use look_alikes::{look_alikes, resembles};

use crate::clean;
use crate::entry::{Came, Entries, Entry, Outcome, Recipient, Review};
use crate::feed::FeedKind;
use crate::manifest::Publisher;
use chrono::NaiveDate;
use nattoku_consent::{Language, Localized};
use std::collections::BTreeSet;
use std::fmt;

/// Something that must be put right first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// In which feed; none: in what the publisher says of itself.
    pub feed: Option<FeedKind>,
    /// In which entry or field.
    pub entry: String,
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub way_out: &'static str,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let feed = self.feed.map_or("publisher", FeedKind::name);
        write!(f, "{feed}: {}: {}. {}", self.entry, self.problem, self.way_out)
    }
}

/// Everything that must be put right before the entries are published.
#[must_use]
pub fn check(
    publisher: &Publisher,
    languages: &[Language],
    entries: &Entries,
    today: NaiveDate,
) -> Vec<Finding> {
    let mut findings = of_publisher(publisher, languages);
    findings.extend(each(FeedKind::Recipients, &entries.recipients, languages));
    findings.extend(each(FeedKind::Outcomes, &entries.outcomes, languages));
    findings.extend(each(FeedKind::Reviews, &entries.reviews, languages));
    findings.extend(entries.recipients.iter().flat_map(|recipient| recipient_dates(recipient, today)));
    findings.extend(entries.outcomes.iter().filter_map(|outcome| outcome_date(outcome, today)));
    findings.extend(entries.reviews.iter().filter_map(|review| review_date(review, today)));
    findings.extend(links::check(publisher, entries));
    findings.extend(names(entries, languages));
    findings
}

pub(crate) fn finding(
    feed: FeedKind,
    entry: &dyn fmt::Display,
    problem: String,
    way_out: &'static str,
) -> Finding {
    Finding { feed: Some(feed), entry: entry.to_string(), problem, way_out }
}

fn of_publisher(publisher: &Publisher, languages: &[Language]) -> Vec<Finding> {
    let lacks = |text: &Localized, language: &Language| {
        text.0.get(language).is_none_or(|text| text.trim().is_empty() || clean::is_unclean(text))
    };
    let texts = [("name", &publisher.name), ("contact", &publisher.contact)];
    let missing = texts.into_iter().flat_map(|(field, text)| {
        languages.iter().filter(move |language| lacks(text, language)).map(move |language| (field, language))
    });
    let mut findings: Vec<_> = missing
        .map(|(field, language)| Finding {
            feed: None,
            entry: field.to_owned(),
            problem: format!("it has no readable text in {language}"),
            way_out: "Write it in publisher.toml",
        })
        .collect();
    if languages.is_empty() {
        findings.push(Finding {
            feed: None,
            entry: "languages".to_owned(),
            problem: "no language is named".to_owned(),
            way_out: "Name at least one, such as languages = [\"ja\"]",
        });
    }
    findings
}

/// What every kind of entry must keep: its id is its own, its texts exist and are clean.
fn each<T: Entry>(feed: FeedKind, entries: &[T], languages: &[Language]) -> Vec<Finding> {
    let mut known = BTreeSet::new();
    let mut findings = Vec::new();
    for entry in entries {
        let id = entry.id();
        for (field, language) in entry.missing(languages) {
            let problem = format!("{field} has no text in {language}");
            findings.push(finding(feed, &id, problem, "Write it in that language"));
        }
        let is_unclean = serde_json::to_value(entry).is_ok_and(|mut value| clean::clean(&mut value));
        if is_unclean {
            let problem = "a text has hidden or direction-turning characters".to_owned();
            findings.push(finding(feed, &id, problem, "Type the text anew instead of pasting it"));
        }
        if !known.insert(id.clone()) {
            let problem = "another entry has the same id".to_owned();
            findings.push(finding(feed, &id, problem, "Give each entry an id of its own"));
        }
    }
    findings
}

fn recipient_dates(recipient: &Recipient, today: NaiveDate) -> Vec<Finding> {
    let of = |problem: String, way_out| finding(FeedKind::Recipients, &recipient.id, problem, way_out);
    let last = recipient.last_provided();
    let mut findings = Vec::new();
    if last < recipient.first {
        let problem = format!("the last provision ({last}) is before the first ({})", recipient.first);
        findings.push(of(problem, "Exchange or correct the dates"));
    }
    if recipient.ended.is_some_and(|ended| ended < recipient.first) {
        findings.push(of("the use ended before it began".to_owned(), "Correct the dates"));
    }
    let incidents = recipient.incidents.iter().map(|incident| ("an incident", incident.on));
    for (what, on) in [("the last provision", last), ("the first provision", recipient.first)]
        .into_iter()
        .chain(incidents)
        .filter(|(_, on)| *on > today)
    {
        findings.push(of(format!("{what} is in the future ({on})"), "Correct the date"));
    }
    findings
}

fn outcome_date(outcome: &Outcome, today: NaiveDate) -> Option<Finding> {
    match &outcome.came {
        Came::Result(result) if result.on > today => {
            let problem = format!("the result is in the future ({})", result.on);
            Some(finding(FeedKind::Outcomes, &outcome.id, problem, "Correct the date, or say none yet"))
        }
        _ => None,
    }
}

fn review_date(review: &Review, today: NaiveDate) -> Option<Finding> {
    let problem = || format!("the decision is in the future ({})", review.on);
    (review.on > today).then(|| finding(FeedKind::Reviews, &review.id, problem(), "Correct the date"))
}

fn names(entries: &Entries, languages: &[Language]) -> Vec<Finding> {
    let in_language = |language: &Language| {
        let named = |recipient: &Recipient| recipient.recipient.name.0.get(language).cloned();
        let names: Vec<_> = entries
            .recipients
            .iter()
            .filter_map(|recipient| Some((recipient.id.clone(), named(recipient)?)))
            .collect();
        look_alikes(names.iter().map(|(id, name)| (id.clone(), name.as_str())))
    };
    let alike = languages.iter().flat_map(in_language);
    alike
        .map(|(id, other)| {
            let problem = format!("its name looks like \"{other}\" and is not the same");
            finding(FeedKind::Recipients, &id, problem, "Write the same name with the same characters")
        })
        .collect()
}
