//! Spreadsheets in: the register a society already keeps becomes entries, by a mapping file that says which
//! column says what. A file comes in whole or not at all, and every unreadable row is named by its place.

pub mod cells;
pub mod mapping;
mod tree;
mod value;

use cells::{Row, Table};
use mapping::{Mapping, Rule};
use nattoku_disclosure::entry::{Entry, Outcome, Recipient, Review};
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::path::Path;

/// How many unreadable rows are listed; the rest are counted.
const LISTED: usize = 200;

/// Why nothing of a spreadsheet comes in.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// The mapping file is at fault.
    #[error("{file}: {reason}")]
    Mapping {
        /// Which file.
        file: String,
        /// What is wrong, and what would be right.
        reason: String,
    },
    /// The spreadsheet as a whole is at fault.
    #[error("{file}: {reason}")]
    File {
        /// Which file.
        file: String,
        /// What is wrong, and what would be right.
        reason: String,
    },
    /// Rows are at fault.
    #[error("{}", list(.0))]
    Rows(Vec<Fault>),
}

/// A cell or a row that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where: file, sheet, row and, where there is one, column.
    pub place: String,
    /// What is wrong.
    pub reason: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.reason)
    }
}

fn list(faults: &[Fault]) -> String {
    let mut lines: Vec<_> = faults.iter().take(LISTED).map(ToString::to_string).collect();
    if faults.len() > LISTED {
        lines.push(format!("and {} more", faults.len() - LISTED));
    }
    lines.join("\n")
}

/// What a kind of entry needs to be read from rows.
pub trait FromRow: Entry {
    /// Whether columns that no field takes can be kept as notes.
    const HAS_NOTES: bool;
}

impl FromRow for Recipient {
    const HAS_NOTES: bool = true;
}
impl FromRow for Outcome {
    const HAS_NOTES: bool = false;
}
impl FromRow for Review {
    const HAS_NOTES: bool = false;
}

/// Reads every row of a spreadsheet by a mapping.
///
/// # Errors
/// Every row that cannot be read; then nothing comes in.
pub fn read<T: FromRow>(file: &Path, mapping: &Path) -> Result<Vec<T>, Unreadable> {
    let mapped = Mapping::read(mapping)?;
    let table = Table::read(file, &mapped)?;
    let columns = table.places(&mapped).map_err(|reason| Unreadable::Mapping {
        file: mapping.display().to_string(),
        reason: format!("{reason} (in {})", file.display()),
    })?;
    let rest = rest::<T>(mapping, &mapped, &columns, &table)?;
    let reader = Reader { mapping: &mapped, table: &table, columns, rest };
    let (mut entries, mut faults) = (Vec::new(), Vec::new());
    let mut ids = Ids::default();
    for row in &table.rows {
        match reader.entry::<T>(row, &mut ids) {
            Ok(entry) => entries.push(entry),
            Err(of_row) => faults.extend(of_row),
        }
    }
    if faults.is_empty() { Ok(entries) } else { Err(Unreadable::Rows(faults)) }
}

/// The columns that no field takes: they become notes, or must be named as private.
fn rest<T: FromRow>(
    file: &Path,
    mapping: &Mapping,
    columns: &HashMap<&str, usize>,
    table: &Table,
) -> Result<Vec<usize>, Unreadable> {
    let taken: BTreeSet<usize> = columns.values().copied().collect();
    let rest: Vec<_> = (0..table.headers.len()).filter(|column| !taken.contains(column)).collect();
    let has_text = |column: &&usize| table.rows.iter().any(|row| !row.text(**column).is_empty());
    match rest.iter().find(has_text) {
        Some(column) if !T::HAS_NOTES => {
            let name = &table.headers[*column];
            let reason = format!(
                "no field takes the column \"{name}\", and entries of this kind have no notes. \
                 Give it to a field, or name it in private = [...] if it is not to be published"
            );
            let file = file.display().to_string();
            Err(Unreadable::Mapping {
                file,
                reason: format!("{reason} ({} private now)", mapping.private.len()),
            })
        }
        _ => Ok(rest),
    }
}

/// The ids given so far, with the row of each.
#[derive(Default)]
struct Ids(HashMap<String, usize>);

struct Reader<'a> {
    mapping: &'a Mapping,
    table: &'a Table,
    columns: HashMap<&'a str, usize>,
    rest: Vec<usize>,
}

impl Reader<'_> {
    fn entry<T: FromRow>(&self, row: &Row, ids: &mut Ids) -> Result<T, Vec<Fault>> {
        let mut tree = self.fields(row)?;
        self.name(row, &mut tree, ids).map_err(|fault| vec![fault])?;
        if T::HAS_NOTES {
            self.keep_the_rest(row, &mut tree);
        }
        let entry = serde_path_to_error::deserialize(&tree);
        entry.map_err(|error| vec![self.misfit(row, &error)])
    }

    /// Every field that the row says something about.
    fn fields(&self, row: &Row) -> Result<Value, Vec<Fault>> {
        let (mut found, mut faults) = (Vec::new(), Vec::new());
        for (path, rule) in &self.mapping.fields {
            match value::of(rule, row, &self.columns, self.mapping.utc_offset_minutes) {
                Ok(Some(value)) => found.push((path.as_str(), value)),
                Ok(None) => {}
                Err(reason) => faults.push(self.fault(row, Some(rule), format!("{path}: {reason}"))),
            }
        }
        if faults.is_empty() { Ok(tree::grow(found)) } else { Err(faults) }
    }

    /// Gives the entry an id of its own, where the mapping says so; refuses one that was given before.
    fn name(&self, row: &Row, tree: &mut Value, ids: &mut Ids) -> Result<(), Fault> {
        let Some(id) = tree.get("id").and_then(Value::as_str).map(ToOwned::to_owned) else { return Ok(()) };
        let rule = self.mapping.fields.get("id");
        let unique = rule.is_some_and(|rule| rule.unique);
        let free = |ids: &Ids| (2..).map(|n| format!("{id}-{n}")).find(|id| !ids.0.contains_key(id));
        let id = match ids.0.get(&id) {
            None => id,
            Some(_) if unique => free(ids).unwrap_or(id),
            Some(before) => {
                let reason = format!("id: \"{id}\" is the id of row {before}, too. Each row needs its own");
                return Err(self.fault(row, rule, reason));
            }
        };
        ids.0.insert(id.clone(), row.number);
        tree["id"] = Value::String(id);
        Ok(())
    }

    fn keep_the_rest(&self, row: &Row, tree: &mut Value) {
        let note = |column: &usize| {
            let text = row.text(*column);
            (!text.is_empty()).then(|| json!({"label": self.table.headers[*column], "text": text}))
        };
        let notes: Vec<_> = self.rest.iter().filter_map(note).collect();
        if !notes.is_empty() {
            tree["notes"] = Value::Array(notes);
        }
    }

    /// Finds the column that made the field which does not fit.
    fn misfit(&self, row: &Row, error: &serde_path_to_error::Error<serde_json::Error>) -> Fault {
        let reason = error.inner().to_string();
        let missing = reason.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
        let at = error.path().to_string().replace(['[', ']'], ".").replace("..", ".");
        let at = at.trim_matches('.');
        let path = match missing {
            Some(field) if at.is_empty() => field.to_owned(),
            Some(field) => format!("{at}.{field}"),
            None => at.to_owned(),
        };
        let of_path = |known: &&String| {
            known.starts_with(&path) || path.starts_with(known.as_str()) && !path.is_empty()
        };
        let rule = self.mapping.fields.keys().find(of_path).and_then(|known| self.mapping.fields.get(known));
        let reason = match missing {
            Some(_) => format!("{path} is missing: the cell is empty, or no field of the mapping makes it"),
            None => format!("{path}: {reason}"),
        };
        self.fault(row, rule, reason)
    }

    fn fault(&self, row: &Row, rule: Option<&Rule>, reason: String) -> Fault {
        let column = rule.and_then(|rule| rule.named().next()).and_then(|name| self.columns.get(name));
        let column = column.map(|column| {
            format!(", column {} \"{}\"", cells::letters(*column), self.table.headers[*column])
        });
        let place = format!("{}, row {}{}", self.table.place, row.number, column.unwrap_or_default());
        Fault { place, reason }
    }
}
