//! Checks that sentences are short and say yes or no once.

use super::files::PROVIDER;
use super::report::Report;
use super::source::Place;
use super::texts::Contents;
use super::{language, negation};

pub(super) fn check(contents: &Contents<'_>, report: &mut Report<'_>) {
    for text in &contents.texts {
        for (tag, words) in text.text.0.iter() {
            for sentence in language::sentences(words, tag.as_str()) {
                check_sentence(&text.place.language(tag.as_str()), sentence, tag.as_str(), report);
            }
        }
    }
    check_mean(contents, report);
}

fn check_sentence(place: &Place, sentence: &str, tag: &str, report: &mut Report<'_>) {
    let (length, limit, unit) = (language::length(sentence, tag), language::limit(tag), language::unit(tag));
    if length > limit {
        let problem = format!("a sentence of {length} {unit}, {limit} at most: “{sentence}”");
        report.add(place, problem, "Say it in two sentences.");
    }
    if let Some(said) = negation::double(sentence, tag) {
        let problem = format!("a double negative, “{said}”, in “{sentence}”");
        report.add(place, problem, "Say what happens instead of what does not fail to happen.");
    }
}

/// Labels and names are no sentences and would hide a long mean: only what ends in a mark counts.
fn check_mean(contents: &Contents<'_>, report: &mut Report<'_>) {
    let lengths: Vec<_> = contents
        .texts
        .iter()
        .flat_map(|text| text.text.0.iter())
        .flat_map(|(tag, words)| {
            let counted = language::counts_characters(tag.as_str());
            let sentences = if counted { language::sentences(words, tag.as_str()) } else { Vec::new() };
            sentences
                .into_iter()
                .filter(|sentence| sentence.ends_with(['。', '？', '！']))
                .map(|sentence| language::length(sentence, tag.as_str()))
                .collect::<Vec<_>>()
        })
        .collect();
    let (sum, count) = (lengths.iter().sum::<usize>(), lengths.len());
    let limit = language::JAPANESE_MEAN_CHARACTERS;
    if sum > limit * count {
        let problem =
            format!("the mean Japanese sentence has {} characters, {limit} at most", sum.div_ceil(count));
        report.add(&Place::file(PROVIDER), problem, "Shorten the longest sentences of all files.");
    }
}
