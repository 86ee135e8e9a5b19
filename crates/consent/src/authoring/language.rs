//! The limits of plain language, for a catalogue's texts and for the app's own: how long a sentence is and
//! how long it may be. Counted without white space and brackets, because those cost the reader nothing.

/// The longest Japanese sentence, in characters.
pub const JAPANESE_CHARACTERS: usize = 40;
/// The longest sentence of other languages, in words.
pub const WORDS: usize = 25;
/// The longest mean of all Japanese sentences of a catalogue, in characters.
pub const JAPANESE_MEAN_CHARACTERS: usize = 30;

/// Words before whose full stop a sentence goes on.
const ABBREVIATIONS: [&str; 7] = ["e.g", "i.e", "dr", "mr", "mrs", "ms", "vs"];

/// Whether sentences of a language are measured in characters rather than in words.
#[must_use]
pub fn counts_characters(language: &str) -> bool {
    matches!(language.split('-').next(), Some("ja" | "zh"))
}

/// The longest a sentence of a language may be, in the unit of [`length`].
#[must_use]
pub fn limit(language: &str) -> usize {
    if counts_characters(language) { JAPANESE_CHARACTERS } else { WORDS }
}

/// The unit of [`length`] in a language.
#[must_use]
pub fn unit(language: &str) -> &'static str {
    if counts_characters(language) { "characters" } else { "words" }
}

/// How long a sentence is: characters without white space and brackets in Japanese, words elsewhere.
#[must_use]
pub fn length(sentence: &str, language: &str) -> usize {
    if counts_characters(language) {
        sentence.chars().filter(|c| !c.is_whitespace() && !is_bracket(*c)).count()
    } else {
        sentence.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
    }
}

fn is_bracket(c: char) -> bool {
    matches!(
        c,
        '「' | '」' | '『' | '』' | '（' | '）' | '(' | ')' | '〔' | '〕' | '【' | '】' | '“' | '”' | '"'
    )
}

/// The sentences of a text, each with its closing mark. A new line ends a sentence, too.
#[must_use]
pub fn sentences<'a>(text: &'a str, language: &str) -> Vec<&'a str> {
    text.lines().flat_map(|line| split(line, counts_characters(language))).collect()
}

fn split(line: &str, dense: bool) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, mark) in line.char_indices() {
        let after = at + mark.len_utf8();
        let ends = if dense {
            matches!(mark, '。' | '！' | '？' | '!' | '?') && !line[after..].starts_with('」')
        } else {
            matches!(mark, '.' | '!' | '?') && ends_sentence(&line[start..at], &line[after..], mark)
        };
        if ends {
            found.push(&line[start..after]);
            start = after;
        }
    }
    found.push(&line[start..]);
    found.into_iter().map(str::trim).filter(|sentence| sentence.chars().any(char::is_alphanumeric)).collect()
}

/// Between words, a mark ends a sentence only before white space or the end, and not after an abbreviation.
fn ends_sentence(before: &str, after: &str, mark: char) -> bool {
    let closes = after.chars().next().is_none_or(|c| c.is_whitespace() || matches!(c, '”' | '"' | ')' | '’'));
    let word =
        before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default().to_lowercase();
    closes && !(mark == '.' && ABBREVIATIONS.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_japanese_sentence_ends_at_its_mark_and_is_counted_without_brackets_and_spaces() {
        let text = "断れます。いつでも「やめる。」と 言えます？\nはい";
        assert_eq!(sentences(text, "ja"), ["断れます。", "いつでも「やめる。」と 言えます？", "はい"]);
        assert_eq!(length("（「使ってよい」 と）、答えます。", "ja"), 12);
    }

    #[test]
    fn an_english_sentence_goes_on_after_an_abbreviation_and_inside_a_number() {
        let text = "Use it for e.g. 2.5 years. Is it so? Yes";
        assert_eq!(sentences(text, "en"), ["Use it for e.g. 2.5 years.", "Is it so?", "Yes"]);
        assert_eq!(length("Use it — for e.g. 2.5 years.", "en"), 6);
    }

    #[test]
    fn limits_follow_the_language_whatever_its_script_or_region() {
        assert_eq!((limit("ja-Hrkt"), unit("ja-Hrkt")), (40, "characters"));
        assert_eq!((limit("en-GB"), unit("en-GB")), (25, "words"));
    }
}
