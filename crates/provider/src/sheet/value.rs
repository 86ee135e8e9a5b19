//! The value of one field of one row.

use super::cells::{Cell, Row};
use super::mapping::{Form, Rule};
use calamine::{ExcelDateTime, ExcelDateTimeType};
use chrono::{Days, Duration, NaiveDate, NaiveTime};
use nattoku_consent::time::{write_day, write_instant};
use nattoku_disclosure::entry::People;
use serde_json::Value;
use std::collections::HashMap;

/// A value, and whether the row itself said it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Said {
    pub(super) value: Value,
    pub(super) by_row: bool,
}

/// The value of a field, or nothing where the row does not say any.
///
/// # Errors
/// What the row says is not of the form it must have.
pub(super) fn of(
    rule: &Rule,
    row: &Row,
    columns: &HashMap<&str, usize>,
    offset: i32,
) -> Result<Option<Said>, String> {
    if let Some(value) = &rule.value {
        return Ok(Some(Said { value: value.clone(), by_row: false }));
    }
    let cell = joined(rule, row, columns);
    if cell.text.is_empty() {
        return Ok(rule.default.clone().map(|value| Said { value, by_row: false }));
    }
    let value = match &rule.separator {
        None => item(rule, &cell, offset)?,
        Some(separator) => {
            let items = cell.text.split(separator.as_str()).map(str::trim).filter(|item| !item.is_empty());
            let items = items.map(|text| item(rule, &Cell { text: text.to_owned(), day: None }, offset));
            Value::Array(items.collect::<Result<_, _>>()?)
        }
    };
    Ok(Some(Said { value, by_row: true }))
}

fn joined(rule: &Rule, row: &Row, columns: &HashMap<&str, usize>) -> Cell {
    let mut cells: Vec<_> = rule
        .named()
        .filter_map(|name| row.cell(*columns.get(name)?))
        .map(|cell| Cell { text: stripped(rule, &cell.text).to_owned(), day: cell.day })
        .filter(|cell| !cell.text.is_empty())
        .collect();
    if rule.row {
        cells.push(Cell { text: row.number.to_string(), day: None });
    }
    match cells.len() {
        1 => cells.remove(0),
        _ => {
            let texts: Vec<_> = cells.into_iter().map(|cell| cell.text).collect();
            Cell { text: texts.join(rule.join.as_deref().unwrap_or(" ")), day: None }
        }
    }
}

fn stripped<'a>(rule: &Rule, text: &'a str) -> &'a str {
    let start = rule.strip.as_deref().unwrap_or_default();
    text.strip_prefix(start).unwrap_or(text).trim()
}

fn item(rule: &Rule, cell: &Cell, offset: i32) -> Result<Value, String> {
    if !rule.table.is_empty() {
        let found = rule.table.get(&cell.text).or(rule.otherwise.as_ref()).cloned();
        let known = || rule.table.keys().map(String::as_str).collect::<Vec<_>>().join("\", \"");
        return found.ok_or_else(|| format!("\"{}\" is none of \"{}\"", cell.text, known()));
    }
    match rule.form {
        Form::Text => Ok(cell.text.clone().into()),
        Form::Day => Ok(write_day(day(rule, cell)?).into()),
        Form::EndOfDay => end_of(day(rule, cell)?, offset).map(Value::from),
        Form::Number => Ok(number(cell)?.into()),
        Form::Band => serde_json::to_value(People::band(number(cell)?)).map_err(|error| error.to_string()),
        Form::Slug => Ok(slug(&cell.text).into()),
    }
}

fn day(rule: &Rule, cell: &Cell) -> Result<NaiveDate, String> {
    let written = |format: &String| NaiveDate::parse_from_str(&cell.text, format).ok();
    let serial = || of_serial(cell.text.parse().ok()?);
    let by_format = || rule.dates.iter().find_map(written);
    let found = cell.day.or_else(by_format).or_else(|| cell.text.parse().ok()).or_else(serial);
    found.ok_or_else(|| {
        let known = if rule.dates.is_empty() { "%Y-%m-%d".to_owned() } else { rule.dates.join("\", \"") };
        format!("\"{}\" is not a day written as \"{known}\"", cell.text)
    })
}

/// Spreadsheets keep days as numbers; a day whose cell lost its format comes as one.
fn of_serial(days: f64) -> Option<NaiveDate> {
    // Days of this and the last century; a bare year is none of them.
    let is_day = (10_000.0..80_000.0).contains(&days);
    let at = ExcelDateTime::new(days, ExcelDateTimeType::DateTime, false);
    is_day.then(|| at.as_datetime()).flatten().map(|at| at.date())
}

fn end_of(day: NaiveDate, offset: i32) -> Result<String, String> {
    let next = day.checked_add_days(Days::new(1)).ok_or("the day is out of reach")?;
    let midnight = next.and_time(NaiveTime::MIN).and_utc() - Duration::minutes(offset.into());
    Ok(write_instant(midnight))
}

fn number(cell: &Cell) -> Result<u64, String> {
    let digits: String = cell.text.chars().filter(|c| !matches!(c, ',' | ' ')).collect();
    digits.parse().map_err(|_| format!("\"{}\" is not a whole number", cell.text))
}

/// Lower case, digits and hyphens; at most as long as an id with a number behind it may be.
fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.chars().map(|c| c.to_ascii_lowercase()) {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(58);
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_has_the_form_of_an_id() {
        assert_eq!(slug("ODR1516_266/A1"), "odr1516-266-a1");
        assert_eq!(slug(" NBR70 / CBR 211 "), "nbr70-cbr-211");
        assert!(slug(&"x-".repeat(60)).len() <= 58);
    }

    #[test]
    fn a_day_is_read_in_each_of_its_forms() {
        let rule =
            Rule { dates: vec!["%d/%m/%Y".to_owned(), "%Y年%m月%d日".to_owned()], ..Rule::default() };
        let read = |text: &str| day(&rule, &Cell { text: text.to_owned(), day: None });
        let expected = NaiveDate::from_ymd_opt(2026, 4, 1).unwrap();
        for text in ["01/04/2026", "2026年4月1日", "2026-04-01", "46113"] {
            assert_eq!(read(text), Ok(expected), "{text}");
        }
        assert!(read("2026").unwrap_err().contains("%d/%m/%Y"));
    }

    #[test]
    fn a_day_ends_where_the_society_is() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 31).unwrap();
        assert_eq!(end_of(day, 540).as_deref(), Ok("2026-03-31T15:00:00.000Z"));
    }
}
