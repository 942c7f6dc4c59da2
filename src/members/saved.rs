//! Searches of members: the condition that a saved document becomes, and what it finds (people.md 3).

use jiff::civil::Date;
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use serde_json::{Map, Value as Json};

use super::columns;
use super::filter::Filter;
use super::layout::Layout;
use super::values;
use crate::auth::Principal;
use crate::error::{Error, Result};
use crate::msg;
use crate::searches::{Column, Compiled, Document, Saved, Target, Type, compile, run};
use crate::sheet::{Kind, RowWriter};

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
    pub fn page(
        &self,
        conn: &Connection,
        layout: &Layout,
        page: i64,
        size: i64,
    ) -> Result<(i64, Vec<Map<String, Json>>)> {
        let shown = |at: usize, value: ValueRef<'_>| self.shown_value(layout, at, value);
        run::page(conn, &self.sql(layout), &self.filter.values, (page, size), &self.names(), shown)
    }

    fn names(&self) -> Vec<&str> {
        ["id", "identity", "number"].into_iter().chain(self.shown.iter().map(|column| column.name.as_str())).collect()
    }

    /// A field as members are shown with it; anything else as it is stored.
    fn shown_value(&self, layout: &Layout, at: usize, value: ValueRef<'_>) -> Json {
        let field =
            at.checked_sub(3).and_then(|at| self.shown.get(at)).and_then(|column| layout.fields.get(&column.name));
        field.map_or_else(
            || run::stored(value),
            |field| serde_json::to_value(values::scalar(field, value)).unwrap_or_default(),
        )
    }

    /// Every line, as a table.
    pub fn write(&self, conn: &Connection, layout: &Layout, writer: &mut dyn RowWriter) -> Result<()> {
        run::write(conn, &self.sql(layout), &self.filter.values, self.names().len(), writer)
    }

    /// The columns of [`MemberSearch::write`].
    pub fn columns(&self) -> Vec<crate::sheet::Column> {
        let kind = |at: usize| if at == 0 { Kind::Number } else { Kind::Text };
        self.names().into_iter().enumerate().map(|(at, name)| crate::sheet::Column::new(name, kind(at))).collect()
    }
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
