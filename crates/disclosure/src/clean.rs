//! Characters that no name and no sentence needs, and that make a text look like another one (A19).

use serde_json::Value;

/// Whether a character is taken out: controls, invisible characters, and those that turn the direction of
/// what follows. Line breaks and tabs stay.
#[must_use]
pub const fn is_unwanted(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' => true,
        // Soft hyphen, combining grapheme joiner, Arabic letter mark, Hangul fillers, Mongolian separators.
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' => true,
        '\u{180b}'..='\u{180f}' | '\u{3164}' | '\u{ffa0}' | '\u{feff}' => true,
        // Zero-width spaces and joiners, direction marks, line separators, embeddings, isolates.
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => true,
        // Tags, private use, not characters at all.
        '\u{e0000}'..='\u{e0fff}' | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' => true,
        '\u{fff9}'..='\u{fffb}' | '\u{fdd0}'..='\u{fdef}' | '\u{fffe}' | '\u{ffff}' => true,
        _ => false,
    }
}

/// Whether a text has a character that would be taken out.
#[must_use]
pub fn is_unclean(text: &str) -> bool {
    text.chars().any(is_unwanted)
}

/// A text without them.
#[must_use]
pub fn cleaned(text: &str) -> String {
    text.chars().filter(|c| !is_unwanted(*c)).collect()
}

/// Takes them out of every text of a JSON value; says whether there were any. Names of members are left:
/// an unknown one is refused by whoever reads the value.
pub fn clean(value: &mut Value) -> bool {
    match value {
        Value::String(text) if is_unclean(text) => {
            *text = cleaned(text);
            true
        }
        Value::Array(items) => any(items.iter_mut().map(clean)),
        Value::Object(members) => any(members.values_mut().map(clean)),
        _ => false,
    }
}

/// Whether any was; unlike `Iterator::any`, every one of them is done.
pub(crate) fn any(done: impl Iterator<Item = bool>) -> bool {
    done.filter(|done| *done).count() > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_turns_around_is_turned_back() {
        assert_eq!(cleaned("みなみ\u{202e}薬製"), "みなみ薬製");
        assert!(is_unclean("a\u{200b}b") && is_unclean("a\u{0}b"));
    }

    #[test]
    fn ordinary_texts_stay_as_they_are() {
        for text in
            ["みなみ製薬（株）", "Universität für Ärzte", "한국 대학교", "line\nline", "مستشفى", "𠮷野家"]
        {
            assert!(!is_unclean(text), "{text}");
        }
    }
}
