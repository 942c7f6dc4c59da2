//! Finding members: by words, by category, in an order, a page at a time (beyond members.md).

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::fields::{Field, FieldType};
use super::filter::{Filter, Scope};
use super::layout::Layout;
use crate::error::{Error, Result};
use crate::msg;
use crate::text::{is_part_of_phone, phone_digits, transliterate_to_ascii};

/// Members of one page when nothing is said, and at the most.
pub const PAGE_SIZE: i64 = 50;
pub const PAGE_SIZE_MAX: i64 = 500;
/// Words of a question that are looked at.
const WORDS_MAX: usize = 10;
/// From so many digits on, a word is also looked for in telephone numbers.
const PHONE_DIGITS_MIN: usize = 4;

/// Whom to find, in what order.
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
        let words: Vec<&str> = self.words.split_whitespace().take(WORDS_MAX).collect();
        for words in words.chunk_by(|word, next| is_part_of_phone(word) && is_part_of_phone(next)) {
            condition.push_str(&format!(" AND ({})", every_word(layout, words, &mut values)));
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

/// The members that a text alone identifies: the one who has it as number, or those who have it as an e-mail address.
pub fn identified(conn: &Connection, layout: &Layout, text: &str, scope: Option<Scope>) -> Result<Vec<i64>> {
    let text = text.trim();
    let Filter { condition, values, .. } = scope.unwrap_or(Scope::Everybody).filter(layout);
    let number = layout.fields.number();
    let mails = layout.fields.iter().filter(|field| field.field_type == FieldType::Email);
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

fn is_sortable(field: &&Field) -> bool {
    !matches!(field.field_type, FieldType::File | FieldType::Password)
}

/// The condition that each of some words stands somewhere in a member's record; several groups of digits may also be one
/// telephone number together.
fn every_word(layout: &Layout, words: &[&str], values: &mut Vec<Value>) -> String {
    let each: Vec<String> = words.iter().map(|word| format!("({})", any_field(layout, word, values))).collect();
    let each = each.join(" AND ");
    if words.len() < 2 {
        return each;
    }
    let phones = in_phones(layout, &words.join(" "), values).join(" OR ");
    if phones.is_empty() { each } else { format!("{each} OR {phones}") }
}

/// The condition that a word stands somewhere in a member's record.
fn any_field(layout: &Layout, word: &str, values: &mut Vec<Value>) -> String {
    let word_hole = hole(transliterate_to_ascii(word).into_owned(), values);
    let mut places: Vec<String> =
        layout.fields.searchable().map(|field| format!("instr(s.{}, {word_hole}) > 0", field.name.quoted())).collect();
    places.push(format!("lower(m.{}) = {word_hole}", layout.fields.number().name.quoted()));
    places.extend(in_phones(layout, word, values));
    places.join(" OR ")
}

/// The conditions that a number stands in one of the telephone numbers, both as [`phone_digits`] writes them.
fn in_phones(layout: &Layout, number: &str, values: &mut Vec<Value>) -> Vec<String> {
    let digits = phone_digits(number);
    let is_one = digits.len() >= PHONE_DIGITS_MIN && !digits.contains(' ');
    let phones: Vec<&Field> =
        layout.fields.iter().filter(|field| is_one && field.field_type == FieldType::Tel).collect();
    if phones.is_empty() {
        return Vec::new();
    }
    let digits = hole(digits, values);
    phones.iter().map(|field| format!("instr(phone_digits(m.{}), {digits}) > 0", field.name.quoted())).collect()
}

/// Keeps a text for a hole of the statement, and gives the hole.
fn hole(value: String, values: &mut Vec<Value>) -> String {
    values.push(Value::Text(value));
    format!("?{}", values.len())
}
