//! The tables of a database, read by its own schema, and put back with something changed, past triggers and references.

use crate::common::ground::{Ground, is_file};
use sqlx::any::AnyRow;
use sqlx::{Any, AnyConnection, AssertSqlSafe, Connection, Executor, Row as _};

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Number(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

type Row = Vec<Cell>;

/// A table, as it was.
pub(crate) struct Table {
    pub(crate) name: String,
    columns: Vec<String>,
    pub(crate) rows: Vec<Row>,
}

/// A connection that no trigger and no reference stops.
pub(crate) struct Database(AnyConnection);

async fn connect(ground: &Ground) -> AnyConnection {
    sqlx::any::install_default_drivers();
    AnyConnection::connect(&ground.url()).await.unwrap()
}

/// What the database says to a statement (NONE: no bytes) of somebody whom triggers do stop.
pub(crate) async fn refused(ground: &Ground, statement: &str) -> String {
    let mut connection = connect(ground).await;
    let statement = statement.replace("NONE", if is_file() { "x''" } else { "''::bytea" });
    let refused = sqlx::query(AssertSqlSafe(statement)).execute(&mut connection).await;
    refused.unwrap_err().to_string()
}

impl Database {
    pub(crate) async fn open(ground: &Ground) -> Self {
        let mut connection = connect(ground).await;
        if is_file() {
            connection
                .execute("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; PRAGMA busy_timeout = 10000")
                .await
                .unwrap();
            let triggers: Vec<String> =
                sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
                    .fetch_all(&mut connection)
                    .await
                    .unwrap();
            for trigger in triggers {
                sqlx::query(AssertSqlSafe(format!("DROP TRIGGER {trigger}")))
                    .execute(&mut connection)
                    .await
                    .unwrap();
            }
        } else {
            connection.execute("SET session_replication_role = replica").await.unwrap();
        }
        Self(connection)
    }

    /// Every table of ours that has rows.
    pub(crate) async fn tables(&mut self) -> Vec<Table> {
        let schema = if is_file() {
            "SELECT t.name, c.name, c.type FROM sqlite_schema t, pragma_table_info(t.name) c
             WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND t.name <> '_sqlx_migrations' ORDER BY t.name, c.cid"
        } else {
            "SELECT table_name::text, column_name::text, data_type::text FROM information_schema.columns
             WHERE table_schema = 'public' AND table_name <> '_sqlx_migrations' ORDER BY table_name, ordinal_position"
        };
        let columns: Vec<(String, String, String)> =
            sqlx::query_as(schema).fetch_all(&mut self.0).await.unwrap();
        let mut tables: Vec<(String, Vec<(String, String)>)> = Vec::new();
        for (table, column, kind) in columns {
            match tables.last_mut().filter(|(last, _)| *last == table) {
                Some((_, columns)) => columns.push((column, kind)),
                None => tables.push((table, vec![(column, kind)])),
            }
        }
        let mut read = Vec::new();
        for (name, columns) in tables {
            read.push(self.read(name, columns).await);
        }
        read.retain(|table| !table.rows.is_empty());
        assert!(read.len() > 8, "what the schema names");
        read
    }

    async fn read(&mut self, name: String, columns: Vec<(String, String)>) -> Table {
        let names: Vec<_> = columns.iter().map(|(name, _)| name.clone()).collect();
        let select = format!("SELECT {} FROM {name} ORDER BY 1", names.join(", "));
        let rows = sqlx::query(AssertSqlSafe(select)).fetch_all(&mut self.0).await.unwrap();
        let rows = rows.iter().map(|row| cells(row, &columns)).collect();
        Table { name, columns: names, rows }
    }

    /// Puts rows in the place of a table's. Answers whether the database takes them.
    pub(crate) async fn put(&mut self, table: &Table, rows: &[Row]) -> bool {
        let mut transaction = self.0.begin().await.unwrap();
        let delete = format!("DELETE FROM {}", table.name);
        sqlx::query(AssertSqlSafe(delete)).execute(&mut *transaction).await.unwrap();
        let places =
            (1..=table.columns.len()).map(|place| format!("${place}")).collect::<Vec<_>>().join(", ");
        let insert = format!("INSERT INTO {} ({}) VALUES ({places})", table.name, table.columns.join(", "));
        for row in rows {
            let mut query = sqlx::query::<Any>(AssertSqlSafe(insert.as_str()));
            for cell in row {
                query = match cell.clone() {
                    Cell::Number(number) => query.bind(number),
                    Cell::Text(text) => query.bind(text),
                    Cell::Bytes(bytes) => query.bind(bytes),
                };
            }
            if query.execute(&mut *transaction).await.is_err() {
                transaction.rollback().await.unwrap();
                return false;
            }
        }
        transaction.commit().await.unwrap();
        true
    }
}

fn cells(row: &AnyRow, columns: &[(String, String)]) -> Row {
    let cell = |(place, (_, kind)): (usize, &(String, String))| match kind.to_lowercase().as_str() {
        "integer" | "bigint" => Cell::Number(row.get(place)),
        "blob" | "bytea" => Cell::Bytes(row.get(place)),
        _ => Cell::Text(row.get(place)),
    };
    columns.iter().enumerate().map(cell).collect()
}

impl Table {
    fn place(&self, column: &str) -> usize {
        self.columns.iter().position(|name| name == column).unwrap()
    }

    /// A cell as text.
    pub(crate) fn text(&self, row: &Row, column: &str) -> String {
        match &row[self.place(column)] {
            Cell::Number(number) => number.map(|number| number.to_string()).unwrap_or_default(),
            Cell::Text(text) => text.clone().unwrap_or_default(),
            Cell::Bytes(bytes) => String::from_utf8_lossy(&bytes.clone().unwrap_or_default()).into_owned(),
        }
    }

    pub(crate) fn empty(&self, row: &mut Row, column: &str) {
        let place = self.place(column);
        row[place] = emptied(&row[place]);
    }

    pub(crate) fn exchange(&self, rows: &mut [Row], one: usize, other: usize, column: &str) {
        let place = self.place(column);
        let kept = rows[one][place].clone();
        rows[one][place] = rows[other][place].clone();
        rows[other][place] = kept;
    }

    /// Every way in which one row, one cell, or one cell of two rows is changed, each with its name.
    pub(crate) fn mutations(&self) -> Vec<(String, Vec<Row>)> {
        let mut mutations = Vec::new();
        for (index, row) in self.rows.iter().enumerate() {
            let mut without = self.rows.clone();
            without.remove(index);
            mutations.push((format!("row {index} deleted"), without));
            if self.name == "entries" {
                let mut rows = self.rows.clone();
                for column in ["payload", "salt", "body_hash"] {
                    self.empty(&mut rows[index], column);
                }
                mutations.push((format!("row {index} emptied"), rows));
            }
            for (place, column) in self.columns.iter().enumerate() {
                for (how, cell) in changed(&row[place]) {
                    let mut rows = self.rows.clone();
                    rows[index][place] = cell;
                    mutations.push((format!("row {index}: {column} {how}"), rows));
                }
                // With the next row, and with one further away.
                for other in [index + 1, index + 5] {
                    if other < self.rows.len() && self.rows[other][place] != row[place] {
                        let mut rows = self.rows.clone();
                        self.exchange(&mut rows, index, other, column);
                        mutations.push((format!("rows {index} and {other}: {column} exchanged"), rows));
                    }
                }
            }
        }
        mutations
    }
}

fn emptied(cell: &Cell) -> Cell {
    match cell {
        Cell::Number(_) => Cell::Number(Some(0)),
        Cell::Text(_) => Cell::Text(Some(String::new())),
        Cell::Bytes(_) => Cell::Bytes(Some(Vec::new())),
    }
}

/// What a cell can be changed into.
fn changed(cell: &Cell) -> Vec<(&'static str, Cell)> {
    let (none, other) = match cell {
        Cell::Number(number) => (
            Cell::Number(None),
            vec![
                Cell::Number(number.map(|number| number + 1)),
                Cell::Number(number.map(|number| number ^ 1)),
            ],
        ),
        Cell::Text(text) => {
            let text = text.clone().unwrap_or_default();
            // What decides is in the text: yes and no are exchanged in it, too.
            let answer = if text.contains("\"refuse\"") {
                text.replace("\"refuse\"", "\"allow\"")
            } else {
                text.replace("\"allow\"", "\"refuse\"")
            };
            (Cell::Text(None), vec![Cell::Text(Some(format!("{text} "))), Cell::Text(Some(answer))])
        }
        Cell::Bytes(bytes) => {
            let mut flipped = bytes.clone().unwrap_or_default();
            if let Some(first) = flipped.first_mut() {
                *first ^= 1;
            }
            (Cell::Bytes(None), vec![Cell::Bytes(Some(flipped)), Cell::Bytes(Some(vec![0; 32]))])
        }
    };
    let all = [("set to null", none), ("emptied", emptied(cell))];
    let all = all.into_iter().chain(other.into_iter().map(|cell| ("changed", cell)));
    all.filter(|(_, changed)| changed != cell).collect()
}
