//! Who takes part in an activity at a day.

use jiff::civil::Date;
use rusqlite::Connection;

use crate::error::{Error, Result};
use crate::msg;

/// The members whose subscription to an activity has not ended: of each the latest end counts, and none never ends.
///
/// # Errors
///
/// [`Error::Invalid`] for an activity that does not exist.
pub fn current(conn: &Connection, service: i64, today: Date) -> Result<Vec<i64>> {
    let exists = conn.prepare_cached("SELECT 1 FROM services WHERE id = ?1")?.exists([service])?;
    if !exists {
        return Err(Error::invalid_field("id_service", msg!("mailing-no-service", id = service)));
    }
    let mut statement = conn.prepare_cached(
        "SELECT id_user FROM services_users WHERE id_service = ?1 GROUP BY id_user
         HAVING max(expiry_date) IS NULL OR max(expiry_date) >= ?2 ORDER BY id_user",
    )?;
    let members = statement.query_map((service, today.to_string()), |row| row.get(0))?;
    Ok(members.collect::<rusqlite::Result<_>>()?)
}
