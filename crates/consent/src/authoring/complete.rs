//! Checks that nothing is missing or named twice: languages, texts, approvals and identifiers.

use super::files::{GLOSSARY, PREFERENCES, PROVIDER, UNDERSTANDING};
use super::report::Report;
use super::shape;
use super::source::Place;
use super::texts::{Approved, Contents, Text, question_place};
use crate::catalogue::{Catalogue, TranslationStatus};
use crate::text::Language;
use std::collections::BTreeSet;
use std::fmt::Display;

pub(super) fn check(catalogue: &Catalogue, contents: &Contents<'_>, report: &mut Report<'_>) {
    check_languages(catalogue, report);
    contents.texts.iter().for_each(|text| check_text(text, &catalogue.languages, report));
    contents.approvals.iter().for_each(|approved| check_approval(approved, &catalogue.languages, report));
    check_names(catalogue, report);
}

fn check_languages(catalogue: &Catalogue, report: &mut Report<'_>) {
    let place = Place::file(PROVIDER).field("languages");
    if catalogue.languages.is_empty() {
        report.add(
            &place,
            "no language is declared",
            "List them, the original first: `languages = [\"ja\", \"en\"]`.",
        );
    }
    let distinct: BTreeSet<_> = catalogue.languages.iter().collect();
    if distinct.len() < catalogue.languages.len() {
        report.add(&place, "a language is declared twice", "Keep one of the two.");
    }
}

fn check_text(text: &Text<'_>, languages: &[Language], report: &mut Report<'_>) {
    for language in languages {
        match text.text.0.get(language) {
            None => {
                let way_out = format!("Add `{language} = \"…\"` to it.");
                report.add(&text.place, format!("the text is missing in language {language}"), way_out);
            }
            Some(words) if words.trim().is_empty() => report_empty(text, language, report),
            Some(_) => {}
        }
    }
    for language in text.text.0.keys().filter(|language| !languages.contains(language)) {
        let way_out =
            format!("Add \"{language}\" to `languages` in {PROVIDER} and to every text, or remove it here.");
        report.add(
            &text.place.language(language.as_str()),
            format!("language {language} is not declared"),
            way_out,
        );
    }
}

fn report_empty(text: &Text<'_>, language: &Language, report: &mut Report<'_>) {
    let (problem, way_out) = match text.field {
        "risk" => shape::lack("risk"),
        "meaning" => (
            "the term is never explained".to_owned(),
            "Write in a sentence or two what the word means.".to_owned(),
        ),
        _ => ("the text is empty".to_owned(), "Write it, or remove the block it belongs to.".to_owned()),
    };
    report.add(&text.place.language(language.as_str()), problem, way_out);
}

fn check_approval(approved: &Approved<'_>, languages: &[Language], report: &mut Report<'_>) {
    let Approved { block, approval } = approved;
    let place = block.field("approval");
    if approval.by.trim().is_empty() {
        report.add(
            &place,
            "the approval names nobody",
            "Write in `by` the person or committee that approved the texts.",
        );
    }
    if approval.version.trim().is_empty() {
        report.add(
            &place,
            "the approval names no version",
            "Write in `version` which version of the texts was approved.",
        );
    }
    for language in languages.iter().filter(|language| !approval.languages.contains_key(*language)) {
        let way_out =
            format!("Add `{language} = \"translated\"`, or \"reviewed\" if a second person read it.");
        report.add(&place, format!("the approval says nothing about language {language}"), way_out);
    }
    for language in approval.languages.keys().filter(|language| !languages.contains(language)) {
        let problem = format!("the approval names language {language}, which is not declared");
        report.add(&place, problem, format!("Remove it, or add it to `languages` in {PROVIDER}."));
    }
    let first = languages.first().and_then(|language| approval.languages.get(language));
    if first.is_some_and(|status| *status != TranslationStatus::Original) {
        let way_out = "Mark the first language \"original\"; it is the one that counts.";
        report.add(&place, "the first language is not marked as the original", way_out);
    }
}

fn check_names(catalogue: &Catalogue, report: &mut Report<'_>) {
    let mut seen = BTreeSet::new();
    for programme in &catalogue.programmes {
        let mut kinds = Vec::new();
        for question in programme.questions() {
            if !seen.insert(question.id().clone()) {
                let problem = format!("the question id \"{}\" is used twice", question.id());
                report.add(
                    &question_place(question),
                    problem,
                    "Give one of the two another id; ids are unique in a catalogue.",
                );
            }
        }
        for modifier in &programme.modifiers {
            if kinds.contains(&modifier.kind) {
                let place = question_place(crate::catalogue::Question::Modifier(programme, modifier));
                report.add(&place, "the programme has this kind of modifier twice", "Keep one of the two.");
            }
            kinds.push(modifier.kind);
        }
    }
    check_list(UNDERSTANDING, "items", catalogue.understanding.iter().map(|item| &item.id), report);
    check_list(GLOSSARY, "terms", catalogue.glossary.iter().map(|term| &term.id), report);
    check_list(PREFERENCES, "preferences", catalogue.preferences.iter().map(|item| &item.id), report);
}

fn check_list<Id: Ord + Display>(
    file: &str,
    list: &str,
    ids: impl Iterator<Item = Id>,
    report: &mut Report<'_>,
) {
    let mut seen = BTreeSet::new();
    for (index, id) in ids.enumerate() {
        let place = Place::file(file).block(list, index, &format!("\"{id}\""));
        if !seen.insert(id) {
            report.add(&place, "the id is used twice", "Give one of the two another id.");
        }
    }
}
