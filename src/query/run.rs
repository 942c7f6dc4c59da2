//! Runs statements on a connection of their own.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Instant;

use rusqlite::config::DbConfig;
use rusqlite::hooks::AuthContext;
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use super::authorizer::Guard;
use super::limits::Limits;
use super::parameters::Parameters;
use super::statement::Statement;
use super::watch::{Cancel, INSTRUCTIONS_BETWEEN_LOOKS, Watch};
use super::{program, refusal};
use crate::error::{Error, Result};
use crate::sheet::{Cell, RowWriter};

/// What is known of an answer before its first row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// The names that SQLite gives. They may repeat, also in spreadsheets (platform.md 2.3).
    pub columns: Vec<String>,
    /// The number of rows without the LIMIT, if it was asked for.
    pub count: Option<u64>,
}

impl Head {
    /// The names made unique, for JSON: a repeated one gets `_` and its column number, counted from 0, as often as
    /// needed (platform.md 2.2).
    pub fn unique_columns(&self) -> Vec<String> {
        let mut taken = HashSet::with_capacity(self.columns.len());
        let unique = |(number, name): (usize, &String)| {
            let mut name = name.clone();
            while !taken.insert(name.clone()) {
                name = format!("{name}_{number}");
            }
            name
        };
        self.columns.iter().enumerate().map(unique).collect()
    }
}

/// A connection that runs users' statements and checks what they read (platform.md 2.5).
///
/// The layers are independent of each other: the file is opened read-only; SQLite asks an authorizer; the compiled
/// program is checked; and [`Statement`] refuses hidden tables and joins by hidden names.
pub struct Reader {
    connection: Connection,
    guard: Arc<Guard>,
    watch: Arc<Watch>,
    limits: Limits,
}

impl Reader {
    /// A reader over a read-only connection on which all functions and collations are registered already.
    ///
    /// Fails with [`Error::Internal`] if the connection can write.
    pub fn new(mut connection: Connection, limits: Limits) -> Result<Self> {
        if !connection.is_readonly("main")? {
            return Err(Error::internal(anyhow::anyhow!("users' statements need a read-only connection")));
        }
        let guard = Arc::new(Guard::new(functions(&connection)?.into_iter()));
        let watch = Arc::new(Watch::default());
        harden(&connection)?;
        limits.apply(&connection)?;
        let (asked, looking) = (Arc::clone(&guard), Arc::clone(&watch));
        connection.authorizer(Some(move |context: AuthContext<'_>| asked.answer(&context)))?;
        connection.progress_handler(INSTRUCTIONS_BETWEEN_LOOKS, Some(move || looking.must_stop()))?;
        Ok(Reader { connection, guard, watch, limits })
    }

    /// The limits of each statement.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Runs a statement in one snapshot of the file: counts its rows if `with_count`, calls `open` with the head of the
    /// answer, then passes the rows and the end to the writer that `open` returned.
    ///
    /// Fails with [`Error::Invalid`], before or after the first row, if the statement is wrong, reads something hidden or
    /// exceeds a limit. Errors of `open` and of the writer are returned unchanged.
    pub fn run<W: RowWriter>(
        &mut self,
        statement: &Statement,
        with_count: bool,
        cancel: &Cancel,
        open: impl FnOnce(Head) -> Result<W>,
    ) -> Result<W> {
        let snapshot = Snapshot::begin(self)?;
        let reader = snapshot.0;
        reader.watch.begin(&reader.limits, cancel);
        let count = if with_count { Some(reader.count(statement)?) } else { None };
        reader.rows(statement, count, open)
    }

    /// The number of rows without the LIMIT.
    fn count(&self, statement: &Statement) -> Result<u64> {
        // The parenthesis is safe at the end of the line: the statement's text does not end in a comment.
        let sql = format!("SELECT count(*) FROM ({})", statement.text_without_limit());
        let mut prepared = self.prepare(&sql, statement.parameters()).map_err(|error| {
            // What the engine says must be about the text that was sent, not about the words around it.
            self.prepare(statement.text(), statement.parameters()).err().unwrap_or(error)
        })?;
        let mut rows = prepared.raw_query();
        let row = rows.next().map_err(|error| self.explain(error))?;
        let count = row.map(|row| row.get::<_, i64>(0)).transpose()?.unwrap_or(0);
        Ok(count.unsigned_abs())
    }

    fn rows<W: RowWriter>(
        &self,
        statement: &Statement,
        count: Option<u64>,
        open: impl FnOnce(Head) -> Result<W>,
    ) -> Result<W> {
        let mut prepared = self.prepare(statement.text(), statement.parameters())?;
        let columns: Vec<String> = prepared.column_names().map(str::to_owned).collect();
        let mut left = if statement.has_own_limit() { u64::MAX } else { self.limits.rows_without_limit };
        let width = columns.len();
        let mut kept = Vec::with_capacity(width);
        let mut writer = self.aside(|| open(Head { columns, count }))?;
        let mut rows = prepared.raw_query();
        while left > 0
            && let Some(row) = rows.next().map_err(|error| self.explain(error))?
        {
            let mut cells = recycled(kept);
            read_cells(row, width, &mut cells)?;
            self.aside(|| writer.row(&cells))?;
            kept = recycled(cells);
            left -= 1;
        }
        self.aside(|| writer.finish())?;
        Ok(writer)
    }

    /// Compiles a text, checks its program, and binds its parameters.
    fn prepare(&self, sql: &str, parameters: &Parameters) -> Result<rusqlite::Statement<'_>> {
        self.allow_values_of(self.limits.value_bytes)?;
        let weight = program::weigh(&self.connection, &self.guard, sql, parameters);
        let weight = weight.map_err(|error| self.explain(error))?.ok_or_else(refusal::forbidden)?;
        let value_bytes = weight.value_bytes(&self.limits).ok_or_else(|| refusal::too_much_memory(&self.limits))?;
        let mut prepared = self.connection.prepare(sql).map_err(|error| self.explain(error))?;
        if !prepared.readonly() {
            return Err(refusal::forbidden());
        }
        parameters.check(&prepared)?;
        parameters.bind(&mut prepared).map_err(|error| self.explain(error))?;
        // This limit applies to the text too, so it is set after the compilation.
        self.allow_values_of(value_bytes)?;
        Ok(prepared)
    }

    fn allow_values_of(&self, bytes: u32) -> Result<()> {
        self.connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, i32::try_from(bytes).unwrap_or(i32::MAX))?;
        Ok(())
    }

    /// Runs `action`, which may wait for the client; its time does not count for the statement.
    fn aside<T>(&self, action: impl FnOnce() -> Result<T>) -> Result<T> {
        let start = Instant::now();
        let result = action();
        self.watch.extend(start.elapsed());
        result
    }

    fn explain(&self, error: rusqlite::Error) -> Error {
        refusal::from_engine(error, self.watch.stop(), &self.limits)
    }
}

/// A read transaction: the schema that the checks know cannot change in it.
struct Snapshot<'a>(&'a Reader);

impl<'a> Snapshot<'a> {
    fn begin(reader: &'a Reader) -> Result<Self> {
        reader.guard.trust(true);
        let snapshot = Snapshot(reader);
        reader.connection.execute_batch("BEGIN")?;
        if let Some(catalog) = reader.guard.catalog().renewed(&reader.connection)? {
            reader.guard.set_catalog(catalog);
        }
        reader.guard.trust(false);
        Ok(snapshot)
    }
}

impl Drop for Snapshot<'_> {
    fn drop(&mut self) {
        let reader = self.0;
        reader.watch.end();
        reader.guard.trust(true);
        if !reader.connection.is_autocommit() {
            // Nothing was written. If this fails, the next BEGIN reports it.
            let _ = reader.connection.execute_batch("ROLLBACK");
        }
    }
}

/// Switches off what no statement needs.
fn harden(connection: &Connection) -> Result<()> {
    for (setting, value) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_WRITABLE_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_ATTACH_CREATE, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_ATTACH_WRITE, false),
    ] {
        connection.set_db_config(setting, value)?;
    }
    // Temporary tables beyond their page cache go to files, whose bytes are bounded; in memory, nothing would be.
    connection.execute_batch("PRAGMA query_only = ON; PRAGMA cell_size_check = ON; PRAGMA temp_store = FILE")?;
    Ok(())
}

/// The names of all functions of a connection.
pub(super) fn functions(connection: &Connection) -> Result<Vec<String>> {
    let mut statement = connection.prepare("SELECT DISTINCT name FROM pragma_function_list")?;
    let names = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(names)
}

/// Blobs that are valid UTF-8 are given as text (platform.md 2.4).
fn read_cells<'row>(row: &'row Row<'_>, width: usize, cells: &mut Vec<Cell<'row>>) -> Result<()> {
    for number in 0..width {
        cells.push(match row.get_ref(number)? {
            ValueRef::Null => Cell::Empty,
            ValueRef::Integer(value) => Cell::Integer(value),
            ValueRef::Real(value) => Cell::Real(value),
            ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
                std::str::from_utf8(bytes).map_or(Cell::Bytes(bytes), Cell::Text)
            }
        });
    }
    Ok(())
}

/// The same allocation, emptied, for the cells of another row.
fn recycled<'to>(mut cells: Vec<Cell<'_>>) -> Vec<Cell<'to>> {
    cells.clear();
    cells.into_iter().map(|_| Cell::Empty).collect()
}

#[cfg(test)]
impl Reader {
    /// Runs any text with the check of its program only, to test that layer alone.
    pub(super) fn run_guarded_by_program_only<W: RowWriter>(
        &mut self,
        sql: &str,
        open: impl FnOnce(Head) -> Result<W>,
    ) -> Result<W> {
        let snapshot = Snapshot::begin(self)?;
        let reader = snapshot.0;
        reader.guard.trust(true);
        reader.watch.begin(&reader.limits, &Cancel::default());
        reader.rows(&Statement::unchecked(sql), None, open)
    }
}
