//! Lines of the journal (platform.md 6.3).

use rusqlite::{Transaction, params};
use serde_json::json;

use crate::error::Result;

/// When something is done, and from where.
#[derive(Debug, Clone)]
pub struct Moment {
    /// Local time `YYYY-MM-DD HH:MM:SS`.
    pub now: String,
    /// The client's address.
    pub address: Option<String>,
}

/// What was done, as the journal numbers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    Created = 10,
    Deleted = 11,
    Changed = 12,
}

/// Notes what was done to a page; creations and changes only where the journal is on.
pub fn page(tx: &Transaction, deed: Deed, id: i64, moment: &Moment) -> Result<()> {
    if deed != Deed::Deleted && is_off(tx)? {
        return Ok(());
    }
    write(tx, deed, &json!({"entity": "Web\\Page", "id": id}), moment)
}

/// Notes that files are gone.
pub fn deleted_files(tx: &Transaction, paths: &[String], moment: &Moment) -> Result<()> {
    paths.iter().try_for_each(|path| write(tx, Deed::Deleted, &json!({"entity": "Files\\File", "path": path}), moment))
}

fn write(tx: &Transaction, deed: Deed, details: &serde_json::Value, moment: &Moment) -> Result<()> {
    tx.prepare_cached("INSERT INTO logs (type, details, created, ip_address) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![deed as i64, details.to_string(), moment.now, moment.address])?;
    Ok(())
}

fn is_off(tx: &Transaction) -> Result<bool> {
    Ok(tx
        .prepare_cached("SELECT 1 FROM config WHERE key = 'log_retention' AND CAST(value AS INTEGER) <= 0")?
        .exists([])?)
}
