//! How much room all files take, and how much they may.

use rusqlite::Connection;

use crate::error::{Error, Result};
use crate::msg;

/// Bytes of all files, those in the trash and earlier versions too.
pub fn used(connection: &Connection) -> Result<u64> {
    let sum = connection.prepare_cached("SELECT total(size) FROM files WHERE type = 1")?.query_row([], |row| {
        // A sum of sizes is a whole number far below 2^53.
        row.get::<_, f64>(0)
    })?;
    Ok(sum as u64)
}

/// Refuses `added` more bytes, of which `freed` are given back by what they replace, when they are more than the quota
/// leaves. What makes files smaller is never refused.
///
/// Errors: `NoRoom`.
pub fn require_room(connection: &Connection, quota: Option<u64>, added: u64, freed: u64) -> Result<()> {
    let Some(quota) = quota else { return Ok(()) };
    let fits = added <= freed || used(connection)?.saturating_add(added - freed) <= quota;
    if fits { Ok(()) } else { Err(Error::NoRoom(msg!("file-quota", limit = quota))) }
}
