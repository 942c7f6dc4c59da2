//! Finds members by words and category, sorted and paginated (not in members.md).

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::fields::{Field, FieldType};
use super::filter::{Filter, Scope};
use super::layout::Layout;
use crate::error::{Error, Result};
use crate::msg;
use crate::text::transliterate_to_ascii;

/// The default and the maximal size of a page.
pub const PAGE_SIZE: i64 = 50;
pub const PAGE_SIZE_MAX: i64 = 500;
/// Words of a question that are looked at.
const WORDS_MAX: usize = 10;
/// From so many digits on, a word is also looked for in telephone numbers.
const PHONE_DIGITS_MIN: usize = 4;

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
        for word in self.words.split_whitespace().take(WORDS_MAX) {
            condition.push_str(&format!(" AND ({})", any_field(layout, word, &mut values)));
        }
        Ok(Filter { condition, order: self.order(layout)?, values })
    }

    fn order(&self, layout: &Layout) -> Result<String> {
        let column = match self.sort.by.as_deref() {
            None => layout.name_of("m") + " COLLATE U_NOCASE",
            Some("id") => "m.id".to_owned(),
            Some("date_updated") => "m.date_updated".to_owned(),
            Some("category") => "c.name COLLATE U_NOCASE".to_owned(),
            Some(by) => {
                let field = layout.fields.get(by).filter(is_sortable);
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
        let fields = layout.fields.iter().filter(is_sortable).map(|field| field.name.as_str());
        ["name", "id", "date_updated", "category"].into_iter().chain(fields).collect()
    }

    /// The ids of one page, from 1, and how many there are in all.
    pub fn page(&self, conn: &Connection, layout: &Layout, page: i64, size: i64) -> Result<(Vec<i64>, i64)> {
        let Filter { condition, order, mut values } = self.filter(layout)?;
        let from = "FROM users_view m JOIN users_categories c ON c.id = m.id_category
            LEFT JOIN users_search s ON s.id = m.id";
        let total = conn
            .prepare_cached(&format!("SELECT count(*) {from} WHERE {condition}"))?
            .query_row(params_from_iter(&values), |row| row.get(0))?;
        let holes = values.len();
        values.extend([Value::Integer(size), Value::Integer((page - 1).saturating_mul(size))]);
        let sql =
            format!("SELECT m.id {from} WHERE {condition} ORDER BY {order} LIMIT ?{} OFFSET ?{}", holes + 1, holes + 2);
        let mut statement = conn.prepare_cached(&sql)?;
        let ids = statement.query_map(params_from_iter(&values), |row| row.get(0))?;
        Ok((ids.collect::<rusqlite::Result<_>>()?, total))
    }
}

fn is_sortable(field: &&Field) -> bool {
    !matches!(field.field_type, FieldType::File | FieldType::Password)
}

/// The condition that a word stands somewhere in a member's record.
fn any_field(layout: &Layout, word: &str, values: &mut Vec<Value>) -> String {
    let mut hole = |value: String| {
        values.push(Value::Text(value));
        format!("?{}", values.len())
    };
    let word_hole = hole(transliterate_to_ascii(word).into_owned());
    let mut places: Vec<String> =
        layout.fields.searchable().map(|field| format!("instr(s.{}, {word_hole}) > 0", field.name.quoted())).collect();
    places.push(format!("lower(m.{}) = {word_hole}", layout.fields.number().name.quoted()));
    let digits: String = word.chars().filter(char::is_ascii_digit).collect();
    if digits.len() >= PHONE_DIGITS_MIN {
        let digits = hole(digits);
        let phones = layout.fields.iter().filter(|field| field.field_type == FieldType::Tel);
        places.extend(phones.map(|field| {
            format!("instr(replace(replace(m.{}, ' ', ''), '.', ''), {digits}) > 0", field.name.quoted())
        }));
    }
    places.join(" OR ")
}
