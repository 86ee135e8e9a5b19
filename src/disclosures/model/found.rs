//! Which entries are shown: those that match what is typed and chosen, a screenful at a time.

use super::{Page, State};
use crate::i18n::forms;
use nattoku_disclosure::search::fold;
use std::cmp::Reverse;
use std::rc::Rc;

/// How many entries are shown at a time: a list of thousands is not laid out at once.
pub const PER_PAGE: usize = 20;

impl State {
    /// Finds anew, after anything that decides what is found has changed.
    pub(super) fn find(&mut self) {
        let today = self.now.date_naive();
        let all = &self.recipients.all;
        let mut found: Vec<usize> = match &self.page {
            Page::Recipients(Some((provider, id))) => {
                let is_it = |place: &usize| {
                    let (source, entry) = &all[*place];
                    entry.id == *id && self.provider_id(*source) == provider
                };
                (0..all.len()).filter(is_it).collect()
            }
            _ => {
                let query = fold(&forms::nfkc(&self.query));
                let keeps =
                    |place: &usize| all.get(*place).is_some_and(|(_, entry)| self.filter.keeps(entry, today));
                self.texts.find(&query).filter(keeps).collect()
            }
        };
        // The newest provision first: what happened last is what a reader came to see.
        found.sort_by_key(|place| Reverse(all.get(*place).map(|(_, entry)| entry.last_provided())));
        self.found = Rc::new(found);
        self.shown = self.shown.min(self.last_shown());
    }

    /// The id of a provider, by its place among the sources.
    #[must_use]
    pub fn provider_id(&self, source: usize) -> &str {
        self.providers().get(source).map_or("", |source| source.provider.id.as_str())
    }

    /// The number of the last screenful.
    #[must_use]
    pub fn last_shown(&self) -> usize {
        self.found.len().saturating_sub(1) / PER_PAGE
    }
}
