//! Connections and what is set on each.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use rusqlite::config::DbConfig;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags};

use super::functions::{self, FieldCatalog};
use super::identity::{self, Origin};
use super::lock::OwnerLock;
use super::open_file::{for_copying, open_file};
use crate::error::{Error, Result};
use crate::msg;

/// The one connection that writes.
pub fn read_write(path: &Path, fields: &FieldCatalog) -> Result<Connection> {
    let connection = open_file(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    prepare(&connection, fields)?;
    // FULL: what was answered is on the disk, even if the power fails the moment after.
    connection.pragma_update(None, "synchronous", "FULL").map_err(identity::refusal)?;
    connection.pragma_update(None, "journal_size_limit", 32 << 20).map_err(identity::refusal)?;
    overwrite_within_pages(&connection).map_err(identity::refusal)?;
    Ok(connection)
}

/// Overwrites what is deleted within pages that stay in use (see [`super::erasure`]).
pub(super) fn overwrite_within_pages(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "secure_delete", "FAST")
}

/// A connection that cannot write, whatever it is asked.
pub fn read_only(path: &Path, fields: &FieldCatalog) -> Result<Connection> {
    let connection = for_copying(path)?;
    prepare(&connection, fields)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

/// A connection for a command, beside a server that may be running: it leaves the journal mode as it finds it.
pub fn open_shared(path: &Path) -> Result<Connection> {
    recognised(path, read_write).map(|(connection, _)| connection)
}

/// The same for a command that writes nothing.
pub fn open_shared_read_only(path: &Path) -> Result<Connection> {
    recognised(path, read_only).map(|(connection, _)| connection)
}

/// Opens a file that must hold an association, and tells whose.
pub(super) fn recognised(
    path: &Path,
    open: impl FnOnce(&Path, &FieldCatalog) -> Result<Connection>,
) -> Result<(Connection, Recognised)> {
    let file = || path.display().to_string();
    if !path.exists() {
        return Err(Error::invalid(msg!("db-missing", file = file())));
    }
    let fields = FieldCatalog::default();
    let connection = open(path, &fields)?;
    let origin = identity::identify(&connection)?;
    if origin == Origin::Empty {
        return Err(Error::invalid(msg!("db-empty", file = file())));
    }
    fields.reload(&connection)?;
    Ok((connection, Recognised { origin, fields }))
}

/// What [`recognised`] learnt of a file.
pub(super) struct Recognised {
    pub origin: Origin,
    pub fields: FieldCatalog,
}

/// The most instructions that a statement may run on a scratch connection, in thousands.
const SCRATCH_KILO_INSTRUCTIONS: u32 = 10_000;

/// Functions whose answer depends on chance, which an expression must not.
const SCRATCH_REFUSED_FUNCTIONS: [&str; 5] = ["random", "randomblob", "uuid", "random_string", "load_extension"];

/// A database in memory with our functions and what `fill` puts into it, to evaluate an expression where there is nothing
/// else to read. A statement that writes, asks for chance, goes on too long or makes too large a value fails.
pub fn scratch(fill: impl FnOnce(&Connection) -> Result<()>) -> Result<Scratch> {
    let mut connection = Connection::open_in_memory()?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    functions::register(&connection, &FieldCatalog::default())?;
    fill(&connection)?;
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, 1 << 20)?;
    connection.set_limit(Limit::SQLITE_LIMIT_EXPR_DEPTH, 200)?;
    connection.authorizer(Some(|context: AuthContext<'_>| match context.action {
        AuthAction::Function { function_name } if refused_in_scratch(function_name) => Authorization::Deny,
        AuthAction::Select | AuthAction::Read { .. } | AuthAction::Function { .. } | AuthAction::Recursive => {
            Authorization::Allow
        }
        _ => Authorization::Deny,
    }))?;
    let left = Arc::new(AtomicU32::new(SCRATCH_KILO_INSTRUCTIONS));
    let counted = Arc::clone(&left);
    // The last thousand is never taken, so that the count does not go below zero.
    let is_spent = move || counted.load(Ordering::Relaxed) <= 1 || counted.fetch_sub(1, Ordering::Relaxed) <= 1;
    connection.progress_handler(1000, Some(is_spent))?;
    Ok(Scratch { connection, left })
}

/// See [`scratch`].
pub struct Scratch {
    connection: Connection,
    /// Thousands of instructions that the statement may still run.
    left: Arc<AtomicU32>,
}

impl Scratch {
    /// The connection, for one statement with all the instructions that one may run.
    pub fn for_statement(&self) -> &Connection {
        self.left.store(SCRATCH_KILO_INSTRUCTIONS, Ordering::Relaxed);
        &self.connection
    }
}

fn refused_in_scratch(function: &str) -> bool {
    SCRATCH_REFUSED_FUNCTIONS.iter().any(|refused| function.eq_ignore_ascii_case(refused))
}

fn prepare(connection: &Connection, fields: &FieldCatalog) -> Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    // Without it, a build that knows STAT4 compiles a statement anew each time another value is bound to it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(64);
    functions::register(connection, fields)
}

/// Whether a server has this file open. Not to be asked while this process has connections to it: the answer would
/// cost them their locks.
pub fn is_served(path: &Path) -> bool {
    OwnerLock::is_taken(path)
}
