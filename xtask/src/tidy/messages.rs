//! The words of the app: every message is used, exists in every language, and is plain.

use super::tree::{Text, Tree};
use anyhow::{Result, bail};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;
use nattoku_consent::authoring::language;
use std::collections::{BTreeMap, BTreeSet};

/// A message: where it stands, and the texts it may become.
struct Message {
    place: String,
    texts: Vec<String>,
    variables: BTreeSet<String>,
}

/// A language's messages by id.
type Locale = BTreeMap<String, Message>;

pub(super) fn check(tree: &Tree) -> Result<Vec<String>> {
    let mut locales: BTreeMap<String, Locale> = BTreeMap::new();
    for file in tree.below("locales/", ".ftl") {
        let tag = file.path.split('/').nth(1).unwrap_or_default().to_owned();
        read(file, locales.entry(tag).or_default())?;
    }
    let mut breaches = Vec::new();
    for (tag, locale) in &locales {
        breaches.extend(missing(tag, locale, &locales));
        breaches.extend(long_sentences(tag, locale));
    }
    let code = code(tree);
    if let Some(original) = locales.values().next() {
        breaches.extend(unused(original, &code));
    }
    for (tag, locale) in &locales {
        breaches.extend(unknown(tag, locale, tree));
    }
    Ok(breaches)
}

fn read(file: &Text, locale: &mut Locale) -> Result<()> {
    let parsed = match parser::parse(file.text.as_str()) {
        Ok(parsed) => parsed,
        Err((_, errors)) => bail!("{} is not Fluent: {errors:?}", file.path),
    };
    for entry in parsed.body {
        let Entry::Message(message) = entry else { continue };
        let id = message.id.name.to_owned();
        let line =
            file.text.lines().position(|line| line.split('=').next().is_some_and(|start| start.trim() == id));
        let place = format!("{}:{}", file.path, line.unwrap_or_default() + 1);
        let mut variables = BTreeSet::new();
        let patterns =
            message.value.iter().chain(message.attributes.iter().map(|attribute| &attribute.value));
        let texts = patterns.flat_map(|pattern| expand(pattern, &mut variables)).collect();
        if locale.contains_key(&id) {
            bail!("{place}: {id} is there twice in one language");
        }
        locale.insert(id, Message { place, texts, variables });
    }
    Ok(())
}

/// The texts a pattern may become; a value that is put in counts as two characters, one word.
fn expand(pattern: &Pattern<&str>, variables: &mut BTreeSet<String>) -> Vec<String> {
    let mut texts = vec![String::new()];
    for element in &pattern.elements {
        let endings = match element {
            PatternElement::TextElement { value } => vec![(*value).to_owned()],
            PatternElement::Placeable { expression: Expression::Inline(inline) } => {
                note_variable(inline, variables);
                vec!["〇〇".to_owned()]
            }
            PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
                note_variable(selector, variables);
                variants.iter().flat_map(|variant| expand(&variant.value, variables)).collect()
            }
        };
        texts = texts
            .iter()
            .flat_map(|text| endings.iter().map(move |ending| format!("{text}{ending}")))
            .collect();
    }
    texts
}

fn note_variable(expression: &InlineExpression<&str>, variables: &mut BTreeSet<String>) {
    match expression {
        InlineExpression::VariableReference { id } => drop(variables.insert(id.name.to_owned())),
        InlineExpression::FunctionReference { arguments, .. } => {
            arguments.positional.iter().for_each(|argument| note_variable(argument, variables));
        }
        _ => {}
    }
}

fn missing(tag: &str, locale: &Locale, locales: &BTreeMap<String, Locale>) -> Vec<String> {
    let mut breaches = Vec::new();
    for (id, message) in locale {
        for (other_tag, other) in locales.iter().filter(|(other, _)| *other != tag) {
            match other.get(id) {
                None => {
                    breaches.push(format!("{}: {id} is missing in {other_tag}. Translate it.", message.place))
                }
                Some(same) if same.variables != message.variables => {
                    let advice = "Use the same values in both";
                    breaches.push(format!(
                        "{}: {id} uses other values than in {other_tag}. {advice}.",
                        message.place
                    ));
                }
                Some(_) => {}
            }
        }
    }
    breaches
}

fn long_sentences(tag: &str, locale: &Locale) -> Vec<String> {
    let (limit, unit) = (language::limit(tag), language::unit(tag));
    let texts = locale.values().flat_map(|message| message.texts.iter().map(|text| (&message.place, text)));
    let sentences = texts.flat_map(|(place, text)| {
        language::sentences(text, tag).into_iter().map(move |sentence| (place, sentence.to_owned()))
    });
    let long = sentences.filter(|(_, sentence)| language::length(sentence, tag) > limit);
    long.map(|(place, sentence)| {
        let length = language::length(&sentence, tag);
        format!("{place}: a sentence of {length} {unit}, {limit} at most: “{sentence}”. Say it in two.")
    })
    .collect()
}

/// Everything that may name a message.
fn code(tree: &Tree) -> Vec<&Text> {
    let is_code = |file: &&Text| {
        let spoken = [".rs", ".html", ".js", ".ftl"].iter().any(|ending| file.path.ends_with(ending));
        let ours = ["src/", "crates/provider/src/", "page/", "index.html"];
        spoken && ours.iter().any(|start| file.path.starts_with(start))
    };
    tree.0.iter().filter(is_code).collect()
}

fn unused(locale: &Locale, code: &[&Text]) -> Vec<String> {
    let breach = |(id, message): (&String, &Message)| {
        let used = code.iter().any(|file| names(&file.text, id) || makes(&file.text, id));
        (!used).then(|| format!("{}: nothing uses {id}. Remove it in every language.", message.place))
    };
    locale.iter().filter_map(breach).collect()
}

fn is_id_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || c == '_'
}

fn names(text: &str, id: &str) -> bool {
    text.match_indices(id)
        .any(|(at, _)| !text[..at].ends_with(is_id_part) && !text[at + id.len()..].starts_with(is_id_part))
}

/// Whether the id is put together, as in `format!("language-{tag}")`, or from `"problem-x"` and a part
/// that `format!("{}-{part}")` adds.
fn makes(text: &str, id: &str) -> bool {
    let mut starts = id.match_indices('-').map(|(at, _)| &id[..=at]);
    let adds = || text.contains("\"{}-{");
    let stem = id.rsplit_once('-').map_or(id, |(stem, _)| stem);
    starts.any(|start| text.contains(&format!("\"{start}{{"))) || (adds() && names(text, stem))
}

/// Ids that code asks for and no language has.
fn unknown(tag: &str, locale: &Locale, tree: &Tree) -> Vec<String> {
    let mut breaches = Vec::new();
    for file in tree.below("src/", ".rs") {
        // Tests bring messages of their own.
        let code = file.text.split("#[cfg(test)]").next().unwrap_or_default();
        for (index, line) in code.lines().enumerate() {
            for id in asked(line).filter(|id| !locale.contains_key(*id)) {
                breaches.push(format!("{}:{}: {id} is no message in {tag}. Write it.", file.path, index + 1));
            }
        }
    }
    breaches
}

fn asked(line: &str) -> impl Iterator<Item = &str> {
    [".t(\"", ".text(\"", ".with(\""].into_iter().flat_map(move |call| {
        line.split(call)
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .filter(|id| id.chars().all(is_id_part))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> Tree {
        Tree(
            files
                .iter()
                .map(|(path, text)| Text { path: (*path).to_owned(), text: (*text).to_owned() })
                .collect(),
        )
    }

    #[test]
    fn used_plain_and_translated_messages_pass() {
        let ja = "a-b = はい\np-x-title = 題\nlanguage-ja = 日本語\nc = { $n ->\n    [one] 一つです。\n   *[other] { $n }です。\n}\n";
        let code = "view.t(\"a-b\"); view.t(&format!(\"language-{tag}\")); view.with(\"c\", []); \"p-x\"; format!(\"{}-{part}\")";
        let files = [("locales/ja/a.ftl", ja), ("locales/en/a.ftl", ja), ("src/a.rs", code)];
        assert_eq!(check(&tree(&files)).unwrap(), [""; 0]);
    }

    #[test]
    fn every_breach_is_found() {
        let ja = format!("a = {}。\nb = { } { }\n", "長".repeat(40), "{ $name }", "さん");
        let files = [
            ("locales/ja/a.ftl", ja.as_str()),
            ("locales/en/a.ftl", "b = You\n"),
            ("src/a.rs", "t.t(\"b\").t(\"z\")"),
        ];
        let found = check(&tree(&files)).unwrap().join("\n");
        for part in ["a is missing in en", "41 characters", "b uses other values", "z is no message in ja"] {
            assert!(found.contains(part), "{part}: {found}");
        }
        let unused = check(&tree(&[("locales/ja/a.ftl", "a = はい")])).unwrap();
        assert_eq!(unused, ["locales/ja/a.ftl:1: nothing uses a. Remove it in every language."]);
    }
}
