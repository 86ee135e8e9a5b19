//! Which entries are shown: those that match what is typed and chosen, a screenful at a time.

use super::{Choices, Page, State};
use crate::i18n::forms;
use nattoku_disclosure::Recipient;
use nattoku_disclosure::search::fold;
use std::cmp::Reverse;
use std::rc::Rc;

/// How many entries are shown at a time: a list of thousands is not laid out at once.
pub const PER_PAGE: usize = 20;

/// Between the texts that are normalised together; it occurs in none of them.
const BETWEEN: char = '\u{1}';

/// The folded texts in which recipients are searched, each by its names and what it says. The browser
/// normalises them all in one call.
pub(super) fn texts(entries: &[Recipient]) -> Vec<String> {
    let text = |entry: &Recipient| {
        let own = [&entry.recipient.name, &entry.summary, &entry.data];
        let onward = entry.onward.iter().map(|onward| &onward.name);
        let texts = own.into_iter().chain(onward).flat_map(|text| text.0.values());
        texts.map(String::as_str).collect::<Vec<_>>().join(" ")
    };
    let all = entries.iter().map(text).collect::<Vec<_>>().join(&BETWEEN.to_string());
    fold(&forms::nfkc(&all)).split(BETWEEN).map(str::to_owned).collect()
}

impl State {
    /// Sorts and gathers anew, after a part has come: the newest provision first, because what happened last is
    /// what a reader came to see.
    pub(super) fn arrange(&mut self) {
        let all = &self.recipients.all;
        let mut order: Vec<usize> = (0..all.len()).collect();
        order.sort_by_key(|place| Reverse(all.get(*place).map(|(_, entry)| entry.last_provided())));
        let mut choices = Choices::default();
        for (source, entry) in all {
            choices.purposes.extend(entry.purposes.iter().map(|purpose| (purpose.clone(), *source)));
            choices.kinds.insert(entry.recipient.kind);
            choices.countries.insert(entry.recipient.country.clone());
        }
        (self.order, self.choices) = (Rc::new(order), Rc::new(choices));
    }

    /// Finds anew, after anything that decides what is found has changed.
    pub(super) fn find(&mut self) {
        let today = self.today();
        let all = &self.recipients.all;
        let query = fold(&forms::nfkc(&self.query));
        let keeps = |place: &usize| match (&self.page, all.get(*place)) {
            (_, None) => false,
            (Page::Recipients(Some((provider, id))), Some((source, entry))) => {
                entry.id == *id && self.provider_id(*source) == provider
            }
            (_, Some((_, entry))) => self.texts.matches(*place, &query) && self.filter.keeps(entry, today),
        };
        let found: Vec<usize> = self.order.iter().copied().filter(keeps).collect();
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
