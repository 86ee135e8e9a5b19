//! Every check on a catalogue's source files finds its fault, and says where and what to do.
//!
//! Each case changes one thing in a small catalogue that passes; without its check the case fails.

#![cfg(feature = "authoring")]

mod base;
mod changes;
mod words;

use base::{APPROVAL, NOTICE, QUESTION, STUDY, files, findings, finds};
use nattoku_consent::authoring::read;

#[test]
fn the_small_catalogue_passes() {
    let catalogue = read(&files()).expect("no findings");
    let order: Vec<_> = catalogue.programmes.iter().map(|programme| programme.id.as_str()).collect();
    assert_eq!(order, ["study", "notice"]);
    assert_eq!(catalogue.glossary[0].approval.by, "Committee");
}

#[test]
fn a_finding_reads_as_file_line_place_problem_and_way_out() {
    let finding =
        finds(STUDY, "risk = { ja = \"おそれが残ります。\"", "risk = { ja = \"\"", "it names no risk");
    assert!(
        finding
            .to_string()
            .starts_with("programmes/study.toml:25: purpose \"study-use\" › risk (ja): it names no risk. ")
    );
}

#[test]
fn what_is_not_toml_or_not_a_catalogue_is_reported_with_its_line() {
    assert_eq!(
        finds("provider.toml", "version = 1\n", "version = \n", "string values must be quoted").line,
        Some(1)
    );
    let unknown = finds("provider.toml", "phone =", "fone =", "unknown field `fone`");
    assert_eq!((unknown.place.as_str(), unknown.line), ("[desk]", Some(18)));
    finds(STUDY, "mode = \"opt-in\"", "mode = \"opt\"", "unknown variant `opt`");
    assert_eq!(finds(STUDY, "short =", "shrot =", "`shrot` is not a field of a purpose").line, Some(21));
    finds(STUDY, "id = \"study-use\"", "id = \"Study\"", "is not an identifier");
    finds("provider.toml", "issued = 2026-10-01", "issued = \"soon\"", "invalid characters");
}

#[test]
fn files_that_are_missing_strange_or_misnamed_are_reported() {
    let mut without = files();
    without.retain(|file| file.name != "glossary.toml");
    assert!(read(&without).err().unwrap_or_default().iter().any(|finding| finding.file == "glossary.toml"));
    finds(
        "provider.toml",
        "[\"study\", \"notice\"]",
        "[\"study\", \"notice\", \"lost\"]",
        "there is no programmes/lost.toml",
    );
    finds("provider.toml", "[\"study\", \"notice\"]", "[\"study\"]", "nothing refers to this file");
    finds("provider.toml", "[\"study\", \"notice\"]", "[\"study\", \"notice\", \"study\"]", "listed twice");
    finds(STUDY, "id = \"study\"", "id = \"other\"", "calls itself \"other\"");
}

#[test]
fn ids_are_unique() {
    let twice = finds(
        NOTICE,
        "id = \"notice-use\"",
        "id = \"study-use\"",
        "the question id \"study-use\" is used twice",
    );
    assert_eq!(twice.file, NOTICE);
    finds("glossary.toml", "id = \"registry\"", "id = \"anonymisation\"", "the id is used twice");
    let second =
        format!("[[modifiers]]\nid = \"away\"\nkind = \"abroad\"\n{QUESTION}[[modifiers]]\nid = \"abroad\"");
    finds(STUDY, "[[modifiers]]\nid = \"abroad\"", &second, "this kind of modifier twice");
}

#[test]
fn every_text_exists_in_every_declared_language_and_in_no_other() {
    let missing = finds(
        STUDY,
        "who = { ja = \"大学です。\", en = \"Universities.\" }",
        "who = { ja = \"大学です。\" }",
        "missing in language en",
    );
    assert_eq!((missing.place.as_str(), missing.line), ("purpose \"study-use\" › who", Some(23)));
    finds("provider.toml", "en = \"Desk\"", "en = \"Desk\", fr = \"Guichet\"", "language fr is not declared");
    finds("provider.toml", "hours = { ja = \"平日\"", "hours = { ja = \" \"", "the text is empty");
    finds("provider.toml", "[\"ja\", \"en\"]", "[]", "no language is declared");
    finds("provider.toml", "[\"ja\", \"en\"]", "[\"ja\", \"en\", \"en\"]", "declared twice");
}

#[test]
fn a_question_without_risk_or_recipients_is_reported_in_those_words() {
    let risk = "risk = { ja = \"おそれが残ります。\", en = \"A chance remains.\" }\n";
    let missing = finds(STUDY, risk, "", "it names no risk");
    assert_eq!((missing.place.as_str(), missing.line), ("purpose \"study-use\"", Some(18)));
    finds(STUDY, "recipients = [\"university\"]\n", "", "it names no kind of recipient");
    finds(STUDY, "recipients = [\"university\"]", "recipients = []", "it names no kind of recipient");
    finds(STUDY, "who = { ja = \"大学です。\", en = \"Universities.\" }\n", "", "`who` is missing");
}

#[test]
fn a_programme_says_what_becomes_of_names() {
    let missing = finds(STUDY, "identifiers = \"removed\"\n", "", "does not say what becomes of names");
    assert!(missing.way_out.contains("released"), "{missing}");
    finds(STUDY, "identifiers = \"removed\"", "identifiers = \"hidden\"", "unknown variant");
}

#[test]
fn every_block_is_approved_by_somebody_in_every_language() {
    finds(STUDY, APPROVAL, "", "nobody approved it");
    finds("provider.toml", APPROVAL, "", "missing field `approval`");
    finds(STUDY, "by = \"Committee\"", "by = \"\"", "the approval names nobody");
    finds(STUDY, "version = \"1\"", "version = \"\"", "the approval names no version");
    finds(STUDY, ", en = \"reviewed\"", "", "says nothing about language en");
    finds(STUDY, ", en = \"reviewed\"", ", en = \"reviewed\", fr = \"reviewed\"", "names language fr");
    finds(STUDY, "ja = \"original\"", "ja = \"translated\"", "not marked as the original");
}

#[test]
fn an_opt_out_has_a_notice_a_wait_and_a_journey() {
    let notice = r#"notice = [{ title = { ja = "断り方", en = "How" }, text = { ja = "電話で断れます。", en = "By phone." } }]"#;
    finds(NOTICE, notice, "notice = []", "without the items of its notice");
    let wait = finds(NOTICE, "wait_days = 30", "wait_days = 0", "without time to refuse");
    assert_eq!(wait.line, Some(2));
    let journey = r#"journey = [{ ja = "病院", en = "Hospital" }, { ja = "大学", en = "University" }]"#;
    finds(NOTICE, journey, "journey = []", "journey is not told");
    finds(
        NOTICE,
        r#"stops = [{ ja = "利用が止まります。", en = "Use stops." }]"#,
        "stops = []",
        "what stops",
    );
    finds(
        NOTICE,
        r#"stays = [{ ja = "結果は残ります。", en = "Results stay." }]"#,
        "stays = []",
        "what stays",
    );
}

#[test]
fn the_default_path_has_six_questions_at_most() {
    let more: String = (1..=4)
        .map(|n| format!("[[purposes]]\nid = \"more-{n}\"\nrecipients = [\"clinic\"]\n{QUESTION}"))
        .collect();
    let from = "[[purposes]]\nid = \"notice-use\"";
    finds(NOTICE, from, &format!("{more}{from}"), "the default path asks 7 questions");
    let in_detail = more.replacen("recipients", "in_detail = true\nrecipients", 1);
    assert_eq!(findings(NOTICE, from, &format!("{in_detail}{from}")), []);
}

#[test]
fn the_desk_can_be_called_and_the_clock_is_real() {
    let phone = finds("provider.toml", "03-0000-0000", "call us", "cannot be dialled");
    assert_eq!((phone.place.as_str(), phone.line), ("desk › phone", Some(18)));
    finds("provider.toml", "country = \"JP\"", "country = \"Japan\"", "is no country");
    finds("provider.toml", "utc_offset_minutes = 540", "utc_offset_minutes = 900", "minutes east of UTC");
    let with_age = |age: u8| format!("utc_offset_minutes = 540\ncomes_of_age = {age}");
    finds("provider.toml", "utc_offset_minutes = 540", &with_age(80), "nobody comes of age at 80");
    assert!(findings("provider.toml", "utc_offset_minutes = 540", &with_age(20)).is_empty());
    let none = finds(
        "provider.toml",
        "programmes = [\"study\", \"notice\"]",
        "programmes = []",
        "there is no programme",
    );
    assert_eq!(none.line, Some(4));
    assert!(findings("provider.toml", "03-0000-0000", "+81-3-0000-0000").is_empty());
    finds(STUDY, "[[purposes]]", "[[unknown]]", "unknown field `unknown`");
}
