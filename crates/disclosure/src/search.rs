//! Finding entries as the reader types, in Japanese and in other languages.

use crate::entry::Recipient;
use crate::identifier::Country;
use chrono::NaiveDate;
use nattoku_consent::QuestionId;
use nattoku_consent::catalogue::RecipientKind;
use std::rc::Rc;

/// A text as it is compared: lower case, and katakana as hiragana. It must be in Unicode's form NFKC, which
/// makes full-width and half-width letters one; a browser does that itself.
#[must_use]
pub fn fold(nfkc: &str) -> String {
    let hiragana = |c: char| match c {
        'ァ'..='ヶ' => char::from_u32(u32::from(c) - 0x60).unwrap_or(c),
        _ => c,
    };
    nfkc.chars().flat_map(char::to_lowercase).map(hiragana).collect()
}

/// The texts of many entries, ready to be searched; cheap to copy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Index {
    texts: Vec<Rc<str>>,
}

impl Index {
    /// Adds the text of the next entry, folded.
    pub fn push(&mut self, folded: &str) {
        self.texts.push(folded.into());
    }

    /// Whether every word of a folded query occurs in the text at a place.
    #[must_use]
    pub fn matches(&self, place: usize, folded: &str) -> bool {
        let text = self.texts.get(place).map_or("", |text| text);
        folded.split_whitespace().all(|word| text.contains(word))
    }
}

/// What of the recipients is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only those for this purpose.
    pub purpose: Option<QuestionId>,
    /// Only those of this kind.
    pub kind: Option<RecipientKind>,
    /// Only those there.
    pub country: Option<Country>,
    /// Only those that work for profit, or only the others.
    pub for_profit: Option<bool>,
    /// Only those whose use goes on, or only the others.
    pub goes_on: Option<bool>,
}

impl Filter {
    /// Whether an entry is shown.
    #[must_use]
    pub fn keeps(&self, entry: &Recipient, today: NaiveDate) -> bool {
        self.purpose.as_ref().is_none_or(|purpose| entry.purposes.contains(purpose))
            && self.kind.is_none_or(|kind| entry.recipient.kind == kind)
            && self.country.as_ref().is_none_or(|country| entry.recipient.country == *country)
            && self.for_profit.is_none_or(|for_profit| entry.recipient.for_profit == for_profit)
            && self.goes_on.is_none_or(|goes_on| entry.goes_on(today) == goes_on)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(query: &str) -> Vec<usize> {
        let mut index = Index::default();
        for text in ["みなみ製薬 Minami Pharma", "ひがし大学 Higashi University", "サクラ製薬 Sakura"]
        {
            index.push(&fold(text));
        }
        (0..3).filter(|place| index.matches(*place, &fold(query))).collect()
    }

    #[test]
    fn every_word_must_occur_in_any_script_and_case() {
        assert_eq!(found(""), [0, 1, 2]);
        assert_eq!(found("製薬"), [0, 2]);
        assert_eq!(found("製薬 PHARMA"), [0]);
        assert_eq!(found("さくら"), [2]);
        assert_eq!(found("ミナミ"), [0]);
        assert_eq!(found("nowhere"), [0; 0]);
    }
}
