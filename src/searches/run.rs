//! Running the statement of a search: a page of it as JSON, or all of it as a table.

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, params_from_iter};
use serde_json::{Map, Value as Json};

use crate::error::Result;
use crate::sheet::{Cell, RowWriter};

/// The rows of one page, from 1, under the names of their columns, and how many there are in all. `shown` gives the value
/// of a column by its position.
pub fn page(
    conn: &Connection,
    sql: &str,
    values: &[Value],
    (page, size): (i64, i64),
    names: &[&str],
    shown: impl Fn(usize, ValueRef<'_>) -> Json,
) -> Result<(i64, Vec<Map<String, Json>>)> {
    let count = conn
        .prepare(&format!("SELECT count(*) FROM ({sql})"))?
        .query_row(params_from_iter(values), |row| row.get(0))?;
    let holes = values.len();
    let part = [Value::Integer(size), Value::Integer((page - 1).saturating_mul(size))];
    let mut statement = conn.prepare(&format!("{sql} LIMIT ?{} OFFSET ?{}", holes + 1, holes + 2))?;
    let mut rows = statement.query(params_from_iter(values.iter().chain(&part)))?;
    let mut results = Vec::new();
    while let Some(row) = rows.next()? {
        let mut line = Map::new();
        for (at, name) in names.iter().enumerate() {
            line.insert((*name).to_owned(), shown(at, row.get_ref(at)?));
        }
        results.push(line);
    }
    Ok((count, results))
}

/// Every row, as a table of that many columns.
pub fn write(conn: &Connection, sql: &str, values: &[Value], width: usize, writer: &mut dyn RowWriter) -> Result<()> {
    let mut statement = conn.prepare(sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    while let Some(row) = rows.next()? {
        let cells = (0..width).map(|at| Ok(row.get_ref(at)?.into())).collect::<Result<Vec<Cell<'_>>>>()?;
        writer.row(&cells)?;
    }
    writer.finish()
}

/// A value as it is stored.
pub fn stored(value: ValueRef<'_>) -> Json {
    match value {
        ValueRef::Null => Json::Null,
        ValueRef::Integer(number) => Json::from(number),
        ValueRef::Real(number) => Json::from(number),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Json::from(String::from_utf8_lossy(bytes)),
    }
}
