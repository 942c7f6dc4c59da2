//! How a database differs from what its clients agreed on.
//!
//! What is added beside the agreed tables is nobody's problem: tables of modules and extensions, further indexes, views
//! and triggers, our own `ruche_` tables. What is missing, or added *inside* an agreed table, is.

use rusqlite::Connection;

use super::structure::{Column, ForeignKey, Index, IndexColumn, Structure, Table};
use crate::i18n::Message;
use crate::msg;

/// One point in which a database differs from the agreement (`database.md` 1 to 5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    MissingTable { table: String },
    MissingColumn { table: String, column: String },
    ExtraColumn { table: String, column: String },
    Column { table: String, expected: String, found: String },
    MissingIndex { table: String, index: String, columns: String },
    Index { table: String, index: String, expected: String, found: String },
    ForeignKeys { table: String, expected: String, found: String },
    MissingView { view: String },
    View { view: String },
    MissingTrigger { trigger: String, table: String },
    ApplicationId { found: i64 },
    UserVersion { found: i64 },
    UnknownSetting { key: String },
    MissingSetting { key: String },
    UnreadableSetting { key: String, value: String },
    NoDefaultCategory { id: String },
}

impl Difference {
    /// Whether the missing object is made anew at start: by [`super::schema::create_missing`], or by
    /// `members::tables::ensure` for what depends on the fields of members.
    pub fn can_be_completed(&self) -> bool {
        match self {
            // An empty table of members would hide that the members are lost.
            Difference::MissingTable { table } => table != "users",
            Difference::MissingIndex { .. } | Difference::MissingView { .. } | Difference::MissingTrigger { .. } => {
                true
            }
            _ => false,
        }
    }

    /// The sentence for the person who runs the server.
    pub fn message(&self) -> Message {
        match self.clone() {
            Difference::MissingTable { table } => msg!("database-missing-table", table = table),
            Difference::MissingColumn { table, column } => {
                msg!("database-missing-column", table = table, column = column)
            }
            Difference::ExtraColumn { table, column } => msg!("database-extra-column", table = table, column = column),
            Difference::Column { table, expected, found } => {
                msg!("database-column-differs", table = table, expected = expected, found = found)
            }
            Difference::MissingIndex { table, index, columns } => {
                msg!("database-missing-index", table = table, index = index, columns = columns)
            }
            Difference::Index { table, index, expected, found } => {
                msg!("database-index-differs", table = table, index = index, expected = expected, found = found)
            }
            Difference::ForeignKeys { table, expected, found } => {
                msg!("database-foreign-keys-differ", table = table, expected = expected, found = found)
            }
            Difference::MissingView { view } => msg!("database-missing-view", view = view),
            Difference::View { view } => msg!("database-view-differs", view = view),
            Difference::MissingTrigger { trigger, table } => {
                msg!("database-missing-trigger", trigger = trigger, table = table)
            }
            Difference::ApplicationId { found } => msg!("database-application-id", found = found),
            Difference::UserVersion { found } => {
                msg!("database-user-version", version = super::schema::version_text(found))
            }
            Difference::UnknownSetting { key } => msg!("database-unknown-setting", key = key),
            Difference::MissingSetting { key } => msg!("database-missing-setting", key = key),
            Difference::UnreadableSetting { key, value } => {
                msg!("database-unreadable-setting", key = key, value = value)
            }
            Difference::NoDefaultCategory { id } => msg!("database-no-default-category", id = id),
        }
    }
}

/// Where a database differs from `schema.sql`. The tables that depend on the fields of members are left out: see
/// `compatibility::differences` for the whole.
pub fn from_schema(conn: &Connection) -> rusqlite::Result<Vec<Difference>> {
    Ok(compare(&Structure::read(conn)?, &Structure::read(&super::schema::in_memory()?)?))
}

/// Where a structure differs from the expected one. Columns may have another declared type and another order, which
/// upgrades of Paheko left in old files (interchange), and values by default where none are expected; foreign keys may
/// name the primary key or leave it out.
pub fn compare(found: &Structure, expected: &Structure) -> Vec<Difference> {
    let mut differences = Vec::new();
    for (name, table) in &expected.tables {
        match found.tables.get(name) {
            Some(other) => compare_table(name, other, table, &mut differences),
            None => differences.push(Difference::MissingTable { table: name.clone() }),
        }
    }
    for (name, columns) in &expected.views {
        match found.views.get(name) {
            None => differences.push(Difference::MissingView { view: name.clone() }),
            Some(other) if columns.is_some() && !same_names(other.as_deref(), columns.as_deref()) => {
                differences.push(Difference::View { view: name.clone() });
            }
            Some(_) => {}
        }
    }
    for (trigger, table) in &expected.triggers {
        if found.triggers.get(trigger) != Some(table) {
            differences.push(Difference::MissingTrigger { trigger: trigger.clone(), table: table.clone() });
        }
    }
    differences
}

fn compare_table(name: &str, found: &Table, expected: &Table, differences: &mut Vec<Difference>) {
    let table = || name.to_owned();
    for column in &expected.columns {
        match found.column(&column.name) {
            None => differences.push(Difference::MissingColumn { table: table(), column: column.name.clone() }),
            Some(other) if !same_column(other, column) => differences.push(Difference::Column {
                table: table(),
                expected: column.to_string(),
                found: other.to_string(),
            }),
            Some(_) => {}
        }
    }
    let extra = found.columns.iter().filter(|column| expected.column(&column.name).is_none());
    differences.extend(extra.map(|column| Difference::ExtraColumn { table: table(), column: column.name.clone() }));
    for (index, wanted) in &expected.indexes {
        match found.indexes.get(index) {
            // The index of a constraint has no name of its own: any index that upholds it will do.
            _ if is_automatic(index) && found.indexes.values().any(|other| same_index(other, wanted)) => {}
            Some(other) if same_index(other, wanted) => {}
            Some(other) if !is_automatic(index) => differences.push(Difference::Index {
                table: table(),
                index: index.clone(),
                expected: wanted.to_string(),
                found: other.to_string(),
            }),
            _ => differences.push(Difference::MissingIndex {
                table: table(),
                index: index.clone(),
                columns: wanted.to_string(),
            }),
        }
    }
    if !same_foreign_keys(found, expected) {
        let list = |table: &Table| table.foreign_keys.iter().map(ForeignKey::to_string).collect::<Vec<_>>().join(", ");
        differences.push(Difference::ForeignKeys { table: table(), expected: list(expected), found: list(found) });
    }
}

fn is_automatic(index: &str) -> bool {
    index.starts_with("sqlite_autoindex_")
}

/// Whether two views have the same columns, in any order.
fn same_names(a: Option<&[String]>, b: Option<&[String]>) -> bool {
    let sorted = |names: Option<&[String]>| {
        let mut names = names.map(<[String]>::to_vec);
        names.iter_mut().for_each(|names| names.sort_unstable());
        names
    };
    sorted(a) == sorted(b)
}

fn same_column(found: &Column, expected: &Column) -> bool {
    // Only a key that is declared INTEGER is the row's own number, which gets a value by itself.
    let is_row_number = |column: &Column| column.key_place == 1 && column.declared_type.eq_ignore_ascii_case("INTEGER");
    // Writers count on an expected value; one more by default stays unused.
    let same_default = match (&found.default, &expected.default) {
        (_, None) => true,
        (found, Some(expected)) => found.as_ref().is_some_and(|found| found.eq_ignore_ascii_case(expected)),
    };
    is_row_number(found) == is_row_number(expected)
        && found.not_null == expected.not_null
        && found.key_place == expected.key_place
        && same_default
}

fn same_index(a: &Index, b: &Index) -> bool {
    let same = |(a, b): (&IndexColumn, &IndexColumn)| {
        a.name == b.name && a.descending == b.descending && a.collation.eq_ignore_ascii_case(&b.collation)
    };
    a.unique == b.unique
        && a.partial == b.partial
        && a.columns.len() == b.columns.len()
        && a.columns.iter().zip(&b.columns).all(same)
}

fn same_foreign_keys(found: &Table, expected: &Table) -> bool {
    let same = |a: &ForeignKey, b: &ForeignKey| {
        a.columns == b.columns
            && a.table == b.table
            && (a.referenced == b.referenced || a.referenced.is_empty() || b.referenced.is_empty())
            && a.on_update == b.on_update
            && a.on_delete == b.on_delete
    };
    found.foreign_keys.len() == expected.foreign_keys.len()
        && expected.foreign_keys.iter().all(|key| found.foreign_keys.iter().any(|other| same(other, key)))
}

#[cfg(test)]
mod tests;
