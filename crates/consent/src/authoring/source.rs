//! A parsed source file that still knows on which line everything stands.
//!
//! Two comforts for authors are resolved here: a date may be written with or without quotation marks, and
//! an `[approval]` at the top of a file holds for every block below that has none of its own.

use super::{Finding, SourceFile};
use serde::de::DeserializeOwned;
use std::borrow::Cow;
use std::collections::BTreeMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer};

/// The lists and tables whose members inherit the approval of their file.
const BLOCKS: [&str; 8] =
    ["provider", "desk", "purposes", "modifiers", "items", "terms", "preferences", "changes"];

/// What to do about a block that cannot be read.
const COMPARE: &str = "Compare with the same block in examples/hospital";

#[derive(Debug, Clone)]
enum Step {
    Key(String),
    Index(usize),
}

/// Where something stands: a file, a path within it for the machine, and words for a person.
#[derive(Debug, Clone)]
pub(super) struct Place {
    file: String,
    path: Vec<Step>,
    words: String,
}

impl Place {
    pub(super) fn file(name: &str) -> Self {
        Self { file: name.to_owned(), path: Vec::new(), words: String::new() }
    }

    /// A field of a block.
    pub(super) fn field(&self, key: &str) -> Self {
        self.step(&[Step::Key(key.to_owned())], key)
    }

    /// A block of a list, by the name a person knows it by.
    pub(super) fn block(&self, list: &str, index: usize, name: &str) -> Self {
        self.step(&[Step::Key(list.to_owned()), Step::Index(index)], name)
    }

    /// A text in one language.
    pub(super) fn language(&self, tag: &str) -> Self {
        let mut place = self.clone();
        place.path.push(Step::Key(tag.to_owned()));
        place.words = format!("{} ({tag})", self.words);
        place
    }

    fn step(&self, steps: &[Step], name: &str) -> Self {
        let mut place = self.clone();
        place.path.extend_from_slice(steps);
        place.words =
            if self.words.is_empty() { name.to_owned() } else { format!("{} › {name}", self.words) };
        place
    }
}

/// A source file and its parsed tree.
pub(super) struct Source<'a> {
    file: &'a SourceFile,
    root: Spanned<DeTable<'a>>,
}

impl<'a> Source<'a> {
    pub(super) fn parse(file: &'a SourceFile) -> Result<Self, Finding> {
        let parsed = DeTable::parse(&file.text);
        let mut root = parsed
            .map_err(|error| fault(file, error.span(), "the file", &error, "Correct the TOML there"))?;
        root.get_mut().iter_mut().for_each(|(_, value)| unquote_dates(value));
        inherit_approval(root.get_mut());
        Ok(Self { file, root })
    }

    pub(super) fn name(&self) -> &'a str {
        &self.file.name
    }

    pub(super) fn root(&self) -> &DeTable<'a> {
        self.root.get_ref()
    }

    pub(super) fn read<T: DeserializeOwned>(&self) -> Result<T, Finding> {
        let read = T::deserialize(Deserializer::from(self.root.clone()));
        read.map_err(|error| {
            let place =
                error.span().map_or_else(|| "the file".to_owned(), |span| self.block_around(span.start));
            fault(self.file, error.span(), &place, &error, COMPARE)
        })
    }

    /// The line of a place; where only its beginning exists, the line of that.
    fn line(&self, place: &Place) -> Option<usize> {
        let mut offset = None;
        let mut table = Some(self.root.get_ref());
        let mut value: Option<&Spanned<DeValue<'a>>> = None;
        for step in &place.path {
            let next = match step {
                Step::Key(key) => {
                    table.and_then(|table| table.get_key_value(key.as_str())).map(|(key, value)| {
                        offset = Some(key.span().start);
                        value
                    })
                }
                Step::Index(index) => value.and_then(|value| value.get_ref().get(*index)).inspect(|item| {
                    offset = Some(item.span().start);
                }),
            };
            let Some(next) = next else { break };
            table = next.get_ref().as_table();
            value = Some(next);
        }
        offset.map(|offset| line_of(&self.file.text, offset))
    }

    /// The heading above an offset, as the author wrote it.
    fn block_around(&self, offset: usize) -> String {
        let until = self.file.text.get(..offset).unwrap_or_default().len();
        let line_end = self.file.text[until..].find('\n').map_or(self.file.text.len(), |end| until + end);
        let heading =
            self.file.text[..line_end].lines().rev().map(str::trim).find(|line| line.starts_with('['));
        heading.map_or_else(|| "the top of the file".to_owned(), str::to_owned)
    }
}

/// Every source file by name: where findings get their lines from.
pub(super) struct Sources<'a>(pub(super) BTreeMap<&'a str, Source<'a>>);

impl Sources<'_> {
    pub(super) fn finding(&self, place: &Place, problem: String, way_out: String) -> Finding {
        let line = self.0.get(place.file.as_str()).and_then(|source| source.line(place));
        let words = if place.words.is_empty() { "the file".to_owned() } else { place.words.clone() };
        Finding { file: place.file.clone(), line, place: words, problem, way_out }
    }
}

fn fault(
    file: &SourceFile,
    span: Option<std::ops::Range<usize>>,
    place: &str,
    error: &toml::de::Error,
    way_out: &str,
) -> Finding {
    Finding {
        file: file.name.clone(),
        line: span.map(|span| line_of(&file.text, span.start)),
        place: place.to_owned(),
        problem: error.message().trim_end_matches('.').replace('\n', ", "),
        way_out: format!("{way_out}."),
    }
}

fn line_of(text: &str, offset: usize) -> usize {
    text.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count() + 1
}

fn unquote_dates(value: &mut Spanned<DeValue<'_>>) {
    match value.get_mut() {
        DeValue::Datetime(date) => {
            let written = date.to_string();
            *value.get_mut() = DeValue::String(Cow::Owned(written));
        }
        DeValue::Array(items) => items.as_mut().iter_mut().for_each(unquote_dates),
        DeValue::Table(table) => table.iter_mut().for_each(|(_, value)| unquote_dates(value)),
        _ => {}
    }
}

fn inherit_approval(root: &mut DeTable<'_>) {
    let Some((key, approval)) = root.get_key_value("approval") else { return };
    let (key, approval) = (key.clone(), approval.clone());
    for name in BLOCKS {
        let Some(block) = root.get_mut(name) else { continue };
        let members = match block.get_mut() {
            DeValue::Array(items) => items.as_mut().iter_mut().map(Spanned::get_mut).collect(),
            single => vec![single],
        };
        for member in members {
            if let DeValue::Table(table) = member {
                table.entry(key.clone()).or_insert_with(|| approval.clone());
            }
        }
    }
}
