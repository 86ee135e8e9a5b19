//! The mapping file: which sheet and header, and how each field of an entry is made from columns. A field is
//! named by its place in the entry, such as `recipient.name.ja` or `onward.0.role.en`.

use super::Unreadable;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// A mapping file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The sheet; the first one where none is named.
    #[serde(default)]
    pub sheet: Option<String>,
    /// The number of the (first) header row, from 1.
    #[serde(default = "one")]
    pub header: usize,
    /// How many header rows there are.
    #[serde(default = "one")]
    pub header_rows: usize,
    /// Minutes by which days here are ahead of UTC; Japan's unless said otherwise.
    #[serde(default = "japan")]
    pub utc_offset_minutes: i32,
    /// Columns that are not to be published.
    #[serde(default)]
    pub private: Vec<String>,
    /// How each field is made.
    pub fields: BTreeMap<String, Rule>,
}

/// How a field is made.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The column, by its header.
    #[serde(default)]
    pub column: Option<String>,
    /// Several columns, joined.
    #[serde(default)]
    pub columns: Vec<String>,
    /// What stands between joined columns; a space where nothing is said.
    #[serde(default)]
    pub join: Option<String>,
    /// A fixed value, the same in every row.
    #[serde(default)]
    pub value: Option<Value>,
    /// The value where the cell is empty.
    #[serde(default)]
    pub default: Option<Value>,
    /// Which value each text in a cell means.
    #[serde(default)]
    pub table: BTreeMap<String, Value>,
    /// The value of a text that the table does not have; none: such a row cannot be read.
    #[serde(default)]
    pub otherwise: Option<Value>,
    /// How days are written (chrono's format), such as `%d/%m/%Y`; first those the spreadsheet knows as days.
    #[serde(default)]
    pub dates: Vec<String>,
    /// What stands between the items of a list in one cell; none: the cell is one item.
    #[serde(default)]
    pub separator: Option<String>,
    /// A beginning of the text that is taken off.
    #[serde(default)]
    pub strip: Option<String>,
    /// What the text becomes.
    #[serde(default, rename = "as")]
    pub form: Form,
    /// For ids: the row's number is added.
    #[serde(default)]
    pub row: bool,
    /// For ids: one that was used before gets a number behind it.
    #[serde(default)]
    pub unique: bool,
}

/// What the text of a cell becomes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// Itself.
    #[default]
    Text,
    /// A day.
    Day,
    /// The instant at which a day ends.
    EndOfDay,
    /// A whole number.
    Number,
    /// The band of a number of people.
    Band,
    /// An id: lower case, with hyphens.
    Slug,
}

const fn one() -> usize {
    1
}

const fn japan() -> i32 {
    540
}

impl Rule {
    /// The columns it is made of.
    pub fn named(&self) -> impl Iterator<Item = &str> {
        self.column.iter().chain(&self.columns).map(String::as_str)
    }

    fn check(&self) -> Result<(), &'static str> {
        let has_columns = self.named().next().is_some();
        match (&self.value, has_columns || self.row) {
            (None, false) => Err("it needs column, columns, row or value"),
            (Some(_), true) => Err("it has both a fixed value and columns"),
            _ => Ok(()),
        }
    }
}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// It is not one.
    pub fn read(path: &Path) -> Result<Self, Unreadable> {
        let file = path.display().to_string();
        let broken = |reason: String| Unreadable::Mapping { file: file.clone(), reason };
        let text = std::fs::read_to_string(path).map_err(|error| broken(error.to_string()))?;
        let mapping: Self = toml::from_str(&text).map_err(|error| broken(error.to_string()))?;
        for (field, rule) in &mapping.fields {
            rule.check().map_err(|reason| broken(format!("fields.\"{field}\": {reason}")))?;
        }
        Ok(mapping)
    }
}
