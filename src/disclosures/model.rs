//! The state of the disclosures, and how it moves. Pure: what must be fetched comes out as effects.

mod found;
mod reader;
mod update;

#[cfg(test)]
pub(crate) mod tests;

pub use found::PER_PAGE;
pub use reader::Reader;
pub use update::{Act, Effect};

use crate::loader::Loader;
use chrono::{DateTime, NaiveDate, Utc};
use nattoku_consent::catalogue::RecipientKind;
use nattoku_consent::{Approvals, Language, QuestionId};
use nattoku_disclosure::entry::Entry;
use nattoku_disclosure::search::{Filter, Index as SearchIndex};
use nattoku_disclosure::served::{Index, Source};
use nattoku_disclosure::{Country, EntryId, FeedKind, Outcome, Recipient, Review};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// A page of the disclosures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Page {
    /// Who received data; perhaps one entry of one provider only.
    Recipients(Option<(String, EntryId)>),
    /// What came of it.
    Outcomes,
    /// What review bodies decided.
    Reviews,
    /// Trials that take people in.
    Trials,
    /// Where the data went, as a picture.
    Flow,
}

impl Page {
    /// Reads an address such as `recipients/minato/r-1`.
    #[must_use]
    pub fn parse(path: &str) -> Option<Self> {
        let parts: Vec<_> = path.split('/').filter(|part| !part.is_empty()).collect();
        match parts.as_slice() {
            ["recipients"] => Some(Self::Recipients(None)),
            ["recipients", provider, entry] => {
                Some(Self::Recipients(Some(((*provider).to_owned(), entry.parse().ok()?))))
            }
            ["outcomes"] => Some(Self::Outcomes),
            ["reviews"] => Some(Self::Reviews),
            ["trials"] => Some(Self::Trials),
            ["flow"] => Some(Self::Flow),
            _ => None,
        }
    }

    /// Its address.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Self::Recipients(None) => "recipients".to_owned(),
            Self::Recipients(Some((provider, entry))) => format!("recipients/{provider}/{entry}"),
            Self::Outcomes => "outcomes".to_owned(),
            Self::Reviews => "reviews".to_owned(),
            Self::Trials => "trials".to_owned(),
            Self::Flow => "flow".to_owned(),
        }
    }

    /// The feeds it shows.
    #[must_use]
    pub const fn feeds(&self) -> &'static [FeedKind] {
        match self {
            // Whether an entry may include the reader can rest on a review.
            Self::Recipients(_) => &[FeedKind::Recipients, FeedKind::Reviews],
            Self::Flow => &[FeedKind::Recipients],
            Self::Outcomes => &[FeedKind::Outcomes, FeedKind::Recipients, FeedKind::Reviews],
            Self::Reviews => &[FeedKind::Reviews],
            Self::Trials => &[FeedKind::Outcomes],
        }
    }
}

/// The entries of one kind from every provider, each with the number of its source. They are shared, so that a
/// step that changes something else does not copy thousands of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Entries<T> {
    /// The entries, in the order of the sources.
    pub all: Vec<(usize, Rc<T>)>,
    /// Where loading stands.
    pub loading: Loading,
}

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self { all: Vec::new(), loading: Loading::NotAsked }
    }
}

impl<T: Entry> Entries<T> {
    /// The entry of a provider, by its id.
    #[must_use]
    pub fn get(&self, source: usize, id: &EntryId) -> Option<&T> {
        self.all.iter().find(|(of, entry)| *of == source && entry.id() == *id).map(|(_, entry)| &**entry)
    }
}

/// What of the recipients can be chosen: only what occurs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choices {
    /// The purposes, each with a source that names it.
    pub purposes: BTreeMap<QuestionId, usize>,
    /// The kinds.
    pub kinds: BTreeSet<RecipientKind>,
    /// The countries.
    pub countries: BTreeSet<Country>,
}

/// Where loading the entries of one kind stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loading {
    /// No page needed them yet.
    NotAsked,
    /// So many parts are still to come, of which some did not.
    Coming(usize, Missed),
    /// Every part that could be had is there.
    Done(Missed),
}

/// Whether some parts did not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missed {
    /// All of them came.
    Nothing,
    /// Some did not, or could not be read: the reader is told.
    Some,
}

/// The index of providers.
#[derive(Debug, Clone, PartialEq)]
pub enum Sources {
    /// Nobody asked for it yet.
    NotAsked,
    /// On its way.
    Coming,
    /// Here.
    Here(Rc<Index>),
    /// It did not come.
    Unreachable,
}

/// The whole state of the disclosures.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// The page.
    pub page: Page,
    /// The language of the page.
    pub language: Language,
    /// What the device's clock says: only for what is overdue.
    pub now: DateTime<Utc>,
    /// The providers.
    pub sources: Sources,
    /// Who received data.
    pub recipients: Rc<Entries<Recipient>>,
    /// The texts of `recipients`, folded for searching, in the same order.
    pub texts: Rc<SearchIndex>,
    /// What came of it.
    pub outcomes: Rc<Entries<Outcome>>,
    /// What review bodies decided.
    pub reviews: Rc<Entries<Review>>,
    /// What the reviews allow to the reader's hospital.
    pub approvals: Rc<Approvals>,
    /// Asks for the record of the person who reads, anew with each page: an answer may have changed meanwhile.
    pub loader: Loader,
    /// That person, once their record is here.
    pub reader: Option<Rc<Reader>>,
    /// What the reader typed.
    pub query: String,
    /// What the reader chose to see.
    pub filter: Filter,
    /// The places in `recipients`, the newest provision first: sorted when a part comes, not when a key is pressed.
    pub order: Rc<Vec<usize>>,
    /// What there is to choose from, gathered when a part comes.
    pub choices: Rc<Choices>,
    /// The entries of `recipients` whose details the reader opened.
    pub unfolded: Rc<BTreeSet<usize>>,
    /// The entries of `recipients` that are found, in the order in which they are shown.
    pub found: Rc<Vec<usize>>,
    /// Which part of what is found is shown, from 0.
    pub shown: usize,
    /// The outcomes this device has shown before, for a reader who asked for news of results.
    pub seen_before: Option<Rc<Vec<String>>>,
}

impl State {
    /// The state at the start.
    #[must_use]
    pub fn new(page: Page, language: Language, now: DateTime<Utc>) -> Self {
        Self {
            page,
            language,
            now,
            sources: Sources::NotAsked,
            recipients: Rc::default(),
            texts: Rc::default(),
            outcomes: Rc::default(),
            reviews: Rc::default(),
            approvals: Rc::default(),
            loader: Loader::default(),
            reader: None,
            query: String::new(),
            filter: Filter::default(),
            order: Rc::default(),
            choices: Rc::default(),
            unfolded: Rc::default(),
            found: Rc::default(),
            shown: 0,
            seen_before: None,
        }
    }

    /// The providers, as far as they are known.
    #[must_use]
    pub fn providers(&self) -> &[Source] {
        match &self.sources {
            Sources::Here(index) => &index.sources,
            _ => &[],
        }
    }

    /// The day of an instant where the site is that shows the lists: the same for everything on a page.
    #[must_use]
    pub fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        match &self.sources {
            Sources::Here(index) => index.day(at),
            _ => at.date_naive(),
        }
    }

    /// Today, where that site is.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.day(self.now)
    }

    /// Where loading a kind stands.
    #[must_use]
    pub fn loading(&self, kind: FeedKind) -> Loading {
        match kind {
            FeedKind::Recipients => self.recipients.loading,
            FeedKind::Outcomes => self.outcomes.loading,
            FeedKind::Reviews => self.reviews.loading,
        }
    }
}
