//! Searches of members: the condition that a saved document becomes, and what it finds (people.md 3).

use jiff::civil::Date;
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, params_from_iter};
use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::columns;
use super::filter::Filter;
use super::layout::Layout;
use super::values;
use crate::auth::Principal;
use crate::error::{Error, Result};
use crate::msg;
use crate::searches::{Column, Compiled, Document, Saved, Target, Type, compile};
use crate::sheet::{Cell, Kind, RowWriter};

/// A search of members, ready to run.
#[derive(Debug)]
pub struct MemberSearch {
    pub filter: Filter,
    /// What is shown of each member beside name and number.
    pub shown: Vec<Column>,
    /// Names in conditions that nothing has.
    pub unknown: Vec<String>,
}

impl MemberSearch {
    /// # Errors
    ///
    /// [`Error::Invalid`] for a value that cannot be read, and when no condition is left.
    pub fn new(layout: &Layout, document: &Document, principal: &Principal, today: Date) -> Result<Self> {
        let all = columns::all(layout, principal, today);
        let Compiled { condition, values, unknown } = compile(document, &all)?;
        let named = document.columns();
        // A column that sorts by name goes by the name as it is shown, accents and case aside.
        let sorted = document.order.as_deref().and_then(|order| all.iter().find(|column| column.name == order));
        let direction = if document.descending == Some(true) { " DESC" } else { "" };
        let name = layout.name_of("m");
        let by_name = format!("{name} COLLATE U_NOCASE{direction}, m.id{direction}");
        let order = match sorted.and_then(|column| column.shown.as_ref()) {
            Some(sql) => format!("{sql} COLLATE U_NOCASE{direction}, {by_name}"),
            None => by_name,
        };
        let shown = all.into_iter().filter(|column| {
            column.shown.is_some()
                && named.contains(&column.name.as_str())
                && !matches!(column.name.as_str(), "identity" | "number")
        });
        Ok(MemberSearch { shown: shown.collect(), filter: Filter { condition, order, values }, unknown })
    }

    fn sql(&self, layout: &Layout) -> String {
        let shown = self.shown.iter().filter_map(|column| column.shown.as_ref());
        let shown: String = shown.map(|sql| format!(", {sql}")).collect();
        format!(
            "SELECT m.id, {}, m.{}{shown} FROM users_view m JOIN users_categories c ON c.id = m.id_category
             LEFT JOIN users_search s ON s.id = m.id WHERE {} ORDER BY {}",
            layout.name_of("m"),
            layout.fields.number().name.quoted(),
            self.filter.condition,
            self.filter.order
        )
    }

    /// Lines of one page, from 1, and how many there are in all. A line has `id`, `identity`, `number` and the columns of
    /// the conditions.
    pub fn page(&self, conn: &Connection, layout: &Layout, page: i64, size: i64) -> Result<Page> {
        let sql = self.sql(layout);
        let mut values = self.filter.values.clone();
        let count = conn
            .prepare(&format!("SELECT count(*) FROM ({sql})"))?
            .query_row(params_from_iter(&values), |row| row.get(0))?;
        let holes = values.len();
        values.extend([Value::Integer(size), Value::Integer((page - 1).saturating_mul(size))]);
        let mut statement = conn.prepare(&format!("{sql} LIMIT ?{} OFFSET ?{}", holes + 1, holes + 2))?;
        let mut rows = statement.query(params_from_iter(&values))?;
        let mut results = Vec::new();
        while let Some(row) = rows.next()? {
            let mut line = Map::new();
            for (at, name) in self.names().into_iter().enumerate() {
                line.insert(name.to_owned(), self.shown_value(layout, at, row.get_ref(at)?));
            }
            results.push(line);
        }
        Ok(Page { count, results })
    }

    fn names(&self) -> Vec<&str> {
        ["id", "identity", "number"].into_iter().chain(self.shown.iter().map(|column| column.name.as_str())).collect()
    }

    /// A field as members are shown with it; anything else as it is stored.
    fn shown_value(&self, layout: &Layout, at: usize, value: ValueRef<'_>) -> Json {
        let field =
            at.checked_sub(3).and_then(|at| self.shown.get(at)).and_then(|column| layout.fields.get(&column.name));
        match (field, value) {
            (Some(field), value) => serde_json::to_value(values::scalar(field, value)).unwrap_or_default(),
            (None, ValueRef::Null) => Json::Null,
            (None, ValueRef::Integer(number)) => Json::from(number),
            (None, ValueRef::Real(number)) => Json::from(number),
            (None, ValueRef::Text(bytes) | ValueRef::Blob(bytes)) => Json::from(String::from_utf8_lossy(bytes)),
        }
    }

    /// Every line, as a table.
    pub fn write(&self, conn: &Connection, layout: &Layout, writer: &mut dyn RowWriter) -> Result<()> {
        let mut statement = conn.prepare(&self.sql(layout))?;
        let mut rows = statement.query(params_from_iter(&self.filter.values))?;
        let width = self.names().len();
        while let Some(row) = rows.next()? {
            let values = (0..width).map(|at| row.get::<_, Value>(at)).collect::<rusqlite::Result<Vec<_>>>()?;
            let cells: Vec<Cell<'_>> = values
                .iter()
                .map(|value| match value {
                    Value::Null => Cell::Empty,
                    Value::Integer(number) => Cell::Integer(*number),
                    Value::Real(number) => Cell::Real(*number),
                    Value::Text(text) => Cell::Text(text),
                    Value::Blob(bytes) => Cell::Bytes(bytes),
                })
                .collect();
            writer.row(&cells)?;
        }
        writer.finish()
    }

    /// The columns of [`MemberSearch::write`].
    pub fn columns(&self) -> Vec<crate::sheet::Column> {
        let kind = |at: usize| if at == 0 { Kind::Number } else { Kind::Text };
        self.names().into_iter().enumerate().map(|(at, name)| crate::sheet::Column::new(name, kind(at))).collect()
    }
}

/// A part of what a search finds.
#[derive(Debug, Serialize)]
pub struct Page {
    pub count: i64,
    pub results: Vec<Map<String, Json>>,
}

/// The members that a saved search finds.
///
/// # Errors
///
/// [`Error::NotFound`] for a search that the principal does not see; [`Error::Invalid`] for one whose text is SQL.
pub fn filter(conn: &Connection, layout: &Layout, id: i64, principal: &Principal, today: Date) -> Result<Filter> {
    let saved = Saved::get(conn, Target::Users, id, principal)?;
    if saved.search_type()? != Type::Json {
        return Err(Error::invalid_field("search", msg!("search-is-sql", id = id)));
    }
    Ok(MemberSearch::new(layout, &Document::parse(&saved.content)?, principal, today)?.filter)
}
