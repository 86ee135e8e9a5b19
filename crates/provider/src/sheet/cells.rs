//! Rows and cells with their places, from xlsx, ods or csv: as people keep them, with ragged rows, line breaks
//! in cells, merged headers and empty rows at the end.

use super::Unreadable;
use super::mapping::{Mapping, Rule};
use calamine::{Data, Reader, open_workbook_auto};
use chrono::NaiveDate;
use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;

/// A sheet.
#[derive(Debug)]
pub struct Table {
    /// File and sheet, for people.
    pub place: String,
    /// The names of the columns; one without a name has its letters.
    pub headers: Vec<String>,
    /// The rows that have any text.
    pub rows: Vec<Row>,
}

/// A row.
#[derive(Debug)]
pub struct Row {
    /// Its number in the sheet, from 1.
    pub number: usize,
    cells: Vec<Cell>,
}

/// A cell.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cell {
    /// What it says, without space around it.
    pub text: String,
    /// The day it is, where the spreadsheet knows it as one.
    pub day: Option<NaiveDate>,
}

impl Row {
    /// The cell in a column; a row that is too short has empty ones.
    #[must_use]
    pub fn cell(&self, column: usize) -> Option<&Cell> {
        self.cells.get(column)
    }

    /// The text in a column.
    #[must_use]
    pub fn text(&self, column: usize) -> &str {
        self.cell(column).map_or("", |cell| cell.text.as_str())
    }
}

impl Table {
    /// Reads the sheet that a mapping names.
    ///
    /// # Errors
    /// The file, the sheet or its header cannot be read.
    pub fn read(file: &Path, mapping: &Mapping) -> Result<Self, Unreadable> {
        let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        let unreadable = |reason: String| Unreadable::File { file: file.display().to_string(), reason };
        let (sheet, cells) = match extension.to_ascii_lowercase().as_str() {
            "csv" => ("csv".to_owned(), csv_cells(file).map_err(unreadable)?),
            "xlsx" | "ods" => workbook_cells(file, mapping.sheet.as_deref()).map_err(unreadable)?,
            _ => return Err(unreadable("only .xlsx, .ods and .csv files are read".to_owned())),
        };
        let rows = mapping.header_rows.max(1);
        let first = mapping.header.max(1) - 1;
        if cells.len() < first + rows {
            return Err(unreadable(format!(
                "the sheet \"{sheet}\" ends before its header row {}",
                first + rows
            )));
        }
        let headers = headers(&cells, first, rows);
        let numbered = cells.into_iter().enumerate().skip(first + rows);
        let rows = numbered.map(|(place, cells)| Row { number: place + 1, cells });
        let rows = rows.filter(|row| row.cells.iter().any(|cell| !cell.text.is_empty())).collect();
        Ok(Self { place: format!("{}, sheet \"{sheet}\"", file.display()), headers, rows })
    }

    /// Where the columns are that a mapping names.
    ///
    /// # Errors
    /// A column is not there.
    pub fn places<'a>(&self, mapping: &'a Mapping) -> Result<HashMap<&'a str, usize>, String> {
        let named = mapping.fields.values().flat_map(Rule::named);
        let place = |name: &'a str| {
            let place = self.headers.iter().position(|header| header == name);
            let known = || format!("\"{}\"", self.headers.join("\", \""));
            let place =
                place.ok_or_else(|| format!("there is no column \"{name}\". There are: {}", known()))?;
            Ok((name, place))
        };
        named.chain(mapping.private.iter().map(String::as_str)).map(place).collect()
    }
}

/// The letters of a column, as spreadsheets show them: A, B, ... Z, AA.
#[must_use]
pub fn letters(column: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(column % 26).unwrap_or_default());
    match column / 26 {
        0 => letter.to_string(),
        more => format!("{}{letter}", letters(more - 1)),
    }
}

/// Joins header rows; what an upper row says holds for the empty cells right of it, as a merged cell does.
fn headers(cells: &[Vec<Cell>], first: usize, rows: usize) -> Vec<String> {
    let width = cells.iter().map(Vec::len).max().unwrap_or_default();
    let mut names = vec![Vec::new(); width];
    for (depth, row) in cells[first..first + rows].iter().enumerate() {
        let mut merged = String::new();
        for (column, name) in names.iter_mut().enumerate() {
            let text = row.get(column).map_or("", |cell| cell.text.as_str());
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let is_last = depth + 1 == rows;
            if is_last || !text.is_empty() {
                merged = text;
            }
            if !merged.is_empty() {
                name.push(merged.clone());
            }
        }
    }
    let mut known: HashMap<String, usize> = HashMap::new();
    let named = |(column, name): (usize, Vec<String>)| {
        let name = if name.is_empty() { letters(column) } else { name.join(" / ") };
        let count = known.entry(name.clone()).or_default();
        *count += 1;
        // The same header again is told apart by its letters.
        if *count > 1 { format!("{name} ({})", letters(column)) } else { name }
    };
    names.into_iter().enumerate().map(named).collect()
}

fn csv_cells(file: &Path) -> Result<Vec<Vec<Cell>>, String> {
    let bytes = std::fs::read(file).map_err(|error| error.to_string())?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let row = |record: Result<csv::StringRecord, csv::Error>| {
        let record = record.map_err(|error| match error.kind() {
            csv::ErrorKind::Utf8 { .. } => {
                let line = error.position().map_or(1, csv::Position::line);
                format!("line {line} is not UTF-8 text. Save the file as \"CSV UTF-8\"")
            }
            _ => error.to_string(),
        })?;
        Ok(record.iter().map(|text| Cell { text: text.trim().to_owned(), day: None }).collect())
    };
    reader.records().map(row).collect()
}

fn workbook_cells(file: &Path, sheet: Option<&str>) -> Result<(String, Vec<Vec<Cell>>), String> {
    let mut book = open_workbook_auto(file).map_err(|error| error.to_string())?;
    let names = book.sheet_names();
    let sheet = match sheet {
        Some(sheet) => names.iter().find(|name| *name == sheet),
        None => names.first(),
    };
    let sheet = sheet.cloned().ok_or_else(|| {
        format!("the sheet that the mapping names is not there. There are: {}", names.join(", "))
    })?;
    let range = book.worksheet_range(&sheet).map_err(|error| error.to_string())?;
    // What is empty above and left of the first cell is not in the range.
    let (above, left) = range.start().map_or((0, 0), |(row, column)| (row as usize, column as usize));
    let mut rows = vec![Vec::new(); above];
    rows.extend(range.rows().map(|row| {
        std::iter::repeat_n(Cell::default(), left).chain(row.iter().map(cell)).collect::<Vec<_>>()
    }));
    Ok((sheet, rows))
}

fn cell(data: &Data) -> Cell {
    let day = match data {
        Data::DateTime(at) if at.is_datetime() => at.as_datetime().map(|at| at.date()),
        Data::DateTimeIso(at) => at.get(..10).and_then(|day| day.parse().ok()),
        _ => None,
    };
    let text = match (data, day) {
        (_, Some(day)) => Cow::Owned(day.to_string()),
        (Data::String(text), _) => Cow::Borrowed(text.trim()),
        (other, _) => Cow::Owned(other.to_string()),
    };
    Cell { text: text.into_owned(), day }
}
