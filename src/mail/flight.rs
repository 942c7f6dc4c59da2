//! The message that is being handed to the mail server: marked before its content goes out, so that a crash leaves a trace.

use rusqlite::{Connection, Transaction};

use crate::error::Result;

/// Marks a message, for Paheko too (`sending` 1). Gives `false` if it is no longer in the queue.
pub fn begin(tx: &Transaction<'_>, id: i64, message_id: &str, moment: &str) -> Result<bool> {
    let marked = tx
        .prepare_cached("UPDATE emails_queue SET sending = 1, sending_started = ?2 WHERE id = ?1")?
        .execute((id, moment))?;
    if marked == 0 {
        return Ok(false);
    }
    tx.prepare_cached(
        "INSERT OR REPLACE INTO ruche_mails_in_flight (id_queue, message_id, started) VALUES (?1, ?2, ?3)",
    )?
    .execute((id, message_id, moment))?;
    Ok(true)
}

/// The mail server surely has not taken it: it waits again.
pub fn cancel(tx: &Transaction<'_>, id: i64) -> Result<()> {
    tx.prepare_cached("UPDATE emails_queue SET sending = 0, sending_started = NULL WHERE id = ?1")?.execute([id])?;
    tx.prepare_cached("DELETE FROM ruche_mails_in_flight WHERE id_queue = ?1")?.execute([id])?;
    Ok(())
}

/// Whether somebody began to send a message and did not write what became of it.
pub fn is_marked(conn: &Connection, id: i64) -> Result<bool> {
    let sql = "SELECT 1 FROM ruche_mails_in_flight WHERE id_queue = ?1";
    Ok(conn.prepare_cached(sql)?.exists([id])?)
}
