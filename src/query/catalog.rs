//! The tables and indexes of the file: which names may be read, and which B-tree starts at which root page.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, Row};
use sqlparser::keywords::Keyword;

use super::policy::{self, Access};
use super::tokens;
use crate::error::Result;

/// What a statement may read of the B-tree that starts at a root page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Root {
    Open,
    /// A table that hides the columns with these numbers, counted as they are stored.
    Hiding(HashSet<i64>),
}

/// The tables and indexes of the file; read again whenever its schema changes.
#[derive(Debug, Default)]
pub(super) struct Catalog {
    version: Option<i64>,
    /// The B-trees that may be opened; a program that opens another one is refused.
    roots: HashMap<i64, Root>,
    /// Names of the tables, views and full-text indexes that may be read, in ASCII lower case.
    readable: HashSet<String>,
    virtual_tables: Vec<String>,
}

/// The root page of `sqlite_schema`.
const SCHEMA_ROOT: i64 = 1;

impl Catalog {
    /// The catalog of the file as it is now, or `None` if `self` is still current. It connects the full-text indexes,
    /// since SQLite asks the authorizer at that moment about things that statements may not do.
    pub fn renewed(&self, connection: &Connection) -> Result<Option<Self>> {
        let version = connection.query_row("PRAGMA main.schema_version", [], |row| row.get(0))?;
        if self.version == Some(version) {
            return Ok(None);
        }
        let mut catalog = Catalog { version: Some(version), ..Catalog::default() };
        catalog.roots.insert(SCHEMA_ROOT, Root::Open);
        let mut statement = connection.prepare("SELECT type, name, tbl_name, rootpage, sql FROM main.sqlite_schema")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            // An object that cannot be read is not added, and so is refused.
            if let Ok(object) = Object::read(row) {
                catalog.add(connection, &object)?;
            }
        }
        Ok(Some(catalog))
    }

    pub fn root(&self, page: i64) -> Option<&Root> {
        self.roots.get(&page)
    }

    /// Whether a table, view or full-text index of that name may be read.
    pub fn is_readable(&self, name: &str) -> bool {
        self.readable.contains(&name.to_ascii_lowercase())
    }

    /// The full-text indexes that may be read.
    pub fn virtual_tables(&self) -> &[String] {
        &self.virtual_tables
    }

    fn add(&mut self, connection: &Connection, object: &Object) -> Result<()> {
        let access = policy::access(&object.table);
        if access == Access::Refused {
            return Ok(());
        }
        match (object.kind.as_str(), object.root) {
            ("view", _) => self.add_name(&object.name),
            ("table", 0) if object.is_full_text() && is_connectable(connection, &object.name) => {
                self.add_name(&object.name);
                self.virtual_tables.push(object.name.clone());
            }
            // A virtual table of another kind.
            ("table", 0) => {}
            ("table", page) => {
                if let Some(root) = table_root(connection, object, access)? {
                    self.roots.insert(page, root);
                    self.add_name(&object.name);
                }
            }
            ("index", page) if !index_knows_hidden_columns(connection, object, access)? => {
                self.roots.insert(page, Root::Open);
            }
            _ => {}
        }
        Ok(())
    }

    fn add_name(&mut self, name: &str) {
        self.readable.insert(name.to_ascii_lowercase());
    }
}

/// One row of `sqlite_schema`.
struct Object {
    kind: String,
    name: String,
    table: String,
    /// 0 for a view, a trigger and a virtual table.
    root: i64,
    sql: String,
}

impl Object {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Object {
            kind: row.get(0)?,
            name: row.get(1)?,
            table: row.get(2)?,
            root: row.get::<_, Option<i64>>(3)?.unwrap_or(0),
            sql: row.get::<_, Option<String>>(4)?.unwrap_or_default(),
        })
    }

    /// Whether it is `CREATE VIRTUAL TABLE … USING` a full-text module.
    fn is_full_text(&self) -> bool {
        let tokens = tokens::read(&self.sql).unwrap_or_default();
        let using = tokens.iter().position(|token| tokens::is_keyword(token, Keyword::USING));
        let module = using.and_then(|using| tokens::name(&tokens.get(using + 1)?.token));
        module.is_some_and(|name| policy::contains(&policy::VIRTUAL_TABLE_MODULES, name))
    }
}

/// False for a virtual table whose module or tokenizer is not available; the others stay readable.
fn is_connectable(connection: &Connection, table: &str) -> bool {
    connection.prepare(&format!("SELECT 1 FROM main.{}", quoted(table))).is_ok()
}

/// `None` if the table hides columns and is WITHOUT ROWID: its columns are stored in another order.
fn table_root(connection: &Connection, object: &Object, access: Access) -> Result<Option<Root>> {
    let Access::Hiding(hidden) = access else {
        return Ok(Some(Root::Open));
    };
    let query = "SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = ?1";
    let has_own_layout: bool = connection.query_row(query, [&object.name], |row| row.get(0))?;
    if has_own_layout {
        return Ok(None);
    }
    // Virtual generated columns (2) are not stored and have no number.
    let query = "SELECT name FROM pragma_table_xinfo(?1, 'main') WHERE hidden <> 2 ORDER BY cid";
    let mut statement = connection.prepare(query)?;
    let names = statement.query_map([&object.name], |row| row.get::<_, String>(0))?;
    let mut numbers = HashSet::new();
    for (number, name) in (0..).zip(names) {
        if policy::contains(hidden, &name?) {
            numbers.insert(number);
        }
    }
    Ok(Some(Root::Hiding(numbers)))
}

/// Whether an index holds a hidden column, or names one in its condition or in an expression.
fn index_knows_hidden_columns(connection: &Connection, object: &Object, access: Access) -> Result<bool> {
    let Access::Hiding(hidden) = access else {
        return Ok(false);
    };
    let is_hidden = |name: &str| policy::contains(hidden, name);
    // A definition that cannot be tokenised may name a hidden column.
    let Ok(tokens) = tokens::read(&object.sql) else { return Ok(true) };
    if tokens.iter().filter_map(|token| tokens::name(&token.token)).any(is_hidden) {
        return Ok(true);
    }
    let mut statement = connection.prepare("SELECT name FROM pragma_index_xinfo(?1, 'main')")?;
    let mut names = statement.query_map([&object.name], |row| row.get::<_, Option<String>>(0))?;
    names.try_fold(false, |found, name| Ok(found || name?.is_some_and(|name| is_hidden(&name))))
}

/// A name in double quotes.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
