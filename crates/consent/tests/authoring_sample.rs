//! The sample hospital passes every check and asks everything it should.

#![cfg(feature = "authoring")]
#![allow(clippy::expect_used, clippy::panic, reason = "a test says so by failing")]

use nattoku_consent::Catalogue;
use nattoku_consent::authoring::{SourceFile, read};
use nattoku_consent::catalogue::{ModifierKind, Question};
use std::collections::BTreeSet;
use std::path::Path;

fn sample() -> Vec<SourceFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/hospital");
    let mut files = Vec::new();
    for folder in ["", "programmes"] {
        for entry in std::fs::read_dir(root.join(folder)).expect("the sample is there") {
            let path = entry.expect("readable").path();
            if path.extension().is_some_and(|extension| extension == "toml") {
                let name =
                    path.strip_prefix(&root).expect("below the root").to_string_lossy().replace('\\', "/");
                files.push(SourceFile { name, text: std::fs::read_to_string(&path).expect("readable") });
            }
        }
    }
    files
}

fn catalogue() -> Catalogue {
    read(&sample()).unwrap_or_else(|findings| {
        let lines: Vec<_> = findings.iter().map(ToString::to_string).collect();
        panic!("the sample has findings:\n{}", lines.join("\n"))
    })
}

#[test]
fn it_asks_all_ten_purposes_and_both_conditions_and_six_by_default() {
    let catalogue = catalogue();
    let all: BTreeSet<_> = catalogue.questions().map(|question| question.id().as_str()).collect();
    let expected = [
        "research",
        "other-disease",
        "drug-development",
        "device-ai",
        "regulatory-review",
        "rare-disease",
        "regional-care",
        "public-planning",
        "abroad",
        "genome",
        "prevention",
        "safety",
    ];
    assert_eq!(all, BTreeSet::from(expected));
    let default =
        catalogue.questions().filter(|question| !matches!(question, Question::Purpose(_, p) if p.in_detail));
    let default: Vec<_> = default.map(|question| question.id().as_str()).collect();
    assert_eq!(default, ["research", "drug-development", "abroad", "genome", "prevention", "safety"]);
    let registry = &catalogue.programmes[0];
    assert!(
        registry.modifier(ModifierKind::Abroad).is_some()
            && registry.modifier(ModifierKind::Genome).is_some()
    );
}

#[test]
fn it_offers_trial_news_apart_from_consent_and_explains_fifteen_words() {
    let catalogue = catalogue();
    let preferences: Vec<_> = catalogue.preferences.iter().map(|preference| preference.id.as_str()).collect();
    assert_eq!(preferences, ["trial-news", "results-news", "contact-by-letter"]);
    assert_eq!((catalogue.glossary.len(), catalogue.understanding.len()), (15, 5));
}

#[test]
fn its_patients_notices_and_answers_name_what_the_catalogue_knows() {
    let catalogue = catalogue();
    let patients = column(include_str!("../../../examples/hospital/patients.csv"), 0);
    let notices = include_str!("../../../examples/hospital/notices.csv");
    let answers = include_str!("../../../examples/hospital/answers.csv");
    assert_eq!(patients.len(), 5);
    for patient in column(notices, 0).iter().chain(&column(answers, 0)) {
        assert!(patients.contains(patient), "{patient}");
    }
    for programme in column(notices, 1) {
        assert!(catalogue.programme(&programme.parse().expect("an id")).is_some(), "{programme}");
    }
    for question in column(answers, 1) {
        assert!(catalogue.question(&question.parse().expect("an id")).is_some(), "{question}");
    }
}

fn column(csv: &str, index: usize) -> Vec<&str> {
    csv.lines().skip(1).filter_map(|line| line.split(',').nth(index)).collect()
}
