//! What a file holds, to tell whether a request changed anything.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use ruche::db;
use rusqlite::Connection;
use rusqlite::types::ValueRef;

/// Watches a file from beside the server that has it.
pub struct Watch {
    connection: Connection,
    /// Changes whenever another connection commits.
    version: i64,
    tables: BTreeMap<String, u64>,
}

impl Watch {
    pub fn start(file: &Path) -> Self {
        let connection = db::open_shared_read_only(file).unwrap();
        let mut watch = Watch { connection, version: -1, tables: BTreeMap::new() };
        watch.changes();
        watch
    }

    /// The tables that differ from what they were at the last call: any row, any column but those of the last use.
    pub fn changes(&mut self) -> Vec<String> {
        let version = self.connection.query_row("PRAGMA data_version", [], |row| row.get(0)).unwrap();
        if version == self.version {
            return Vec::new();
        }
        self.version = version;
        let now = tables(&self.connection);
        let before = std::mem::replace(&mut self.tables, now);
        let names = before.keys().chain(self.tables.keys()).filter(|name| before.get(*name) != self.tables.get(*name));
        let mut changed: Vec<String> = names.cloned().collect();
        changed.sort();
        changed.dedup();
        changed
    }
}

/// A digest of each table, and of the schema. The tables behind virtual ones are among them.
fn tables(connection: &Connection) -> BTreeMap<String, u64> {
    let names = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'
        AND name <> 'ruche_api_uses'";
    let mut statement = connection.prepare(names).unwrap();
    let names = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let mut tables: BTreeMap<String, u64> = names.map(|name| name.unwrap()).map(|name| (name.clone(), 0)).collect();
    for (name, digest) in &mut tables {
        *digest = digest_of(connection, &format!("SELECT * FROM \"{name}\""));
    }
    tables.insert("sqlite_schema".into(), digest_of(connection, "SELECT type, name, tbl_name, sql FROM sqlite_schema"));
    tables
}

fn digest_of(connection: &Connection, query: &str) -> u64 {
    let mut statement = connection.prepare(query).unwrap();
    let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut hasher = DefaultHasher::new();
    let mut rows = statement.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        for (at, _) in columns.iter().enumerate().filter(|(_, name)| *name != "last_use") {
            match row.get_ref(at).unwrap() {
                ValueRef::Null => 0.hash(&mut hasher),
                ValueRef::Integer(integer) => (1, integer).hash(&mut hasher),
                ValueRef::Real(real) => (2, real.to_bits()).hash(&mut hasher),
                ValueRef::Text(text) => (3, text).hash(&mut hasher),
                ValueRef::Blob(bytes) => (4, bytes).hash(&mut hasher),
            }
        }
    }
    hasher.finish()
}
