//! Compiling Fluent messages into what the app shows. Texts and variables are all that is taken: a message
//! that needs more, such as a plural, is refused here and not shown wrongly later.

use super::{CLOSE, Messages, OPEN};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Message, Pattern, PatternElement};
use fluent_syntax::parser;

/// Why a message cannot be compiled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The source is not well-formed Fluent.
    #[error("this is not Fluent: {0}")]
    Malformed(String),
    /// A message uses more than texts and variables.
    #[error("{0}: only texts and variables such as {{ $name }} can be compiled")]
    TooMuch(String),
}

/// Compiles Fluent source.
///
/// # Errors
/// What of the source cannot be compiled.
pub fn compile(source: &str) -> Result<Messages, Refused> {
    let resource = parser::parse(source).map_err(|(_, errors)| {
        let errors = errors.iter().map(ToString::to_string);
        Refused::Malformed(errors.collect::<Vec<_>>().join("; "))
    })?;
    let messages = resource.body.iter().filter_map(|entry| match entry {
        Entry::Message(message) => Some(compiled(message)),
        _ => None,
    });
    messages.collect()
}

fn compiled(message: &Message<&str>) -> Result<(String, String), Refused> {
    let id = message.id.name.to_owned();
    let text = message.value.as_ref().and_then(text).filter(|_| message.attributes.is_empty());
    text.map(|text| (id.clone(), text)).ok_or(Refused::TooMuch(id))
}

fn text(pattern: &Pattern<&str>) -> Option<String> {
    let part = |element: &PatternElement<&str>| match element {
        PatternElement::TextElement { value } => Some((*value).to_owned()),
        PatternElement::Placeable {
            expression: Expression::Inline(InlineExpression::VariableReference { id }),
        } => Some(format!("{OPEN}{}{CLOSE}", id.name)),
        PatternElement::Placeable { .. } => None,
    };
    pattern.elements.iter().map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::I18n;

    #[test]
    fn values_stand_in_their_places() {
        let messages = compile("greeting = こんにちは、{ $name }さん\nplain = はい\n").unwrap();
        let i18n = I18n::new("ja".parse().unwrap(), messages);
        assert_eq!(i18n.text("plain"), "はい");
        assert_eq!(
            i18n.with("greeting", &[("name", "節子".to_owned())]),
            "こんにちは、\u{2068}節子\u{2069}さん"
        );
        assert_eq!(i18n.text("missing"), "missing");
    }

    #[test]
    fn what_the_app_could_not_show_is_refused() {
        let plural = "n = { $count ->\n    [one] one\n   *[other] many\n}\n";
        assert_eq!(compile(plural), Err(Refused::TooMuch("n".to_owned())));
        assert_eq!(compile("a = { b }\n"), Err(Refused::TooMuch("a".to_owned())));
        assert!(matches!(compile("a = { $b\n"), Err(Refused::Malformed(_))));
    }
}
