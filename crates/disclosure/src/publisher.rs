//! What a provider says of itself is measured and cleaned like its entries: it stands beside the hospital's own words
//! (A19).

use crate::clean::cleaned;
use crate::manifest::Publisher;
use nattoku_consent::Localized;

/// The longest name, in characters.
pub const MAX_NAME: usize = 120;
/// The longest text that says whom to ask, in characters.
pub const MAX_CONTACT: usize = 500;
/// The longest name of a purpose, in characters.
pub const MAX_LABEL: usize = 120;
/// The most purposes that a provider names.
pub const MAX_PURPOSES: usize = 200;

/// Why a provider's texts about itself are not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnfitText {
    /// A text is longer than it may be.
    #[error("its {0} is longer than {1} characters")]
    TooLong(&'static str, usize),
    /// Nothing that can be read is left of a text.
    #[error("its {0} is empty")]
    Empty(&'static str),
    /// It names too many purposes.
    #[error("it names more than {MAX_PURPOSES} purposes")]
    TooManyPurposes,
}

impl Publisher {
    /// Returns the same provider without hidden and direction-turning characters, each text on one line.
    ///
    /// # Errors
    /// A text is too long or empty, or there are too many.
    pub fn cleaned(self) -> Result<Self, UnfitText> {
        if self.purposes.iter().count() > MAX_PURPOSES {
            return Err(UnfitText::TooManyPurposes);
        }
        let label = |(purpose, label): (&_, &Localized)| {
            Ok((Clone::clone(purpose), fit(label, "name of a purpose", MAX_LABEL)?))
        };
        let purposes = self.purposes.iter().map(label).collect::<Result<_, UnfitText>>()?;
        let (name, contact) =
            (fit(&self.name, "name", MAX_NAME)?, fit(&self.contact, "contact", MAX_CONTACT)?);
        Ok(Self { name, contact, purposes, ..self })
    }
}

fn fit(text: &Localized, what: &'static str, longest: usize) -> Result<Localized, UnfitText> {
    if text.0.is_empty() {
        return Err(UnfitText::Empty(what));
    }
    let fit = |(language, text): (&nattoku_consent::Language, &String)| {
        let text = cleaned(text).split_whitespace().collect::<Vec<_>>().join(" ");
        match text.chars().count() {
            0 => Err(UnfitText::Empty(what)),
            count if count > longest => Err(UnfitText::TooLong(what, longest)),
            _ => Ok((language.clone(), text)),
        }
    };
    text.0.iter().map(fit).collect::<Result<_, _>>().map(Localized)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn publisher(name: &str, contact: &str, label: &str) -> Publisher {
        let text = |text: &str| serde_json::json!({ "ja": text });
        serde_json::from_value(serde_json::json!({
            "id": "minato", "name": text(name), "country": "JP", "contact": text(contact),
            "purposes": { "drug-development": text(label) },
        }))
        .unwrap()
    }

    #[test]
    fn hidden_and_turning_characters_and_line_breaks_are_taken_out() {
        let clean =
            publisher("\u{202e}みなと\u{200b}学会\u{1b}", "事務局\n 03", "薬\u{2066}").cleaned().unwrap();
        assert_eq!(clean, publisher("みなと学会", "事務局 03", "薬"));
    }

    #[test]
    fn what_is_too_long_or_empty_is_refused() {
        let error =
            |name: &str, contact: &str, label: &str| publisher(name, contact, label).cleaned().unwrap_err();
        assert_eq!(error(&"あ".repeat(MAX_NAME + 1), "c", "l"), UnfitText::TooLong("name", MAX_NAME));
        assert_eq!(error("\u{200b} ", "c", "l"), UnfitText::Empty("name"));
        assert_eq!(error("n", &"c".repeat(MAX_CONTACT + 1), "l"), UnfitText::TooLong("contact", MAX_CONTACT));
        assert!(matches!(error("n", "c", &"l".repeat(8000)), UnfitText::TooLong(..)));
        assert!(publisher(&"あ".repeat(MAX_NAME), "c", "l").cleaned().is_ok());
    }
}
