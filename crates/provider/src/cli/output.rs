//! Rows on stdout, as CSV or as one JSON object a line, for the next program to read.

use super::failure::Failure;
use crate::secrets::Token;
use clap::ValueEnum;
use nattoku_disclosure::clean::is_unwanted;
use serde::Serialize;
use std::io::{self, BufWriter, Write};

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// With a header line.
    Csv,
    /// One JSON object a line.
    Ndjson,
}

/// Returns a text with every character written out that would move a terminal's cursor, change its colours or turn the
/// direction of what follows: foreign texts stand in messages, too.
#[must_use]
pub fn printable(text: &str) -> String {
    let write = |c: char| match is_unwanted(c) {
        true => c.escape_unicode().collect(),
        false => c.to_string(),
    };
    text.chars().map(write).collect()
}

/// Writes one line to stdout: a result that is no row.
///
/// # Errors
/// The output cannot be written.
pub fn line(text: &str) -> Result<(), Failure> {
    writeln!(io::stdout().lock(), "{text}").map_err(Failure::Output)
}

/// Writes a new token to stdout, and says whose it is. `before`: whether they had one.
///
/// # Errors
/// The output cannot be written.
pub fn token(token: &Token, whose: &str, before: bool) -> Result<(), Failure> {
    line(token.as_str())?;
    let earlier = if before { " The one before does not work any more." } else { "" };
    eprintln!("This is the token of {whose}. It is shown only now and kept nowhere.{earlier}");
    Ok(())
}

/// A row whose cells have names.
pub trait Cells: Serialize {
    /// The names of the columns.
    const COLUMNS: &'static [&'static str];
    /// The cells in the order of the columns.
    fn cells(&self) -> Vec<String>;
}

/// Writes rows to stdout.
pub struct Output<W: Write> {
    sink: Sink<W>,
}

enum Sink<W: Write> {
    Csv(Box<csv::Writer<W>>),
    Ndjson(BufWriter<W>),
}

impl<W: Write> Output<W> {
    /// Begins; CSV with its header line.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn new<R: Cells>(format: Format, to: W) -> Result<Self, Failure> {
        let sink = match format {
            Format::Ndjson => Sink::Ndjson(BufWriter::new(to)),
            Format::Csv => {
                let mut writer = csv::Writer::from_writer(to);
                writer.write_record(R::COLUMNS).map_err(csv_failure)?;
                Sink::Csv(Box::new(writer))
            }
        };
        Ok(Self { sink })
    }

    /// Writes a row.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn row<R: Cells>(&mut self, row: &R) -> Result<(), Failure> {
        match &mut self.sink {
            Sink::Csv(writer) => writer.write_record(row.cells()).map_err(csv_failure),
            Sink::Ndjson(writer) => {
                serde_json::to_writer(&mut *writer, row).map_err(|error| Failure::Output(error.into()))?;
                writer.write_all(b"\n").map_err(Failure::Output)
            }
        }
    }

    /// Hands everything over; without it, the last rows could be lost unnoticed.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn finish(self) -> Result<(), Failure> {
        match self.sink {
            Sink::Csv(mut writer) => writer.flush(),
            Sink::Ndjson(mut writer) => writer.flush(),
        }
        .map_err(Failure::Output)
    }
}

fn csv_failure(error: csv::Error) -> Failure {
    let text = error.to_string();
    match error.into_kind() {
        csv::ErrorKind::Io(error) => Failure::Output(error),
        _ => Failure::Output(io::Error::other(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_act_on_is_written_out() {
        let said = printable("the site gives \"\u{1b}]0;x\u{7}\u{9b}2J\u{202e}\"\nin place of a signed file");
        assert_eq!(said, "the site gives \"\\u{1b}]0;x\\u{7}\\u{9b}2J\\u{202e}\"\nin place of a signed file");
    }
}
