//! One step: `update(act) -> effects`.

use super::found::texts;
use super::{Entries, Loading, Missed, Page, Reader, Sources, State};
use crate::loader::{RecordKey, Request};
use chrono::{DateTime, Utc};
use nattoku_disclosure::entry::{Publication, approvals};
use nattoku_disclosure::search::Filter;
use nattoku_disclosure::served::{Index, Source};
use nattoku_disclosure::{FeedKind, Outcome, Recipient, Review};
use std::rc::Rc;

/// What can happen.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// A page is opened, for whoever is signed in.
    Open(Page, DateTime<Utc>, Option<RecordKey>),
    /// The index came, or did not.
    Index(Option<Index>),
    /// Recipients of a source came, or did not.
    Recipients(usize, Option<Vec<Recipient>>),
    /// Outcomes of a source came, or did not.
    Outcomes(usize, Option<Vec<Outcome>>),
    /// Review decisions of a source came, or did not.
    Reviews(usize, Option<Vec<Review>>),
    /// The reader's record came, or did not.
    Reader(Request, Option<Rc<Reader>>),
    /// The reader types.
    Type(String),
    /// The reader chooses what to see.
    Choose(Filter),
    /// The reader opened or closed the details of an entry.
    Unfold(usize, bool),
    /// The reader turns to another screenful.
    Turn(usize),
    /// The outcomes that this device has shown before.
    SeenBefore(Vec<String>),
    /// Another try at what did not come.
    TryAgain,
}

/// What the browser must do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Fetch the index.
    FetchIndex,
    /// Read the reader's record.
    ReadRecord(Request),
    /// Fetch a part of a source's feed.
    Fetch(FeedKind, usize, String),
    /// Remember that these outcomes were shown, and say which were before.
    Remember(Vec<String>),
    /// Tell the reader that the list changed: move to its heading.
    ShowList,
    /// Tell the reader that the page changed: title, focus, top.
    Announce,
}

impl State {
    /// Takes a step.
    pub fn update(&mut self, act: Act) -> Vec<Effect> {
        match act {
            Act::Open(page, now, key) => self.open(page, now, key),
            Act::Index(index) => self.index_came(index),
            Act::Recipients(source, came) => self.recipients_came(source, came),
            Act::Outcomes(source, came) => {
                add(&mut self.outcomes, source, came);
                self.remember()
            }
            Act::Reviews(source, came) => {
                add(&mut self.reviews, source, came);
                self.gather_approvals();
                vec![]
            }
            Act::Reader(request, reader) if self.loader.takes(&request) => self.reader_came(reader),
            // The response to an earlier request, perhaps about another person (A40).
            Act::Reader(..) => vec![],
            Act::SeenBefore(seen) => {
                self.seen_before = Some(Rc::new(seen));
                vec![]
            }
            Act::TryAgain => self.try_again(),
            Act::Type(query) => self.search(|state| state.query = query),
            Act::Choose(filter) => self.search(|state| state.filter = filter),
            Act::Unfold(place, open) => self.unfold(place, open),
            Act::Turn(shown) => {
                self.shown = shown.min(self.last_shown());
                vec![Effect::ShowList]
            }
        }
    }

    fn unfold(&mut self, place: usize, open: bool) -> Vec<Effect> {
        let unfolded = Rc::make_mut(&mut self.unfolded);
        if open {
            unfolded.insert(place)
        } else {
            unfolded.remove(&place)
        };
        vec![]
    }

    /// Gathers what the reviews that have come allow to the hospital of the reader.
    fn gather_approvals(&mut self) {
        let Some(reader) = &self.reader else { return self.approvals = Rc::default() };
        let reviews = self.reviews.all.iter().filter_map(|(source, review)| {
            let Source { programmes, next_update, .. } = self.providers().get(*source)?;
            Some((Publication { programmes, next_update: *next_update }, &**review))
        });
        self.approvals = Rc::new(approvals(reviews, &reader.catalogues.current().provider.country));
    }

    fn search(&mut self, change: impl FnOnce(&mut Self)) -> Vec<Effect> {
        change(self);
        self.shown = 0;
        self.find();
        vec![]
    }

    fn reader_came(&mut self, reader: Option<Rc<Reader>>) -> Vec<Effect> {
        self.reader = reader;
        self.gather_approvals();
        self.remember()
    }

    /// Nothing that was said of another person stays, also where reading fails.
    fn read_record(&mut self, key: Option<RecordKey>) -> Vec<Effect> {
        if self.loader.last().record() != key.as_ref() {
            self.reader_came(None);
        }
        let is_signed_in = key.is_some();
        let request = self.loader.ask(key);
        if is_signed_in { vec![Effect::ReadRecord(request)] } else { vec![] }
    }

    fn open(&mut self, page: Page, now: DateTime<Utc>, key: Option<RecordKey>) -> Vec<Effect> {
        if self.page != page {
            self.shown = 0;
        }
        (self.page, self.now) = (page, now);
        let mut effects = self.read_record(key);
        effects.extend(match &self.sources {
            Sources::NotAsked => {
                self.sources = Sources::Coming;
                vec![Effect::FetchIndex]
            }
            Sources::Coming => vec![],
            Sources::Unreachable => self.try_again(),
            Sources::Here(_) => self.fetch(),
        });
        self.find();
        effects.extend(self.remember());
        effects.push(Effect::Announce);
        effects
    }

    fn index_came(&mut self, index: Option<Index>) -> Vec<Effect> {
        self.sources = index.map_or(Sources::Unreachable, |index| Sources::Here(Rc::new(index)));
        self.fetch()
    }

    fn try_again(&mut self) -> Vec<Effect> {
        let fresh = Self::new(self.page.clone(), self.language.clone(), self.now);
        let (loader, reader) = (self.loader.clone(), self.reader.clone());
        *self = Self { loader, reader, sources: Sources::Coming, ..fresh };
        vec![Effect::FetchIndex]
    }

    fn recipients_came(&mut self, source: usize, came: Option<Vec<Recipient>>) -> Vec<Effect> {
        if let Some(came) = &came {
            let known = Rc::make_mut(&mut self.texts);
            texts(came).iter().take(came.len()).for_each(|text| known.push(text));
        }
        add(&mut self.recipients, source, came);
        self.arrange();
        self.find();
        vec![]
    }

    /// Asks for what the page shows and nobody asked for yet.
    fn fetch(&mut self) -> Vec<Effect> {
        let Sources::Here(index) = self.sources.clone() else { return vec![] };
        let mut effects = Vec::new();
        for kind in self.page.feeds().iter().filter(|kind| self.loading(**kind) == Loading::NotAsked) {
            let parts = index.sources.iter().enumerate().flat_map(|(source, provider)| {
                let feeds = provider.feeds.iter().filter(|feed| feed.kind == *kind);
                feeds.flat_map(move |feed| feed.parts.iter().map(move |part| (source, part.clone())))
            });
            effects.push((*kind, parts.collect::<Vec<_>>()));
        }
        for (kind, parts) in &effects {
            self.set_loading(*kind, coming(parts.len(), Missed::Nothing));
        }
        let fetch = |(kind, parts): (FeedKind, Vec<(usize, String)>)| {
            parts.into_iter().map(move |(source, part)| Effect::Fetch(kind, source, part))
        };
        effects.into_iter().flat_map(fetch).collect()
    }

    fn set_loading(&mut self, kind: FeedKind, loading: Loading) {
        match kind {
            FeedKind::Recipients => Rc::make_mut(&mut self.recipients).loading = loading,
            FeedKind::Outcomes => Rc::make_mut(&mut self.outcomes).loading = loading,
            FeedKind::Reviews => Rc::make_mut(&mut self.reviews).loading = loading,
        }
    }

    /// For a reader who asked for news of results: once all of them are on the screen, they count as shown.
    fn remember(&self) -> Vec<Effect> {
        let asked = self.reader.as_ref().is_some_and(|reader| reader.wants("results-news"));
        let all = matches!(self.outcomes.loading, Loading::Done(Missed::Nothing));
        if !(asked && all && self.page == Page::Outcomes && self.seen_before.is_none()) {
            return vec![];
        }
        let names = self.outcomes.all.iter().map(|(source, outcome)| self.name_of(*source, outcome));
        vec![Effect::Remember(names.collect())]
    }

    /// What an outcome is called among those of every provider.
    #[must_use]
    pub fn name_of(&self, source: usize, outcome: &Outcome) -> String {
        format!("{}/{}", self.provider_id(source), outcome.id)
    }
}

const fn coming(parts: usize, missed: Missed) -> Loading {
    if parts == 0 { Loading::Done(missed) } else { Loading::Coming(parts, missed) }
}

fn add<T: Clone>(entries: &mut Rc<Entries<T>>, source: usize, came: Option<Vec<T>>) {
    let entries = Rc::make_mut(entries);
    let Loading::Coming(parts, missed) = entries.loading else { return };
    let missed = if came.is_none() { Missed::Some } else { missed };
    entries.all.extend(came.into_iter().flatten().map(|entry| (source, Rc::new(entry))));
    entries.loading = coming(parts - 1, missed);
}
