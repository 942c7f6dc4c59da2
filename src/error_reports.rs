//! Error reports: those that clients send, and those of our own failures, in the shape that error collectors know
//! (platform.md 4). The last thousand are kept.

use rusqlite::{Connection, Transaction};
use serde_json::{Value, json};

use crate::error::{Error, Result};
use crate::msg;

/// Reports kept.
const REPORTS_MAX: i64 = 1_000;

/// Stores a report as it came. Its `context.id` must be there (platform.md 4).
pub fn add(transaction: &Transaction, report: &str, now: &str) -> Result<()> {
    let parsed: Value = serde_json::from_str(report)
        .map_err(|error| Error::invalid(msg!("param-not-json", cause = error.to_string())))?;
    if parsed.pointer("/context/id").is_none_or(Value::is_null) {
        return Err(Error::invalid_field("context.id", msg!("report-no-id")));
    }
    transaction.execute("INSERT INTO ruche_error_reports (created, report) VALUES (?1, ?2)", (now, report))?;
    transaction.execute(
        "DELETE FROM ruche_error_reports WHERE id <= (SELECT max(id) FROM ruche_error_reports) - ?1",
        [REPORTS_MAX],
    )?;
    Ok(())
}

/// Every report, oldest first.
pub fn list(connection: &Connection) -> Result<Vec<Value>> {
    let mut statement = connection.prepare_cached("SELECT report FROM ruche_error_reports ORDER BY id")?;
    let reports = statement.query_map([], |row| row.get::<_, String>(0))?;
    reports.map(|report| Ok(serde_json::from_str(&report?)?)).collect()
}

/// The report of a failure of our own: which route failed and under which reference, and nothing private.
pub fn of_failure(message: &str, reference: &str, moment: jiff::Timestamp) -> String {
    json!({
        "errors": [{"type": "Internal", "message": message, "backtrace": []}],
        "context": {"id": reference, "date": moment.to_string(), "version": env!("CARGO_PKG_VERSION")},
    })
    .to_string()
}
