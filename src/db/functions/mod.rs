//! The functions and collations that every connection offers to queries (platform.md 2.7).
//!
//! A function never runs SQL on the connection that calls it; what it must know of the data comes from a
//! [`FieldCatalog`], read beforehand.

mod arguments;
mod digests;
mod dynamic_fields;
mod error;
mod field_catalog;
mod geography;
mod like;
mod like_pattern;
mod paths;
mod random;
mod rank;
#[cfg(test)]
mod tests;
mod texts;

use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags, SqlFnOutput};

pub use error::{FunctionError, message_of};
pub use field_catalog::FieldCatalog;

use crate::error::Result;
use crate::text;

/// Same arguments, same answer; no side effect.
const PURE: FunctionFlags =
    FunctionFlags::SQLITE_UTF8.union(FunctionFlags::SQLITE_DETERMINISTIC).union(FunctionFlags::SQLITE_INNOCUOUS);
/// No side effect, but the answer depends on more than the arguments.
const CHANGING: FunctionFlags = FunctionFlags::SQLITE_UTF8.union(FunctionFlags::SQLITE_INNOCUOUS);
/// Any number of arguments.
const ANY: i32 = -1;

/// Adds all functions and collations to a connection. Replaces SQLite's `LIKE`.
pub fn register(connection: &Connection, fields: &FieldCatalog) -> Result<()> {
    connection.create_collation("U_NOCASE", text::french_order)?;
    connection.create_collation("NAT_NOCASE", text::natural_order)?;
    like::register(connection)?;
    texts::register(connection)?;
    digests::register(connection)?;
    paths::register(connection)?;
    random::register(connection)?;
    geography::register(connection)?;
    rank::register(connection)?;
    dynamic_fields::register(connection, fields)?;
    Ok(())
}

/// Registers one function whose failures are sentences.
fn scalar<F, T>(connection: &Connection, name: &str, arity: i32, flags: FunctionFlags, function: F) -> Result<()>
where
    F: Fn(&Context<'_>) -> std::result::Result<T, FunctionError> + Send + 'static,
    T: SqlFnOutput,
{
    connection.create_scalar_function(name, arity, flags, move |context| {
        function(context).map_err(|error| rusqlite::Error::UserFunctionError(Box::new(error)))
    })?;
    Ok(())
}
