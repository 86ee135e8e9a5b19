//! What changed since the words a person last answered under, over all the versions they skipped.

use super::words::{Words, without};
use super::{Altered, Field, Weight, alteration, widening};
use crate::catalogue::{Catalogue, Catalogues};
use crate::id::{Digest, QuestionId};
use crate::text::Localized;
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
    let mut weights = Vec::new();
    for step in versions(catalogues, before.catalogue).windows(2) {
        let [older, newer] = step else { continue };
        let both = Words::find(older, question).zip(Words::find(newer, question));
        match both.map(|(older, newer)| step_that_remains([older, newer, before, today])) {
            // It was not asked for a while: no author could compare.
            None => weights.push(Weight::Material),
            Some(None) => {}
            Some(Some((weight, sentences))) => {
                weights.push(weight);
                whole.say(sentences);
            }
        }
    }
    // What differs and no step explains, nobody spoke of.
    let spoken = weights.into_iter().max().unwrap_or(Weight::Material);
    whole.weight = if whole.widens.is_empty() { spoken } else { Weight::Material };
    Some(whole)
}

impl Altered {
    fn say(&mut self, sentences: Vec<Localized>) {
        for sentence in sentences {
            if !self.sentences.contains(&sentence) {
                self.sentences.push(sentence);
            }
        }
    }
}

/// The weight of what one version changed, if any of it is still so, and its sentences, if they are still true.
fn step_that_remains(words: [Words<'_>; 4]) -> Option<(Weight, Vec<Localized>)> {
    let [older, newer, ..] = words;
    let step = alteration(older, newer)?;
    let remains = Remains::of(words);
    let sentences = if remains.is_told(&step) { step.sentences } else { Vec::new() };
    (remains.facts || remains.texts).then_some((step.weight, sentences))
}

/// The catalogue shown, those in between by version, and the one in force.
fn versions<'a>(catalogues: &'a Catalogues, shown: &'a Catalogue) -> Vec<&'a Catalogue> {
    let current: &Catalogue = catalogues.current();
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
