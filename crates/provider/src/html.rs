//! Filling HTML templates: `{{name}}` becomes a text, escaped. A name nobody fills stays visible, so that
//! a mistake is seen rather than hidden.

use std::borrow::Cow;

/// `text` as HTML shows it, in content and in quoted attributes.
#[must_use]
pub fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\'']) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    Cow::Owned(escaped)
}

/// Fills a template in one pass, so that what is filled in is never read as a template itself.
pub fn fill<'a>(template: &str, value: impl Fn(&str) -> Option<Cow<'a, str>>) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        filled.push_str(before);
        let named = after.split_once("}}").and_then(|(name, after)| Some((value(name.trim())?, after)));
        rest = if let Some((value, after)) = named {
            filled.push_str(&value);
            after
        } else {
            filled.push_str("{{");
            after
        };
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_text() {
        assert_eq!(escape("<a href=\"x\">'&'</a>"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
        assert_eq!(escape("藤枝病院"), "藤枝病院");
    }

    #[test]
    fn names_are_filled_once_and_unknown_ones_stay() {
        let value = |name: &str| (name == "a").then_some(Cow::Borrowed("{{b}}"));
        assert_eq!(fill("{{a}}, {{ a }}, {{b}}, {{", value), "{{b}}, {{b}}, {{b}}, {{");
    }
}
