//! The checks of words and sentences.

use crate::base::{NOTICE, STUDY, files, findings, finds};
use nattoku_consent::authoring::read;

#[test]
fn hard_words_are_explained() {
    finds(
        "glossary.toml",
        "meaning = { ja = \"情報を集めたものです。\"",
        "meaning = { ja = \"\"",
        "the term is never explained",
    );
    assert_eq!(findings(STUDY, "ja = \"集めます。\"", "ja = \"レジストリです。\""), []);
    finds(STUDY, "ja = \"集めます。\"", "ja = \"審査体です。\"", "\"審査体\" is a hard word");
    finds(STUDY, "en = \"It collects.\"", "en = \"Secondary use.\"", "\"secondary use\" is a hard word");
}

#[test]
fn nothing_but_its_term_calls_data_anonymous() {
    finds(STUDY, "ja = \"名前を消します。\"", "ja = \"匿名にします。\"", "calls the data anonymous");
    finds(STUDY, "en = \"Names go.\"", "en = \"It is anonymised.\"", "calls the data anonymous");
}

#[test]
fn an_opt_out_never_speaks_of_consent_and_an_opt_in_may() {
    finds(NOTICE, "ja = \"電話で断れます。\"", "ja = \"同意します。\"", "speaks of consent under an opt-out");
    finds(NOTICE, "en = \"It collects.\"", "en = \"You consented.\"", "speaks of consent under an opt-out");
    assert_eq!(findings(STUDY, "ja = \"集めます。\"", "ja = \"同意で集めます。\""), []);
}

#[test]
fn sentences_are_short() {
    let long = format!("ja = \"{}。\"", "長".repeat(40));
    let finding = finds(STUDY, "ja = \"集めます。\"", &long, "a sentence of 41 characters, 40 at most");
    assert_eq!(finding.place, "summary (ja)");
    let fits = format!("ja = \"「{}」。\"", "長".repeat(39));
    assert_eq!(findings(STUDY, "ja = \"集めます。\"", &fits), []);
    let words = format!("en = \"{}.\"", vec!["word"; 26].join(" "));
    finds(STUDY, "en = \"It collects.\"", &words, "a sentence of 26 words, 25 at most");
    let mut all_long = files();
    let padding = "長".repeat(28);
    for file in &mut all_long {
        let padded = file.text.replace("ja = \"", &format!("ja = \"{padding}"));
        file.text = padded.replace(&format!("{padding}original"), "original");
    }
    let found = read(&all_long).err().unwrap_or_default();
    assert!(
        found.iter().any(|finding| finding.problem.starts_with("the mean Japanese sentence has")),
        "{found:?}"
    );
}

#[test]
fn yes_is_said_without_two_denials() {
    for turn in [
        "使わないわけではありません。",
        "使わなくはない。",
        "使わざるを得ません。",
        "使わなければなりません。",
    ] {
        finds(STUDY, "ja = \"集めます。\"", &format!("ja = \"{turn}\""), "a double negative");
    }
    for said in [
        "It is not used without you.",
        "Nobody can't see it.",
        "It is not unlikely.",
        "It is never used unless you act.",
    ] {
        finds(STUDY, "en = \"It collects.\"", &format!("en = \"{said}\""), "a double negative");
    }
    for plain in
        ["If you say no, it is not used.", "Saying no does not change care.", "No names, no numbers."]
    {
        assert_eq!(findings(STUDY, "en = \"It collects.\"", &format!("en = \"{plain}\"")), [], "{plain}");
    }
}
