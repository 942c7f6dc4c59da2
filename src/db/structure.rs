//! The structure of a database as SQLite describes it through its PRAGMAs: tables, columns, indexes, foreign keys, views
//! and triggers. The stored text of the definitions plays no part: two files may agree and spell theirs differently.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use rusqlite::{Connection, ErrorCode, Row};

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Structure {
    pub tables: BTreeMap<String, Table>,
    /// Views with their columns; `None` when SQLite cannot tell them, for want of a table or a function.
    pub views: BTreeMap<String, Option<Vec<String>>>,
    /// Triggers with the table they watch.
    pub triggers: BTreeMap<String, String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// `table`, `virtual` or `shadow`, as in `PRAGMA table_list`.
    pub kind: String,
    pub columns: Vec<Column>,
    pub indexes: BTreeMap<String, Index>,
    pub foreign_keys: BTreeSet<ForeignKey>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub declared_type: String,
    pub not_null: bool,
    pub default: Option<String>,
    /// Its place in the primary key, from 1; 0 when it is not part of it.
    pub key_place: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    pub unique: bool,
    /// An index over some rows only.
    pub partial: bool,
    pub columns: Vec<IndexColumn>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexColumn {
    /// `None` when an expression is indexed, not a column.
    pub name: Option<String>,
    pub descending: bool,
    pub collation: String,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ForeignKey {
    pub columns: Vec<String>,
    pub table: String,
    /// Empty when the key names no column and means the primary key.
    pub referenced: Vec<String>,
    pub on_update: String,
    pub on_delete: String,
}

impl Structure {
    /// Reads the structure of an open database; SQLite's own tables are left out.
    pub fn read(conn: &Connection) -> rusqlite::Result<Self> {
        let mut structure = Structure::default();
        let objects: Vec<(String, String)> = conn
            .prepare("SELECT name, type FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        for (name, kind) in objects {
            if kind == "view" {
                let columns = view_columns(conn, &name)?;
                structure.views.insert(name, columns);
            } else {
                let table = Table::read(conn, &name, kind)?;
                structure.tables.insert(name, table);
            }
        }
        structure.triggers = conn
            .prepare("SELECT name, tbl_name FROM sqlite_schema WHERE type = 'trigger'")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(structure)
    }
}

impl Table {
    fn read(conn: &Connection, name: &str, kind: String) -> rusqlite::Result<Self> {
        // Hidden columns belong to the implementation of virtual tables.
        let columns = conn
            .prepare_cached(
                "SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_xinfo(?1) WHERE hidden <> 1",
            )?
            .query_map([name], Column::read)?
            .collect::<rusqlite::Result<_>>()?;
        let listed: Vec<(String, bool, bool)> = conn
            .prepare_cached("SELECT name, \"unique\", partial FROM pragma_index_list(?1)")?
            .query_map([name], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let mut indexes = BTreeMap::new();
        for (index, unique, partial) in listed {
            let columns = index_columns(conn, &index)?;
            indexes.insert(index, Index { unique, partial, columns });
        }
        Ok(Table { kind, columns, indexes, foreign_keys: foreign_keys(conn, name)? })
    }

    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

impl Column {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Column {
            name: row.get(0)?,
            declared_type: row.get(1)?,
            not_null: row.get(2)?,
            default: row.get(3)?,
            key_place: row.get(4)?,
        })
    }
}

fn view_columns(conn: &Connection, view: &str) -> rusqlite::Result<Option<Vec<String>>> {
    let columns = conn
        .prepare_cached("SELECT name FROM pragma_table_xinfo(?1)")?
        .query_map([view], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<String>>>();
    match columns {
        Ok(columns) => Ok(Some(columns)),
        // A view whose text means nothing here; everything else concerns the whole file.
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::Unknown) => Ok(None),
        Err(error) => Err(error),
    }
}

fn index_columns(conn: &Connection, index: &str) -> rusqlite::Result<Vec<IndexColumn>> {
    conn.prepare_cached("SELECT name, \"desc\", coll FROM pragma_index_xinfo(?1) WHERE key = 1 ORDER BY seqno")?
        .query_map([index], |row| {
            Ok(IndexColumn { name: row.get(0)?, descending: row.get(1)?, collation: row.get(2)? })
        })?
        .collect()
}

fn foreign_keys(conn: &Connection, table: &str) -> rusqlite::Result<BTreeSet<ForeignKey>> {
    let mut keys: BTreeMap<i64, ForeignKey> = BTreeMap::new();
    let mut statement = conn.prepare_cached(
        "SELECT id, \"from\", \"table\", \"to\", on_update, on_delete FROM pragma_foreign_key_list(?1) ORDER BY id, seq",
    )?;
    let mut rows = statement.query([table])?;
    while let Some(row) = rows.next()? {
        let (table, on_update, on_delete) = (row.get(2)?, row.get(4)?, row.get(5)?);
        let key = keys.entry(row.get(0)?).or_insert_with(|| ForeignKey {
            columns: Vec::new(),
            table,
            referenced: Vec::new(),
            on_update,
            on_delete,
        });
        key.columns.push(row.get(1)?);
        key.referenced.extend(row.get::<_, Option<String>>(3)?);
    }
    Ok(keys.into_values().collect())
}

/// One fact a line, in an order that never changes: made to be compared and kept.
impl fmt::Display for Structure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, table) in &self.tables {
            writeln!(f, "{} {name}", table.kind)?;
            table.columns.iter().try_for_each(|column| writeln!(f, "    {column}"))?;
            table.indexes.iter().try_for_each(|(name, index)| writeln!(f, "    index {name} {index}"))?;
            table.foreign_keys.iter().try_for_each(|key| writeln!(f, "    {key}"))?;
        }
        for (name, columns) in &self.views {
            let columns = columns.as_ref().map_or("?".to_owned(), |columns| columns.join(", "));
            writeln!(f, "view {name} ({columns})")?;
        }
        self.triggers.iter().try_for_each(|(name, table)| writeln!(f, "trigger {name} on {table}"))
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        if !self.declared_type.is_empty() {
            write!(f, " {}", self.declared_type)?;
        }
        if self.not_null {
            f.write_str(" not null")?;
        }
        if let Some(default) = &self.default {
            write!(f, " default {default}")?;
        }
        if self.key_place > 0 {
            write!(f, " key {}", self.key_place)?;
        }
        Ok(())
    }
}

impl fmt::Display for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns: Vec<String> = self.columns.iter().map(ToString::to_string).collect();
        let unique = if self.unique { " unique" } else { "" };
        let partial = if self.partial { " partial" } else { "" };
        write!(f, "({}){unique}{partial}", columns.join(", "))
    }
}

impl fmt::Display for IndexColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name.as_deref().unwrap_or("expression"))?;
        if self.collation != "BINARY" {
            write!(f, " {}", self.collation)?;
        }
        f.write_str(if self.descending { " desc" } else { "" })
    }
}

impl fmt::Display for ForeignKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({}) references {}", self.columns.join(", "), self.table)?;
        if !self.referenced.is_empty() {
            write!(f, " ({})", self.referenced.join(", "))?;
        }
        for (event, action) in [("update", &self.on_update), ("delete", &self.on_delete)] {
            if action != "NO ACTION" {
                write!(f, " on {event} {action}")?;
            }
        }
        Ok(())
    }
}
