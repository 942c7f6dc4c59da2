//! One question to a dataset: which columns of which rows, in which order.

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, params_from_iter};

use super::Dataset;
use super::filter::Expression;
use super::holes::{Holes, quoted};
use crate::error::Result;
use crate::sheet::Cell;

/// The key of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    Number(i64),
    Text(String),
}

impl Key {
    fn read(value: ValueRef<'_>) -> Self {
        match value {
            ValueRef::Integer(number) => Key::Number(number),
            ValueRef::Text(text) => Key::Text(String::from_utf8_lossy(text).into_owned()),
            // A dataset promises one of both.
            _ => Key::Number(0),
        }
    }

    fn to_value(&self) -> Value {
        match self {
            Key::Number(number) => Value::Integer(*number),
            Key::Text(text) => Value::Text(text.clone()),
        }
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Key::Number(number) => write!(f, "{number}"),
            Key::Text(text) => f.write_str(text),
        }
    }
}

/// A column that rows are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// Its place in [`Dataset::columns`].
    pub column: usize,
    pub is_descending: bool,
}

/// What is asked. Rows of the same place in `order` are in the order of their keys.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Places of columns, in the order of the answer.
    pub columns: Vec<usize>,
    pub filter: Option<Expression>,
    pub order: Vec<Order>,
    /// Rows whose key comes after this one only.
    pub after: Option<Key>,
    /// Rows whose key is this one only.
    pub only: Option<Key>,
    /// Rows changed at this moment or later only, where the dataset tells when rows were changed.
    pub since: Option<String>,
    pub skip: u64,
    /// Rows at most.
    pub limit: Option<u64>,
}

impl Query {
    /// Gives the rows to `each`, one by one, and at the end the key of the last one if more would follow.
    pub fn walk(
        &self,
        conn: &Connection,
        dataset: &Dataset,
        mut each: impl FnMut(&[Cell<'_>]) -> Result<()>,
    ) -> Result<Option<Key>> {
        let mut holes = Holes(dataset.values.clone());
        let names: String = self.columns.iter().map(|at| format!(", {}", quoted(dataset, *at))).collect();
        let mut sql = format!("SELECT {}{names} FROM {}", quoted(dataset, 0), self.rows(dataset, &mut holes));
        let terms = self.order.iter().map(|order| {
            let direction = if order.is_descending { " DESC" } else { "" };
            format!("{}{direction}, ", quoted(dataset, order.column))
        });
        sql.push_str(&format!(" ORDER BY {}{}", terms.collect::<String>(), quoted(dataset, 0)));
        let clamp = |number: u64| Value::Integer(i64::try_from(number).unwrap_or(i64::MAX));
        if self.limit.is_some() || self.skip > 0 {
            let limit = self.limit.map_or(Value::Integer(-1), |limit| clamp(limit.saturating_add(1)));
            sql.push_str(&format!(" LIMIT {} OFFSET {}", holes.add(limit), holes.add(clamp(self.skip))));
        }
        let mut statement = conn.prepare(&sql)?;
        let mut rows = statement.query(params_from_iter(holes.0))?;
        let (mut last, mut count) = (None, 0);
        while let Some(row) = rows.next()? {
            if self.limit == Some(count) {
                return Ok(last);
            }
            count += 1;
            last = Some(Key::read(row.get_ref(0)?)).filter(|_| self.limit == Some(count));
            let cells = (1..=self.columns.len()).map(|at| Ok(Cell::from(row.get_ref(at)?)));
            each(&cells.collect::<Result<Vec<_>>>()?)?;
        }
        Ok(None)
    }

    /// How many rows there are, whatever `after`, `skip` and `limit` say.
    pub fn count(&self, conn: &Connection, dataset: &Dataset) -> Result<i64> {
        let mut holes = Holes(dataset.values.clone());
        let whole = Query { after: None, ..self.clone() };
        let sql = format!("SELECT count(*) FROM {}", whole.rows(dataset, &mut holes));
        Ok(conn.query_row(&sql, params_from_iter(holes.0), |row| row.get(0))?)
    }

    /// The dataset as a table in a table, and the conditions. SQLite makes one statement of both, so that columns that
    /// nobody asks for are not computed and the key's index is used.
    fn rows(&self, dataset: &Dataset, holes: &mut Holes) -> String {
        let columns = dataset.columns.iter().map(|column| format!("{} AS \"{}\"", column.sql, column.name));
        let columns = columns.collect::<Vec<_>>().join(", ");
        let mut conditions = Vec::new();
        if let Some(filter) = &self.filter {
            conditions.push(filter.sql(dataset, holes));
        }
        if let Some(key) = &self.after {
            conditions.push(format!("{} > {}", quoted(dataset, 0), holes.add(key.to_value())));
        }
        if let Some(key) = &self.only {
            conditions.push(format!("{} = {}", quoted(dataset, 0), holes.add(key.to_value())));
        }
        if let (Some(since), Some(column)) = (&self.since, dataset.changed) {
            conditions.push(format!("\"{column}\" >= {}", holes.add(Value::Text(since.clone()))));
        }
        let conditions =
            if conditions.is_empty() { String::new() } else { format!(" WHERE {}", conditions.join(" AND ")) };
        format!("(SELECT {columns} FROM {}){conditions}", dataset.from)
    }
}
