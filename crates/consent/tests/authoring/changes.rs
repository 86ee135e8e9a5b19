//! U1: a version that follows another must say of everything that changed what it means for patients.

#![allow(clippy::expect_used, clippy::panic, reason = "a test says so by failing")]

use crate::base::{APPROVAL, NOTICE, STUDY, files};

use nattoku_consent::authoring::{Finding, SourceFile, read, read_against};
use nattoku_consent::change::Weight;
use nattoku_consent::{Catalogue, Change};

/// A fault in a version that follows the small catalogue, by what was changed in it and what its author says.
type Edit<'a> = (&'a str, &'a str, &'a str);

const VERSION: Edit<'static> = ("provider.toml", "version = 1\n", "version = 2\n");
const WIDER: Edit<'static> = (STUDY, "[\"university\"]", "[\"university\", \"drug-company\"]");
const REWORDED: Edit<'static> = (STUDY, "Universities.", "A university.");

const MATERIAL: &str = r#"[[changes]]
question = "study-use"
since = 1
weight = "material"
sentence = { ja = "製薬会社が加わりました。", en = "Drug companies were added." }
"#;
const EDITORIAL: &str = "[[changes]]\nquestion = \"study-use\"\nsince = 1\nweight = \"editorial\"\n";

fn edited(edits: &[Edit<'_>], marks: &str) -> Vec<SourceFile> {
    let mut files = files();
    for (file, from, to) in edits {
        let changed = files.iter_mut().find(|source| source.name == *file).expect("a file");
        assert!(changed.text.contains(from), "{file} has no {from}");
        changed.text = changed.text.replacen(from, to, 1);
    }
    if !marks.is_empty() {
        let text = format!("{}{marks}", APPROVAL.trim_start());
        files.push(SourceFile { name: "changes.toml".to_owned(), text });
    }
    files
}

fn small() -> Catalogue {
    read(&files()).expect("passes")
}

fn changed(edits: &[Edit<'_>], marks: &str) -> Result<Vec<Change>, Vec<Finding>> {
    read_against(&edited(edits, marks), &small()).map(|(_, changes)| changes)
}

/// Asserts that there is just one finding, and what it says.
#[track_caller]
fn refused(edits: &[Edit<'_>], marks: &str, problem: &str, way_out: &str) -> Finding {
    let findings = changed(edits, marks).expect_err("refused");
    let lines: Vec<_> = findings.iter().map(ToString::to_string).collect();
    let [finding] = &findings[..] else { panic!("{}", lines.join("\n")) };
    assert!(finding.problem.contains(problem) && finding.way_out.contains(way_out), "{finding}");
    finding.clone()
}

#[test]
fn a_version_without_changes_passes_if_its_number_grew() {
    assert_eq!(changed(&[VERSION], ""), Ok(Vec::new()));
    let same = refused(&[], "", "version 1 follows version 1", "Write `version = 2`");
    assert_eq!((same.file.as_str(), same.place.as_str(), same.line), ("provider.toml", "version", Some(1)));
}

#[test]
fn a_change_marked_as_what_it_is_passes_and_is_told() {
    let told = |edit, marks| {
        let changes = changed(&[VERSION, edit], marks).expect("passes");
        changes.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(
        told(WIDER, MATERIAL),
        ["study-use: material: recipients; it adds the recipient drug-company"]
    );
    assert_eq!(told(REWORDED, EDITORIAL), ["study-use: editorial: who"]);
    assert_eq!(told(REWORDED, MATERIAL), ["study-use: material: who"]);
    assert_eq!(
        told((STUDY, "id = \"study-use\"", "id = \"other-use\""), ""),
        ["other-use: new, asked of everybody", "study-use: asked no more"]
    );
}

#[test]
fn a_change_that_no_mark_speaks_of_is_refused_at_its_place() {
    let unsaid = refused(&[VERSION, REWORDED], "", "who differ from version 1", "\"editorial\"` if nothing");
    assert_eq!((unsaid.file.as_str(), unsaid.place.as_str()), (STUDY, "purpose \"study-use\" › who"));
    assert!(unsaid.line.is_some() && unsaid.way_out.contains("`question = \"study-use\"`, `since = 1`"));
    let wider =
        refused(&[VERSION, WIDER], "", "it adds the recipient drug-company", "`weight = \"material\"`");
    assert!(!wider.way_out.contains("editorial"), "{wider}");
}

#[test]
fn what_widens_is_not_editorial() {
    let said =
        refused(&[VERSION, WIDER], EDITORIAL, "and yet it adds the recipient drug-company", "\"material\"");
    assert_eq!((said.file.as_str(), said.place.as_str()), ("changes.toml", "change 1 › weight"));
    let wait = (NOTICE, "wait_days = 30", "wait_days = 20");
    let mark = "[[changes]]\nprogramme = \"notice\"\nsince = 1\nweight = \"editorial\"\n";
    refused(&[VERSION, wait], mark, "the wait is 20 days and was 30", "\"material\"");
}

#[test]
fn what_a_programme_says_takes_a_mark_of_the_programme() {
    let stays = (STUDY, "結果は残ります。", "結果が残ります。");
    let unsaid = refused(&[VERSION, stays], "", "stays differ", "`programme = \"study\"`");
    assert_eq!((unsaid.file.as_str(), unsaid.place.as_str()), (STUDY, "stays"));
    let mark = "[[changes]]\nprogramme = \"study\"\nsince = 1\nweight = \"editorial\"\n";
    let changes = changed(&[VERSION, stays], mark).expect("passes");
    let editorial =
        |change: &Change| matches!(change, Change::Altered(altered) if altered.weight == Weight::Editorial);
    assert!(changes.len() == 2 && changes.iter().all(editorial), "{changes:?}");
}

#[test]
fn an_id_used_again_for_another_thing_is_told_as_such() {
    let mode = (STUDY, "\"opt-in\"", "{ notice-opt-out = { wait_days = 30 } }");
    let notice = (
        STUDY,
        "notice = []",
        "notice = [{ title = { ja = \"電話\", en = \"Call\" }, text = { ja = \"1番\", en = \"1\" } }]",
    );
    let again = refused(
        &[VERSION, mode, notice],
        "",
        "under another legal mode",
        "another thing deserves another id",
    );
    assert_eq!(again.place, "mode");
}

#[test]
fn a_mark_for_what_did_not_change_is_refused() {
    let idle =
        refused(&[VERSION], EDITORIAL, "nothing about question \"study-use\" differs", "Remove the mark");
    assert_eq!((idle.file.as_str(), idle.place.as_str(), idle.line), ("changes.toml", "change 1", Some(6)));
    let programme = EDITORIAL.replace("question = \"study-use\"", "programme = \"study\"");
    let both = format!("{EDITORIAL}{programme}");
    refused(&[VERSION, REWORDED], &both, "nothing about programme \"study\" differs", "Remove the mark");
}

#[test]
fn a_mark_says_what_it_is_about_since_when_and_what_changes() {
    let two = [VERSION, WIDER];
    let without = |text: &str| MATERIAL.replace(text, "");
    let sentence = "sentence = { ja = \"製薬会社が加わりました。\", en = \"Drug companies were added.\" }\n";
    refused(&two, &without(sentence), "a material change without a sentence", "The patient reads it first");
    refused(&two, &without("question = \"study-use\"\n"), "does not say what it is about", "`question`");
    refused(
        &two,
        &format!("{EDITORIAL}{sentence}"),
        "sentence of an editorial change",
        "Remove the sentence",
    );
    let stranger = MATERIAL.replace("study-use", "lost");
    let found = changed(&two, &stranger).expect_err("refused");
    assert!(found.iter().any(|finding| finding.problem == "there is no question \"lost\""), "{found:?}");
    let later = MATERIAL.replace("since = 1", "since = 2");
    let found = changed(&two, &later).expect_err("refused");
    let problem = "it compares with version 2, and this is version 2";
    assert!(found.iter().any(|finding| finding.problem == problem), "{found:?}");
}

#[test]
fn its_sentence_is_one_plain_sentence_in_every_language_that_somebody_approved() {
    let two = [VERSION, WIDER];
    let replaced = |from: &str, to: &str| MATERIAL.replace(from, to);
    refused(&two, &replaced(", en = \"Drug companies were added.\"", ""), "missing in language en", "Add");
    refused(
        &two,
        &replaced("加わりました。", "加わりました。会社です。"),
        "it takes 2 sentences",
        "Say it in one",
    );
    refused(
        &two,
        &replaced("製薬会社が", "二次利用が"),
        "a hard word that nothing explains",
        "everyday words",
    );
    let mut nobody = edited(&two, MATERIAL);
    nobody.last_mut().expect("changes.toml").text = MATERIAL.to_owned();
    let found = read_against(&nobody, &small()).expect_err("refused");
    assert!(found.iter().any(|finding| finding.problem == "nobody approved it"), "{found:?}");
}

#[test]
fn marks_stay_in_later_versions_for_those_who_skip_one() {
    let second = read(&edited(&[VERSION, WIDER], MATERIAL)).expect("passes");
    let third = ("provider.toml", "version = 1\n", "version = 3\n");
    let kept = read_against(&edited(&[third, WIDER], MATERIAL), &second).map(|(_, changes)| changes);
    assert_eq!(kept, Ok(Vec::new()));
    let found = read_against(&edited(&[third, WIDER], ""), &second).expect_err("refused");
    assert_eq!(found[0].problem, "the mark about question \"study-use\" since version 1 is gone");
    let against_the_first = read_against(
        &edited(
            &[third, WIDER, REWORDED],
            &format!("{MATERIAL}{}", EDITORIAL.replace("since = 1", "since = 2")),
        ),
        &small(),
    );
    let found = against_the_first.expect_err("refused");
    assert_eq!(found[0].problem, "it compares with version 2, not with version 1");
}

#[test]
fn a_catalogue_without_marks_is_served_in_the_same_bytes_as_ever() {
    let body = serde_json::to_string(&small()).expect("JSON");
    assert!(!body.contains("\"changes\"") && !body.contains("\"data\""));
    assert_eq!(serde_json::from_str::<Catalogue>(&body).expect("a catalogue"), small());
    let marked = read(&edited(&[VERSION, WIDER], MATERIAL)).expect("passes");
    let body = serde_json::to_string(&marked).expect("JSON");
    assert_eq!(serde_json::from_str::<Catalogue>(&body).expect("a catalogue"), marked);
}
