//! Finds members by words and category, sorted and paginated (not in members.md).

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::fields::{Field, FieldType};
use super::filter::{Filter, Scope};
use super::layout::Layout;
use super::question::Question;
use super::search_index::{self, MemberIndex};
use crate::error::{Error, Result};
use crate::msg;

/// The default and the maximal size of a page.
pub const PAGE_SIZE: i64 = 50;
pub const PAGE_SIZE_MAX: i64 = 500;

/// The filter and the order of a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// Each word must stand in one of the searchable fields, whatever its accents and case, or be the number.
    pub words: String,
    pub scope: Scope,
    pub sort: Sort,
}

/// A field's name, `id`, `date_updated` or `category`; `None` is the name of members.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sort {
    pub by: Option<String>,
    pub descending: bool,
}

impl Sort {
    /// `ville`, or `-ville` for the reverse.
    pub fn parse(text: &str) -> Self {
        let (by, descending) = text.strip_prefix('-').map_or((text, false), |by| (by, true));
        Sort { by: Some(by.to_owned()).filter(|by| !by.is_empty() && by != "name"), descending }
    }
}

impl Search {
    /// # Errors
    ///
    /// [`Error::Invalid`] when nothing is called what is to be sorted by.
    pub fn filter(&self, layout: &Layout) -> Result<Filter> {
        let Filter { mut condition, mut values, .. } = self.scope.filter(layout);
        condition.push_str(&Question::parse(&self.words).condition(layout, &mut values));
        Ok(Filter { condition, order: self.order(layout)?, values })
    }

    fn order(&self, layout: &Layout) -> Result<String> {
        let column = match self.sort.by.as_deref() {
            None => layout.name_of("m") + " COLLATE U_NOCASE",
            Some("id") => "m.id".to_owned(),
            Some("date_updated") => "m.date_updated".to_owned(),
            Some("category") => "c.name COLLATE U_NOCASE".to_owned(),
            Some(by) => {
                let field = layout.fields.get(by).filter(|field| is_sortable(field, layout));
                let field = field.ok_or_else(|| {
                    let fields = Self::sortable(layout).join(", ");
                    Error::invalid_field("sort", msg!("member-sort-unknown", name = by, fields = fields))
                })?;
                let collation = if field.field_type.ignores_case() { " COLLATE U_NOCASE" } else { "" };
                format!("m.{}{collation}", field.name.quoted())
            }
        };
        let direction = if self.sort.descending { " DESC" } else { "" };
        Ok(format!("{column}{direction}, m.id{direction}"))
    }

    /// The words that `sort` accepts.
    fn sortable(layout: &Layout) -> Vec<&str> {
        let fields = layout.fields.iter().filter(|field| is_sortable(field, layout)).map(|field| field.name.as_str());
        ["name", "id", "date_updated", "category"].into_iter().chain(fields).collect()
    }

    /// The ids of one page, from 1, and how many there are in all. With an index, it is asked instead of the tables.
    ///
    /// # Errors
    ///
    /// As [`Search::filter`].
    pub fn page(
        &self,
        conn: &Connection,
        layout: &Layout,
        index: Option<&MemberIndex>,
        page: i64,
        size: i64,
    ) -> Result<(Vec<i64>, i64)> {
        let limit = Limit { size, offset: (page - 1).saturating_mul(size) };
        // The index knows fields that are hidden here.
        match index.filter(|_| layout.hidden().next().is_none()) {
            None => limit.of(conn, &self.filter(layout)?),
            Some(index) => self.indexed(conn, layout, index, limit),
        }
    }

    fn indexed(
        &self,
        conn: &Connection,
        layout: &Layout,
        index: &MemberIndex,
        limit: Limit,
    ) -> Result<(Vec<i64>, i64)> {
        let order = self.order(layout)?;
        let (question, categories) = (Question::parse(&self.words), search_index::categories(conn, self.scope)?);
        let is_by_name = self.sort.by.is_none();
        let (skipped, most) = if is_by_name { limit.as_usize() } else { (0, SORTED_MAX + 1) };
        let (ids, count) = index.find(&question, &categories, is_by_name && self.sort.descending, (skipped, most));
        let total = i64::try_from(count).unwrap_or(i64::MAX);
        if is_by_name {
            return Ok((ids, total));
        }
        if count > SORTED_MAX {
            return limit.of(conn, &self.filter(layout)?);
        }
        let list = Value::Text(serde_json::to_string(&ids)?);
        let condition = "m.id IN (SELECT value FROM json_each(?1))".to_owned();
        Ok((limit.of(conn, &Filter { condition, order, values: vec![list] })?.0, total))
    }
}

/// How many members there are in categories that are not hidden.
pub fn visible_count(conn: &Connection) -> Result<i64> {
    let sql = "SELECT count(*) FROM users u INNER JOIN users_categories c ON c.id = u.id_category WHERE c.hidden = 0";
    Ok(conn.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// Members found that are sorted by another field than the name; of more, the tables are asked.
const SORTED_MAX: usize = 10_000;

/// A part of a list.
#[derive(Clone, Copy)]
struct Limit {
    size: i64,
    offset: i64,
}

impl Limit {
    fn as_usize(self) -> (usize, usize) {
        let number = |number: i64| usize::try_from(number).unwrap_or(usize::MAX);
        (number(self.offset), number(self.size))
    }

    /// Asks the tables for that part, and for the number of all.
    fn of(self, conn: &Connection, filter: &Filter) -> Result<(Vec<i64>, i64)> {
        let Filter { condition, order, values } = filter;
        let from = "FROM users_view m JOIN users_categories c ON c.id = m.id_category
            LEFT JOIN users_search s ON s.id = m.id";
        let total = conn
            .prepare_cached(&format!("SELECT count(*) {from} WHERE {condition}"))?
            .query_row(params_from_iter(values), |row| row.get(0))?;
        let holes = values.len();
        let values = values.iter().cloned().chain([Value::Integer(self.size), Value::Integer(self.offset)]);
        let sql =
            format!("SELECT m.id {from} WHERE {condition} ORDER BY {order} LIMIT ?{} OFFSET ?{}", holes + 1, holes + 2);
        let mut statement = conn.prepare_cached(&sql)?;
        let ids = statement.query_map(params_from_iter(values), |row| row.get(0))?;
        Ok((ids.collect::<rusqlite::Result<_>>()?, total))
    }
}

/// The members that a text alone identifies: the one who has it as number, or those who have it as an e-mail address.
pub fn identified(conn: &Connection, layout: &Layout, text: &str, scope: Option<Scope>) -> Result<Vec<i64>> {
    let text = text.trim();
    let Filter { condition, values, .. } = scope.unwrap_or(Scope::Everybody).filter(layout);
    let number = layout.fields.number();
    let mails = layout.shown().filter(|field| field.field_type == FieldType::Email);
    let places = std::iter::once(number).chain(mails.filter(|_| text.contains('@')));
    // Columns of text ignore case by themselves, and their indexes with them.
    for field in places.filter(|_| !text.is_empty()) {
        // A number is compared as one: 007 is 7.
        let wanted = match text.parse::<i64>() {
            Ok(wanted) if field.field_type == FieldType::Number => Value::Integer(wanted),
            _ => Value::Text(text.to_owned()),
        };
        let values: Vec<Value> = values.iter().cloned().chain([wanted]).collect();
        let sql = format!(
            "SELECT m.id FROM users_view m JOIN users_categories c ON c.id = m.id_category
             WHERE {condition} AND m.{} = ?{} ORDER BY m.id",
            field.name.quoted(),
            values.len()
        );
        let mut statement = conn.prepare_cached(&sql)?;
        let found: Vec<i64> =
            statement.query_map(params_from_iter(&values), |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

/// An order would tell what it is made of.
fn is_sortable(field: &Field, layout: &Layout) -> bool {
    layout.access.sees(field) && !matches!(field.field_type, FieldType::File | FieldType::Password)
}
