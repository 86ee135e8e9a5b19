//! Reading CSV files as hospitals have them. Every broken row is reported with file, line, column and
//! reason, and then nothing of the file is used.

use csv::{ReaderBuilder, StringRecord};
use nattoku_consent::Language;
use serde::de::value::StrDeserializer;
use serde::de::{DeserializeOwned, IntoDeserializer};
use std::collections::HashMap;
use std::fmt;
use std::path::Path;
use std::str::FromStr;

/// How many broken rows are listed; the rest are counted.
const LISTED: usize = 50;

/// What is wrong with a file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Faults {
    listed: Vec<String>,
    more: usize,
}

/// What is wrong with a row.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    /// In which column; none where it is the row as a whole.
    pub column: Option<&'static str>,
    /// What is wrong, and what would be right.
    pub reason: String,
}

/// The columns a file has.
#[derive(Debug, Clone, Copy)]
pub struct Columns {
    /// Those it must have.
    pub required: &'static [&'static str],
    /// Those it may have.
    pub optional: &'static [&'static str],
}

/// A row of a file.
#[derive(Debug)]
pub struct Row<'a> {
    cells: &'a StringRecord,
    places: &'a HashMap<&'static str, usize>,
    /// Its line, counted from 1.
    pub line: u64,
}

impl Row<'_> {
    /// The text in an optional column, if there is any.
    #[must_use]
    pub fn text(&self, column: &'static str) -> Option<&str> {
        self.cells.get(*self.places.get(column)?).filter(|text| !text.is_empty())
    }

    /// The text in a required column.
    ///
    /// # Errors
    /// It is empty.
    pub fn required(&self, column: &'static str) -> Result<&str, Fault> {
        self.text(column).ok_or_else(|| fault(column, "is empty"))
    }

    /// The value that the text in a required column stands for in the domain's own notation.
    ///
    /// # Errors
    /// It is empty, or none of `known`.
    pub fn named<T: DeserializeOwned>(&self, column: &'static str, known: &str) -> Result<T, Fault> {
        let name = self.required(column)?;
        named(name).ok_or_else(|| fault(column, format!("\"{name}\" is none of {known}")))
    }

    /// What the text in a required column says.
    ///
    /// # Errors
    /// It is empty, or says nothing of that type.
    pub fn parse<T: FromStr<Err: fmt::Display>>(&self, column: &'static str) -> Result<T, Fault> {
        self.required(column)?.parse().map_err(|error: T::Err| fault(column, error.to_string()))
    }

    /// The language it names, if it names one; it must be one of the catalogue's.
    ///
    /// # Errors
    /// It is not.
    pub fn language(&self, languages: &[Language]) -> Result<Option<Language>, Fault> {
        let Some(tag) = self.text("language") else { return Ok(None) };
        let found = languages.iter().find(|language| language.as_str() == tag).cloned();
        found.map(Some).ok_or_else(|| {
            let known = languages.iter().map(Language::as_str).collect::<Vec<_>>().join(", ");
            fault("language", format!("\"{tag}\" is none of the catalogue's: {known}"))
        })
    }

    /// The language it names, or else the catalogue's first.
    ///
    /// # Errors
    /// It names none of the catalogue's.
    pub fn language_or_first(&self, languages: &[Language]) -> Result<Language, Fault> {
        let language = self.language(languages)?.or_else(|| languages.first().cloned());
        language.ok_or_else(|| fault("language", "the catalogue has no languages"))
    }
}

/// The value that `name` stands for in the domain's own notation, such as `drug-company`, if any.
#[must_use]
pub fn named<T: DeserializeOwned>(name: &str) -> Option<T> {
    let name: StrDeserializer<'_, serde::de::value::Error> = name.into_deserializer();
    T::deserialize(name).ok()
}

/// A fault in a column.
pub fn fault(column: &'static str, reason: impl Into<String>) -> Fault {
    Fault { column: Some(column), reason: reason.into() }
}

/// Reads every row of a CSV file (UTF-8, header line first).
///
/// # Errors
/// Every row that is broken, or for which `read` says so.
pub fn read<T>(
    path: &Path,
    columns: Columns,
    mut read: impl FnMut(&Row<'_>) -> Result<T, Fault>,
) -> Result<Vec<T>, Faults> {
    let file = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|error| Faults::one(format!("{file}: {error}")))?;
    // Spreadsheets put a byte order mark in front of UTF-8.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let mut reader = ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
    let header = reader.headers().map_err(|error| Faults::one(broken_row(&file, &error)))?;
    let places = places(&file, header, columns)?;
    let (mut rows, mut faults) = (Vec::new(), Faults::default());
    for cells in reader.records() {
        let cells = match cells {
            Ok(cells) => cells,
            Err(error) => {
                faults.add(broken_row(&file, &error));
                continue;
            }
        };
        let line = cells.position().map_or(0, csv::Position::line);
        match read(&Row { cells: &cells, places: &places, line }) {
            Ok(row) => rows.push(row),
            Err(fault) => faults.add(format!("{file}:{line}: {fault}")),
        }
    }
    if faults.listed.is_empty() { Ok(rows) } else { Err(faults) }
}

fn places(
    file: &str,
    header: &StringRecord,
    columns: Columns,
) -> Result<HashMap<&'static str, usize>, Faults> {
    let mut faults = Faults::default();
    let known = || columns.required.iter().chain(columns.optional);
    for name in header.iter().filter(|name| !known().any(|known| known == name)) {
        faults.add(format!("{file}:1: column \"{name}\" is not known. Known: {}", join(known())));
    }
    let place = |name: &str| header.iter().position(|column| column == name);
    for name in columns.required.iter().filter(|name| place(name).is_none()) {
        faults.add(format!("{file}:1: column {name} is missing. The first line must name the columns"));
    }
    if !faults.listed.is_empty() {
        return Err(faults);
    }
    Ok(known().filter_map(|name| Some((*name, place(name)?))).collect())
}

fn join<'a>(names: impl Iterator<Item = &'a &'static str>) -> String {
    names.copied().collect::<Vec<_>>().join(", ")
}

fn broken_row(file: &str, error: &csv::Error) -> String {
    let line = error.position().map_or(1, csv::Position::line);
    let reason = match error.kind() {
        csv::ErrorKind::Utf8 { .. } => "this is not UTF-8 text. Save the file as \"CSV UTF-8\"".to_owned(),
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("the row has {len} cells, the first line has {expected_len}")
        }
        _ => error.to_string(),
    };
    format!("{file}:{line}: {reason}")
}

impl Faults {
    /// A single fault.
    #[must_use]
    pub fn one(fault: String) -> Self {
        Self { listed: vec![fault], more: 0 }
    }

    fn add(&mut self, fault: String) {
        if self.listed.len() < LISTED {
            self.listed.push(fault);
        } else {
            self.more += 1;
        }
    }
}

impl std::error::Error for Faults {}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.listed.join("\n"))?;
        if self.more > 0 { write!(f, "\nand {} more broken rows", self.more) } else { Ok(()) }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.column {
            Some(column) => write!(f, "column {column}: {}", self.reason),
            None => f.write_str(&self.reason),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: Columns = Columns { required: &["patient", "count"], optional: &["note"] };

    fn read_bytes(bytes: &[u8]) -> Result<Vec<(String, u32)>, String> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        let rows =
            read(file.path(), COLUMNS, |row| Ok((row.required("patient")?.to_owned(), row.parse("count")?)));
        rows.map_err(|faults| faults.to_string().replace(&file.path().display().to_string(), "f.csv"))
    }

    #[test]
    fn rows_are_read_by_the_names_of_their_columns() {
        let rows = read_bytes("\u{feff}count,note,patient\r\n 1 ,,\"a,b\"\r\n2,x,c\r\n".as_bytes());
        assert_eq!(rows, Ok(vec![("a,b".to_owned(), 1), ("c".to_owned(), 2)]));
    }

    #[test]
    fn every_broken_row_is_named() {
        let faults = read_bytes(b"patient,count\na,1\n,2\nb,x\nc\n").unwrap_err();
        let lines: Vec<_> = faults.lines().collect();
        assert_eq!(lines[0], "f.csv:3: column patient: is empty");
        assert!(lines[1].starts_with("f.csv:4: column count: "));
        assert_eq!(lines[2], "f.csv:5: the row has 1 cells, the first line has 2");
    }

    #[test]
    fn columns_must_be_there_and_known() {
        let faults = read_bytes(b"patient,cuont\na,1\n").unwrap_err();
        assert!(faults.contains("\"cuont\" is not known. Known: patient, count, note"), "{faults}");
        assert!(faults.contains("column count is missing"), "{faults}");
    }

    #[test]
    fn other_encodings_are_recognised() {
        assert!(read_bytes(b"patient,count\n\x93\xfa,1\n").unwrap_err().contains("CSV UTF-8"));
    }

    #[test]
    fn fifty_faults_are_listed_and_the_rest_counted() {
        let text = format!("patient,count\n{}", "a,x\n".repeat(60));
        assert!(read_bytes(text.as_bytes()).unwrap_err().ends_with("and 10 more broken rows"));
    }
}
