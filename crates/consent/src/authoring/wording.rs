//! Checks of the words: hard ones that nobody explains, and ones that say more than is true.

use super::report::Report;
use super::texts::{Contents, Text};
use crate::catalogue::{Catalogue, Mode};
use crate::text::Language;

/// The glossary term that may, and must, speak of anonymity.
const ANONYMISATION: &str = "anonymisation";

/// Words that most patients cannot be expected to know (S24). English ones are stems.
const HARD_JAPANESE: [&str; 15] = [
    "二次利用",
    "一次利用",
    "仮名化",
    "仮名加工医療情報",
    "匿名化",
    "オプトイン",
    "オプトアウト",
    "撤回",
    "将来効",
    "第三者提供",
    "審査体",
    "レジストリ",
    "代諾",
    "治験",
    "名寄せ",
];
const HARD_ENGLISH: [&str; 13] = [
    "secondary use",
    "primary use",
    "pseudonymis",
    "pseudonymiz",
    "opt-in",
    "opt-out",
    "withdrawal",
    "prospective effect",
    "third part",
    "review body",
    "registry",
    "proxy",
    "clinical trial",
];

pub(super) fn check(catalogue: &Catalogue, contents: &Contents<'_>, report: &mut Report<'_>) {
    for text in &contents.texts {
        for (language, words) in text.text.0.iter() {
            check_hard_words(catalogue, text, language, words, report);
            check_anonymous(text, language, words, report);
            check_consent(text, language, words, report);
        }
    }
}

fn hard_words(language: &Language) -> &'static [&'static str] {
    match primary(language) {
        "ja" => &HARD_JAPANESE,
        "en" => &HARD_ENGLISH,
        _ => &[],
    }
}

fn primary(language: &Language) -> &str {
    language.as_str().split('-').next().unwrap_or_default()
}

fn check_hard_words(
    catalogue: &Catalogue,
    text: &Text<'_>,
    language: &Language,
    words: &str,
    report: &mut Report<'_>,
) {
    let lower = words.to_lowercase();
    for hard in hard_words(language).iter().filter(|hard| lower.contains(**hard)) {
        let word_of =
            |term: &crate::catalogue::Term| term.word.0.get(language).map(|word| word.to_lowercase());
        let explained = catalogue.glossary.iter().filter_map(word_of).any(|word| word.contains(hard));
        if !explained {
            let way_out = "Explain it in glossary.toml, or say it in everyday words.";
            report.add(
                &text.place.language(language.as_str()),
                format!("\"{hard}\" is a hard word that nothing explains"),
                way_out,
            );
        }
    }
}

fn check_anonymous(text: &Text<'_>, language: &Language, words: &str, report: &mut Report<'_>) {
    let exempt = text.term.is_some_and(|term| term.as_str() == ANONYMISATION);
    let said = words.contains("匿名") || words.to_lowercase().contains("anonym");
    if said && !exempt {
        let way_out = "Say that names are removed and that a small chance of being recognised remains (S11).";
        report.add(
            &text.place.language(language.as_str()),
            "it calls the data anonymous, which they are not",
            way_out,
        );
    }
}

fn check_consent(text: &Text<'_>, language: &Language, words: &str, report: &mut Report<'_>) {
    let opt_out = text.programme.is_some_and(|programme| matches!(programme.mode, Mode::NoticeOptOut { .. }));
    let said = words.contains("同意") || words.to_lowercase().contains("consent");
    if opt_out && said {
        let way_out = "Speak of a notice and of refusing: silence is never consent (S4).";
        report.add(&text.place.language(language.as_str()), "it speaks of consent under an opt-out", way_out);
    }
}
