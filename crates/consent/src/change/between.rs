//! What changed since the words a person last answered under, over all the versions they skipped.

use super::words::{Words, without};
use super::{Altered, Field, Weight, alteration, widening};
use crate::catalogue::{Catalogue, Catalogues};
use crate::id::{Digest, QuestionId};
use std::collections::BTreeMap;
use std::mem::discriminant;

/// What became of a question from the words shown to those in force: the facts by comparing the two, the weight
/// and the sentences from every version in between, as far as what it changed is still so today.
///
/// `None` where nothing differs, or where one of the two does not know the question: then there is nothing to
/// compare.
#[must_use]
pub fn between(catalogues: &Catalogues, shown: &Digest, question: &QuestionId) -> Option<Altered> {
    if shown == catalogues.current_digest() {
        return None;
    }
    let before = Words::find(catalogues.get(shown)?, question)?;
    let today = Words::find(catalogues.current(), question)?;
    let mut whole = Altered {
        question: question.clone(),
        weight: Weight::Editorial,
        sentences: Vec::new(),
        fields: before.fields(today),
        widens: widening::widenings(before, today),
    };
    if whole.fields.is_empty() {
        return None;
    }
    let versions = versions(catalogues, before.catalogue);
    for step in versions.windows(2) {
        let [older, newer] = step else { continue };
        let both = Words::find(older, question).zip(Words::find(newer, question));
        let Some((older, newer)) = both else {
            // It was not asked for a while: no author could compare.
            whole.weight = Weight::Material;
            continue;
        };
        let Some(step) = alteration(older, newer) else { continue };
        let remains = Remains::of([older, newer, before, today]);
        if remains.facts || remains.texts {
            whole.weight = whole.weight.max(step.weight);
        }
        if remains.is_told(&step) {
            let unsaid = step.sentences.into_iter().filter(|sentence| !whole.sentences.contains(sentence));
            let unsaid: Vec<_> = unsaid.collect();
            whole.sentences.extend(unsaid);
        }
    }
    if !whole.widens.is_empty() {
        whole.weight = Weight::Material;
    }
    Some(whole)
}

/// The catalogue shown, those in between by version, and the one in force.
fn versions<'a>(catalogues: &'a Catalogues, shown: &'a Catalogue) -> Vec<&'a Catalogue> {
    let current = catalogues.current();
    let between = catalogues.iter().map(|(_, catalogue)| catalogue);
    let between: BTreeMap<u32, &Catalogue> = between
        .filter(|catalogue| shown.version < catalogue.version && catalogue.version < current.version)
        .map(|catalogue| (catalogue.version, catalogue))
        .collect();
    std::iter::once(shown).chain(between.into_values()).chain(std::iter::once(current)).collect()
}

/// What of a version's change is still so today, and new to who saw the words before.
struct Remains {
    facts: bool,
    texts: bool,
}

impl Remains {
    fn of([older, newer, before, today]: [Words<'_>; 4]) -> Self {
        let still = |field: &Field| older.differs(today, *field) && before.differs(today, *field);
        let texts = older.fields(newer).iter().filter(|field| field.is_text()).any(still);
        let [older, newer, before, today] = [older, newer, before, today].map(Words::facts);
        let came = without(&newer, &older).any(|fact| today.contains(&fact) && !before.contains(&fact));
        // What went because another took its place is gone only as long as that one is there.
        let mut went = without(&older, &newer).filter(|fact| {
            let is_replaced = newer.iter().any(|other| discriminant(other) == discriminant(fact));
            fact.is_one_of_several() || !is_replaced
        });
        let gone = went.any(|fact| !today.contains(&fact) && before.contains(&fact));
        Self { facts: came || gone, texts }
    }

    /// Whether the authors' sentences are still true: where facts changed, they decide, and the texts only
    /// explain them.
    fn is_told(&self, step: &Altered) -> bool {
        if step.fields.iter().all(|field| field.is_text()) { self.texts } else { self.facts }
    }
}
