//! Reading members for the index.

use std::collections::HashSet;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use super::rows::{MARK, MemberRow, Rows};
use crate::error::Result;
use crate::members::layout::Layout;
use crate::members::question::{number_expression, phone_expressions};
use crate::members::tables;

/// What members have to search, in the columns of one statement.
struct Columns {
    sql: String,
    texts: usize,
    phones: usize,
}

/// Where texts begin: identifier, category, name and number stand before.
const FIRST_TEXT: usize = 4;

impl Columns {
    /// `None` if members are sorted by something that is no column of `users`.
    fn of(layout: &Layout) -> Option<Self> {
        let fields = &layout.fields;
        tables::trimmed_name(fields, "m.")?;
        let texts: Vec<String> =
            fields.searchable().map(|field| format!(", CAST(s.{} AS TEXT)", field.name.quoted())).collect();
        let phones: Vec<String> =
            phone_expressions(fields, "m.").map(|phone| format!(", CAST({phone} AS TEXT)")).collect();
        let sql = format!(
            "SELECT m.id, m.id_category, {}, CAST({} AS TEXT){}{} FROM users m LEFT JOIN users_search s ON s.id = m.id",
            tables::name(fields, "m."),
            number_expression(fields, "m."),
            texts.concat(),
            phones.concat()
        );
        Some(Columns { sql, texts: texts.len(), phones: phones.len() })
    }

    /// Adds a member; `None` if it holds what is not indexed.
    fn add(&self, row: &Row<'_>, buffers: &mut Buffers, rows: &mut Rows) -> rusqlite::Result<Option<()>> {
        buffers.clear();
        let (texts, phones) = (FIRST_TEXT, FIRST_TEXT + self.texts);
        let is_sound = push(&mut buffers.name, row.get_ref(2)?)
            && push(&mut buffers.number, row.get_ref(3)?)
            && all(row, texts..phones, &mut buffers.texts)?
            && all(row, phones..phones + self.phones, &mut buffers.phones)?;
        if !is_sound {
            return Ok(None);
        }
        if !buffers.number.is_empty() {
            buffers.number.push(MARK);
        }
        let (id, category) = (row.get(0)?, row.get(1)?);
        let Buffers { name, texts, number, phones } = buffers;
        Ok(rows.push(MemberRow { id, category, name, texts, number, phones }))
    }
}

/// The bytes of one member, reused.
#[derive(Default)]
struct Buffers {
    name: Vec<u8>,
    texts: Vec<u8>,
    number: Vec<u8>,
    phones: Vec<u8>,
}

impl Buffers {
    fn clear(&mut self) {
        [&mut self.name, &mut self.texts, &mut self.number, &mut self.phones].into_iter().for_each(Vec::clear);
    }
}

fn all(row: &Row<'_>, columns: std::ops::Range<usize>, out: &mut Vec<u8>) -> rusqlite::Result<bool> {
    for column in columns {
        if !push(out, row.get_ref(column)?) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Adds a text behind a mark, and nothing for NULL; returns whether it is one of both. What other programs may have left
/// (bytes that are no text, numbers as names) compares by rules that the index does not know.
fn push(out: &mut Vec<u8>, value: ValueRef<'_>) -> bool {
    match value {
        ValueRef::Null => true,
        ValueRef::Text(text) if std::str::from_utf8(text).is_ok() => {
            out.push(MARK);
            out.extend_from_slice(text);
            true
        }
        _ => false,
    }
}

/// All members; `None` if they cannot be indexed.
pub fn everybody(conn: &Connection, layout: &Layout) -> Result<Option<Rows>> {
    let Some(columns) = Columns::of(layout) else { return Ok(None) };
    let mut statement = conn.prepare(&columns.sql)?;
    let (mut found, mut rows, mut buffers) = (statement.query([])?, Rows::default(), Buffers::default());
    while let Some(row) = found.next()? {
        if columns.add(row, &mut buffers, &mut rows)?.is_none() {
            return Ok(None);
        }
    }
    Ok(Some(rows))
}

/// Those of some members that exist; `None` if they cannot be indexed.
pub fn some(conn: &Connection, layout: &Layout, ids: &HashSet<i64>) -> Result<Option<Rows>> {
    let Some(columns) = Columns::of(layout) else { return Ok(None) };
    let mut statement = conn.prepare_cached(&format!("{} WHERE m.id = ?1", columns.sql))?;
    let (mut rows, mut buffers) = (Rows::default(), Buffers::default());
    for id in ids {
        let mut found = statement.query([id])?;
        if let Some(row) = found.next()?
            && columns.add(row, &mut buffers, &mut rows)?.is_none()
        {
            return Ok(None);
        }
    }
    Ok(Some(rows))
}
