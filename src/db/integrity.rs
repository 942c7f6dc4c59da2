//! Reading the whole file for damage.

use rusqlite::Connection;

use super::identity;
use crate::error::{Error, Result, is_damage};
use crate::msg;

/// The kind of SQLite's codes of failed system calls, in their lowest byte.
const IO_FAILURE: i32 = rusqlite::ffi::SQLITE_IOERR;

/// What is wrong with the pages and the indexes of a file, in SQLite's words; at most so many faults. Takes the time of
/// reading the file and all its indexes.
///
/// # Errors
///
/// When the file could not be read: that says nothing about its content.
pub fn faults(conn: &Connection, most: u32) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    match read_verdicts(conn, most, &mut faults) {
        // Some damage ends the reading itself, or does not even let it begin.
        Err(error) if is_damage(&error) => faults.push(error.to_string()),
        read => read?,
    }
    match faults.iter().find_map(|fault| failed_reading(fault)) {
        Some(line) => Err(unreadable(&line)),
        None => Ok(faults),
    }
}

fn read_verdicts(conn: &Connection, most: u32, faults: &mut Vec<String>) -> rusqlite::Result<()> {
    let mut statement = conn.prepare(&format!("PRAGMA integrity_check({most})"))?;
    for verdict in statement.query_map([], |row| row.get::<_, String>(0))? {
        faults.extend(Some(verdict?).filter(|verdict| verdict != "ok"));
    }
    Ok(())
}

/// # Errors
///
/// [`Error::Conflict`] says that the file is damaged; other errors, that it could not be read.
pub fn require_sound(conn: &Connection) -> Result<()> {
    match faults(conn, 1)?.first() {
        None => Ok(()),
        Some(fault) => {
            tracing::error!(fault, "the database file is damaged");
            Err(identity::damaged())
        }
    }
}

/// SQLite's check counts a page that the disk does not give among the faults of the file, with its code at the end.
fn failed_reading(verdict: &str) -> Option<String> {
    verdict.lines().find_map(|line| {
        let code: i32 = line.rsplit_once("error code=")?.1.trim().parse().ok()?;
        (code & 0xff == IO_FAILURE).then(|| line.to_owned())
    })
}

fn unreadable(line: &str) -> Error {
    tracing::error!(fault = line, "the database file could not be read");
    Error::Busy(msg!("error-storage"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_the_disk_does_not_give_is_no_damage() {
        assert!(failed_reading("Tree 5 page 7: unable to get the page. error code=266").is_some());
        assert!(
            failed_reading("*** in database main ***\nTree 5 page 7: unable to get the page. error code=266").is_some()
        );
        for damage in ["Tree 5 page 7: unable to get the page. error code=11", "row 3 missing from index a", "ok"] {
            assert!(failed_reading(damage).is_none(), "{damage}");
        }
    }
}
